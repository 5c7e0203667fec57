# SPDX-License-Identifier: MIT
"""A folder in memory for what tests write, where this machine has room for one."""

import shutil
from pathlib import Path

ROOM = 4 << 30
"""Bytes that must be free in it, so that a few runs fit at the same time."""


def memory_folder() -> str | None:
    """The folder; None where there is none or too little of it, so that a disk must do.

    A disk makes each act wait some milliseconds for its sync, and each test with a PostgreSQL
    database for a copy of 300 files. What a power cut leaves is shown where the syncs are watched.
    """
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > ROOM else None
