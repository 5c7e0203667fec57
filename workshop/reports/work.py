# SPDX-License-Identifier: MIT
"""How the work on a batch went: what came off by day, faults, the flow and the hours of steps."""

from collections.abc import Iterator

from reportlab.graphics.shapes import Drawing
from sqlalchemy import Connection

from workshop.language import mark, say, say_minutes
from workshop.queries.flow import flow
from workshop.queries.step_times import step_times
from workshop.queries.yields import ParetoRow, pareto
from workshop.reports import charts
from workshop.reports.chart_look import PRINT
from workshop.reports.front import Facts
from workshop.reports.parts import BETWEEN, chart, heading, remark, two_charts
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Paper
from workshop.reports.table import FEW, Column, Table
from workshop.reports.words import SITES, number
from workshop.reports.work_charts import (
    Cause,
    Effort,
    Flow,
    flow_bars,
    hours_bars,
    lines_height,
    pareto_bars,
)
from workshop.storage.yields import DEFECT

_TIMES = (mark("Usual time"), mark("Longest"), mark("In all"))
# The faults that have a line of their own; the others are counted together.
_FAULTS = 9
# More steps than this leave no room for anything else on a page.
_STEPS = 30


def work(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """Charts of the work; nothing where nothing was done."""
    blocks = [
        *_by_day(facts, paper.room),
        *_faults(pareto(connection, batch=facts.batch.number), paper.room),
        *_flow(connection, facts, paper.room),
    ]
    if blocks:
        yield heading(say("How the work went"))
        yield from blocks


def _by_day(facts: Facts, room: float) -> Iterator[Block]:
    days = [(x.day, (x.good, x.damaged, x.missing)) for x in facts.yields.by_day]
    bars = charts.spans(days)
    if not bars:
        return
    paints = {"good": PRINT.good, "damaged": PRINT.damaged, "missing": PRINT.missing}
    series = [charts.Series(SITES[name].word, paint) for name, paint in paints.items()]
    yield heading(say("Harvest by day"), small=True)
    yield chart(charts.day_bars(series, bars, room))


def _faults(rows: list[ParetoRow], room: float) -> Iterator[Block]:
    """Defects and failed measurements, side by side where there are both."""
    defects = [Cause(row.name, row.n) for row in rows if row.kind == DEFECT]
    failed = [Cause(row.name, row.n) for row in rows if row.kind != DEFECT]
    named = [
        (title, causes)
        for title, causes in (
            (say("Defects found, the most frequent first"), defects),
            (say("Failed measurements, the most frequent first"), failed),
        )
        if causes
    ]
    wide = room if len(named) == 1 else (room - BETWEEN) / 2
    drawn = [(title, _pareto(causes, wide)) for title, causes in named]
    if len(drawn) == 2:
        yield from two_charts(*drawn)
    for title, drawing in drawn[: len(drawn) % 2]:
        yield heading(title, small=True)
        yield chart(drawing)


def _pareto(causes: list[Cause], wide: float) -> Drawing:
    return pareto_bars(causes, wide, lines_height(min(len(causes), _FAULTS)))


def _flow(connection: Connection, facts: Facts, room: float) -> Iterator[Block]:
    rows = [Flow(*row[1:]) for row in flow(connection, batch=facts.batch.number)]
    if not rows:
        return
    yield heading(say("Cards through each step"), small=True)
    yield chart(flow_bars(rows, room, lines_height(min(len(rows), _STEPS))))
    yield remark(say("Waiting: the step is the next one of a card that is still worked on."), room)


def times(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """How long the steps took that were timed; nothing where none was."""
    lines = step_times(connection, batch=facts.batch.number)
    if not lines:
        return
    yield heading(say("Time per step"))
    efforts = [Effort(line.name, line.total, line.median) for line in lines]
    yield chart(hours_bars(efforts, paper.room, lines_height(min(len(lines), _STEPS))), 10)
    columns = [Column(say("Step"), 3, bold=True), Column(say("Pieces"), 1, Align.RIGHT)]
    columns += [Column(say(title), 1.3, Align.RIGHT) for title in _TIMES]
    rows = [
        [x.name, number(x.pieces), *map(say_minutes, (x.median, x.longest, x.total))] for x in lines
    ]
    yield Table(columns, rows, len(rows), together=FEW, keeps=len(rows) <= FEW)
    yield remark(
        say(
            "Usual time: half of the pieces took no longer. Only what was timed counts: started "
            "and stopped at the bench, or said when it was recorded."
        ),
        paper.room,
    )
