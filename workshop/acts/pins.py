# SPDX-License-Identifier: MIT
"""The PIN of a person, as it is kept."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.pin import require_sealed
from workshop.domain.refused import Refused
from workshop.storage.journal import Change, read_changes, work_of
from workshop.storage.schema import JOURNAL
from workshop.storage.slices import some
from workshop.storage.things import Person


def set_pin(session: Session, *, person: str, sealed: str = "") -> dict[str, Any]:
    """Keep the PIN that is asked for when this person is chosen from the list; none for no text.

    `sealed` is never the PIN itself. Refuses that of somebody else, unless a lead, a manager or
    the owner sets it.
    """
    code = text.code(person, "The code of the person")
    sealed = require_sealed(sealed)
    found = session.scalars(select(Person).where(Person.code == code)).first()
    if found is None:
        raise Refused("Nobody here has the code {code}.", code=code)
    if work_of(session).person != code:
        lets_pass(session)
    if found.pin == sealed:
        raise Refused("{name} has no PIN.", name=found.name)
    found.pin = sealed
    return {"code": code, "name": found.name, "has_pin": bool(sealed)}


def keeps_pins_of_others(session: Session, entries: Iterable[int]) -> None:
    """Refuse to take back the PIN of somebody else, unless a lead, a manager or the owner does.

    The one before it would hold again.
    """
    acts = JOURNAL.c.act.in_(("set_pin", "undo", "undo_many"))
    for part in some(sorted(set(entries))):
        asked = select(JOURNAL.c.changes).where(JOURNAL.c.number.in_(part), acts)
        for (changes,) in session.execute(asked):
            if any(_is_of_another(session, change) for change in _changes_of(changes)):
                lets_pass(session)


def _changes_of(written: str) -> list[Change]:
    try:
        return list(read_changes(written))
    except ValueError:
        return []  # nothing is taken back of what cannot be read


def _is_of_another(session: Session, change: Change) -> bool:
    if change.table != "person" or not change.before or "pin" not in change.before:
        return False
    found = session.get(Person, change.row)
    return found is not None and found.code != work_of(session).person
