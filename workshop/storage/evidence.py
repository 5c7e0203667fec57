# SPDX-License-Identifier: MIT
"""Files kept byte for byte, each under its SHA-256, beside the database."""

import hashlib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from workshop.domain.refused import Refused
from workshop.storage.checkpoint import write_whole
from workshop.storage.database import Database
from workshop.storage.engines import is_url

LARGEST = 64 * 2**20
"""The most bytes one file of evidence may have."""


def evidence_folder(database: Database) -> Path:
    """Where the evidence of a database lies.

    Beside a database file; for a database server in this computer's data folder.
    """
    if is_url(database.target):
        return user_data_path("card-workshop") / f"{database.database_id}.evidence"
    path = Path(database.target)
    return path.with_name(path.name + ".evidence")


def keep(database: Database, data: bytes, name: str) -> dict[str, Any]:
    """Keep a file; returns the facts of it for an act: sha256, name and size."""
    if len(data) > LARGEST:
        raise Refused("{name} is too large to keep: at most {n} MB.", name=name, n=LARGEST >> 20)
    digest = hashlib.sha256(data).hexdigest()
    place = evidence_folder(database) / digest[:2] / digest
    if not place.exists():
        write_whole(place, data)
    return {"sha256": digest, "name": Path(name).name, "size": len(data)}


def read(database: Database, sha256: str) -> bytes:
    """The bytes of a kept file; refuses one that is gone or not the same any more."""
    place = evidence_folder(database) / sha256[:2] / sha256
    try:
        data = place.read_bytes()
    except OSError:
        raise Refused("The kept file {name} is missing.", name=sha256[:12]) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused("The kept file {name} was changed.", name=sha256[:12])
    return data
