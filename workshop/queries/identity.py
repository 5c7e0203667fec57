# SPDX-License-Identifier: MIT
"""What each source says of a card, whether it fits together, and which serials are blocked."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.identity import Outcome, checks
from workshop.domain.identity_entries import FactSource
from workshop.domain.terms import IdentifierKind
from workshop.domain.text import normal
from workshop.language import say
from workshop.queries.rows import identifier, piece, piece_id
from workshop.storage.claims import may_be_one
from workshop.storage.identity import facts_of
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

blocked_serial = JOURNALLED["blocked_serial"]


class FactRow(NamedTuple):
    """What one source says; `entry` is 0 for what the record of the piece says."""

    source: str
    name: str
    value: str
    entry: int


class CheckRow(NamedTuple):
    """One rule and what it says: agree, disagree or unknown, with both sides where there are."""

    code: str
    name: str
    outcome: str
    left_source: str
    left: str
    right_source: str
    right: str
    note: str


class SignRow(NamedTuple):
    """A sign of a fake to look for: the question, the bad answer, and what was answered."""

    code: str
    name: str
    text: str
    bad: str
    answer: str


class Identity(NamedTuple):
    """All that is known of who a card is."""

    tag: str
    state: str
    model: str
    maker: str
    held_for: str
    facts: list[FactRow]
    checks: list[CheckRow]
    signs: list[SignRow]
    doubts: list[str]
    blocked: str


def identity(connection: Connection, *, tag: str) -> Identity:
    """What each source says of a card, and every rule with agree, disagree or unknown."""
    number = piece_id(connection, tag)
    card = connection.execute(select(piece).where(piece.c.id == number)).one()
    catalogue = shop_catalogue(connection)
    said = facts_of(connection, card)
    done = checks(catalogue, [each.fact for each in said])
    answers = {fact.name: fact.value for fact, _ in said if fact.source == FactSource.SIGNS}
    return Identity(
        tag=card.tag,
        state=card.state,
        model=card.model,
        maker=card.maker,
        held_for=card.held_for,
        facts=[FactRow(*fact, entry) for fact, entry in said if fact.source != FactSource.SIGNS],
        checks=[
            CheckRow(
                check.code,
                say(check.name),
                check.outcome.value,
                check.left.source if check.left else "",
                check.left.value if check.left else "",
                check.right.source if check.right else "",
                check.right.value if check.right else "",
                say(check.note) if check.outcome is Outcome.DISAGREE else "",
            )
            for check in done
            if check.code not in catalogue.signs
        ],
        signs=[
            SignRow(sign.code, say(sign.name), say(sign.text), sign.bad, answers.get(sign.code, ""))
            for sign in catalogue.signs.values()
        ],
        doubts=card.doubt.split(),
        blocked=_why_blocked(connection, number),
    )


def _why_blocked(connection: Connection, number: int) -> str:
    """Why the serial of a piece is blocked and whose list says so; empty where it is not."""
    row = connection.execute(
        select(blocked_serial.c.reason, blocked_serial.c.source)
        .join(identifier, identifier.c.normal == blocked_serial.c.normal)
        .where(identifier.c.piece_id == number, identifier.c.kind == IdentifierKind.SERIAL.value)
        .where(may_be_one(blocked_serial.c.maker, identifier.c.maker))
        .order_by(blocked_serial.c.id)
        .limit(1)
    ).first()
    return ", ".join(filter(None, row)) if row else ""


class BlockedRow(NamedTuple):
    """A serial nobody should take in, why, and whose list says so."""

    id: int
    serial: str
    maker: str
    reason: str
    source: str


def blocked(
    connection: Connection, *, serial: str = "", after: int | None = None, limit: int = 250
) -> list[BlockedRow]:
    """The blocked serials in the order they came, or one; `after` is the id of a page's last."""
    row = blocked_serial.c
    statement = (
        select(row.id, row.serial, row.maker, row.reason, row.source).order_by(row.id).limit(limit)
    )
    if after is not None:
        statement = statement.where(row.id > after)
    if serial.strip():
        statement = statement.where(row.normal == normal(serial))
    return [BlockedRow(*found) for found in connection.execute(statement)]
