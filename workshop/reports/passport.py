# SPDX-License-Identifier: MIT
"""The passport of a piece: where it came from, what was done and measured, where it went."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Unpack

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.language import joined, mark, say
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.queries.genealogy import Genealogy
from workshop.queries.genealogy import genealogy as family_of
from workshop.queries.passport_more import PassportMore, passport_more
from workshop.queries.pieces import Passport, passport
from workshop.queries.report import Seal
from workshop.queries.rows import PieceRow
from workshop.reports.care import (
    condition,
    floor_life,
    let_pass,
    moisture,
    photos,
    reserved,
    sent,
)
from workshop.reports.genealogy import family, genealogy
from workshop.reports.hot_work import heat_ledger, heat_words, reballs
from workshop.reports.listing import How, Listing, listing
from workshop.reports.parts import (
    CODE,
    fact_row,
    heading,
    pill,
    remark,
    title_mark,
)
from workshop.reports.pen import Align, Pen
from workshop.reports.profile_runs import Curves, Ran, gather_runs, profile_runs
from workshop.reports.records import said, section, steps, tests
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import Column, Row
from workshop.reports.words import (
    SITES,
    STATES,
    kind,
    moment,
    number,
    term,
)

_IDENTIFIERS = {
    "serial": mark("Serial"),
    "part_number": mark("Part number"),
    "upc": mark("UPC"),
    "gpu_uuid": mark("GPU UUID"),
    "board_number": mark("Board number"),
    "marking": mark("Marking"),
    "maker_tag": mark("Maker's tag"),
}
_SOURCES = {"scanned": mark("scanned"), "typed": mark("typed"), "log": mark("read from a log")}
# The query answers with no more than so many entries of one history.
_LONGEST_HISTORY = 1000


class Facts(NamedTuple):
    """All a passport says."""

    workshop: str
    passport: Passport
    more: PassportMore
    family: Genealogy
    runs: list[Ran]
    people: Mapping[str, str]
    seal: Seal

    def who(self, code: str) -> str:
        """The name of a person."""
        return self.people.get(code, code)


def passport_pdf(
    connection: Connection,
    tag: str,
    out: Path | BinaryIO,
    *,
    curves: Curves | None = None,
    **how: Unpack[How],
) -> int:
    """Write the passport of a piece; the number of pages, 0 where it was cancelled.

    `curves` reads what was kept of the runs of a profile, and without it none is drawn. Refuses a
    wrong or unknown tag, an unknown paper, and a file that cannot be written.
    """
    with listing(connection, **how) as made:
        facts = _gather(made, tag, curves)
        name = say("Passport of {tag}", tag=written(facts.passport.piece.tag))
        return made.write(out, name, _blocks(facts, made))


def _gather(listed: Listing, tag: str, curves: Curves | None) -> Facts:
    connection, made = listed.connection, listed.issue
    found = passport(connection, tag=tag)
    return Facts(
        workshop=made.workshop,
        passport=found,
        more=passport_more(connection, tag=tag, now=made.seal.at),
        family=family_of(connection, tag=tag),
        runs=gather_runs(connection, found.heat.rows, curves),
        people=made.people,
        seal=made.seal,
    )


def _blocks(facts: Facts, made: Listing) -> Iterator[Block]:
    piece, room = facts.passport.piece, made.paper.room
    head, taken = made.letterhead()
    yield from head
    yield _title(facts, made.named(say("Passport")), taken)
    yield from _facts(facts)
    if piece.note:
        yield remark(piece.note, room, look.TEXT)
    yield heading(say("Where it came from, where it went"))
    yield genealogy(facts.passport, facts.more.decided)
    yield from family(facts.family, room)
    yield from let_pass(facts.more, room, facts.who)
    yield from sent(facts.more, room)
    yield from reserved(facts.more, room, facts.who)
    yield from condition(facts.more.condition, room)
    yield from _identifiers(facts, room)
    yield from _relatives(say("Came off it"), facts.passport.came_off, room)
    yield from _relatives(say("Fitted now"), facts.passport.fitted, room)
    yield from _sites(facts, room)
    yield from moisture(facts.more, facts.seal.at, room, facts.who)
    yield from heat_ledger(facts.passport.heat, room, facts.who)
    yield from profile_runs(facts.runs, room, facts.who)
    yield from reballs(facts.passport.reballs, room, facts.who)
    yield from steps(facts.passport.steps, facts.more.noted, room, facts.who)
    yield from tests(facts.passport.tests, room, facts.who)
    yield from photos(facts.passport.photos, room, facts.who)
    yield from _history(facts, room)


def _title(facts: Facts, words: str, taken: float) -> Fixed:
    piece = facts.passport.piece
    state = term(STATES, piece.state)
    grounds = {
        look.GOOD: look.GOOD_GROUND,
        look.CAREFUL: look.CAREFUL_GROUND,
        look.REFUSED: look.REFUSED_GROUND,
        look.ACCENT: look.QUESTION_GROUND,
    }

    def paint(pen: Pen, spot: Spot) -> None:
        name = written(piece.tag)
        room = title_mark(pen, spot, words, facts.workshop, piece.tag, name, taken)
        y = spot.top - 56
        wide = pen.write(spot.left, y, name, 26, BOLD, room=room)
        ground = grounds.get(state.colour, look.GROUND)
        x = spot.left + wide + 12
        x += pill(pen, x, y + 3, state.said, ground, state.colour) + 8
        if facts.passport.leaded:
            pill(pen, x, y + 3, say("Leaded"), look.CAREFUL_GROUND, look.CAREFUL)
        about = " · ".join(x for x in (kind(piece.kind), piece.model, piece.maker) if x)
        pen.write(spot.left, y - 19, about, 12, room=room)

    return Fixed(CODE + 12, paint)


def _facts(facts: Facts) -> Iterator[Block]:
    piece = facts.passport.piece
    named = [(say("Marking"), piece.marking), (say("Grade"), piece.grade)]
    if piece.kind not in ("die", "memory"):
        named = [(say("Serial"), piece.serial), (say("Part number"), piece.part_number)]
    yield fact_row([*named, (say("Batch"), piece.batch)])
    yield fact_row(
        [
            (say("Place"), piece.place),
            (say("Disposition"), _decided(facts.more)),
            (say("Heat cycles"), heat_words(facts.passport.heat)),
        ]
    )
    mine = [x.board for x in facts.more.reserved if x.piece == piece.tag]
    dry = floor_life(facts.more.clock, facts.seal.at)
    if dry or mine:
        yield fact_row(
            [
                (say("Floor life"), dry),
                (say("Moisture level"), facts.more.clock.msl if facts.more.clock else ""),
                (say("Reserved for"), written(mine[0]) if mine else ""),
            ]
        )


def _identifiers(facts: Facts, room: float) -> Iterator[Block]:
    rows: list[Row] = [
        [
            say(_IDENTIFIERS.get(x.kind, x.kind)),
            x.value,
            x.maker,
            say(_SOURCES.get(x.source, x.source)),
        ]
        for x in facts.passport.identifiers
    ]
    columns = [
        Column(say("Identifier"), 2, bold=True),
        Column(say("Value"), 5),
        Column(say("Maker"), 2),
        Column(say("Was"), 2),
    ]
    yield from section(say("What others call it"), columns, rows, room)


def _relatives(title: str, pieces: Sequence[PieceRow], room: float) -> Iterator[Block]:
    columns = [
        Column(say("Site"), 10, bold=True),
        Column(say("Tag"), 22),
        Column(say("Part"), 24),
        Column(say("Marking"), 30),
        Column(say("Grade"), 9),
        Column(say("State"), 20),
        Column(say("Where"), 30),
    ]
    rows: list[Row] = [
        [
            x.site if x.board else x.donor_site,
            (written(x.tag),),
            x.model,
            x.marking,
            x.grade,
            said(term(STATES, x.state)),
            " ".join((written(x.board), x.site)) if x.board else x.place,
        ]
        for x in pieces
    ]
    yield from section(title, columns, rows, room)


def _sites(facts: Facts, room: float) -> Iterator[Block]:
    columns = [
        Column(say("When"), 26),
        Column(say("Board"), 22),
        Column(say("Site"), 10, bold=True),
        Column(say("Outcome"), 22),
        Column(say("Piece"), 22),
        Column(say("Marking, grade, place, note"), 40),
        Column(say("Who"), 20),
    ]
    rows: list[Row] = [
        [
            moment(x.at),
            (written(x.board),),
            x.site,
            said(term(SITES, x.outcome)),
            (written(x.piece),),
            joined(x.marking, x.grade, x.place, x.note),
            facts.who(x.person),
        ]
        for x in facts.passport.sites
    ]
    yield from section(say("Work at sites"), columns, rows, room)


def _decided(more: PassportMore) -> str:
    """What was decided about a piece, or about the board it is on."""
    if not more.decided_on:
        return more.decided
    return say("{decided}, with {tag}", decided=more.decided, tag=written(more.decided_on))


def _history(facts: Facts, room: float) -> Iterator[Block]:
    columns = [
        Column(say("Entry"), 14, Align.RIGHT),
        Column(say("When"), 26),
        Column(say("What"), 76),
        Column(say("Who"), 22),
        Column(say("Station"), 22),
    ]
    rows: list[Row] = [
        [
            number(x.entry),
            moment(x.at),
            say("{text} (undone)", text=x.text) if x.undone else x.text,
            facts.who(x.person),
            x.station,
        ]
        for x in facts.passport.history
    ]
    yield from section(say("History"), columns, rows, room)
    if len(rows) >= _LONGEST_HISTORY:
        yield remark(say("Later entries are left out here; the journal has them all."), room)
