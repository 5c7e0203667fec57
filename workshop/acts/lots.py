# SPDX-License-Identifier: MIT
"""What is used up: flux, spheres, pads and paste by lot, and what a step used of them."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.judge import as_number
from workshop.domain.refused import Overridable, Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import LotKind, LotState
from workshop.storage.bench_things import Lot, LotUse
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.things import Piece, StepRecord

Receipt = dict[str, Any]

_LOT = select(Lot).where(Lot.code == bindparam("code"))

# 2, 0.5 g, 12 pcs: a number, and a unit or none.
_AMOUNT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d][^\d]{0,15})?\Z")


def add_lot(
    session: Session,
    *,
    code: str,
    kind: str,
    name: str,
    maker: str = "",
    expires_on: str | None = None,
    note: str = "",
) -> Receipt:
    """Add a lot of flux, spheres, pads, paste or other, by the number on its label."""
    code = text.require(code, "The number of the lot", text.SHORT).upper()
    kind = one_of(kind, LotKind, "The kind of lot")
    if _find(session, code) is not None:
        raise Refused("Lot “{code}” exists already.", code=code)
    new(
        session,
        Lot,
        code=code,
        kind=kind,
        name=text.require(name, "The name"),
        maker=text.clean(maker, "The maker", text.SHORT),
        expires_on=text.day(expires_on, "The day it expires") if expires_on else None,
        state=LotState.OPEN.value,
        note=text.clean(note, "The note", text.NOTE),
    )
    return {"code": code}


def close_lot(session: Session, *, lot: str, note: str = "") -> Receipt:
    """Say that a lot is used up; a note is kept in place of the one it had."""
    row = _the_lot(session, lot)
    if row.state != LotState.OPEN:
        raise Refused("Lot {code} is used up already.", code=row.code)
    row.state = LotState.USED_UP.value
    row.note = text.clean(note, "The note", text.NOTE) or row.note
    return {"code": row.code}


def _find(session: Session, code: str) -> Lot | None:
    return session.execute(_LOT, {"code": code}).scalar()


def _the_lot(session: Session, code: object) -> Lot:
    found = _find(session, str(code).strip().upper())
    if found is None:
        raise Refused("There is no lot “{code}”. Add it first.", code=text.shown(code))
    return found


def use_lots(
    session: Session, record: StepRecord, lots: Mapping[str, Any], override: str = ""
) -> list[str]:
    """Note what a step used of which lots; the codes of those that were past their day.

    `lots` maps the number of a lot to an amount such as 0.5 g, or to nothing. Refuses unknown lots,
    those used up, and those past their day without the `override` of a lead or manager.
    """
    if not isinstance(lots, Mapping):
        raise Refused("The lots must be pairs of the number of a lot and an amount.")
    expired = []
    for code, said in lots.items():
        lot = _the_lot(session, code)
        if _use(session, lot, said, override, record.piece_id, record.id):
            expired.append(lot.code)
    if expired:
        lets_pass(session)
    return expired


def use_if_kept(session: Session, code: str, piece: Piece, override: str = "") -> None:
    """Note that a lot was used on a piece, where the shop keeps one of this number.

    Refuses one that is used up, and one past its day without the `override` of a lead or manager.
    """
    lot = _find(session, code.upper()) if code else None
    if lot is not None and _use(session, lot, None, override, piece.id, None):
        lets_pass(session)


def _use(
    session: Session, lot: Lot, said: object, override: str, piece: int, record: int | None
) -> bool:
    """Note what was used of a lot; whether it was past its day."""
    if lot.state != LotState.OPEN:
        raise Refused("Lot {code} is used up. Scan the lot you use.", code=lot.code)
    expired = lot.expires_on is not None and lot.expires_on < work_of(session).at[:10]
    if expired and not override:
        raise Overridable(
            "Lot {code} expired on {day}. Take another one. A lead, a manager or the owner can let "
            "it pass with a reason.",
            code=lot.code,
            day=lot.expires_on,
        )
    amount, unit = _amount(lot.code, said)
    new(session, LotUse, lot_id=lot.id, record_id=record, piece_id=piece, amount=amount, unit=unit)
    return expired


def _amount(code: str, said: object) -> tuple[float | None, str]:
    """What was used, and its unit; nothing where nobody measured."""
    if said is None or said is True or str(said).strip() == "":
        return None, ""
    found = _AMOUNT.match(str(said).strip())
    if found is None:
        raise Refused(
            "“{said}” is no amount of lot {code}. Write it as 0.5 g, or leave it empty.",
            said=text.shown(said),
            code=code,
        )
    return as_number(found[1], code), (found[2] or "").strip()
