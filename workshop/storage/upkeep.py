# SPDX-License-Identifier: MIT
"""When a database was last backed up and last checked, kept beside it and not in it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from workshop.domain.refused import Spoken
from workshop.storage.database import Database, utc_now
from workshop.storage.files import write_whole


class BackedUp(NamedTuple):
    """The last backup: when (UTC), the file and its bytes, and the newest entry in it."""

    at: str
    file: str
    size: int
    entry: int
    hash: str


class Failed(NamedTuple):
    """A backup that failed after the last good one: when (UTC), where to, and why."""

    at: str
    folder: str
    why: str


class Checked(NamedTuple):
    """The last check: when (UTC), how many faults it found, and the first of them."""

    at: str
    faults: int
    first: str
    deep: bool


class Upkeep(NamedTuple):
    """What is known of the last backup and the last check; None for what never was."""

    backed_up: BackedUp | None = None
    failed: Failed | None = None
    checked: Checked | None = None


def upkeep_file(database: Database) -> Path:
    """Where that is kept: beside a database file, in the user's data folder for a server."""
    return database.checkpoint_file().with_suffix(".upkeep")


def read_upkeep(database: Database) -> Upkeep:
    """What is known; nothing where the file is missing, damaged, or of another database."""
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        found = json.loads(upkeep_file(database).read_text("utf-8"))
        if found["database_id"] == database.database_id:
            return Upkeep(
                _as(BackedUp, found.get("backed_up")),
                _as(Failed, found.get("failed")),
                _as(Checked, found.get("checked")),
            )
    return Upkeep()


def _as(kind: Any, found: Any) -> Any:
    """What was kept as this kind; None where it lacks anything, or has it in another form."""
    if not isinstance(found, dict) or set(found) != set(kind._fields):
        return None
    kinds = kind.__annotations__
    return kind(**found) if all(type(found[name]) is kinds[name] for name in found) else None


def note_backup(database: Database, file: Path, entry: int, digest: str) -> None:
    """A backup was made and verified; earlier failures are of no matter any more."""
    made = BackedUp(utc_now(), str(file), file.stat().st_size, entry, digest)
    _keep(database, read_upkeep(database)._replace(backed_up=made, failed=None))


def note_failure(database: Database, folder: Path, why: Spoken) -> None:
    """A backup failed."""
    failed = Failed(utc_now(), str(folder), str(why))
    _keep(database, read_upkeep(database)._replace(failed=failed))


def note_check(database: Database, faults: list[str], *, deep: bool) -> None:
    """The database was checked."""
    checked = Checked(utc_now(), len(faults), faults[0] if faults else "", deep)
    _keep(database, read_upkeep(database)._replace(checked=checked))


def _keep(database: Database, upkeep: Upkeep) -> None:
    """Write it down; a disk that takes nothing does not undo what was done."""
    known = {name: part._asdict() for name, part in upkeep._asdict().items() if part}
    written = json.dumps({"database_id": database.database_id, **known}, ensure_ascii=False)
    with suppress(OSError):
        write_whole(upkeep_file(database), (written + "\n").encode())
