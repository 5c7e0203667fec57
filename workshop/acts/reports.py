# SPDX-License-Identifier: MIT
"""A report is issued: numbered, and bound to its file and to the entry it was drawn at."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.look_up import the_batch, the_piece
from workshop.acts.shipments import the_shipment
from workshop.domain import rules, text
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import ReportKind
from workshop.storage.bench_things import Report
from workshop.storage.issued import is_entry, next_number
from workshop.storage.journal import canonical
from workshop.storage.rows import new

Receipt = dict[str, Any]

# The choices of a report are a handful of words.
_MOST = 4000


def issue_report(
    session: Session,
    *,
    number: int,
    kind: str,
    about: str,
    drawn_entry: int,
    drawn_hash: str,
    file: dict[str, Any],
    issued_on: str,
    choices: dict[str, Any] | None = None,
) -> Receipt:
    """Issue a report whose file is kept already; undo withdraws it, and its number stays taken.

    `kind` is batch, differences, passport, scrapped or packing, `about` the number of the batch or
    shipment, or the tag of the piece. It was drawn at the entry `drawn_entry` of the journal, with
    this hash; `file` has sha256, name and size of the kept file, which bears the `number`;
    `issued_on` is YYYY-MM-DD. Refuses a number that was given meanwhile, and an entry that the
    journal does not have.
    """
    connection = session.connection()
    if type(number) is not int or number != next_number(connection):
        raise Refused(
            "The number of this report was given to another one meanwhile. Issue it again."
        )
    if type(drawn_entry) is not int or not is_entry(connection, drawn_entry, str(drawn_hash)):
        raise Refused("The journal has no such entry. Draw the report again.")
    chosen = canonical(choices if isinstance(choices, dict) else {})
    if len(chosen) > _MOST:
        raise Refused("The choices of a report cannot be as long as this.")
    wanted = rules.one_of(kind, ReportKind, "The kind")
    made = new(
        session,
        Report,
        number=number,
        kind=wanted,
        about=_known(session, wanted, about),
        drawn_entry=drawn_entry,
        drawn_hash=drawn_hash,
        evidence_id=the_evidence(session, file).id,
        choices=chosen,
        issued_on=text.day(issued_on, "The date"),
    )
    named = written(made.about) if made.kind == ReportKind.PASSPORT else made.about
    return {"report": number, "kind": made.kind, "about": named}


def _known(session: Session, kind: str, about: str) -> str:
    """What a report of this kind is of, as it is kept; refuses what there is not."""
    if kind == ReportKind.PASSPORT:
        return the_piece(session, about).tag
    if kind == ReportKind.PACKING:
        return the_shipment(session, about).number
    return the_batch(session, about).number
