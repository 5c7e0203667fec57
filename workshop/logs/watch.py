# SPDX-License-Identifier: MIT
"""A folder that test PCs put logs in: each is taken once it is whole, and moved away."""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.text import LINE, shown
from workshop.language import say
from workshop.logs.files import LogFile, is_archive, log_files
from workshop.logs.take import UNKNOWN, Reads, Told, Wanted, take
from workshop.storage.database import Database
from workshop.storage.evidence import no_file
from workshop.storage.files import REFUSED, TAKEN, move_into

SETTLES = 2.0
"""Seconds a file must stay as it is: no file system says when a file was written to its end."""

DEEPEST, MOST_FOLDERS = 3, 1_000
"""How many folders within each other are looked into, and how many in all."""

# How the names of files end that are being written still.
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")


class Seen(NamedTuple):
    """A file in the folder; one that is still being written differs at the next look."""

    path: Path
    size: int
    changed_ns: int
    plain: bool


class Taken(NamedTuple):
    """What came of a file: of each log in it, and where it lies now.

    `stays` says why it is left in the folder, to be tried again; empty where it was moved.
    """

    name: str
    told: list[Told]
    place: Path | None
    stays: str


def lying(folder: Path) -> list[Seen]:
    """What lies in a folder and three folders deep in it, the oldest first.

    What is hidden, moved aside or not finished is left alone; no link to a folder is followed. At
    most 1,000 folders are looked into, the nearest first.
    """
    found: list[Seen] = []
    waiting = deque([(folder, 0)])
    for _look in range(MOST_FOLDERS):
        if not waiting:
            break
        each, depth = waiting.popleft()
        files, below = _listed(each, is_watched=each is folder)
        found += files
        if depth < DEEPEST:
            waiting.extend((inside, depth + 1) for inside in sorted(below))
    return sorted(found, key=lambda one: (one.changed_ns, one.path))


def _listed(folder: Path, *, is_watched: bool) -> tuple[list[Seen], list[Path]]:
    """The files and folders in a folder; a folder in the watched one may be out of reach."""
    found: list[Seen] = []
    below: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                    continue
                try:
                    known = entry.stat(follow_symlinks=False)
                except OSError:  # it went meanwhile
                    continue
                if not stat.S_ISDIR(known.st_mode):
                    found.append(Seen(Path(entry.path), known.st_size, known.st_mtime_ns,
                                      stat.S_ISREG(known.st_mode)))  # fmt: skip
                elif entry.name not in (TAKEN, REFUSED):
                    below.append(Path(entry.path))
    except OSError as error:
        if is_watched:
            raise Refused(
                "The folder of logs {folder} cannot be read: {reason}.",
                folder=folder,
                reason=error.strerror or error,
            ) from error
    return found, below


class Watch:
    """Looks into a folder, and takes what did not change for a while.

    The folder needs to tell nothing of itself: it may be a share or a stick. One that is away for
    a while is looked into again. Test PCs may have folders of their own in it; what no test tool
    wrote stays where it is there, as the tools themselves may lie beside their logs.
    """

    def __init__(self, folder: Path, settles: float = SETTLES) -> None:
        self.folder = folder
        self._settles = settles
        self._since: dict[Seen, float] = {}
        self._stayed: dict[Seen, str] = {}
        self._others: set[Seen] = set()

    def settled(self, now: float) -> list[Seen]:
        """The files that are the same for long enough at `now`, in seconds of any clock.

        Refuses a folder that cannot be read.
        """
        lie = [one for one in lying(self.folder) if one not in self._others]
        self._since = {one: self._since.get(one, now) for one in lie}
        self._stayed = {one: why for one, why in self._stayed.items() if one in self._since}
        return [one for one in lie if now - self._since[one] >= self._settles]

    def take(self, database: Database, reader: Reads, one: Seen, wanted: Wanted) -> Taken | None:
        """Take in a file and move it to `taken` beside it, or to `refused` with the reason.

        A file that cannot be read now stays, and is tried again; None where nothing new is to be
        told of it, or it is gone. Raises Unavailable while the database takes nothing.
        """
        name = one.path.relative_to(self.folder).as_posix()
        is_below = "/" in name
        try:
            told = [take(database, reader, file, wanted) for file in _logs(one, name)]
        except _Stays as stays:
            if self._stayed.get(one) == str(stays):
                return None
            self._stayed[one] = str(stays)
            return Taken(name, [], None, str(stays))
        except _Gone:
            return None
        if is_below and all(each.kind == UNKNOWN for each in told):
            self._others.add(one)
            return None
        refused = [each for each in told if not each.ok]
        why = "\n".join(
            each.refused if len(told) == 1 else f"{shown(each.file, LINE)}: {each.refused}"
            for each in refused
        )
        place = move_into(one.path, REFUSED if refused else TAKEN, why)
        if place is None and not one.path.is_symlink() and not one.path.exists():
            return None  # another watch took it
        if place is not None:
            return Taken(name, told, place, "")
        left = say("It cannot be moved and stays where it is.")
        if self._stayed.get(one) == left:
            return None
        self._stayed[one] = left
        return Taken(name, told, None, left)

    def all_settled(
        self, database: Database, reader: Reads, wanted: Wanted, now: Callable[[], float]
    ) -> Iterator[Taken]:
        """Take everything that is settled at this moment, one file after the other."""
        for one in self.settled(now()):
            taken = self.take(database, reader, one, wanted)
            if taken is not None:
                yield taken


class _Stays(Exception):
    """A file that cannot be had now: somebody still writes it, or may not be read."""


class _Gone(Exception):
    """A file that is not there any more, or not the one that was settled."""


def _logs(one: Seen, name: str) -> Iterator[LogFile]:
    """The logs in a file of the folder: itself, or what is in an archive; by its name in there."""
    if not one.plain:
        yield LogFile(name, b"", no_file(name))
        return
    try:
        known = one.path.lstat()
        if (known.st_size, known.st_mtime_ns) != (one.size, one.changed_ns):
            raise _Gone
        with one.path.open("rb"):
            pass
    except FileNotFoundError:
        raise _Gone from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise _Stays(
            say(
                "{name} cannot be read: {reason}. It is tried again.",
                name=shown(name, LINE),
                reason=reason,
            )
        ) from error
    try:
        for file in log_files(one.path, follow=False):
            yield file._replace(name=name.removesuffix(one.path.name) + file.name)
    except Refused as refused:  # the archive as a whole
        if not is_archive(one.path):
            raise
        yield LogFile(name, b"", refused)
