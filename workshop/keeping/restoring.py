# SPDX-License-Identifier: MIT
"""The way back to a backup, step by step: a copy is opened and compared before anything goes."""

import shutil
import tempfile
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.refused import Refused
from workshop.keeping.scheduled import back_up_now
from workshop.storage.backup import replace, restore
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.engines import is_url
from workshop.storage.finding import Progress
from workshop.storage.journal import Head, head
from workshop.storage.schema import JOURNAL, JOURNALLED

_COPY = ".workshop-copy-"

# Seconds after which a copy that was only looked at is forgotten.
_LEFT = 24 * 3600


class Content(NamedTuple):
    """What is in a workshop. `last_at` is when its newest entry was written (UTC)."""

    name: str
    database_id: str
    entries: int
    last_at: str
    batches: int
    cards: int
    pieces: int
    files: int


class Relation(StrEnum):
    """What a backup is to the present workshop."""

    SAME = "same"
    OLDER = "older"
    NEWER = "newer"
    PARTED = "parted"  # both have entries the other has not
    ANOTHER = "another"  # of another workshop


class Copy(NamedTuple):
    """A backup that was checked and opened beside: what is in it and in the present workshop.

    `more` is how many entries the newer one of the two has more than the other.
    """

    backup: Path
    database: Path
    content: Content
    present: Content
    relation: Relation
    more: int


def open_copy(database: Database, backup: Path, step: Progress) -> Copy:
    """Check a backup and open it as a copy beside the database, which stays as it is.

    Refuses what is not a whole backup of ours, and where the present workshop is on a server.
    """
    if is_url(database.target):
        raise Refused(
            "This workshop is on a PostgreSQL server. Restore it into a new database there, with: "
            "workshop --db ADDRESS restore FILE."
        )
    folder = Path(database.target).parent
    forget_copies(folder, _LEFT)
    place = Path(tempfile.mkdtemp(prefix=_COPY, dir=folder))
    try:
        restore(backup, place / "workshop.db")
        step(0, 1)
        return _compared(database, backup, place / "workshop.db")
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def forget_copies(folder: Path, older: float = 0) -> None:
    """Remove the copies beside a database that are older than so many seconds."""
    for place in folder.glob(f"{_COPY}*"):
        with suppress(OSError):
            if time.time() - place.stat().st_mtime >= older:
                shutil.rmtree(place, ignore_errors=True)


def _compared(database: Database, backup: Path, path: Path) -> Copy:
    copy = Database.open(path)
    try:
        with copy.read() as there, database.read() as here:
            content, present = _content(there), _content(here)
            mine, theirs = head(here), head(there)
            if content.database_id != present.database_id:
                relation = Relation.ANOTHER
            elif _has(here, theirs):
                relation = Relation.SAME if mine.hash == theirs.hash else Relation.OLDER
            else:
                relation = Relation.NEWER if _has(there, mine) else Relation.PARTED
    finally:
        copy.dispose()
    more = abs(content.entries - present.entries)
    return Copy(backup, path, content, present, relation, more)


def _has(connection: Connection, newest: Head) -> bool:
    """Whether a history has the newest entry of another."""
    found = select(JOURNAL.c.hash).where(JOURNAL.c.number == newest.number)
    return connection.execute(found).scalar() == newest.hash


def _content(connection: Connection) -> Content:
    workshop, kind = JOURNALLED["workshop"].c, JOURNALLED["piece"].c.kind
    name, database_id = connection.execute(select(workshop.name, workshop.database_id)).one()
    rows = connection.execute(select(kind, func.count()).group_by(kind))
    pieces: dict[str, int] = {row[0]: row[1] for row in rows}
    number, at = connection.execute(
        select(JOURNAL.c.number, JOURNAL.c.at).order_by(JOURNAL.c.number.desc()).limit(1)
    ).one()

    def count(table: str) -> int:
        found = select(func.count()).select_from(JOURNALLED[table])
        return int(connection.execute(found).scalar() or 0)

    cards = pieces.pop("card", 0)
    batches, files = count("batch"), count("evidence")
    return Content(name, database_id, number, at, batches, cards, sum(pieces.values()), files)


def keep_present(database: Database, folder: Path, step: Progress) -> dict[str, Any]:
    """Back up the present workshop before it is replaced; its file, or why it has faults.

    A workshop with faults cannot be backed up, and is what one restores a backup for: its file
    is kept as it is all the same. Raises what else stands in the way.
    """
    found = check(database, deep=True, progress=step, kept=False)
    if not found.ok:
        return {"file": "", "faults": found.findings[0].what}
    return {**back_up_now(database, folder, keep=None, step=step), "faults": ""}


def take_back(backup: Path, path: Path) -> Path:
    """Put a backup in the place of a workshop that nobody has open; returns where that is now.

    Where there is none yet, it is restored there.
    """
    try:
        if path.exists():
            return replace(backup, path)
        restore(backup, path)
        return path
    finally:
        forget_copies(path.parent)
