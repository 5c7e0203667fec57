# SPDX-License-Identifier: MIT
"""Measuring instruments: by code and calibration date, and which of them measured what."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.refused import Overridable, Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import InstrumentKind, InstrumentState
from workshop.storage.bench_things import Instrument
from workshop.storage.journal import work_of
from workshop.storage.rows import new

Receipt = dict[str, Any]

_INSTRUMENT = select(Instrument).where(Instrument.code == bindparam("code"))


def add_instrument(
    session: Session,
    *,
    code: str,
    name: str,
    kind: str,
    serial: str = "",
    calibrated_until: str | None = None,
    note: str = "",
) -> Receipt:
    """Add a measuring instrument by the code on its label.

    `calibrated_until` is the last day its calibration holds, none where it needs none.
    """
    code = text.code(code, "The code of the instrument")
    if _find(session, code) is not None:
        raise Refused("Instrument “{code}” exists already.", code=code)
    new(
        session,
        Instrument,
        code=code,
        name=text.require(name, "The name"),
        kind=one_of(kind, InstrumentKind, "The kind of instrument"),
        serial=text.clean(serial, "The serial", text.SHORT),
        calibrated_until=_until(calibrated_until),
        state=InstrumentState.IN_USE.value,
        note=text.clean(note, "The note", text.NOTE),
    )
    return {"code": code}


def change_instrument(
    session: Session,
    *,
    instrument: str,
    name: str | None = None,
    calibrated_until: str | None = None,
    state: str | None = None,
    note: str | None = None,
) -> Receipt:
    """Note a new calibration of an instrument, another name or note, or that it is retired.

    What is not given stays; an empty `calibrated_until` says that it needs none. What was measured
    before keeps the day that held then. Refuses where nothing changes.
    """
    row = _the_instrument(session, instrument)
    before = (row.name, row.calibrated_until, row.state, row.note)
    if name is not None:
        row.name = text.require(name, "The name")
    if calibrated_until is not None:
        row.calibrated_until = _until(calibrated_until)
    if state is not None:
        row.state = one_of(state, InstrumentState, "The state")
    if note is not None:
        row.note = text.clean(note, "The note", text.NOTE)
    if before == (row.name, row.calibrated_until, row.state, row.note):
        raise Refused("Instrument {code} is like that already.", code=row.code)
    return {"code": row.code}


def _until(day: str | None) -> str | None:
    return text.day(day, "The day the calibration ends") if day and day.strip() else None


def _find(session: Session, code: str) -> Instrument | None:
    return session.execute(_INSTRUMENT, {"code": code}).scalar()


def _the_instrument(session: Session, code: object) -> Instrument:
    found = _find(session, str(code).strip().upper())
    if found is None:
        raise Refused("There is no instrument “{code}”. Add it first.", code=text.shown(code))
    return found


def in_hand(
    session: Session, codes: Iterable[str], measured: Iterable[str], override: str
) -> tuple[dict[str, Instrument], str]:
    """The instruments that values are measured with, by kind, and why a lapsed one was let pass.

    `measured` are the kinds that the values ask for. Refuses unknown and retired instruments, two
    of a kind, those no value asks for, and those past their calibration without the `override` of
    a lead or manager.
    """
    asked = set(measured)
    found: dict[str, Instrument] = {}
    lapsed = False
    for code in codes:
        row = _the_instrument(session, code)
        if row.state != InstrumentState.IN_USE:
            raise Refused("Instrument {code} is retired. Use another one.", code=row.code)
        if row.kind in found:
            raise Refused(
                "{code} and {other} measure the same. Name one of them.",
                code=found[row.kind].code,
                other=row.code,
            )
        if row.kind not in asked:
            raise Refused("No value here is measured with {code}. Leave it out.", code=row.code)
        lapsed |= _has_lapsed(session, row, override)
        found[row.kind] = row
    if lapsed:
        lets_pass(session)
    return found, text.require(override, "The reason", text.NOTE) if lapsed else ""


def _has_lapsed(session: Session, row: Instrument, override: str) -> bool:
    lapsed = row.calibrated_until is not None and row.calibrated_until < work_of(session).at[:10]
    if lapsed and not override:
        raise Overridable(
            "The calibration of instrument {code} ended on {day}. Take another one. A lead, a "
            "manager or the owner can let it pass with a reason.",
            code=row.code,
            day=row.calibrated_until,
        )
    return lapsed
