# SPDX-License-Identifier: MIT
"""How a piece was found, kept dry and put by, what was let pass, and its photos, as tables."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from workshop.domain.judge import spell
from workshop.domain.tag import written
from workshop.language import joined, mark, say
from workshop.queries.condition import Found
from workshop.queries.dry import ClockRow
from workshop.queries.passport_more import Baked, PassportMore
from workshop.queries.photos import PhotoRow
from workshop.reports.parts import heading, remark
from workshop.reports.pen import Align
from workshop.reports.sheet import Block
from workshop.reports.table import Column, Row, Shade, wrapped_table
from workshop.reports.words import BAKES, SEVERITIES, moment, number, term

Who = Callable[[str], str]

FACES = {"front": mark("Front side"), "back": mark("Back side")}


def let_pass(more: PassportMore, room: float, who: Who) -> Iterator[Block]:
    """What the rules would have stopped, with the reason and who let it pass."""
    rows: list[Row] = [
        [moment(x.at), x.text, x.reason, joined(who(x.person), x.station)] for x in more.let_pass
    ]
    found = more.condition
    if found.reason:
        words = say("Grade {grade}, better than its defects allow", grade=found.grade)
        rows.append([moment(found.override_at), words, found.reason, found.override_by])
    if not rows:
        return
    columns = [
        Column(say("When"), 26),
        Column(say("What"), 56),
        Column(say("Let pass because"), 60, bold=True),
        Column(say("Who"), 26),
    ]
    yield heading(say("Let pass"), number(len(rows)))
    yield wrapped_table(columns, rows, room)


def reserved(more: PassportMore, room: float, who: Who) -> Iterator[Block]:
    """What the piece is put by for, or what is put by for it."""
    if not more.reserved:
        return
    columns = [
        Column(say("Piece"), 24, bold=True),
        Column(say("Part"), 30),
        Column(say("For board"), 24, bold=True),
        Column(say("Model"), 36),
        Column(say("When"), 26),
        Column(say("Who"), 24),
    ]
    rows: list[Row] = [
        [
            (written(x.piece),),
            x.model,
            (written(x.board),),
            x.board_model,
            moment(x.at),
            who(x.person),
        ]
        for x in more.reserved
    ]
    yield heading(say("Reserved"), number(len(rows)))
    yield wrapped_table(columns, rows, room)


def sent(more: PassportMore, room: float) -> Iterator[Block]:
    """The shipments the piece is packed for or left with."""
    if not more.sent:
        return
    columns = [
        Column(say("Shipment"), 20, bold=True),
        Column(say("Buyer"), 52),
        Column(say("Country"), 30),
        Column(say("Reference"), 34),
        Column(say("Left (UTC)"), 28),
    ]
    rows: list[Row] = [
        [x.shipment, x.buyer, x.country, x.reference, moment(x.shipped_at) or say("Not yet")]
        for x in more.sent
    ]
    yield heading(say("Shipments"), number(len(rows)))
    yield wrapped_table(columns, rows, room)


def floor_life(clock: ClockRow | None, now: str) -> str:
    """What is left of the floor life at a time in UTC, and until when; empty where it has none."""
    if clock is None:
        return ""
    hours = spell(round(abs(clock.left_s) / 3600, 1))
    if not clock.runs:
        if clock.is_over:
            return say("over: to be baked")
        return say("{hours} h left, stands still", hours=hours)
    end = datetime.fromisoformat(now) + timedelta(seconds=clock.left_s)
    when = moment(end.isoformat())
    return say("over since {when}", when=when) if clock.is_over else say("until {when}", when=when)


def moisture(more: PassportMore, now: str, room: float, who: Who) -> Iterator[Block]:
    """The floor life of a piece, and every bake it was in."""
    clock = more.clock
    if clock is None and not more.bakes:
        return
    yield heading(say("Floor life and bakes"), floor_life(clock, now))
    if clock is not None:
        words = say("Moisture level {msl}: {hours} h of floor life.", msl=clock.msl,
                    hours=spell(clock.life_h))  # fmt: skip
        yield remark(words, room, keeps=bool(more.bakes))
    if not more.bakes:
        return
    columns = [
        Column(say("Loaded"), 26),
        Column(say("Oven"), 20, bold=True),
        Column(say("Set to"), 26),
        Column(say("Table asks"), 16, Align.RIGHT),
        Column(say("Lasted"), 16, Align.RIGHT),
        Column(say("Unloaded"), 26),
        Column(say("State"), 20),
        Column(say("Who"), 30),
    ]
    yield wrapped_table(columns, [_bake(x, who) for x in more.bakes], room)


def _bake(x: Baked, who: Who) -> Row:
    state = term(BAKES, x.verdict)
    people = dict.fromkeys(who(each) for each in (x.loaded_by, x.unloaded_by) if each)
    facts = {"hours": spell(x.hours), "degrees": spell(x.temperature)}
    return [
        moment(x.loaded_at),
        x.oven,
        say("{hours} h at {degrees} °C", **facts),
        _hours(x.needed_h),
        _hours(x.actual_h),
        moment(x.ended_at),
        Shade(state.said, state.colour),
        ", ".join(people),
    ]


def _hours(hours: float | None) -> str:
    return "" if hours is None else say("{hours} h", hours=spell(hours))


def condition(found: Found, room: float) -> Iterator[Block]:
    """How a piece was found on its newest visit, its defects, and every visit."""
    if found.at or found.defects:
        said = joined(say(found.packaging), say(found.completeness), found.note)
        by = joined(found.person, moment(found.at))
        grade = say("Grade {grade}", grade=found.grade) if found.grade else ""
        yield heading(say("Condition"), grade)
        yield remark(joined(said, by), room, keeps=bool(found.defects))
    if found.defects:
        columns = [
            Column(say("When"), 26),
            Column(say("Defect"), 40, bold=True),
            Column(say("Where"), 26),
            Column(say("How bad"), 22),
            Column(say("Note"), 44),
            Column(say("Who"), 20),
        ]
        rows: list[Row] = []
        for x in found.defects:
            bad = term(SEVERITIES, x.severity)
            shade = Shade(bad.said, bad.colour)
            rows.append([moment(x.at), x.name, say(x.zone), shade, x.note, x.person])
        yield wrapped_table(columns, rows, room)
    yield from _visits(found, room)


def _visits(found: Found, room: float) -> Iterator[Block]:
    if not found.visits:
        return
    columns = [
        Column(say("Batch"), 30, bold=True),
        Column(say("Came"), 30),
        Column(say("Went out"), 30),
        Column(say("How"), 60),
    ]
    rows: list[Row] = [
        [x.batch, moment(x.received), moment(x.left) if x.left else say("is here"), x.how]
        for x in found.visits
    ]
    yield heading(say("Visits"), number(len(rows)))
    yield wrapped_table(columns, rows, room)


def photos(rows: Sequence[PhotoRow], room: float, who: Who) -> Iterator[Block]:
    """Every photo by name, with what it shows; the pictures themselves stay with the workshop."""
    if not rows:
        return
    columns = [
        Column(say("When"), 26),
        Column(say("File"), 46, bold=True),
        Column(say("Shows"), 26),
        Column(say("Note"), 54),
        Column(say("Who"), 20),
    ]
    lines: list[Row] = [
        [
            moment(x.at),
            x.name,
            joined(x.site, say(FACES.get(x.face, x.face)) if x.face else ""),
            x.note,
            who(x.person),
        ]
        for x in rows
    ]
    yield heading(say("Photos"), number(len(lines)))
    yield wrapped_table(columns, lines, room)
