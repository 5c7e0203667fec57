# SPDX-License-Identifier: MIT
"""Deliveries: opened, expected, closed."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass, named_person, the_batch
from workshop.domain import text
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Overridable, Refused
from workshop.domain.rules import TakenApart, batch_is_open, may_be_one
from workshop.domain.tag import written
from workshop.domain.terms import BatchState, IdentifierKind
from workshop.language import mark, say
from workshop.storage.balance import Gap, gap_count, gaps_of
from workshop.storage.journal import read_changes, work_of
from workshop.storage.rows import new, new_many
from workshop.storage.schema import JOURNAL
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Batch, Identifier, ManifestLine, Piece, Receiving, Visit

Receipt = dict[str, Any]

NAMED = 5
"""So many gaps are named where a batch cannot be closed."""

GAP_WORDS = {
    "missing": mark("{serial} did not come"),
    "unexpected": mark("{card} is not on the list"),
    "announced": mark("{n} announced cards did not come"),
    "site": mark("{card} {site}"),
}
_OPEN = mark(
    "Batch {batch} does not add up: {n} open. Record them, or a lead or manager closes it with a "
    "reason: {gaps}."
)
_OPEN_AND_MORE = mark(
    "Batch {batch} does not add up: {n} open. Record them, or a lead or manager closes it with a "
    "reason: {gaps}; and {more} more."
)

_CAME_WITH_IT = (
    select(Visit.id)
    .where(Visit.batch_id == bindparam("batch"), Visit.piece_id == Piece.id)
    .exists()
)
_TAKEN_APART = (
    select(Identifier.normal, Identifier.maker, Piece.tag)
    .join(Piece, Piece.id == Identifier.piece_id)
    .where(Identifier.normal.in_(bindparam("normals", expanding=True)))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
    .where(Piece.taken_apart.is_not(None), ~_CAME_WITH_IT)
    .order_by(Identifier.id)
)


def open_batch(
    session: Session,
    *,
    number: str,
    supplier: str,
    received_on: str | None = None,
    note: str = "",
    expected: int | None = None,
    second_person: bool = False,
) -> Receipt:
    """Open a delivery; `received_on` is YYYY-MM-DD, `expected` how many cards are announced.

    With `second_person`, somebody else than who received has to sign each receiving session off.
    """
    number = text.code(number, "The batch number")
    supplier = text.require(supplier, "The supplier")
    received_on = text.day(received_on, "The date") if received_on else None
    note = text.clean(note, "The note", text.NOTE)
    if expected is not None and not 0 <= expected <= 1_000_000:
        raise Refused("The expected number of cards must be between 0 and 1,000,000.")
    if session.execute(select(Batch.id).where(Batch.number == number)).scalar() is not None:
        raise Refused("Batch {number} exists already.", number=number)
    new(
        session,
        Batch,
        number=number,
        supplier=supplier,
        received_on=received_on,
        state=BatchState.OPEN.value,
        expected=expected,
        note=note,
        second_person=int(second_person),
    )
    return {"batch": number}


def close_batch(session: Session, *, batch: str, override: str | None = None) -> Receipt:
    """Close a batch: no more cards are received into it, and what came on its cards stays there.

    Pieces are still fitted on its boards and taken off again: a board in stock is worked on
    whatever delivery it came with, and the numbers of the batch do not change by it.

    Refuses while a receiving session is open, or one waits for the second person's signature, and
    while cards or sites do not add up, without the `override` of a lead or manager: their reason,
    which is kept. `gaps` is how many do not add up.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    for known in session.scalars(select(Receiving).where(Receiving.batch_id == row.id)):
        if known.ended is None:
            raise Refused(
                "Receiving session {number} of {person} is still open. End it first.",
                number=known.id,
                person=named_person(session, known.person),
            )
        if row.second_person and known.signed is None:
            raise Refused(
                "Receiving session {number} waits for a second person: somebody else than "
                "{person} signs it off first.",
                number=known.id,
                person=named_person(session, known.person),
            )
    reason = text.clean(override or "", "The override", text.LINE)
    count = gap_count(session, row.id)
    if count and not reason:
        raise _open(session, row, count)
    if count:
        lets_pass(session)
        row.closed_with = reason
    row.state = BatchState.CLOSED.value
    return {"batch": row.number, "gaps": count} | ({"reason": reason} if count else {})


def closes_only_what_adds_up(session: Session, entries: Iterable[int]) -> None:
    """Refuse to close a batch by taking back the undo of its closing, where it does not add up.

    Its closing has no reason then, which a lead would have to give now.
    """
    for part in some(sorted(set(entries))):
        undone = select(JOURNAL.c.changes).where(
            JOURNAL.c.number.in_(part), JOURNAL.c.act.in_(("undo", "undo_many"))
        )
        for (changes,) in session.execute(undone):
            for batch in _closed_by(changes):
                _adds_up(session, batch)


def _closed_by(undone: str) -> list[int]:
    """The batches that would be closed without a reason if these changes were taken back."""
    try:
        changes = read_changes(undone)
    except ValueError:
        return []  # nothing is taken back of what cannot be read
    return [
        change.row
        for change in changes
        if change.table == "batch"
        and (before := change.before or {}).get("state") == BatchState.CLOSED
        and not before.get("closed_with")
    ]


def _adds_up(session: Session, number: int) -> None:
    row = session.get(Batch, number)
    count = gap_count(session, number) if row is not None else 0
    if row is not None and count:
        raise Refused(
            "Batch {batch} does not add up any more: {n} open. Close it anew: a lead or manager "
            "says why.",
            batch=row.number,
            n=count,
        )


def _open(session: Session, batch: Batch, count: int) -> Refused:
    """The refusal to close a batch that does not add up: the first reasons, and how many more."""
    first = gaps_of(session, batch.id, limit=NAMED)
    return Overridable(
        _OPEN if count <= len(first) else _OPEN_AND_MORE,
        batch=batch.number,
        n=count,
        gaps="; ".join(_named(list(gaps)) for _, gaps in groupby(first, _of_card)),
        more=count - sum(gap.n for gap in first),
    )


def _of_card(gap: Gap) -> tuple[str, str, str]:
    return gap.what, gap.tag, gap.serial


def _named(gaps: list[Gap]) -> str:
    """The gaps of one card, with all their sites."""
    gap = gaps[0]
    card, sites = gap.serial or written(gap.tag), ", ".join(each.site for each in gaps)
    return say(GAP_WORDS[gap.what], serial=gap.serial, card=card, site=sites, n=gap.n)


def expect(session: Session, *, batch: str, cards: list[dict[str, Any]]) -> Receipt:
    """Add lines of the supplier's list: objects with `serial`, and maker, model, part_number, upc,
    box (pallet, carton) and note.

    Refuses the whole list where a serial cannot be one, stands in it twice or is that of a card
    that was taken apart here on an earlier delivery, naming the line.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    if not isinstance(cards, list) or not cards:
        raise Refused("The list has no cards.")
    catalogue = shop_catalogue(session)
    work = work_of(session)
    seen = {
        (normal, maker)
        for normal, maker in session.execute(
            select(ManifestLine.normal, ManifestLine.maker).where(ManifestLine.batch_id == row.id)
        )
    }
    lines = []
    for number, card in enumerate(cards, 1):
        try:
            claim = _claim(catalogue, card)
        except Refused as refused:
            raise Refused("Line {n}: {reason}", n=number, reason=refused) from None
        key = (claim["normal"], claim["maker"])
        if key in seen:
            raise Refused(
                "Line {n}: {serial} is in the list twice.", n=number, serial=claim["serial"]
            )
        seen.add(key)
        lines.append({"id": work.next_row(), "batch_id": row.id, **claim})
    _none_taken_apart(session, row, lines)
    new_many(session, ManifestLine, lines)
    return {"batch": row.number, "lines": len(lines)}


def _none_taken_apart(session: Session, batch: Batch, lines: list[dict[str, Any]]) -> None:
    """Refuse the serial of a card that was taken apart here, unless it came with this batch."""
    stripped: dict[str, list[Any]] = defaultdict(list)
    for normals in some(dict.fromkeys(line["normal"] for line in lines)):
        for one in session.execute(_TAKEN_APART, {"normals": normals, "batch": batch.id}):
            stripped[one.normal].append(one)
    for number, line in enumerate(lines, 1):
        for one in stripped.get(line["normal"], ()):
            if may_be_one(line["maker"], one.maker):
                reason = TakenApart(line["serial"], one.tag)
                raise Refused("Line {n}: {reason}", n=number, reason=reason)


def _claim(catalogue: Catalogue, card: Any) -> dict[str, str]:
    """What one line of the list says of a card, in the form it is kept."""
    if not isinstance(card, dict):
        raise Refused("This is not a card.")
    serial = text.serial(card.get("serial", ""))
    model = text.clean(card.get("model") or "", "The model")
    found = catalogue.find_model(model) if model else None
    return {
        "serial": serial,
        "normal": text.normal(serial),
        "maker": catalogue.maker_name(text.clean(card.get("maker") or "", "The maker")),
        "model": found.name if found else model,
        "part_number": text.clean(card.get("part_number") or "", "The part number"),
        "upc": text.clean(card.get("upc") or "", "The UPC", text.SHORT),
        "box": text.clean(card.get("box") or "", "The box", text.SHORT),
        "note": text.clean(card.get("note") or "", "The note", text.NOTE),
    }
