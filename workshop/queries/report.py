# SPDX-License-Identifier: MIT
"""The rows of a batch report, in pages by key and never through the pieces of another batch."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from workshop.domain.terms import PieceKind, StepOutcome
from workshop.queries.journal import IS_UNDOING, undoing
from workshop.queries.rows import (
    PIECES,
    PieceRow,
    batch_id,
    batch_table,
    called,
    identifier,
    piece,
    piece_id,
    piece_rows,
)
from workshop.storage.journal import head
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.shop import shop_catalogue
from workshop.storage.ways import way_of

visit = JOURNALLED["visit"]
step_record = JOURNALLED["step_record"]
test_result = JOURNALLED["test_result"]

KIND_ORDER = {kind.value: place for place, kind in enumerate(PieceKind)}
"""Kinds in the order a report lists them."""


class Seal(NamedTuple):
    """The newest entry of the journal, by which a printed report can be held against it."""

    database_id: str
    number: int
    hash: str
    at: str


def seal(connection: Connection) -> Seal:
    """What the checkpoint of this moment would say."""
    workshop = JOURNALLED["workshop"]
    newest = head(connection)
    database = connection.execute(select(workshop.c.database_id)).scalar_one()
    return Seal(database, newest.number, newest.hash, newest.at)


class BatchDates(NamedTuple):
    """When a batch was opened and closed (UTC), and the codes of who did; "" where not yet."""

    opened_at: str
    opened_by: str
    closed_at: str
    closed_by: str


def batch_dates(connection: Connection, *, batch: str) -> BatchDates:
    """The days of a batch; an undone closing does not count. Refuses an unknown batch."""
    number = batch_id(connection, batch)
    opened = connection.execute(
        select(JOURNAL.c.at, JOURNAL.c.person)
        .join(batch_table, batch_table.c.entry == JOURNAL.c.number)
        .where(batch_table.c.id == number)
    ).one()
    closed = connection.execute(
        select(JOURNAL.c.at, JOURNAL.c.person)
        .join(MENTION, MENTION.c.number == JOURNAL.c.number)
        .outerjoin(undoing, IS_UNDOING)
        .where(
            MENTION.c.subject == "batch",
            MENTION.c.row == number,
            JOURNAL.c.act == "close_batch",
            undoing.c.number.is_(None),
        )
        .order_by(JOURNAL.c.number.desc())
        .limit(1)
    ).first()
    return BatchDates(*opened, *(closed or ("", "")))


class CardLine(NamedTuple):
    """A card (or bare board) that was received with a batch.

    `steps_done` of the `steps` of its routing are done or skipped; `failed` names the first whose
    last record says failed. `verdict` is that of its last test. A card that came back later is
    told of by the batch in `moved_to`, and only there.
    """

    tag: str
    kind: str
    serial: str
    model: str
    maker: str
    steps_done: int
    steps: int
    failed: str
    verdict: str
    disposition: str
    state: str
    moved_to: str
    taken_apart: bool


def batch_cards(
    connection: Connection, *, batch: str, after: str | None = None, limit: int = 250
) -> list[CardLine]:
    """What was received with a batch, in the order of the tags; `after` is the last tag before."""
    number = batch_id(connection, batch)
    serial = (
        select(identifier.c.raw)
        .where(identifier.c.piece_id == piece.c.id, identifier.c.kind == "serial")
        .order_by(identifier.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("serial")
    )
    statement = (
        select(piece, serial, batch_table.c.number.label("batch"))
        .select_from(visit)
        .join(piece, piece.c.id == visit.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .where(visit.c.batch_id == number)
        .order_by(visit.c.piece_id)
        .limit(limit)
    )
    if after:
        statement = statement.where(visit.c.piece_id > piece_id(connection, after))
    rows = connection.execute(statement).all()
    return _card_lines(connection, number, rows)


def _card_lines(connection: Connection, number: int, rows: Iterable[Any]) -> list[CardLine]:
    rows = list(rows)
    here = [row.id for row in rows if row.batch_id == number]
    outcomes = _last_steps(connection, here)
    verdicts = _last_verdicts(connection, here)
    catalogue = shop_catalogue(connection)
    ways: dict[tuple[str, int, str, str], tuple[str, ...]] = {}
    lines = []
    for row in rows:
        moved = row.batch_id != number
        kind = (row.routing, row.edition, row.kind, row.model)
        if kind not in ways:
            ways[kind] = way_of(
                connection,
                routing=row.routing,
                edition=row.edition,
                kind=row.kind,
                model=row.model,
            ).routing.steps
        plan = () if moved else ways[kind]
        last = outcomes.get(row.id, {})
        failed = next((step for step, said in last.items() if said == StepOutcome.FAILED), "")
        lines.append(
            CardLine(
                tag=row.tag,
                kind=row.kind,
                serial=row.serial or "",
                model=row.model,
                maker=row.maker,
                steps_done=sum(
                    last.get(s) in (StepOutcome.DONE, StepOutcome.SKIPPED) for s in plan
                ),
                steps=len(plan),
                failed=called(catalogue.steps, failed),
                verdict=verdicts.get(row.id, ""),
                disposition="" if moved else row.disposition,
                state="" if moved else row.state,
                moved_to=row.batch if moved else "",
                taken_apart=row.taken_apart is not None and not moved,
            )
        )
    return lines


def _last_steps(connection: Connection, ids: list[int]) -> dict[int, dict[str, str]]:
    """The last outcome of each step of each piece."""
    found: dict[int, dict[str, str]] = {}
    for number, step, outcome in connection.execute(
        select(step_record.c.piece_id, step_record.c.step, step_record.c.outcome)
        .where(step_record.c.piece_id.in_(ids))
        .order_by(step_record.c.id)
    ):
        found.setdefault(number, {})[step] = outcome
    return found


def _last_verdicts(connection: Connection, ids: list[int]) -> dict[int, str]:
    rows = connection.execute(
        select(test_result.c.piece_id, test_result.c.verdict)
        .where(test_result.c.piece_id.in_(ids), test_result.c.run == "")
        .order_by(test_result.c.id)
    )
    return {number: verdict for number, verdict in rows}


class AttemptLine(NamedTuple):
    """One attempt at a test of a piece of a batch; `person` is a code, `at` is UTC."""

    id: int
    tag: str
    plan: str
    name: str
    attempt: int
    verdict: str
    at: str
    person: str
    tool: str


def count_tests(connection: Connection, *, batch: str) -> int:
    """How many test results the pieces of a batch have."""
    number = batch_id(connection, batch)
    return connection.execute(
        select(func.count())
        .select_from(piece)
        .join(test_result, test_result.c.piece_id == piece.c.id)
        .where(piece.c.batch_id == number)
    ).scalar_one()


def batch_tests(
    connection: Connection, *, batch: str, after: AttemptLine | None = None, limit: int = 250
) -> list[AttemptLine]:
    """Test results piece by piece, cards first; `after` is the last line of the page before."""
    number = batch_id(connection, batch)
    lines: list[AttemptLine] = []
    for kind, clause in _kinds_from(connection, after):
        statement = (
            select(
                test_result.c.id,
                piece.c.tag,
                test_result.c.plan,
                test_result.c.attempt,
                test_result.c.verdict,
                JOURNAL.c.at,
                JOURNAL.c.person,
                test_result.c.tool,
            )
            .select_from(piece)
            .join(test_result, test_result.c.piece_id == piece.c.id)
            .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
            .where(piece.c.batch_id == number, piece.c.kind == kind)
            .order_by(piece.c.id, test_result.c.id)
            .limit(limit - len(lines))
        )
        if clause is not None:
            statement = statement.where(clause)
        lines += _test_lines(connection, statement)
        if len(lines) >= limit:
            break
    return lines


def _kinds_from(
    connection: Connection, after: AttemptLine | None
) -> list[tuple[str, ColumnElement[bool] | None]]:
    """The kinds still to be asked for, the first of them from the line after `after` on."""
    if after is None:
        return [(kind, None) for kind in KIND_ORDER]
    last = connection.execute(
        select(piece.c.id, piece.c.kind).where(piece.c.tag == after.tag)
    ).one()
    beyond = and_(piece.c.id >= last.id, or_(piece.c.id > last.id, test_result.c.id > after.id))
    kinds = list(KIND_ORDER)
    rest = kinds[KIND_ORDER[last.kind] :]
    return [(kind, beyond if kind == last.kind else None) for kind in rest]


def _test_lines(connection: Connection, statement: Select[Any]) -> list[AttemptLine]:
    plans = shop_catalogue(connection).plans
    return [
        AttemptLine(
            row.id,
            row.tag,
            row.plan,
            called(plans, row.plan),
            row.attempt,
            row.verdict,
            row.at,
            row.person,
            row.tool,
        )
        for row in connection.execute(statement)
    ]


class GradeLine(NamedTuple):
    """Harvested pieces of one kind, part and grade, by where they are now.

    `elsewhere` are those on hold, in quarantine or back in work.
    """

    kind: str
    part: str
    grade: str
    pieces: int
    stock: int
    damaged: int
    fitted: int
    elsewhere: int
    gone: int


_HARVESTED = (piece.c.kind != PieceKind.CARD.value, piece.c.donor_id.is_not(None))


def batch_grades(connection: Connection, *, batch: str) -> list[GradeLine]:
    """Harvested pieces of a batch by kind, part and grade."""
    counted = {
        name: func.sum(case((piece.c.state == name, 1), else_=0))
        for name in ("stock", "damaged", "fitted", "gone")
    }
    rows = connection.execute(
        select(piece.c.kind, piece.c.model, piece.c.grade, func.count(), *counted.values())
        .where(piece.c.batch_id == batch_id(connection, batch), *_HARVESTED)
        .group_by(piece.c.kind, piece.c.model, piece.c.grade)
    )
    lines = []
    for kind, part, grade, n, *by_state in rows:
        stock, damaged, fitted, gone = map(int, by_state)
        rest = n - stock - damaged - fitted - gone
        lines.append(GradeLine(kind, part, grade, n, stock, damaged, fitted, rest, gone))
    # A grade that was not given comes after those that were.
    return sorted(lines, key=lambda x: (KIND_ORDER[x.kind], x.part, x.grade == "", x.grade))


class DecisionLine(NamedTuple):
    """How many cards of a batch have one disposition; "" counts those nobody decided on."""

    disposition: str
    name: str
    cards: int


def batch_decisions(connection: Connection, *, batch: str) -> list[DecisionLine]:
    """What was decided about the cards of a batch, the most frequent first."""
    names = shop_catalogue(connection).dispositions
    rows = connection.execute(
        select(piece.c.disposition, func.count())
        .where(
            piece.c.batch_id == batch_id(connection, batch),
            piece.c.kind == PieceKind.CARD.value,
        )
        .group_by(piece.c.disposition)
    )
    lines = [DecisionLine(code, called(names, code), n) for code, n in rows]
    return sorted(lines, key=lambda x: (x.disposition == "", -x.cards, x.disposition))


def batch_pieces(
    connection: Connection, *, batch: str, after: str | None = None, limit: int = 250
) -> list[PieceRow]:
    """Harvested pieces of a batch, dies first; `after` is the last tag of the page before."""
    number = batch_id(connection, batch)
    last = piece_id(connection, after) if after else 0
    start = None
    if after:
        start = connection.execute(select(piece.c.kind).where(piece.c.id == last)).scalar_one()
    rows: list[PieceRow] = []
    for kind in list(KIND_ORDER)[KIND_ORDER[start or PieceKind.CARD] :]:
        statement = PIECES.where(piece.c.batch_id == number, piece.c.kind == kind, *_HARVESTED)
        if kind == start:
            statement = statement.where(piece.c.id > last)
        rows += piece_rows(connection, statement.order_by(piece.c.id).limit(limit - len(rows)))
        if len(rows) >= limit:
            break
    return rows
