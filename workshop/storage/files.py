# SPDX-License-Identifier: MIT
"""Files that are there whole or not at all, also after a power cut."""

import errno
import hashlib
import os
import threading
from pathlib import Path

from workshop.domain.refused import Refused

# What SQLite keeps beside a database file while it is open, or after it was killed.
BESIDE = ("-wal", "-shm", "-journal")

TAKEN, REFUSED = "taken", "refused"
"""The folders inside a watched one that its files are moved to."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    make_folder(path.parent)
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that a power cut does not take them away again."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError as error:  # some network shares, on which a backup may well lie
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def appear(part: Path, path: Path) -> None:
    """Give a finished file its name; refuses where there is a file of that name already.

    Refuses as well where another database left its log: SQLite would play it into this one.
    """
    require_free(path)
    sync(part)
    try:
        os.link(part, path)
    except FileExistsError:
        raise Refused("{path} exists already. Choose another name.", path=path) from None
    except OSError:  # a file system without links
        part.rename(path)
    else:
        part.unlink()
    sync_folder(path.parent)


def require_free(path: Path) -> None:
    """Refuse a name that is taken, or beside which another database left its log."""
    if path.exists() or path.is_symlink():
        raise Refused("{path} exists already. Choose another name.", path=path)
    for suffix in BESIDE:
        left = path.with_name(path.name + suffix)
        if left.exists():
            raise Refused(
                "{path} was left by another database. Move it to another folder first.", path=left
            )


def move_into(path: Path, name: str, why: str = "") -> Path | None:
    """Move a file into a folder beside it, under a name of its own; None where that fails.

    `why` is written into a text file beside it first.
    """
    try:
        folder = path.parent / name
        folder.mkdir(exist_ok=True)
        place, n = folder / path.name, 2
        while place.exists() or place.is_symlink():
            place, n = folder / f"{path.stem} ({n}){path.suffix}", n + 1
        if why:
            place.with_name(f"{place.name}.txt").write_text(f"{why}\n", "utf-8", "replace")
        path.rename(place)
    except (OSError, ValueError):
        return None
    return place


def remove_database(path: Path) -> None:
    """Remove a database file and what SQLite keeps beside it."""
    for suffix in ("", *BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
