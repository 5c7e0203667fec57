# SPDX-License-Identifier: MIT
"""How an act notes a file that is kept: once, however many records speak of it."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.storage.rows import new
from workshop.storage.things import Evidence

_SHA256 = re.compile("[0-9a-f]{64}")


def is_kept(session: Session, sha256: str) -> None:
    """Refuse a photo or picture that was never kept."""
    if session.execute(select(Evidence.id).where(Evidence.sha256 == sha256)).scalar() is None:
        raise Refused(
            "The photo {name} was never kept. Load it again.", name=text.shown(sha256, 12)
        )


def the_evidence(session: Session, file: Mapping[str, Any]) -> Evidence:
    """The row of a kept file, by its facts: sha256, name and size; made where it is new."""
    facts = file if isinstance(file, Mapping) else {}
    digest, size = str(facts.get("sha256")), facts.get("size")
    if not _SHA256.fullmatch(digest) or type(size) is not int or size < 0:
        raise Refused("The evidence needs the SHA-256 and the size of the kept file.")
    known = session.scalars(select(Evidence).where(Evidence.sha256 == digest)).first()
    if known is not None:
        return known
    kept = new(
        session,
        Evidence,
        sha256=digest,
        name=text.shown(facts.get("name", ""), text.LINE),
        size=size,
    )
    session.flush()
    return kept
