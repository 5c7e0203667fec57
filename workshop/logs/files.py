# SPDX-License-Identifier: MIT
"""The files that somebody names: plain ones, those in a folder, those in an archive."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from workshop.domain.refused import Refused
from workshop.domain.text import LINE, shown
from workshop.storage.evidence import LARGEST, bounded, no_file, read_file
from workshop.storage.files import REFUSED, TAKEN
from workshop.storage.threedmark_archive import is_listing

MOST_FILES, DEEPEST = 10_000, 12
"""So many files in a folder or archive, and so many folders within each other."""

LARGEST_ARCHIVE, LARGEST_UNPACKED, MOST_TIMES = 512 * 2**20, 2 * 2**30, 300
"""Bytes of an archive, of all that is in it, and how many times its own size that may be."""

# The list of a zip archive at its end: 46 bytes and a name for each file.
_LARGEST_LIST = 4 * 2**20

_STEP = 2**20

_ZIP = (".zip",)
_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


class LogFile(NamedTuple):
    """A file that may be a log: its name for people, and its bytes or why it has none."""

    name: str
    data: bytes
    refused: Refused | None = None


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of logs, by its name."""
    return path.name.lower().endswith(_ZIP + _TAR)


def all_files(paths: Sequence[Path]) -> Iterator[LogFile]:
    """Each file these paths stand for; a folder or archive that is no good is a file refused."""
    for path in paths:
        try:
            yield from log_files(path)
        except Refused as refused:
            yield LogFile(path.name, b"", refused)


def count_all(paths: Sequence[Path]) -> int:
    """How many files these paths stand for, as far as that can be told without reading them."""
    total = 0
    for path in paths:
        try:
            total += sum(1 for _ in _walk(path)) if path.is_dir() else 1
        except Refused:
            total += 1
    return total


def log_files(path: Path, *, follow: bool = True) -> Iterator[LogFile]:
    """Each file a path stands for: itself, what lies in the folder, what is in the archive.

    A file that cannot be had comes with its refusal. Refuses a folder or archive that as a whole
    cannot be read or has too much in it. No link is followed but one that is named itself, with
    `follow`; nothing is written to the disk, and no name out of an archive is ever used as a path.
    """
    if path.is_dir() and (follow or not path.is_symlink()):
        for file in _walk(path):
            yield _read(file, file.relative_to(path).as_posix())
    elif is_archive(path):
        yield from _archived(path, follow)
    else:
        yield _read(path, path.name, follow=follow)


def _read(path: Path, name: str, *, follow: bool = False) -> LogFile:
    try:
        return LogFile(name, read_file(path, follow=follow))
    except Refused as refused:
        return LogFile(name, b"", refused)


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder and the folders in it, by name; what is hidden is left alone.

    What a watched folder moved away is left alone too.
    """
    found = 0
    for below, folders, names in os.walk(folder, onerror=_cannot_list):
        depth = len(Path(below).relative_to(folder).parts)
        if depth >= DEEPEST:
            folders.clear()
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in (TAKEN, REFUSED)
        )
        for name in sorted(names):
            if name.startswith("."):
                continue
            found += 1
            if found > MOST_FILES:
                raise _too_many(folder.name)
            yield Path(below, name)


def _cannot_list(error: OSError) -> None:
    raise Refused(
        "The folder {folder} cannot be read: {reason}.",
        folder=shown(Path(error.filename or "").name),
        reason=error.strerror or error,
    ) from error


def _too_many(name: str) -> Refused:
    return Refused(
        "{name} has more than {n} files. Import a part of them at a time.",
        name=shown(name),
        n=MOST_FILES,
    )


def _unsafe(name: str) -> Refused:
    return Refused(
        "{name} unpacks to far more than an archive of logs does, so it was left out. "
        "Unpack it yourself and import the logs.",
        name=shown(name),
    )


@contextmanager
def _open(path: Path, follow: bool) -> Iterator[IO[bytes]]:
    """An archive, opened as a plain file only."""
    if not path.is_file() or (path.is_symlink() and not follow):
        raise no_file(path.name)
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_ARCHIVE:
                raise Refused(
                    "{name} is larger than {n} MB. Import a part of it at a time.",
                    name=shown(path.name),
                    n=LARGEST_ARCHIVE >> 20,
                )
            yield file
    except OSError as error:
        raise Refused(
            "{name} cannot be read: {reason}.",
            name=shown(path.name),
            reason=error.strerror or error,
        ) from error


class _Budget:
    """How much may still come out of an archive."""

    def __init__(self, path: Path, size: int) -> None:
        self._name = path.name
        self._left = min(LARGEST_UNPACKED, max(size, 2**16) * MOST_TIMES)
        self._files = 0

    def file(self) -> None:
        self._files += 1
        if self._files > MOST_FILES:
            raise _too_many(self._name)

    def took(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _unsafe(self._name)


def _archived(path: Path, follow: bool) -> Iterator[LogFile]:
    broken = Refused(
        "{name} is a damaged archive. Copy it again, or unpack it yourself and import the logs.",
        name=shown(path.name),
    )
    zipped = path.name.lower().endswith(_ZIP)
    with _open(path, follow) as file:
        budget = _Budget(path, os.fstat(file.fileno()).st_size)
        try:
            yield from (_zipped if zipped else _tarred)(file, path.name, budget)
        except (Refused, OSError):
            raise
        except Exception as error:  # the readers of archives raise many things for made-up bytes
            raise broken from error


def _zipped(file: IO[bytes], name: str, budget: _Budget) -> Iterator[LogFile]:
    _short_list(file, name)
    with zipfile.ZipFile(file) as archive:
        if is_listing(archive.namelist()):
            file.seek(0)
            yield _member(file, name, budget)
            return
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            budget.file()
            inside = f"{name}/{shown(entry.filename, LINE)}"
            if entry.flag_bits & 1:
                yield LogFile(inside, b"", Refused("{name} is locked with a password. "
                                                   "Unpack it yourself.", name=inside))  # fmt: skip
                continue
            if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
                yield LogFile(inside, b"", no_file(inside))
                continue
            with archive.open(entry) as member:
                yield _member(member, inside, budget)


def _short_list(file: IO[bytes], name: str) -> None:
    """Refuse a zip archive whose list of files is too long to be read into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2**16 - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > _LARGEST_LIST:
        raise _too_many(name)
    file.seek(0)


def _tarred(file: IO[bytes], name: str, budget: _Budget) -> Iterator[LogFile]:
    with tarfile.open(fileobj=_Counted(_unpacked(file), budget), mode="r:") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            budget.file()
            inside = f"{name}/{shown(entry.name, LINE)}"
            member = archive.extractfile(entry) if entry.isreg() else None
            if member is None or entry.issparse():
                yield LogFile(inside, b"", no_file(inside))
            else:
                yield _member(member, inside, None)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """What is inside a compressed file; by its first bytes, whatever it is called."""
    magic = file.read(2**16)
    file.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if magic.startswith(b"\xfd7zXZ"):
        lzma.LZMADecompressor(memlimit=LARGEST).decompress(magic, 1)  # raises for a huge window
        return lzma.LZMAFile(file)
    return file


class _Counted(io.RawIOBase):
    """A stream of which no more is unpacked than there may be, and never much at once."""

    def __init__(self, file: IO[bytes], budget: _Budget) -> None:
        self._file, self._budget, self._furthest = file, budget, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; refuses more than a file may have."""
        if not 0 <= size <= LARGEST + 2**20:
            raise tarfile.ReadError("more at once than any header has")
        data = self._file.read(size)
        self._note()
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go on to a place, unpacking what is before it a part at a time."""
        while whence == 0 and offset - self._file.tell() > _STEP:
            if not self._file.read(_STEP):
                break
            self._note()
        place = self._file.seek(offset, whence)
        self._note()
        return place

    def tell(self) -> int:
        """Where it is."""
        return self._file.tell()

    def _note(self) -> None:
        now = self._file.tell()
        if now > self._furthest:
            self._budget.took(now - self._furthest)
            self._furthest = now


def _member(member: IO[bytes], name: str, budget: _Budget | None) -> LogFile:
    try:
        data = bounded(member, name)
    except Refused as refused:
        return LogFile(name, b"", refused)
    if budget is not None:
        budget.took(len(data))
    return LogFile(name, data)
