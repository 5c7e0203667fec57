# SPDX-License-Identifier: MIT
"""The PIN of a person, as it is kept."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.pin import require_sealed
from workshop.domain.refused import Refused
from workshop.storage.journal import work_of
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
