# SPDX-License-Identifier: MIT
"""Which backups in a folder stay: the newest ones, then one a day, then one a week."""

import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.storage.archive import manifest_of

DAYS, WEEKS = 7, 8
"""Of so many days, and of so many weeks, the last backup is kept as well."""

STAGING = ".workshop-backup-"
"""What folders begin with in which a backup is made."""

_NAME = re.compile(r"workshop-[0-9A-Z]{2}-(\d{8}-\d{6}-\d{6})\.zip")
_PART = re.compile(r"\.workshop-[0-9A-Z]{2}-\d{8}-\d{6}-\d{6}\.zip\.part")
_TIME = "%Y%m%d-%H%M%S-%f"

# Seconds after which a backup that is still in the making was killed.
_LEFT = 24 * 3600


class Backup(NamedTuple):
    """A backup in a folder: its file and bytes, when it was made by its name, its newest entry."""

    file: Path
    at: datetime
    entry: int
    size: int


def backup_name(site: str, now: datetime) -> str:
    """The name of a backup made now."""
    return f"workshop-{site}-{now.strftime(_TIME)}.zip"


def backups_in(folder: Path, database_id: str) -> list[Backup]:
    """The backups of this database in a folder, the newest first; what else lies there is not."""
    found = []
    for file in folder.glob("workshop-*.zip"):
        named = _NAME.fullmatch(file.name)
        if named is None or file.is_symlink():
            continue
        with suppress(Refused, ValueError, OSError):
            manifest = manifest_of(file)
            if manifest.database_id == database_id:
                at = datetime.strptime(named[1], _TIME)
                found.append(Backup(file, at, manifest.entry, file.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.entry), reverse=True)


def kept(backups: Iterable[Backup], newest: int) -> set[Path]:
    """The files that stay: the newest ones, and the last of each day and of each week.

    So many newest ones, then those of the last 7 days and of the last 8 weeks that have any.
    They are counted by their time and by their entries: neither a clock that was wrong nor an
    older workshop that was restored makes a new backup an old one.
    """
    known = list(backups)
    stay: set[Path] = set()
    for order in (lambda one: (one.at, one.entry), lambda one: (one.entry, one.at)):
        ordered = sorted(known, key=order, reverse=True)
        stay.update(one.file for one in ordered[:newest])
        stay |= _last_of_each(ordered, lambda at: at, DAYS)
        stay |= _last_of_each(ordered, lambda at: at.isocalendar()[:2], WEEKS)
    return stay


def _last_of_each(ordered: list[Backup], span: Callable[[date], object], many: int) -> set[Path]:
    """The first of each span of days there, for so many spans."""
    first: dict[object, Path] = {}
    for one in ordered:
        first.setdefault(span(one.at.date()), one.file)
    return set(list(first.values())[:many])


def rotate(folder: Path, database_id: str, newest: int, made: Path) -> list[str]:
    """Remove the backups of this database that need not stay; returns their names.

    `made` was verified just now and stays. What is not ours, or cannot be read, is left alone.
    """
    removed: list[str] = []
    with suppress(OSError):
        found = backups_in(folder, database_id)
        stay = kept(found, max(1, newest)) | {made}
        for one in found:
            if one.file not in stay:
                one.file.unlink()
                one.file.with_suffix(".checkpoint").unlink(missing_ok=True)
                removed.append(one.file.name)
    return removed


def sweep(folder: Path) -> None:
    """Remove what a backup that was killed left in a folder, a day later."""
    with suppress(OSError):
        for left in folder.glob(".workshop-*"):
            if left.is_symlink() or time.time() - left.stat().st_mtime < _LEFT:
                continue
            if _PART.fullmatch(left.name):
                left.unlink(missing_ok=True)
            elif left.name.startswith(STAGING) and left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
