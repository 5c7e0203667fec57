# SPDX-License-Identifier: MIT
"""The first act of all: a workshop and its owner."""

import re
import secrets
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.tag import ALPHABET
from workshop.domain.terms import Role
from workshop.storage.rows import new
from workshop.storage.things import Person, Workshop


def found_workshop(
    session: Session, *, name: str, owner: str, site: str, owner_name: str = ""
) -> dict[str, str]:
    """Found a workshop: its name, code and name of its first person, two characters for tags."""
    if session.execute(select(Workshop.id)).first():
        raise Refused("There is a workshop in this database already.")
    name = text.require(name, "The name of the workshop")
    owner = text.code(owner, "The code of the owner")
    owner_name = text.clean(owner_name, "The name") or owner.title()
    site = site_code(site)
    new(
        session,
        Workshop,
        name=name,
        site=site,
        owner=owner,
        database_id=str(uuid.uuid4()),
        secret=secrets.token_hex(16),
    )
    new(session, Person, code=owner, name=owner_name, role=Role.MANAGER)
    return {"workshop": name, "site": site, "owner": owner}


def site_code(site: str) -> str:
    """The two characters every tag of a workshop begins with, in capitals; refuses others."""
    site = site.strip().upper()
    if not re.fullmatch(f"[{ALPHABET}]{{2}}", site):
        raise Refused(
            "The site code “{site}” must be two of the characters {alphabet}.",
            site=text.shown(site),
            alphabet=ALPHABET,
        )
    return site
