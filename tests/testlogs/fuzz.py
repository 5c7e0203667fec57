# SPDX-License-Identifier: MIT
"""A coverage-guided fuzzer over everything that reads a file of a test bench, for as long as asked.

`python tests/testlogs/fuzz.py --minutes 60` in an environment that has the project and its tools
for developers, and atheris (`pip install atheris`), which is no dependency. It begins with the logs
of the tests and with what earlier runs left in `--corpus`, reads in this process, and writes what
breaks a reader into `--found`: each place once. It ends with 1 where there is any.

A reader may give results that are whole and can be, or refuse with one sentence; in 5 s of work and
256 MB. Keep what is found as a log under `made`, and mend the reader.
"""

import argparse
import json
import os
import re
import resource
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE)]

with atheris.instrument_imports(include=["workshop"]):
    from conftest import plausible
    from test_any_log import SAMPLES, mangled

    from workshop.domain.refused import Refused
    from workshop.storage.threedmark_archive import without_keys
    from workshop.testlogs.child import MEMORY, SECONDS
    from workshop.testlogs.log import Log, Tool
    from workshop.testlogs.plain import of_results, to_results
    from workshop.testlogs.thermocouple import measure, read_curve
    from workshop.testlogs.tools import TOOLS, results_of

LONGEST = 2**16
"""Bytes of an input; one in 200 is read once more, repeated until it is so long:"""

REPEATED = 2**21

# A reader that does not come back at all ends the run, by the clock.
_HANGS = 20 * SECONDS


class Finds:
    """What broke a reader, kept as a file for each place in the code where it broke."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._places: set[str] = set()

    def __len__(self) -> int:
        return len(self._places)

    def keep(self, place: str, data: bytes, why: str) -> None:
        """Write down an input that broke a reader where none did before."""
        if place in self._places:
            return
        self._places.add(place)
        file = self.folder / f"{zlib.crc32(data):08x}.log"
        file.write_bytes(data)
        print(f"FOUND {file}: {why}", flush=True)


def readers() -> dict[str, Callable[[bytes], object]]:
    """Everything that reads a file, by its name."""
    one_by_one = {tool.TOOL: reads(tool) for tool in TOOLS}
    return {**one_by_one, "of no tool": of_no_tool, "curve": curve, "keys": without_keys}


def reads(tool: Tool) -> Callable[[bytes], object]:
    """A tool that reads what it says it wrote, as the process of readers has it."""

    def read(data: bytes) -> None:
        log = Log(data)
        if tool.wrote(log):
            results = tool.read(log)
            assert all(map(plausible, results))
            assert to_results(json.loads(json.dumps(of_results(results)))) == results

    return read


def of_no_tool(data: bytes) -> None:
    """What is said of a file that no tool wrote."""
    log = Log(data)
    if not any(tool.wrote(log) for tool in TOOLS):
        results_of(data)


def curve(data: bytes) -> None:
    """The curve of a thermocouple, and what it comes to."""
    measure(read_curve(data), melts=217.0)


def tried(read: Callable[[bytes], object], data: bytes) -> tuple[str, str] | None:
    """Where and how a reader broke over an input; None where it did what it may."""
    before, began = memory(fresh=True), work()
    try:
        read(data)
    except Refused as refused:
        places = set(re.findall(r"\{(\w+)\}", refused.template))
        if not str(refused).endswith((".", ").")) or not places <= set(refused.facts):
            return refused.template, "no whole sentence"
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{last.filename}:{last.lineno}", "".join(
            traceback.format_exception(error, limit=-4)
        )
    if (took := work() - began) > SECONDS:
        return f"slow {read.__qualname__}", f"{took:.1f} s"
    if (more := memory() - before) > MEMORY:
        return f"large {read.__qualname__}", f"{more >> 20} MB"
    return None


def work() -> float:
    """The seconds of work of this process so far, as the process of readers is held to."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory(*, fresh: bool = False) -> int:
    """The most bytes this process took since it was last asked for `fresh`, then what it takes."""
    if fresh:
        Path("/proc/self/clear_refs").write_text("5")
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main() -> None:
    """Fuzz until the time is over."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--minutes", type=float, default=60.0)
    asked.add_argument("--corpus", type=Path, default=Path("build/fuzz/corpus"))
    asked.add_argument("--found", type=Path, default=Path("build/fuzz/found"))
    given = asked.parse_args()
    for folder in (given.corpus, given.found):
        folder.mkdir(parents=True, exist_ok=True)
    for file in SAMPLES:
        data = file.read_bytes()[:LONGEST]
        (given.corpus / f"sample-{zlib.crc32(data):08x}").write_bytes(data)
    finds, all_readers, ends = Finds(given.found), readers(), time.time() + given.minutes * 60
    count = 0

    def one(data: bytes) -> None:
        nonlocal count
        count += 1
        inputs = [data]
        if data and zlib.crc32(data) % 200 == 0:
            inputs.append(data * (REPEATED // len(data)))
        for name, read in all_readers.items():
            for each in inputs:
                if broke := tried(read, each):
                    finds.keep(broke[0], each, f"{name}: {broke[1]}")
        if time.time() > ends:
            print(f"{count:,} inputs, {len(finds)} found", flush=True)
            os._exit(bool(finds))  # the fuzzer never returns

    def changed(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.5:
            return atheris.Mutate(data, most)
        return mangled(data, chance)[:most]

    options = [f"-max_len={LONGEST}", f"-timeout={_HANGS}", "-rss_limit_mb=4096", "-verbosity=0"]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={given.found}/", str(given.corpus)],
        one,
        custom_mutator=changed,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
