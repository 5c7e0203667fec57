# SPDX-License-Identifier: MIT
"""Reads logs in a process of its own, one after the other, so that none takes anything else along.

It is started with the name of what reads: nothing for our own tools, or the entry point of one of
the shop's. Each log comes as its length and its bytes, each answer goes as its length and JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from workshop.domain.refused import Refused
from workshop.testlogs.log import UnknownLog
from workshop.testlogs.plain import of_refusal, of_results
from workshop.testlogs.result import ToolResult

MEMORY, SECONDS = 256 * 2**20, 5
"""The most memory beyond what a bare process takes, in bytes, and the most work for one log.

The system holds a process to them on Linux only; elsewhere its parent ends it by the clock, after
`workshop.testlogs.apart.LONGEST` seconds, and nothing limits its memory.
"""

SIZE = 8
"""The bytes of a length."""

Read = Callable[[bytes], list[ToolResult]]


def _reader(name: str) -> tuple[str, Read]:
    """A tool and what reads it; one of the shop's is loaded only here, where it can do no harm."""
    if not name:
        from workshop.testlogs.tools import results_of

        return "", results_of
    from workshop.testlogs.shop_tools import reader_of

    return reader_of(name)


def answer(read: Read, data: bytes) -> dict[str, object]:
    """What is said of a log: its results, why it is refused, or how the reader broke."""
    try:
        return {"results": of_results(read(data))}
    except UnknownLog as refused:
        return {"unknown": of_refusal(refused)}
    except Refused as refused:
        return {"refused": of_refusal(refused)}
    except MemoryError:
        return {"broke": "memory"}
    except BaseException as error:  # a tool of the shop may raise anything, also SystemExit
        return {"broke": type(error).__name__}


def _limit_memory() -> None:
    """Take no more memory than a log needs; elsewhere the parent has a clock only."""
    if sys.platform != "linux":
        return
    import resource

    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_work() -> None:
    """Be stopped by the system after so many seconds of work more."""
    if sys.platform != "linux":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _whole(file: BinaryIO) -> bytes | None:
    size = file.read(SIZE)
    return file.read(int.from_bytes(size, "big")) if len(size) == SIZE else None


def main(arguments: Sequence[str]) -> None:
    """Read logs until no more come."""
    # By number: a packed program without a console has these, but no sys.stdin and sys.stdout.
    given, taken = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):  # what a tool of the shop prints goes nowhere
        os.dup2(nothing, number)
    _limit_work()
    _limit_memory()
    with suppress(BrokenPipeError):
        try:
            tool, read = _reader(arguments[0] if arguments else "")
        except BaseException as error:
            _say(taken, {"broke": f"{type(error).__name__}: {error}"[:200]})
            return
        _say(taken, {"tool": tool})
        while (data := _whole(given)) is not None:
            _limit_work()
            _say(taken, answer(read, data))


def _say(taken: BinaryIO, said: dict[str, object]) -> None:
    try:
        line = json.dumps(said).encode()
    except BaseException as error:
        line = json.dumps({"broke": type(error).__name__}).encode()
    taken.write(len(line).to_bytes(SIZE, "big") + line)
    taken.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
