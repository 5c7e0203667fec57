# SPDX-License-Identifier: MIT
"""What was recorded with a piece, as tables: its steps with what was noted, its tests in full."""

from collections.abc import Callable, Iterator, Sequence

from workshop.language import joined, say, say_value
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.queries.passport_more import Noted
from workshop.queries.pieces import StepRow
from workshop.queries.results import MeasurementRow, TestRow
from workshop.reports.parts import heading, remark
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import Cell, Column, Row, Shade, wrapped_table
from workshop.reports.words import OUTCOMES, VERDICTS, Term, limits, moment, number, term

Who = Callable[[str], str]


def section(
    title: str, columns: Sequence[Column], rows: list[Row], room: float, small: bool = False
) -> Iterator[Block]:
    """A title and a table, where there is something to say."""
    if rows:
        yield heading(title, number(len(rows)), small)
        yield wrapped_table(columns, rows, room)


def steps(
    rows: Sequence[StepRow], noted: Sequence[Noted], room: float, who: Who, small: bool = False
) -> Iterator[Block]:
    """The steps of a piece, the oldest first."""
    columns = [
        Column(say("When"), 26),
        Column(say("Step"), 32, bold=True),
        Column(say("Outcome"), 19),
        Column(say("Values and note"), 68),
        Column(say("Who"), 20),
    ]
    lines: list[Row] = [
        [
            moment(x.at),
            x.name,
            said(term(OUTCOMES, x.outcome)),
            joined(*_values(x, noted), x.note),
            joined(who(x.person), x.station),
        ]
        for x in rows
    ]
    yield from section(say("Steps"), columns, lines, room, small)


def _values(step: StepRow, noted: Sequence[Noted]) -> Iterator[str]:
    """What was noted at a step: label, value and unit, or the name of a file."""
    words = {"yes": say("yes"), "no": say("no")}
    for each in noted:
        if each.entry == step.entry:
            told = words.get(each.value) or say_value(each.value, each.unit)
            value = f"{told} {each.unit}".strip()
            yield say("{label}: {value}", label=each.label, value=value)


def tests(rows: Sequence[TestRow], room: float, who: Who, small: bool = False) -> Iterator[Block]:
    """The tests of a piece, each with its values."""
    if not rows:
        return
    yield heading(say("Tests"), number(len(rows)), small)
    columns = [
        Column(say("Measurement"), 62, bold=True),
        Column(say("Value"), 30, Align.RIGHT),
        Column(say("Unit"), 12),
        Column(say("Limits"), 30, Align.RIGHT),
        Column(say("Verdict"), 24),
    ]
    for test in rows:
        yield _test_line(test, who)
        if test.note:
            yield remark(test.note, room, look.TEXT)
        lines = [_measured(line) for line in test.measurements]
        if lines:
            yield wrapped_table(columns, lines, room)
        else:
            yield remark(say("Without a measured value."), room)


def _test_line(test: TestRow, who: Who) -> Fixed:
    """The name of a test with its verdict, and who did it when."""

    def paint(pen: Pen, spot: Spot) -> None:
        verdict = term(VERDICTS, test.verdict)
        name = say("{plan}, attempt {n}", plan=test.name, n=test.attempt)
        y = spot.top - 9
        wide = pen.write(spot.left, y, name, 10, BOLD, room=spot.width * 0.4)
        beside = pen.write(spot.left + wide + 10, y, verdict.said, 10, BOLD, verdict.colour)
        left = spot.left + wide + beside + 26
        by = joined(moment(test.at), who(test.person), test.tool)
        right = spot.left + spot.width
        pen.write(right, y, by, 8, colour=look.QUIET, align=Align.RIGHT, room=max(right - left, 40))

    return Fixed(18, paint, keeps=True, lead=10)


def _measured(line: MeasurementRow) -> Row:
    verdict: Cell = said(term(VERDICTS, line.verdict)) if line.verdict else ""
    value = say_value(line.value, line.unit)
    return [line.label or line.name, value, line.unit, limits(line.low, line.high), verdict]


def said(value: Term) -> Shade:
    """A term in its colour."""
    return Shade(value.said, value.colour)
