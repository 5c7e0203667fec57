# SPDX-License-Identifier: MIT
"""Backups that nobody need think of: whether one is due, and making it without haste."""

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from workshop.domain.refused import Refused
from workshop.storage.backup import back_up
from workshop.storage.database import Database
from workshop.storage.finding import Progress
from workshop.storage.journal import head
from workshop.storage.rotation import Backup, backups_in
from workshop.storage.upkeep import BackedUp, Upkeep, note_failure, read_upkeep

# How much later than everything else on this computer the thread of a backup has its turn.
_NICE = 10


class Shelf(NamedTuple):
    """The backups of a workshop in a folder, and what is known of the last one."""

    backups: list[Backup]
    upkeep: Upkeep


def shelf(database: Database, folder: Path) -> Shelf:
    """What lies in a folder of backups, the newest first; none where it is not there."""
    return Shelf(backups_in(folder, database.database_id), read_upkeep(database))


def hours_since(at: str) -> float:
    """Hours from a time in UTC until now; below zero where the clock was put back."""
    return (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds() / 3600


def is_current(database: Database, last: BackedUp, folder: Path) -> bool:
    """Whether the last backup is in this folder still, and holds all there is."""
    file = Path(last.file)
    if file.parent != folder or not file.is_file():
        return False
    with database.read() as connection:
        newest = head(connection)
    return (newest.number, newest.hash) == (last.entry, last.hash)


def is_due(database: Database, folder: Path, hours: float) -> bool:
    """Whether something was done since the last backup, and that was so many hours ago."""
    last = read_upkeep(database).backed_up
    if last is None:
        return True
    if is_current(database, last, folder):
        return False
    file = Path(last.file)
    return file.parent != folder or not file.is_file() or not 0 <= hours_since(last.at) < hours


def back_up_now(
    database: Database, folder: Path, *, keep: int | None, step: Progress
) -> dict[str, Any]:
    """Make a verified backup in a folder, without haste; with `keep` old ones make room.

    Refuses a folder that is not there: a disk may be unplugged.
    """
    if not folder.is_dir():
        gone = Refused(
            "The folder for backups is not there: {folder}. Plug its disk in, or choose another "
            "in Settings, Database.",
            folder=folder,
        )
        note_failure(database, folder, gone)
        raise gone
    if sys.platform == "linux":  # where a thread has a turn of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    return back_up(database, folder, keep=keep, step=step)


def back_up_if_due(
    database: Database, folder: Path, *, hours: float, keep: int, step: Progress
) -> dict[str, Any] | None:
    """The same where one is due; None where none is."""
    if folder.is_dir() and not is_due(database, folder, hours):
        return None
    return back_up_now(database, folder, keep=keep, step=step)
