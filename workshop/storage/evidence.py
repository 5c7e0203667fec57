# SPDX-License-Identifier: MIT
"""Files kept byte for byte, each under its SHA-256, beside the database."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import uuid4

from platformdirs import user_data_path

from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.storage.database import Database
from workshop.storage.engines import is_url
from workshop.storage.errors import in_words
from workshop.storage.files import make_folder, sha256_of, sync, sync_folder, write_whole

LARGEST = 64 * 2**20
"""The most bytes one file of evidence may have that comes from elsewhere."""

LARGEST_REPORT = 2**30
"""The most bytes an issued report may have, which is made here and never held in memory."""


def read_file(path: Path, *, follow: bool = True) -> bytes:
    """The bytes of a file; refuses what is no plain file, cannot be read, or is too large to keep.

    No pipe or device is waited for, and without `follow` no link is followed.
    """
    with plain_file(path, follow=follow) as file:
        return bounded(file, path.name)


@contextmanager
def plain_file(path: Path, *, follow: bool = True) -> Iterator[BinaryIO]:
    """An open file to read; refuses what is no plain file, or cannot be read, also on the way.

    No pipe or device is waited for, and without `follow` no link is followed.
    """
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC", *(() if follow else ("O_NOFOLLOW",))):
        flags |= getattr(os, name, 0)
    try:
        if path.is_symlink() and not follow:
            raise no_file(path.name)
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise no_file(path.name)
            yield file
    except IsADirectoryError:
        raise no_file(path.name) from None
    except (OSError, ValueError) as error:  # the name may hold a zero byte
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise Refused(
            "{name} cannot be read: {reason}.", name=text.shown(path.name, text.LINE), reason=reason
        ) from error


def no_file(name: str) -> Refused:
    """The refusal of a folder, a link, a pipe or a device."""
    return Refused(
        "{name} is no plain file. Choose the file itself.", name=text.shown(name, text.LINE)
    )


def bounded(file: IO[bytes], name: str) -> bytes:
    """All that is in an open file; refuses more than can be kept."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(
            "{name} is too large to keep: at most {n} MB.",
            name=text.shown(name, text.LINE),
            n=LARGEST >> 20,
        )
    return data


def evidence_folder(target: str | Path, database_id: str) -> Path:
    """Where the evidence of a database lies.

    Beside a database file; for a database server in this computer's data folder.
    """
    if is_url(target):
        return user_data_path("card-workshop") / f"{database_id}.evidence"
    path = Path(target)
    return path.with_name(path.name + ".evidence")


def kept_file(folder: Path, sha256: str) -> Path:
    """Where in the evidence folder the file of a hash lies."""
    return folder / sha256[:2] / sha256


def kept_files(folder: Path) -> list[Path]:
    """Every kept file of a folder, in the order of their hashes; none that is being written."""
    return sorted(file for file in folder.glob("*/*") if is_hash(file.name))


def is_hash(name: str) -> bool:
    """Whether a name is that of a kept file: a SHA-256 in hexadecimal."""
    return re.fullmatch("[0-9a-f]{64}", name) is not None


def keep(database: Database, data: bytes, name: str) -> dict[str, Any]:
    """Keep a file; returns the facts of it for an act: sha256, name and size."""
    if len(data) > LARGEST:
        raise Refused("{name} is too large to keep: at most {n} MB.", name=name, n=LARGEST >> 20)
    digest = hashlib.sha256(data).hexdigest()
    place = kept_file(evidence_folder(database.target, database.database_id), digest)
    with in_words():
        if not place.exists() or sha256_of(place) != digest:
            write_whole(place, data)
    return facts_of(data, name)


@contextmanager
def to_be_kept(database: Database) -> Iterator[Path]:
    """Where a file is written that is to be kept; whatever lies there in the end is removed."""
    folder = evidence_folder(database.target, database.database_id)
    part = folder / f"{uuid4().hex}.part"
    with in_words():
        make_folder(folder)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def keep_report(database: Database, part: Path, name: str) -> dict[str, Any]:
    """Keep an issued report that was written to `part`, as `keep` does; refuses one too large."""
    size = part.stat().st_size
    if size > LARGEST_REPORT:
        raise Refused(
            "{name} is too large to keep: at most {n} MB. Leave the pages of the cards out, or "
            "their photos.",
            name=name,
            n=LARGEST_REPORT >> 20,
        )
    digest = sha256_of(part)
    place = kept_file(evidence_folder(database.target, database.database_id), digest)
    with in_words():
        if not place.exists() or sha256_of(place) != digest:
            make_folder(place.parent)
            sync(part)
            part.replace(place)
            sync_folder(place.parent)
    return {"sha256": digest, "name": text.shown(Path(name).name, text.LINE), "size": size}


def facts_of(data: bytes, name: str) -> dict[str, Any]:
    """What an act is told of a file: its sha256, its name as it can be shown, and its size."""
    digest = hashlib.sha256(data).hexdigest()
    return {"sha256": digest, "name": text.shown(Path(name).name, text.LINE), "size": len(data)}


def kept(database: Database, sha256: str) -> Path:
    """Where a kept file lies; refuses one that is gone or not the same any more."""
    place = kept_file(evidence_folder(database.target, database.database_id), sha256)
    try:
        found = sha256_of(place) if is_hash(sha256) else None
    except OSError:
        found = None
    _is_the_same(found, sha256)
    return place


def read(database: Database, sha256: str) -> bytes:
    """The bytes of a kept file; refuses one that is gone or not the same any more."""
    place = kept_file(evidence_folder(database.target, database.database_id), sha256)
    try:
        data = place.read_bytes() if is_hash(sha256) else None
    except OSError:
        data = None
    _is_the_same(None if data is None else hashlib.sha256(data).hexdigest(), sha256)
    return data or b""


def _is_the_same(found: str | None, sha256: str) -> None:
    """Refuse a kept file that has another hash than it had, or none because it is gone."""
    if found is None:
        raise Refused("The kept file {name} is missing.", name=sha256[:12])
    if found != sha256:
        raise Refused("The kept file {name} was changed.", name=sha256[:12])
