# SPDX-License-Identifier: MIT
"""Which line of a supplier's list is which card: the conditions every answer about a list shares.

A line and a received card belong together where each is the other's best match by serial and
maker: so a line takes one card and a card one line, also where two makers use one serial.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from workshop.domain.terms import BatchState, IdentifierKind, ManifestState, PieceState
from workshop.storage.schema import JOURNALLED, MENTION

piece, batch = JOURNALLED["piece"], JOURNALLED["batch"]
identifier = JOURNALLED["identifier"]
claim = JOURNALLED["manifest_line"]
visit = JOURNALLED["visit"]
refusal = JOURNALLED["refusal"]

_SERIAL = IdentifierKind.SERIAL.value

BATCH: BindParameter[int] = bindparam("batch_id", type_=Integer)
"""The batch that is asked about. Conditions are made once: that takes longer than to ask."""


IS_SET_APART = and_(
    piece.c.state == PieceState.QUARANTINE.value, piece.c.batch_id == visit.c.batch_id
)
"""A card that came with a batch and is in quarantine now."""


def has_list(batch: Any) -> ColumnElement[bool]:
    """Whether there is a supplier's list of a batch."""
    line = claim.alias()
    return select(literal(1)).where(line.c.batch_id == batch).exists()


def may_be_one(maker: Any, other: Any) -> ColumnElement[bool]:
    """The rule of the same name in the domain, as a condition."""
    return or_(maker == other, maker == "", other == "")


def near(normal: Any) -> ColumnElement[str]:
    """`workshop.domain.text.twin` of a serial in its compared form, as an expression."""
    for look_alike, plain in (("O", "0"), ("I", "1"), ("L", "1")):
        # Spelled out: grouped by, an expression with parameters is another one on PostgreSQL.
        normal = func.replace(
            normal, literal_column(f"'{look_alike}'"), literal_column(f"'{plain}'")
        )
    found: ColumnElement[str] = normal
    return found


def _line_of(card: Any) -> Any:
    """The id of the line that fits a received card (a visit) best."""
    line, name = claim.alias(), identifier.alias()
    return (
        select(line.c.id)
        .select_from(name)
        .join(line, and_(line.c.batch_id == card.c.batch_id, line.c.normal == name.c.normal))
        .where(name.c.piece_id == card.c.piece_id, name.c.kind == _SERIAL)
        .where(may_be_one(name.c.maker, line.c.maker))
        .order_by(case((line.c.maker == name.c.maker, 0), else_=1), line.c.maker, line.c.id)
        .limit(1)
        .correlate(card)
        .scalar_subquery()
    )


def _card_of(line: Any) -> Any:
    """The id of the visit of the received card that fits a line best."""
    card, name = visit.alias(), identifier.alias()
    return (
        select(card.c.id)
        .select_from(name)
        .join(card, and_(card.c.batch_id == line.c.batch_id, card.c.piece_id == name.c.piece_id))
        .where(name.c.normal == line.c.normal, name.c.kind == _SERIAL)
        .where(may_be_one(name.c.maker, line.c.maker))
        .order_by(case((name.c.maker == line.c.maker, 0), else_=1), name.c.maker, card.c.id)
        .limit(1)
        .correlate(line)
        .scalar_subquery()
    )


def is_received(line: Any) -> ColumnElement[bool]:
    """Whether the card of a line was received with its batch."""
    card, name, other = visit.alias(), identifier.alias(), visit.alias()
    came = (
        select(literal(1))
        .where(other.c.batch_id == line.c.batch_id, other.c.piece_id == name.c.piece_id)
        .correlate(line, name)
        .exists()
    )
    exactly = (
        select(literal(1))
        .where(name.c.normal == line.c.normal, name.c.kind == _SERIAL)
        .where(name.c.maker == line.c.maker, came)
        .correlate(line)
        .exists()
    )
    best = (
        select(literal(1))
        .select_from(card)
        .where(card.c.id == _card_of(line), _line_of(card) == line.c.id)
        .correlate(line)
        .exists()
    )
    return or_(exactly, best)  # the first is nearly always true, and quickly found


def is_listed(card: Any) -> ColumnElement[bool]:
    """Whether a received card (a visit) stands in the list of its batch."""
    line, name, other = claim.alias(), identifier.alias(), claim.alias()
    claimed = (
        select(literal(1))
        .where(other.c.batch_id == card.c.batch_id, other.c.normal == name.c.normal)
        .where(other.c.maker == name.c.maker)
        .correlate(card, name)
        .exists()
    )
    exactly = (
        select(literal(1))
        .where(name.c.piece_id == card.c.piece_id, name.c.kind == _SERIAL, claimed)
        .correlate(card)
        .exists()
    )
    best = (
        select(literal(1))
        .select_from(line)
        .where(line.c.id == _line_of(card), _card_of(line) == card.c.id)
        .correlate(card)
        .exists()
    )
    return or_(exactly, best)


def line_of_refusal(turned: Any) -> Any:
    """The id of the line that fits a refusal best."""
    line = claim.alias()
    return (
        select(line.c.id)
        .where(line.c.batch_id == turned.c.batch_id, line.c.normal == turned.c.normal)
        .where(may_be_one(turned.c.maker, line.c.maker))
        .order_by(case((line.c.maker == turned.c.maker, 0), else_=1), line.c.maker, line.c.id)
        .limit(1)
        .correlate(turned)
        .scalar_subquery()
    )


def is_refused(line: Any) -> ColumnElement[bool]:
    """Whether a card of a line of the batch that is asked about was turned away."""
    turned = refusal.alias()
    lines = select(line_of_refusal(turned)).where(turned.c.batch_id == BATCH)
    found: ColumnElement[bool] = line.c.id.in_(lines)
    return found


def here_already(line: Any) -> Any:
    """The id of a piece with the serial of a line that is in the workshop with another batch.

    Once the batch of the line is closed: that was here then.
    """
    name, other = identifier.alias(), piece.alias()
    is_open = (
        select(literal(1))
        .where(batch.c.id == line.c.batch_id, batch.c.state == BatchState.OPEN.value)
        .correlate(line)
        .exists()
    )
    return (
        select(other.c.id)
        .select_from(name)
        .join(other, other.c.id == name.c.piece_id)
        .where(name.c.normal == line.c.normal, name.c.kind == _SERIAL)
        .where(may_be_one(name.c.maker, line.c.maker))
        .where(
            or_(
                and_(
                    is_open,
                    other.c.batch_id != line.c.batch_id,
                    other.c.state != PieceState.GONE.value,
                ),
                and_(~is_open, _was_here(line, other)),
            )
        )
        .order_by(other.c.id)
        .limit(1)
        .correlate(line)
        .scalar_subquery()
    )


def _was_here(line: Any, other: Any) -> ColumnElement[bool]:
    """Whether a piece was here with another batch when that of a line was closed."""
    closing = (
        select(func.max(MENTION.c.number))  # nothing about a closed batch changes after that
        .where(MENTION.c.subject == "batch", MENTION.c.row == line.c.batch_id)
        .correlate(line)
        .scalar_subquery()
    )
    stay = visit.alias()
    return (
        select(literal(1))
        .where(stay.c.piece_id == other.c.id, stay.c.batch_id != line.c.batch_id)
        .where(stay.c.entry < closing, or_(stay.c.ended.is_(None), stay.c.ended > closing))
        .correlate(line, other)
        .exists()
    )


class _Twins(NamedTuple):
    """A line and another one of the same near form, as two tables joined."""

    line: Any
    other: Any
    joined: Any


def _twins() -> _Twins:
    grouped = (
        select(near(claim.c.normal))
        .where(claim.c.batch_id == BATCH)
        .group_by(near(claim.c.normal))
        .having(func.count() > 1)
    )
    alike = (
        select(*claim.c, near(claim.c.normal).label("near"))
        .where(claim.c.batch_id == BATCH, near(claim.c.normal).in_(grouped))
        .cte("alike")
        .prefix_with("MATERIALIZED")
    )
    line, other = alike.alias("line"), alike.alias("other")
    on = and_(
        line.c.near == other.c.near,
        line.c.id != other.c.id,
        may_be_one(line.c.maker, other.c.maker),
    )
    return _Twins(line, other, line.join(other, on))


def _twice() -> Any:
    """The ids of lines that stand in the list once more, with the serial they repeat.

    Of lines that only differ by look-alikes (O/0, I/1/L) or by a maker that is not given, those
    repeat another whose card came or was refused; where none did, all but the first do.
    """
    twins = _twins()
    line, other = twins.line, twins.other
    first = or_(other.c.id < line.c.id, is_received(other), is_refused(other))
    return (
        select(line.c.id, func.min(other.c.serial).label("serial"))
        .select_from(twins.joined)
        .where(first)
        .group_by(line.c.id)
    )


TWICE = _twice()


def _state_of(line: Any) -> ColumnElement[str]:
    """What became of a line: received, refused, duplicate or missing, the first that holds."""
    repeats = TWICE.subquery()
    return case(
        (is_received(line), "received"),
        (is_refused(line), "refused"),
        (here_already(line).is_not(None), "duplicate"),
        (line.c.id.in_(select(repeats.c.id)), "duplicate"),
        else_="missing",
    )


STATE = _state_of(claim)
"""What became of a line of the batch that is asked about."""


def line_states(connection: Connection, batch: int) -> dict[ManifestState, int]:
    """How many lines of the list of a batch are received, refused, duplicate and missing."""
    found = dict.fromkeys(ManifestState, 0)
    # Parameters of one condition are no longer the same ones in another clause on PostgreSQL.
    states = select(STATE.label("state")).where(claim.c.batch_id == BATCH).subquery()
    rows = connection.execute(
        select(states.c.state, func.count()).group_by(states.c.state), {BATCH.key: batch}
    )
    return found | {ManifestState(name): n for name, n in rows}
