# SPDX-License-Identifier: MIT
"""The file a backup is: a database, its kept files, and a manifest with the hash of each."""

import errno
import hashlib
import json
import lzma
import shutil
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from workshop.domain.refused import Refused
from workshop.storage.errors import disk_full
from workshop.storage.evidence import LARGEST_REPORT, is_hash
from workshop.storage.finding import Progress

FORMAT = 1
DATABASE = "workshop.db"
DUMP = "workshop.dump"
_MANIFEST = "manifest.json"
_EVIDENCE = "evidence/"

# A manifest has about 150 bytes for each kept file: this is room for 400,000 of them.
LARGEST_MANIFEST = 64 * 2**20

# A journal is full of hashes, which no packing makes smaller: more than this is none of ours.
MOST_PACKED = 200

_CHUNK = 2**20

# What Python's readers of zip and JSON raise for bytes that somebody damaged or made up.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError,
)  # fmt: skip


class Manifest(NamedTuple):
    """Which database a backup is of, its newest entry, and the hash of every file in it."""

    database_id: str
    entry: int
    hash: str
    files: dict[str, str]


def pack(
    part: Path,
    database: Path,
    kept: list[Path],
    *,
    database_id: str,
    entry: int,
    digest: str,
    step: Progress = lambda _done, _of: None,
) -> None:
    """Write a backup of a database file or dump and the kept files; `step` tells how far it is."""
    files: dict[str, str] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = [(database.name, database), *((_EVIDENCE + f.name, f) for f in kept)]
        for done, (name, file) in enumerate(whole):
            step(done, len(whole))
            with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
                files[name] = _poured(source, sink)
        manifest = {
            "format": FORMAT,
            "database_id": database_id,
            "entry": entry,
            "hash": digest,
            "files": files,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))


def manifest_of(backup: Path) -> Manifest:
    """What a backup says of itself, without reading the rest; refuses what is none of ours."""
    try:
        with zipfile.ZipFile(backup) as archive:
            return _manifest(archive, backup)
    except (*_DAMAGE, OSError):
        raise _no_backup(backup) from None


def _no_backup(backup: Path) -> Refused:
    return Refused("{path} is not a whole backup of a workshop.", path=backup)


def unpack(backup: Path, staging: Path | None = None) -> Manifest:
    """Read a backup to its end and compare every hash; the files go into `staging`, if given.

    Refuses what is not a whole backup of ours, and one of a newer format. No name of the file's
    own choice is ever used as a path.
    """
    damaged = _no_backup(backup)
    try:
        with zipfile.ZipFile(backup) as archive:
            manifest = _manifest(archive, backup)
            if staging is not None:
                (staging / _EVIDENCE).mkdir()
                _require_room(archive, manifest, staging)
            for name, digest in manifest.files.items():
                if not _fits(archive.getinfo(name)) or _read(archive, name, staging) != digest:
                    raise damaged
    except _DAMAGE:
        raise damaged from None
    except OSError as error:  # a place in the file that does not exist, or the disk itself
        raise (damaged if error.errno in (None, errno.EINVAL) else error) from None
    return manifest


def unpacked_evidence(staging: Path) -> Iterator[Path]:
    """The kept files of an unpacked backup."""
    yield from sorted((staging / _EVIDENCE).iterdir())


def _manifest(archive: zipfile.ZipFile, backup: Path) -> Manifest:
    """The manifest; ValueError and the like where it is not one of ours."""
    if archive.getinfo(_MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("too large")
    found: Mapping[str, object] = json.loads(archive.read(_MANIFEST))
    number, entry, files = found["format"], found["entry"], found["files"]
    if isinstance(number, int) and number > FORMAT:
        raise Refused("{path} was made by a newer version. Install that one.", path=backup)
    if number != FORMAT or type(entry) is not int or not isinstance(files, dict):
        raise ValueError("no manifest")
    digest = str(found["hash"])
    if not is_hash(digest) or not all(_is_ours(*pair) for pair in files.items()):
        raise ValueError("strange names")
    if (DATABASE in files) == (DUMP in files):
        raise ValueError("not one database")
    return Manifest(str(uuid.UUID(str(found["database_id"]))), entry, digest, files)


def _is_ours(name: str, digest: object) -> bool:
    kept = name.startswith(_EVIDENCE) and is_hash(name.removeprefix(_EVIDENCE))
    return (kept or name in (DATABASE, DUMP)) and isinstance(digest, str) and is_hash(digest)


def _fits(info: zipfile.ZipInfo) -> bool:
    """Whether a file is no larger than ours can be."""
    if info.filename.startswith(_EVIDENCE):
        return info.file_size <= LARGEST_REPORT
    return info.file_size <= max(LARGEST_REPORT, MOST_PACKED * info.compress_size)


def _require_room(archive: zipfile.ZipFile, manifest: Manifest, staging: Path) -> None:
    needed = sum(archive.getinfo(name).file_size for name in manifest.files)
    if needed > shutil.disk_usage(staging).free:
        raise disk_full()


def _read(archive: zipfile.ZipFile, name: str, staging: Path | None) -> str:
    with archive.open(name) as source:
        if staging is None:
            return _poured(source, None)
        with (staging / name).open("wb") as sink:
            return _poured(source, sink)


def _poured(source: IO[bytes], sink: IO[bytes] | None) -> str:
    """Copy a stream to its end; returns its SHA-256."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        if sink is not None:
            sink.write(chunk)
    return digest.hexdigest()
