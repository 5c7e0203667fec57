# SPDX-License-Identifier: MIT
"""Work in progress as a PDF: the cards at each step, by how long nothing was recorded of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Unpack

from sqlalchemy import Connection

from workshop.domain.terms import PieceState
from workshop.language import mark, say
from workshop.paper import look
from workshop.queries.dry import the_time
from workshop.queries.progress import (
    IDLE,
    STUCK_DAYS,
    STUCK_TIMES,
    Limits,
    StepLoad,
    WorkRow,
    step_loads,
    work_in_progress,
)
from workshop.reports.listing import How, Listing, listing, opening, tag
from workshop.reports.parts import Figure, figures, heading, remark, stream
from workshop.reports.pen import Align
from workshop.reports.sheet import Block
from workshop.reports.table import Cell, Column, Row, Shade, wrapped_table
from workshop.reports.words import STATES, moment, number, term

# Ages in days, each below the next; the last is for all that are older.
_AGES = (
    (1, mark("Up to 1 day")),
    (3, mark("1 to 3 days")),
    (7, mark("3 to 7 days")),
    (None, mark("More than 7 days")),
)
_DAY = 86_400


def progress_pdf(
    connection: Connection,
    out: Path | BinaryIO,
    *,
    now: str | None = None,
    **how: Unpack[How],
) -> int:
    """Write which cards stand at which step and for how long; the number of pages, 0 if cancelled.

    `now` is a time in UTC, otherwise that of asking. Refuses an unknown paper, and a file that
    cannot be written.
    """
    now = the_time(now)
    page = partial(_page, connection, now)
    with listing(connection, **how) as made:
        loads = step_loads(connection, Limits(connection, now, STUCK_DAYS, STUCK_TIMES))
        rows = list(stream(page, 4))
        blocks = [*_front(made, loads, rows, now), *_steps(made, loads, rows)]
        return made.write(out, say("Work in progress"), blocks)


def _page(connection: Connection, now: str, last: WorkRow | None, limit: int) -> list[WorkRow]:
    after = last.tag if last else None
    return work_in_progress(connection, now=now, after=after, limit=limit)


def _front(
    made: Listing, loads: Sequence[StepLoad], rows: Sequence[WorkRow], now: str
) -> Iterator[Block]:
    below = say(
        "Cards that are here and not done with. A card ages while nothing is recorded of it."
    )
    yield from opening(made, say("Work in progress"), say("As of {time} UTC", time=moment(now)),
                       below)  # fmt: skip
    stuck = sum(bool(row.why) for row in rows)
    shown = [
        Figure(say("Cards"), number(sum(load.cards for load in loads)), say("in the workshop")),
        *(Figure(term(STATES, state).word, number(n), "") for state, n in _states(loads)),
        Figure(say("Stuck"), number(stuck), say("of those in work"),
               look.CAREFUL if stuck else look.TEXT),
    ]  # fmt: skip
    yield figures(shown, made.paper.room / max(5, len(shown)))
    if not rows:
        yield remark(say("No card is in work."), made.paper.room)
        return
    yield heading(say("By step and age"), number(len(rows)))
    yield _ages(made, loads, rows, now)


def _states(loads: Sequence[StepLoad]) -> list[tuple[str, int]]:
    """How many cards wait, are in work, and are held."""
    states = (PieceState.RECEIVED, PieceState.WORKING, PieceState.HOLD, PieceState.QUARANTINE)
    found = [(one.value, sum(load.cards for load in loads if load.state == one)) for one in states]
    return [(state, n) for state, n in found if n]


def _ages(made: Listing, loads: Sequence[StepLoad], rows: Sequence[WorkRow], now: str) -> Block:
    columns = [
        Column(say("Step"), 134, bold=True),
        *(Column(say(words), 68, Align.RIGHT) for _, words in _AGES),
        Column(say("Cards"), 44, Align.RIGHT),
        Column(say("Stuck"), 44, Align.RIGHT),
    ]
    counts = {load.step: [0] * len(_AGES) for load in loads if load.state == PieceState.WORKING}
    for row in rows:
        counts[row.step][_age(row, now)] += 1
    lines = []
    for load in loads:
        if load.step in counts and load.state == PieceState.WORKING:
            cells = [*counts[load.step], sum(counts[load.step]), load.stuck]
            lines.append([_named(load), *(number(n) if n else "–" for n in cells)])
    return wrapped_table(columns, lines, made.paper.room)


def _age(row: WorkRow, now: str) -> int:
    """Which of the ages a card has."""
    past = datetime.fromisoformat(now) - datetime.fromisoformat(row.last_at)
    days = past.total_seconds() / _DAY
    return next(at for at, (most, _) in enumerate(_AGES) if most is None or days <= most)


def _named(load: StepLoad) -> str:
    return say(load.name) if load.step else say("Through its routing, not decided on")


def _steps(made: Listing, loads: Sequence[StepLoad], rows: Sequence[WorkRow]) -> Iterator[Block]:
    """The cards of each step, that which waits longest first."""
    columns = [
        Column(say("Tag"), 72, bold=True),
        Column(say("Model"), 130),
        Column(say("Batch"), 70),
        Column(say("Step open since (UTC)"), 88),
        Column(say("Last recorded (UTC)"), 84),
        Column(say("Stuck"), 60),
    ]
    for load in loads:
        some = [row for row in rows if row.step == load.step]
        if some and load.state == PieceState.WORKING:
            yield heading(_named(load), number(len(some)))
            yield wrapped_table(columns, [_card(row) for row in some], made.paper.room)


def _card(row: WorkRow) -> Row:
    why: Cell = ""
    if row.why:
        words = say("nothing recorded") if row.why == IDLE else say("step takes long")
        why = Shade(f"! {words}", look.CAREFUL)
    return [tag(row.tag), row.model or "–", row.batch, moment(row.since) or "–",
            moment(row.last_at), why]  # fmt: skip
