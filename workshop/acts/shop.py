# SPDX-License-Identifier: MIT
"""Who works here, where, and what the catalogue says."""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workshop.acts.evidence import is_kept, the_evidence
from workshop.acts.stranded import loses_no_site
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import Role
from workshop.storage.catalogue import shipped, with_shop_copies
from workshop.storage.journal import canonical
from workshop.storage.rows import new
from workshop.storage.shop import as_bodies, shop_catalogue, shop_copies
from workshop.storage.things import CatalogueCopy, Person, Station, Workshop

Receipt = dict[str, Any]

# What no record of any work names, so that nothing is told otherwise once it is gone.
_DROPPED = frozenset({"layout", "price", "letterhead"})


def _free(session: Session, model: Any, code: str, name: str) -> None:
    if session.execute(select(model.id).where(model.code == code)).scalar() is not None:
        raise Refused("{name} “{code}” exists already.", name=name, code=code)


def add_person(session: Session, *, code: str, name: str, role: str = "technician") -> Receipt:
    """Add somebody who works here; `role` is technician, intake, lead or manager."""
    code = text.code(code, "The code of the person")
    name = text.require(name, "The name")
    role = one_of(role, Role, "The role")
    _free(session, Person, code, "The code")
    new(session, Person, code=code, name=name, role=role)
    return {"code": code}


def add_station(session: Session, *, code: str, name: str) -> Receipt:
    """Add a bench PC."""
    code = text.code(code, "The code of the station")
    name = text.require(name, "The name")
    _free(session, Station, code, "Station")
    new(session, Station, code=code, name=name)
    return {"code": code}


def rename_workshop(session: Session, *, name: str) -> Receipt:
    """Give the workshop another name, as it stands on the next report; its tags stay as they are.

    Refuses the name it has.
    """
    row = session.scalars(select(Workshop)).one()
    name = text.require(name, "The name")
    if name == row.name:
        raise Refused("The workshop is called {name} already.", name=name)
    row.name = name
    return {"workshop": name}


def renew_commands(session: Session) -> Receipt:
    """Make new command codes: sheets that were printed before stop working.

    A workshop of an earlier version gets its first ones so.
    """
    row = session.scalars(select(Workshop)).one()
    row.secret = secrets.token_hex(16)
    return {"workshop": row.name}


def set_catalogue(
    session: Session,
    *,
    kind: str,
    code: str,
    body: dict[str, Any],
    files: list[dict[str, Any]] | None = None,
) -> Receipt:
    """Keep the shop's own version of a catalogue entry; earlier versions stay in the journal.

    `kind` is model, board (a map of it), maker, memory (a chip by its marking), scan (a form of
    serials or markings), list (the columns of a supplier's lists); step, routing, plan (of a
    test); profile, alloy, criterion (of a reball), heat_limit (by kind of piece); fit (a rule),
    package, memory_set (what its chips share); floor (life by moisture level), moisture (by
    kind of piece), bake (a row of the table); defect, grading, disposition, refusal (at the
    dock); price (of a piece); letterhead (SHOP: address, terms, logo, who signs); layout (of
    labels); rule (of identity), vbios (a family), or sign (of a fake). `body` has the fields of
    the shipped entry; those it lacks stay as shipped. `files` are the facts (sha256, name,
    size) of kept files it names that are new to the workshop. Refuses a body that does not make
    a whole entry, or one that does not go with the others, a picture that was never kept, and a
    model or board by which a site is lost of which a piece has a record.
    """
    for file in files or []:
        the_evidence(session, file)
    for name in ("picture", "logo"):
        if isinstance(body, Mapping) and body.get(name):
            is_kept(session, str(body[name]))
    before = shop_catalogue(session)
    kept = keep_copies(session, [(kind, code, body)])[0]
    loses_no_site(session, before)
    return kept


def drop_copies(session: Session, *, kind: str, code: str) -> Receipt:
    """Take the shop's own versions of an entry away: it is again as shipped, or there is none.

    Refuses other kinds than layout, price and letterhead, which no record of any work names, and
    an entry of which the shop has no version of its own.
    """
    kind = text.require(kind, "The kind").lower()
    if kind not in _DROPPED:
        raise Refused("Only label layouts, prices and the letterhead can be deleted. Save another "
                      "version of this instead.")  # fmt: skip
    of_kind = select(CatalogueCopy).where(CatalogueCopy.kind == kind)
    wanted = str(code).strip().casefold()
    rows = [
        row for row in session.scalars(of_kind.order_by(CatalogueCopy.version))
        if row.code.casefold() == wanted
    ]  # fmt: skip
    if not rows:
        raise Refused("The shop has no “{code}” of its own.", code=text.shown(code))
    body = json.loads(rows[-1].body)
    for row in rows:
        session.delete(row)
    return {"kind": kind, "code": rows[-1].code, "name": body.get("name") or rows[-1].code,
            "n": len(rows)}  # fmt: skip


def keep_copies(
    session: Session, entries: Sequence[tuple[str, str, dict[str, Any]]]
) -> list[Receipt]:
    """Keep the shop's own versions of entries (kind, code, body) that only fit together."""
    earlier = as_bodies(shop_copies(session))
    wanted = []
    for kind, code, body in entries:
        kind = text.require(kind, "The kind").lower()
        code = text.require(code, "The code", 64)
        # One spelling of a code, the first.
        known = (c for k, c, _ in earlier if k == kind and c.upper() == code.upper())
        wanted.append((kind, next(known, code), body))
    with_shop_copies(shipped(), [*earlier, *wanted])
    return [_keep_copy(session, *entry) for entry in wanted]


def _keep_copy(session: Session, kind: str, code: str, body: dict[str, Any]) -> Receipt:
    latest = session.execute(
        select(func.max(CatalogueCopy.version)).where(
            CatalogueCopy.kind == kind, CatalogueCopy.code == code
        )
    ).scalar()
    version = (latest or 0) + 1
    written = canonical(json.loads(canonical(body)))
    new(session, CatalogueCopy, kind=kind, code=code, version=version, body=written)
    name = body.get("name")
    called = name.strip() if isinstance(name, str) and name.strip() else code
    return {"kind": kind, "code": code, "name": called, "version": version}
