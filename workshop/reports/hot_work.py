# SPDX-License-Identifier: MIT
"""The heat a piece has seen and how it was reballed, as tables of its passport."""

from collections.abc import Callable, Iterator

from workshop.domain.judge import spell
from workshop.domain.tag import written
from workshop.domain.terms import HEAT_CAUSES, HeatState
from workshop.language import joined, listed, mark, say
from workshop.paper import look
from workshop.queries.heat import Heat, ReballRow, Run
from workshop.reports.parts import heading, remark
from workshop.reports.sheet import Block
from workshop.reports.table import Cell, Column, Row, Shade, wrapped_table
from workshop.reports.words import VERDICTS, moment, number, term

Who = Callable[[str], str]


def heat_words(heat: Heat) -> str:
    """Cycles of the limit, and a word where it is near or there."""
    if not heat.limit:
        return number(heat.cycles)
    told = say("{n} of {limit}", n=number(heat.cycles), limit=heat.limit)
    if heat.state == HeatState.LAST:
        return say("{told}, once more", told=told)
    return say("{told}, no more", told=told) if heat.state == HeatState.STOP else told


def heat_ledger(heat: Heat, room: float, who: Who) -> Iterator[Block]:
    """Every heat cycle with its cause and board, where there was any."""
    if not heat.rows:
        return
    yield heading(say("Heat"), heat_words(heat))
    columns = [
        Column(say("When"), 26),
        Column(say("Cause"), 24, bold=True),
        Column(say("On board"), 22),
        Column(say("Profile and what was measured"), 58),
        Column(say("Let pass because"), 30),
        Column(say("Who"), 20),
    ]
    rows: list[Row] = [
        [
            moment(x.at),
            say(HEAT_CAUSES.get(x.cause, x.cause)),
            (written(x.board),) if x.board else "",
            _run(x.run),
            x.override,
            who(x.person),
        ]
        for x in heat.rows
    ]
    yield wrapped_table(columns, rows, room)
    if heat.before > 0:
        told = say("Seen with its card, before it came off: {n}", n=number(heat.before))
        yield remark(told, room)


_MEASURED = (
    mark("peak {value} °C"),
    mark("above liquidus {value} s"),
    mark("soak {value} s"),
    mark("ramp {value} °C/s"),
    mark("fall {value} °C/s"),
)


def _run(run: Run | None) -> Cell:
    if run is None:
        return ""
    measured = zip(
        _MEASURED, (run.peak, run.liquidus_s, run.soak_s, run.ramp, run.fall), strict=True
    )
    told = [say(words, value=spell(value)) for words, value in measured if value is not None]
    return joined(run.name, *told, run.nozzle, run.note, term(VERDICTS, run.verdict).said)


def reballs(rows: list[ReballRow], room: float, who: Who) -> Iterator[Block]:
    """Every reballing, with lead marked by a word."""
    if not rows:
        return
    yield heading(say("Reballing"), number(len(rows)))
    columns = [
        Column(say("When"), 26),
        Column(say("Alloy"), 30, bold=True),
        Column(say("Spheres"), 16),
        Column(say("Stencil, flux, note"), 46),
        Column(say("Inspection"), 40),
        Column(say("Who"), 20),
    ]
    lines: list[Row] = [
        [
            moment(x.at),
            _alloy(x),
            say("{size} mm", size=spell(x.sphere_mm)),
            joined(x.stencil, x.flux_lot, x.note),
            joined(term(VERDICTS, x.verdict).said, listed(x.faults)),
            who(x.person),
        ]
        for x in rows
    ]
    yield wrapped_table(columns, lines, room)


def _alloy(row: ReballRow) -> Cell:
    if not row.leaded:
        return row.alloy
    return Shade(say("! {alloy}, leaded", alloy=row.alloy), look.CAREFUL)
