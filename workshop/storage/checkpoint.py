# SPDX-License-Identifier: MIT
"""The newest entry's number and hash, kept outside the database.

A history that was cut off, rolled back or computed anew cannot be told from a true one by the
database alone; this small file, the backups and the codes on printed reports are the witnesses.
"""

import json
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path
from sqlalchemy import Connection, select

from workshop.storage.engines import is_url
from workshop.storage.files import write_whole
from workshop.storage.journal import Head
from workshop.storage.schema import JOURNAL


class Checkpoint(NamedTuple):
    """One entry of one database, as it was seen."""

    database_id: str
    number: int
    hash: str


def checkpoint_path(target: str | Path, database_id: str) -> Path:
    """Beside a database file; in the user's data folder for a database server."""
    if is_url(target):
        return user_data_path("card-workshop") / f"{database_id}.checkpoint"
    path = Path(target)
    return path.with_name(path.name + ".checkpoint")


def read_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint in a file; None where there is none or it cannot be read."""
    try:
        found = json.loads(path.read_text())
        return Checkpoint(str(found["database_id"]), int(found["number"]), str(found["hash"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def agrees(connection: Connection, checkpoint: Checkpoint) -> bool:
    """Whether the journal still has the entry of a checkpoint, unchanged."""
    found = connection.execute(
        select(JOURNAL.c.hash).where(JOURNAL.c.number == checkpoint.number)
    ).scalar()
    return found == checkpoint.hash


def keep_checkpoint(path: Path, connection: Connection, database_id: str, head: Head) -> None:
    """Move the checkpoint on to the newest entry.

    One that the journal contradicts is left as it is: it is the evidence.
    """
    known = read_checkpoint(path)
    if known is not None and known.database_id == database_id:
        if known.number == head.number and known.hash == head.hash:
            return
        if not agrees(connection, known):
            return
    found = Checkpoint(database_id, head.number, head.hash)
    write_whole(path, (json.dumps(found._asdict()) + "\n").encode())
