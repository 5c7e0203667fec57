# SPDX-License-Identifier: MIT
"""The real program, ready to be started in no time and killed at any moment.

Importing the program takes longer than a fault does. This process imports it once and forks
a child for each start: the child runs the command line's own `main` on its own pipes, opens
the database by itself and can be killed like any process.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]


class Zygote:
    """Starts children that run the command line; the pipes are named ones in a folder."""

    def __init__(self, folder: Path, *, faulty: bool = False) -> None:
        self.folder = folder
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, __file__, *(["--acknowledge-first"] if faulty else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def start(self, *arguments: str) -> "Child":
        """Run `workshop` with these arguments in a new process."""
        self._count += 1
        pipes = [self.folder / f"{name}-{self._count}" for name in ("in", "out")]
        for pipe in pipes:
            os.mkfifo(pipe)
        assert self._process.stdin and self._process.stdout
        print(json.dumps([*map(str, pipes), *arguments]), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        return Child(pid, pipes[0].open("w"), pipes[1].open("r"), pipes)

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


class Child:
    """One running command."""

    def __init__(self, pid: int, stdin: IO[str], stdout: IO[str], pipes: list[Path]) -> None:
        self.pid, self.stdin, self.stdout, self._pipes = pid, stdin, stdout, pipes

    def send(self, line: str) -> None:
        self.stdin.write(line + "\n")
        self.stdin.flush()

    def answers(self) -> list[dict[str, Any]]:
        """Every whole line until the command ends."""
        return [json.loads(line) for line in self.stdout if line.endswith("\n")]

    def close(self) -> None:
        for file in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):
                file.close()
        for pipe in self._pipes:
            pipe.unlink(missing_ok=True)


def _acknowledge_first() -> None:
    """The planted fault: the answer goes out before the commit."""
    from workshop import scan_commands

    honest = scan_commands.scan_one

    def hasty(database: Any, batch: str, line: str, chosen: Any) -> dict[str, Any]:
        serial = line.strip()
        print(json.dumps({"scan": serial, "result": "received", "hasty": True}), flush=True)
        return honest(database, batch, line, chosen)

    scan_commands.scan_one = hasty


def _serve() -> None:
    from workshop.cli import main

    if "--acknowledge-first" in sys.argv:
        _acknowledge_first()
    children: set[int] = set()
    for request in sys.stdin:
        source, sink, *arguments = json.loads(request)
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(source, os.O_RDONLY), 0)
            os.dup2(os.open(sink, os.O_WRONLY), 1)
            sys.stdin = os.fdopen(0, "r")
            sys.stdout = os.fdopen(1, "w")
            try:
                code = main(arguments)
                sys.stdout.flush()
            except BaseException as error:
                print(repr(error), file=sys.stderr)
                code = 99
            os._exit(code)
        children.add(pid)
        print(pid, flush=True)
        while children:
            done, _ = os.waitpid(-1, os.WNOHANG)
            if not done:
                break
            children.discard(done)
    for pid in children:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve()
