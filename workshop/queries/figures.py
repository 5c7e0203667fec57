# SPDX-License-Identifier: MIT
"""Yields of a batch, the print queue, and blank tags that wait."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, select

from workshop.domain.tag import kind_of, require_tag, written
from workshop.domain.terms import PieceKind, SiteOutcome
from workshop.queries.heat import is_leaded
from workshop.queries.rows import batch_id, batch_table, identifier, piece
from workshop.storage.schema import JOURNAL, JOURNALLED, TEST_MARK, TEST_TALLY

site_record = JOURNALLED["site_record"]
visit = JOURNALLED["visit"]
label_table = JOURNALLED["label"]
blank_table = JOURNALLED["blank_tag"]
place_table = JOURNALLED["place"]


class YieldLine(NamedTuple):
    """What came off of one kind; `rate` is good of all that were tried, 0 to 1."""

    kind: str
    tried: int
    good: int
    damaged: int
    missing: int
    rate: float | None


class DayLine(NamedTuple):
    """One day (UTC) of work on a batch; `tested` and `passed` are results that count."""

    day: str
    received: int
    good: int
    damaged: int
    missing: int
    tested: int
    passed: int


class Yields(NamedTuple):
    """How well a batch went.

    `tested` are cards with a result that counts (`workshop.storage.yields`) while they were here
    with the batch; `first_pass` those whose first such result of every plan passed, `final_pass`
    those whose last one did. A marginal result passes. Yields are 0 to 1.
    """

    batch: str
    cards: int
    tested: int
    first_pass: int
    final_pass: int
    first_pass_yield: float | None
    final_yield: float | None
    harvest: list[YieldLine]
    by_day: list[DayLine]


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def batch_yields(connection: Connection, *, batch: str) -> Yields:
    """The yields of a batch; refuses an unknown one."""
    number = batch_id(connection, batch)
    name = connection.execute(
        select(batch_table.c.number).where(batch_table.c.id == number)
    ).scalar_one()
    cards = connection.execute(
        select(func.count()).select_from(visit).where(visit.c.batch_id == number)
    ).scalar_one()
    tested, first, final = _tested(connection, number)
    return Yields(
        batch=name,
        cards=cards,
        tested=tested,
        first_pass=first,
        final_pass=final,
        first_pass_yield=_rate(first, tested),
        final_yield=_rate(final, tested),
        harvest=_harvest(connection, number),
        by_day=_days(connection, number),
    )


def _tested(connection: Connection, number: int) -> tuple[int, int, int]:
    """The cards that have results that count, and of how many no first and no last one failed."""
    failed = TEST_MARK.c.passed == 0
    per_card = (
        select(
            TEST_MARK.c.piece_id,
            func.sum(case((and_(TEST_MARK.c.nth == 1, failed), 1), else_=0)).label("failed"),
            func.sum(case((and_(TEST_MARK.c.last == 1, failed), 1), else_=0)).label("failing"),
        )
        .join(TEST_TALLY, TEST_TALLY.c.id == TEST_MARK.c.tally_id)
        .join(piece, piece.c.id == TEST_MARK.c.piece_id)
        .where(TEST_TALLY.c.batch_id == number, piece.c.kind == PieceKind.CARD.value)
        .group_by(TEST_MARK.c.piece_id)
        .subquery()
    )
    row = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((per_card.c.failed == 0, 1), else_=0)), 0),
            func.coalesce(func.sum(case((per_card.c.failing == 0, 1), else_=0)), 0),
        ).select_from(per_card)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _harvest(connection: Connection, number: int) -> list[YieldLine]:
    """Outcomes by kind; a site that was missing has no piece, so its name tells the kind."""
    came = piece.alias("came")
    kind = func.coalesce(came.c.kind, case((site_record.c.site == "GPU", "die"), else_="memory"))
    rows = connection.execute(
        select(kind, site_record.c.outcome, func.count())
        .join(piece, piece.c.id == site_record.c.board_id)
        .outerjoin(came, came.c.id == site_record.c.piece_id)
        .where(
            piece.c.batch_id == number,
            site_record.c.outcome.in_(
                [SiteOutcome.GOOD.value, SiteOutcome.DAMAGED.value, SiteOutcome.MISSING.value]
            ),
        )
        .group_by(kind, site_record.c.outcome)
    )
    return yield_lines(rows)


def yield_lines(rows: Iterable[Any]) -> list[YieldLine]:
    """Lines from (kind, outcome, n)."""
    counts: dict[str, dict[str, int]] = {}
    for kind, outcome, n in rows:
        counts.setdefault(kind, {})[outcome] = n
    lines = []
    for kind, by in sorted(counts.items()):
        good, damaged, missing = (by.get(o, 0) for o in ("good", "damaged", "missing"))
        tried = good + damaged
        lines.append(YieldLine(kind, tried, good, damaged, missing, _rate(good, tried)))
    return lines


def _days(connection: Connection, number: int) -> list[DayLine]:
    day = func.substr(JOURNAL.c.at, 1, 10)
    days: dict[str, dict[str, int]] = {}
    received = connection.execute(
        select(day, func.count())
        .select_from(visit)
        .join(JOURNAL, JOURNAL.c.number == visit.c.entry)
        .where(visit.c.batch_id == number)
        .group_by(day)
    )
    for when, n in received:
        days.setdefault(when, {})["received"] = n
    sites = connection.execute(
        select(day, site_record.c.outcome, func.count())
        .select_from(site_record)
        .join(JOURNAL, JOURNAL.c.number == site_record.c.entry)
        .join(piece, piece.c.id == site_record.c.board_id)
        .where(piece.c.batch_id == number)
        .group_by(day, site_record.c.outcome)
    )
    for when, outcome, n in sites:
        days.setdefault(when, {})[outcome] = n
    tests = connection.execute(
        select(TEST_TALLY.c.day, func.count(), func.sum(TEST_MARK.c.passed))
        .join(TEST_MARK, TEST_MARK.c.tally_id == TEST_TALLY.c.id)
        .where(TEST_TALLY.c.batch_id == number)
        .group_by(TEST_TALLY.c.day)
    )
    for when, n, passed in tests:
        days.setdefault(when, {}).update(tested=n, passed=int(passed))
    return [
        DayLine(
            when,
            by.get("received", 0),
            by.get("good", 0),
            by.get("damaged", 0),
            by.get("missing", 0),
            by.get("tested", 0),
            by.get("passed", 0),
        )
        for when, by in sorted(days.items())
    ]


LEAD = "Pb"
"""What a label says where there is lead in the spheres."""


class LabelRow(NamedTuple):
    """A label of the print queue; `line` is the text under the tag, `day` (UTC) when it was queued.

    The fields from `serial` on are what a layout may print besides.
    """

    id: int
    tag: str
    kind: str
    line: str
    batch: str
    entry: int
    state: str
    serial: str
    marking: str
    maker: str
    model: str
    place: str
    grade: str
    donor: str
    site: str
    day: str


def _first(*kinds: str) -> Any:
    """The identifier of these kinds that was read first of a piece."""
    return (
        select(identifier.c.raw)
        .where(identifier.c.piece_id == piece.c.id, identifier.c.kind.in_(kinds))
        .order_by(identifier.c.id)
        .limit(1)
        .scalar_subquery()
    )


def labels_of_queue() -> Any:
    """Labels with all that is printed on them and known of their way to paper."""
    donor = piece.alias("donor")
    return (
        select(
            label_table.c.id,
            piece.c.tag,
            piece.c.kind,
            piece.c.maker,
            piece.c.model,
            _first("serial", "marking").label("name"),
            _first("serial").label("serial"),
            _first("marking").label("marking"),
            piece.c.donor_site,
            donor.c.tag.label("donor"),
            batch_table.c.number,
            place_table.c.code.label("place"),
            piece.c.grade,
            label_table.c.entry,
            label_table.c.state,
            label_table.c.trouble,
            label_table.c.printer,
            label_table.c.station,
            label_table.c.tries,
            func.substr(JOURNAL.c.at, 1, 10).label("day"),
            is_leaded(piece).label("leaded"),
        )
        .join(piece, piece.c.id == label_table.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == label_table.c.entry)
        .outerjoin(donor, donor.c.id == piece.c.donor_id)
        .outerjoin(place_table, place_table.c.id == piece.c.place_id)
    )


def label_row(row: Any) -> LabelRow:
    """A label as it is printed, from a row of `labels_of_queue`."""
    parts = [LEAD if row.leaded else "", row.model, row.name or row.donor_site]
    line = " · ".join(part for part in parts if part)
    return LabelRow(
        row.id, row.tag, row.kind, line, row.number, row.entry, row.state,
        serial=row.serial or "",
        marking=row.marking or "",
        maker=row.maker,
        model=row.model,
        place=row.place or "",
        grade=row.grade,
        donor=written(row.donor) if row.donor else "",
        site=row.donor_site,
        day=row.day,
    )  # fmt: skip


def labels_waiting(
    connection: Connection, *, after: int | None = None, limit: int = 500
) -> list[LabelRow]:
    """The print queue, oldest first."""
    statement = labels_of_queue().where(label_table.c.state == "waiting").order_by(label_table.c.id)
    if after is not None:
        statement = statement.where(label_table.c.id > after)
    return [label_row(row) for row in connection.execute(statement.limit(limit))]


def batch_labels(connection: Connection, *, batch: str) -> list[LabelRow]:
    """One label for every piece of a batch, in the order of their tags."""
    statement = labels_of_queue().where(piece.c.batch_id == batch_id(connection, batch))
    newest: dict[str, LabelRow] = {}
    for row in connection.execute(statement.order_by(label_table.c.id)):
        newest[row.tag] = label_row(row)
    return [newest[tag] for tag in sorted(newest, key=lambda t: t[3:9])]


class BlankTagRow(NamedTuple):
    """A tag that is printed, or is to be, and waits for the piece it will be put on."""

    id: int
    tag: str
    kind: str


def blank_tags(
    connection: Connection, *, tag: str = "", after: int | None = None, limit: int = 500
) -> list[BlankTagRow]:
    """The blank tags no piece has claimed, oldest first, or one; refuses a wrong `tag`.

    `after` is the id of a page's last.
    """
    row = blank_table.c
    statement = select(row.id, row.tag).where(row.piece_id.is_(None)).order_by(row.id).limit(limit)
    if after is not None:
        statement = statement.where(row.id > after)
    if tag.strip():
        statement = statement.where(row.tag == require_tag(tag))
    return [
        BlankTagRow(found.id, found.tag, kind_of(found.tag).value)
        for found in connection.execute(statement)
    ]
