# SPDX-License-Identifier: MIT
"""Whether somebody who was chosen from the list is who they say: by a PIN, slowed when it is wrong.

How many were wrong is kept beside the database: all windows on it share that, and a restart is no
way around it.
"""

import json
import secrets
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workshop.acts.pins import set_pin
from workshop.domain.pin import LOCKED, opens, require_pin, seal, wait_s
from workshop.domain.refused import Refused
from workshop.queries.shop import sealed_pin
from workshop.storage.database import Database
from workshop.storage.files import write_whole

_turn = threading.Lock()


def check_pin(database: Database, person: str, pin: str) -> None:
    """Refuse a PIN that is wrong, and any for a while after several that were.

    Takes about 0.1 s. Somebody without a PIN is let in.
    """
    with _turn:
        with database.read() as connection:
            sealed = sealed_pin(connection, person=person)
        if not sealed:
            return
        tries = _read(database)
        wrong, since = tries.get(person, (0, 0.0))
        _not_too_many(wrong, since)
        if pin.strip() and opens(sealed, pin.strip()):
            if wrong:
                _write(database, {**tries, person: (0, 0.0)})
            return
        _write(database, {**tries, person: (wrong + 1, _now())})
    raise Refused("That is not the PIN. Type it again, or scan your badge.")


def _not_too_many(wrong: int, since: float) -> None:
    if wrong >= LOCKED:
        raise Refused("Too many PINs were wrong. Scan your badge, or ask a lead to set a new PIN.")
    left = wait_s(wrong) - (_now() - since)
    if left > 0:
        raise Refused("Too many PINs were wrong. Wait {n} s, or scan your badge.",
                      n=min(round(left) + 1, wait_s(wrong)))  # fmt: skip


def change_pin(database: Database, person: str, pin: str, *, by: str, station: str | None) -> Any:
    """Give somebody another PIN, or none for an empty one; wrong ones of before are forgotten."""
    sealed = seal(require_pin(pin), secrets.token_bytes(16)) if pin.strip() else ""
    receipt = database.write(set_pin, by=by, station=station, person=person, sealed=sealed)
    with _turn:
        tries = _read(database)
        if person in tries:
            _write(database, {**tries, person: (0, 0.0)})
    return receipt


def _now() -> float:
    return datetime.now(UTC).timestamp()


def _file(database: Database) -> Path:
    return database.checkpoint_file().with_suffix(".pins")


def _read(database: Database) -> dict[str, tuple[int, float]]:
    """How many PINs were wrong in a row, by person, and the time of the last one."""
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        found = json.loads(_file(database).read_text("utf-8"))
        if found["database_id"] == database.database_id:
            return {str(who): (int(n), float(at)) for who, (n, at) in found["wrong"].items()}
    return {}


def _write(database: Database, tries: dict[str, tuple[int, float]]) -> None:
    kept = {person: tried for person, tried in tries.items() if tried[0]}
    written = json.dumps({"database_id": database.database_id, "wrong": kept}, ensure_ascii=False)
    with suppress(OSError):
        write_whole(_file(database), (written + "\n").encode())
