# SPDX-License-Identifier: MIT
"""A process that has the storage imported and forks a child for each task, to be killed at will."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]


class Forge:
    """Starts children; each says when it begins and when it is done on a pipe of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def start(self, pipe: Path, task: str, *facts: str) -> tuple[int, IO[str]]:
        """Run a task in a new process; its number, and what it says."""
        os.mkfifo(pipe)
        assert self._process.stdin and self._process.stdout
        print(json.dumps([str(pipe), task, *facts]), file=self._process.stdin, flush=True)
        said = pipe.open("r")
        pipe.unlink()
        return int(self._process.stdout.readline()), said

    def ended(self) -> None:
        """Wait until the child is gone, and with it every lock it held."""
        assert self._process.stdin and self._process.stdout
        print("[]", file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == "ended\n"

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


@contextmanager
def forge() -> Iterator[Forge]:
    """A forge that is closed in the end."""
    made = Forge()
    try:
        yield made
    finally:
        made.close()


def _migrate(path: str, scripts: str, head: str, older: str) -> None:
    from workshop.storage import migrate
    from workshop.storage.database import Database

    migrate.SCRIPTS, migrate.HEAD, migrate.OLDER = scripts, head, (older,)
    Database.open(path).dispose()


def _back_up(path: str, folder: str) -> None:
    from workshop.storage.backup import back_up
    from workshop.storage.database import Database

    database = Database.open(path)
    back_up(database, Path(folder), keep=1)
    database.dispose()


def _restore(backup: str, path: str) -> None:
    from workshop.storage.backup import restore

    restore(Path(backup), path)


def _replace(backup: str, path: str) -> None:
    from workshop.storage.backup import replace

    replace(Path(backup), Path(path))


def _create(path: str) -> None:
    from workshop.storage.database import Database

    Database.create(path, name="T", owner="ANA").dispose()


TASKS: dict[str, Callable[..., None]] = {
    "migrate": _migrate,
    "back_up": _back_up,
    "restore": _restore,
    "replace": _replace,
    "create": _create,
}


def _child(pipe: str, task: str, *facts: Any) -> None:
    with Path(pipe).open("w", buffering=1) as out:
        print("begins", file=out)
        try:
            TASKS[task](*facts)
            print("done", file=out)
        except BaseException as error:
            print(repr(error), file=out)


def _serve() -> None:
    # Imported once, so that a child has only its task to do.
    import alembic.command  # noqa: F401

    import workshop.storage.backup  # noqa: F401

    pid = 0
    for line in sys.stdin:
        facts = json.loads(line)
        if not facts:
            os.waitpid(pid, 0)
            print("ended", flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            _child(*facts)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve()
