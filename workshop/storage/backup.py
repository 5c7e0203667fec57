# SPDX-License-Identifier: MIT
"""A copy that was opened and checked, and the way back from it."""

import json
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from workshop.domain.refused import Refused, Spoken
from workshop.storage import migrate
from workshop.storage.archive import DATABASE, DUMP, Manifest, pack, unpack, unpacked_evidence
from workshop.storage.check import Report, check, look_through
from workshop.storage.checkpoint import Checkpoint, checkpoint_path
from workshop.storage.database import Database
from workshop.storage.dump import dump, put_back
from workshop.storage.engines import (
    is_url,
    make_engine,
    only_reading,
    require_alone,
    require_local,
)
from workshop.storage.errors import in_words
from workshop.storage.evidence import evidence_folder, kept_file, kept_files
from workshop.storage.files import (
    appear,
    make_folder,
    remove_database,
    require_free,
    sha256_of,
    sync,
    sync_folder,
    write_whole,
)
from workshop.storage.finding import Progress
from workshop.storage.rotation import STAGING, backup_name, rotate, sweep
from workshop.storage.upkeep import note_backup, note_check, note_failure


def back_up(
    database: Database,
    folder: Path,
    *,
    keep: int | None = None,
    step: Progress = lambda _done, _of: None,
) -> dict[str, Any]:
    """Write a backup of the database and its evidence into a folder, and verify it.

    A file `workshop-<site>-<time>.zip`: what it holds is opened and checked in full, and read
    back, before it gets its name. Returns its path, entry number and hash, and the older ones
    that were removed: with `keep`, all but so many and those of the last days and weeks. Refuses
    to keep one of a database with faults. What `step` raises ends it; nothing is left then.
    """
    try:
        with in_words():
            made = _backed_up(database, folder, step)
    except Spoken as why:
        note_failure(database, folder, why)
        raise
    file = Path(made["file"])
    note_backup(database, file, made["entry"], made["hash"])
    gone = [] if keep is None else rotate(folder, database.database_id, keep, file)
    return {**made, "removed": gone}


def _backed_up(database: Database, folder: Path, step: Progress) -> dict[str, Any]:
    make_folder(folder)
    target = folder / backup_name(database.site, datetime.now())
    part = folder / f".{target.name}.part"
    staging = _staging(database.target, folder)
    try:
        copy, report = _copied(database, staging, step)
        pack(part, copy, kept_files(evidence_folder(database.target, database.database_id)),
             database_id=database.database_id, entry=report.entries,
             digest=report.head, step=step)  # fmt: skip
        unpack(part)
        appear(part, target)
    finally:
        part.unlink(missing_ok=True)
        shutil.rmtree(staging, ignore_errors=True)
    witness = {"database_id": database.database_id, "number": report.entries,
               "hash": report.head}  # fmt: skip
    write_whole(target.with_suffix(".checkpoint"), (json.dumps(witness) + "\n").encode())
    return {"file": str(target), "entry": report.entries, "hash": report.head}


def _staging(target: str | Path, folder: Path) -> Path:
    """A folder for what is in the making: a database cannot be opened on every drive.

    What was left there by one that was killed is removed.
    """
    place: Path | None = folder
    try:
        require_local(folder / DATABASE)
    except Refused:
        place = None if is_url(target) else Path(target).absolute().parent
    for each in {folder, place or folder}:
        sweep(each)
    return Path(tempfile.mkdtemp(prefix=STAGING, dir=place))


def _copied(database: Database, staging: Path, step: Progress) -> tuple[Path, Report]:
    """A copy of one snapshot, and what a full check says of it; refuses one with faults."""
    if is_url(database.target):
        copy = staging / DUMP
        with database.read() as connection:
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            dump(database.target, copy, snapshot)
            report = look_through(connection, database, deep=True, progress=step)
    else:
        copy = staging / DATABASE
        source = only_reading(Path(database.target))
        try:
            source.execute("VACUUM INTO ?", (str(copy),))
        finally:
            source.close()
        report = _checked(copy, step)
    note_check(database, [finding.what for finding in report.findings], deep=True)
    if not report.ok:
        raise Refused(
            "The backup was not kept, because the database has faults: {fault}",
            fault=report.findings[0].what,
        )
    return copy, report


def _checked(copy: Path, step: Progress | None = None) -> Report:
    """A full check of a database file nobody else has open; the kept files are not with it."""
    opened = Database.open(copy)
    try:
        return check(opened, deep=True, kept=False, progress=step)
    finally:
        opened.dispose()


def restore(backup: Path, target: str | Path) -> dict[str, Any]:
    """Put a backup where no workshop is yet, after checking every byte of it.

    Refuses to write over an existing database, and a file that is not a whole backup of ours.
    """
    if not backup.is_file():
        raise Refused("There is no file {path}.", path=backup)
    with in_words():
        place = None
        if not is_url(target):
            _require_new(Path(target))
            place = _nearest(Path(target).absolute().parent)
        staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=place))
        try:
            manifest = unpack(backup, staging)
            if is_url(target):
                _restore_dump(staging, target, manifest)
            else:
                _restore_file(staging, Path(target), manifest)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return {"database": str(target), "entry": manifest.entry, "hash": manifest.hash}


def _require_new(path: Path) -> None:
    if path.exists():
        raise Refused(
            "{path} exists already. Restore to another name, look at it, then move it.", path=path
        )
    require_free(path)
    require_local(path)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return folder if folder.is_dir() else _nearest(folder.parent)


def _restore_file(staging: Path, path: Path, manifest: Manifest) -> None:
    copy = _whole_copy(staging, manifest)
    make_folder(path.absolute().parent)
    placed: list[Path] = []
    try:
        # The kept files first: once the database is there, everything is.
        _put_evidence(staging, evidence_folder(path, manifest.database_id), placed)
        appear(copy, path)
    except BaseException:
        for file in placed:
            file.unlink(missing_ok=True)
        raise
    finally:
        remove_database(copy)


def _whole_copy(staging: Path, manifest: Manifest) -> Path:
    """The database file of an unpacked backup, checked in full; refuses a dump or a damaged one."""
    if DUMP in manifest.files:
        raise Refused("This is a backup of a PostgreSQL database: give its address with --db.")
    copy = staging / DATABASE
    report = _checked(copy)
    if not report.ok or report.head != manifest.hash:
        raise Refused("This backup is damaged and was not restored. Take the one before it.")
    return copy


def replace(backup: Path, path: Path) -> Path:
    """Put a backup in the place of a database file that nobody has open; returns where that is now.

    Checks every byte of the backup first. The file that was there stays beside it, with its
    checkpoint, under another name. Refuses while a window has it open.
    """
    with in_words():
        require_local(path)
        staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=path.parent))
        try:
            manifest = unpack(backup, staging)
            copy = _whole_copy(staging, manifest)
            _put_evidence(staging, evidence_folder(path, manifest.database_id), [])
            require_alone(path)
            aside = path.with_name(f"{path.name}.replaced-{datetime.now():%Y%m%d-%H%M%S-%f}")
            _take_the_place(copy, path, aside)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        witness = Checkpoint(manifest.database_id, manifest.entry, manifest.hash)
        write_whole(checkpoint_path(path, ""), (json.dumps(witness._asdict()) + "\n").encode())
    return aside


def _take_the_place(copy: Path, path: Path, aside: Path) -> None:
    """At every moment there is a whole database at the path: the old one or the new one."""
    sync(copy)
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)
        sync(aside)
    witness = checkpoint_path(path, "")
    if witness.exists():  # it knows the history that goes, and would call the other one cut off
        witness.replace(checkpoint_path(aside, ""))
    copy.replace(path)
    sync_folder(path.parent)


def _restore_dump(staging: Path, target: str | Path, manifest: Manifest) -> None:
    if DATABASE in manifest.files:
        raise Refused("This is a backup of a database file: give a path with --db.")
    engine = make_engine(target, writes=False)
    try:
        with engine.connect() as connection:
            if migrate.revision(connection) is not None:
                raise Refused("There is a workshop in this database already.")
    finally:
        engine.dispose()
    put_back(staging / DUMP, target)
    _put_evidence(staging, evidence_folder(target, manifest.database_id), [])
    database = Database.open(target)
    try:
        report = check(database, deep=True, kept=False)
    finally:
        database.close()
    if not report.ok or report.head != manifest.hash:
        raise Refused("The restored database is not what was backed up. Do not work with it.")


def _put_evidence(staging: Path, folder: Path, placed: list[Path]) -> None:
    """Put the kept files in their place; notes those that were not there."""
    for file in unpacked_evidence(staging):
        place = kept_file(folder, file.name)
        if place.exists() and sha256_of(place) == sha256_of(file):
            continue
        sync(file)
        make_folder(place.parent)
        if not place.exists():
            placed.append(place)
        shutil.move(file, place)
        sync_folder(place.parent)
