# SPDX-License-Identifier: MIT
"""A copy that was opened and checked, and the way back from it."""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from workshop.domain.refused import Refused
from workshop.storage.check import check
from workshop.storage.checkpoint import write_whole
from workshop.storage.database import Database
from workshop.storage.engines import is_url, require_local, sqlite_module
from workshop.storage.evidence import evidence_folder
from workshop.storage.journal import head

FORMAT = 1
_DATABASE = "workshop.db"
_DUMP = "workshop.dump"
_MANIFEST = "manifest.json"
_EVIDENCE = "evidence/"

# A backup larger than this, unpacked, is none of ours.
LARGEST = 2**40


def back_up(database: Database, folder: Path) -> dict[str, Any]:
    """Write a backup of the database and its evidence into a folder, and verify it.

    A file `workshop-<site>-<time>.zip`; on SQLite the copy is opened and checked in full before
    it gets its name. Returns its path, entry number and hash.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"workshop-{database.site}-{stamp}.zip"
    staging = folder / f".{target.name}.staging"
    staging.mkdir()
    try:
        name = _copy_database(database, staging)
        number, digest = _verified(database, staging / name)
        manifest = {
            "format": FORMAT,
            "database_id": database.database_id,
            "entry": number,
            "hash": digest,
            "files": {name: _sha256(staging / name)},
        }
        part = staging / "backup.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(staging / name, name)
            for file in sorted(evidence_folder(database).glob("*/*")):
                archive.write(file, _EVIDENCE + file.name)
                manifest["files"][_EVIDENCE + file.name] = _sha256(file)  # type: ignore[index]
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
        part.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    witness = {"database_id": database.database_id, "number": number, "hash": digest}
    write_whole(target.with_suffix(".checkpoint"), (json.dumps(witness) + "\n").encode())
    return {"file": str(target), "entry": number, "hash": digest}


def _copy_database(database: Database, staging: Path) -> str:
    if is_url(database.target):
        _run("pg_dump", "--format=custom", f"--file={staging / _DUMP}", _plain_url(database.target))
        return _DUMP
    source = sqlite_module().connect(f"file:{database.target}?mode=ro", uri=True)
    try:
        source.execute("VACUUM INTO ?", (str(staging / _DATABASE),))
    finally:
        source.close()
    return _DATABASE


def _verified(database: Database, copy: Path) -> tuple[int, str]:
    """The head of the copy, after a full check of it."""
    if is_url(database.target):
        with database.read() as connection:
            newest = head(connection)
        return newest.number, newest.hash
    opened = Database.open(copy)
    try:
        report = check(opened, deep=True)
        with opened.read() as connection:
            newest = head(connection)
    finally:
        opened.dispose()
    if not report.ok:
        raise Refused(
            "The backup was not kept, because the database has faults: {fault}",
            fault=report.findings[0].what,
        )
    return newest.number, newest.hash


def _plain_url(target: str | Path) -> str:
    return make_url(str(target)).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Refused(
            "The program {name} is missing. Install the PostgreSQL client.", name=command[0]
        ) from None
    if done.returncode:
        raise Refused("{name} failed: {reason}", name=command[0], reason=done.stderr.strip()[-300:])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(backup: Path, target: str | Path) -> dict[str, Any]:
    """Put a backup where no workshop is yet, after checking every byte of it.

    Refuses to write over an existing database, and a file that is not a whole backup of ours.
    """
    if not backup.is_file():
        raise Refused("There is no file {path}.", path=backup)
    if not is_url(target):
        if Path(target).exists():
            raise Refused(
                "{path} exists already. Restore to another name, look at it, then move it.",
                path=target,
            )
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        require_local(Path(target))
    beside = backup.parent if is_url(target) else Path(target).parent
    staging = beside / f".restore-{os.getpid()}"
    staging.mkdir()
    try:
        manifest = _unpack(backup, staging)
        if (staging / _DUMP).exists():
            _restore_dump(staging / _DUMP, target)
        else:
            _restore_file(staging / _DATABASE, target, manifest)
        database = Database.open(target)
        try:
            kept = evidence_folder(database)
            for file in (staging / "evidence").glob("*"):
                place = kept / file.name[:2] / file.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(file, place)
        finally:
            database.close()
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return {"database": str(target), "entry": manifest["entry"], "hash": manifest["hash"]}


def _restore_dump(dump: Path, target: str | Path) -> None:
    if not is_url(target):
        raise Refused("This is a backup of a PostgreSQL database: give its address with --db.")
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
         f"--dbname={_plain_url(target)}", str(dump))  # fmt: skip


def _restore_file(file: Path, target: str | Path, manifest: dict[str, Any]) -> None:
    if is_url(target):
        raise Refused("This is a backup of a database file: give a path with --db.")
    opened = Database.open(file)
    try:
        report = check(opened, deep=True)
    finally:
        opened.dispose()
    if not report.ok or report.head != manifest["hash"]:
        raise Refused("This backup is damaged and was not restored. Take the one before it.")
    for suffix in ("-wal", "-shm"):  # left over from the check, and empty
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    file.rename(target)


def _unpack(backup: Path, staging: Path) -> dict[str, Any]:
    """The files of a backup, each with the hash its manifest names; refuses any other."""
    damaged = Refused("{path} is not a whole backup of a workshop.", path=backup)
    (staging / "evidence").mkdir()
    try:
        with zipfile.ZipFile(backup) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise damaged
            manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
            if manifest.get("format") != FORMAT:
                raise Refused("{path} was made by a newer version. Install that one.", path=backup)
            for name, digest in manifest["files"].items():
                bare = name.removeprefix(_EVIDENCE)
                if name not in (_DATABASE, _DUMP) and not (
                    name.startswith(_EVIDENCE) and bare.isalnum() and len(bare) == 64
                ):
                    raise damaged
                place = staging / name
                with archive.open(name) as source, place.open("wb") as file:
                    shutil.copyfileobj(source, file)
                if _sha256(place) != digest:
                    raise damaged
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, AttributeError, EOFError):
        raise damaged from None
    if not (staging / _DATABASE).exists() and not (staging / _DUMP).exists():
        raise damaged
    return manifest
