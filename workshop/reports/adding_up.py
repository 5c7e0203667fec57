# SPDX-License-Identifier: MIT
"""Whether a batch adds up: the numbers of its cards and sites, and what is amiss one by one."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.language import mark, say
from workshop.paper import look
from workshop.reports.front import Facts, missing_cards
from workshop.reports.parts import heading, remark
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Paper
from workshop.reports.table import FEW, Cell, Column, Shade, Table
from workshop.reports.words import many, number

_BALANCE = (
    mark("On cards"),
    mark("Good"),
    mark("Damaged"),
    mark("Missing"),
    mark("Stayed"),
    mark("Not said"),
)
# Serials and tags that are missing or unexpected stand side by side.
_SIDE_BY_SIDE = 4


def adding_up(_connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """The balance: cards, sites by kind, and whatever does not add up by its name."""
    lines, cards = facts.balance.lines, facts.balance.cards
    yield heading(say("Balance"))
    told = mark("{all} cards in = {work} in work + {left} left as cards + {apart} taken apart.")
    if cards.built:
        told = mark(
            "{all} cards in = {work} in work + {left} left as cards + {apart} taken apart. Built "
            "here: {built}."
        )
    yield remark(
        say(
            told,
            all=number(cards.came_in),
            work=number(cards.in_work),
            left=number(cards.left),
            apart=number(cards.taken_apart),
            built=number(cards.built),
        ),
        paper.room,
        look.TEXT,
        keeps=True,
    )
    if lines:
        columns = [Column(say("Kind"), 2.2, bold=True)]
        columns += [Column(say(title), 1, Align.RIGHT) for title in _BALANCE]
        rows = [[many(x.kind), *(count_of(n) for n in x[1:-1]), _open(x.open)] for x in lines]
        yield Table(columns, rows, len(rows), together=FEW, keeps=True)
        yield remark(
            say(
                "Each site of a card that was harvested from counts once, by what first became of "
                "its piece. Stayed: on its board. Not said: nobody said anything yet."
            ),
            paper.room,
        )
    else:
        yield remark(say("Nothing was harvested from these cards yet."), paper.room)
    yield from _gap(say("Missing cards"), facts.balance.missing, missing_cards(facts))
    serials = {gap.tag: gap.serial for gap in facts.balance.gaps}
    unexpected = [serials.get(tag) or written(tag) for tag in facts.balance.unexpected]
    yield from _gap(say("Unexpected cards"), unexpected, len(unexpected))
    yield from _open_sites(facts)
    if facts.batch.closed_with:
        why = say("Closed though it did not add up: {reason}", reason=facts.batch.closed_with)
        yield remark(why, paper.room, look.CAREFUL)


def _open_sites(facts: Facts) -> Iterator[Block]:
    """The sites nobody said anything about: the first of them, each by its card."""
    count = sum(line.open for line in facts.balance.lines)
    named = [
        say("{card} {site}", card=gap.serial or written(gap.tag), site=gap.site)
        for gap in facts.balance.gaps
        if gap.what == "site"
    ]
    yield from _gap(
        say("Open sites"), named + (["…"] if named and count > len(named) else []), count
    )


def count_of(n: int) -> str:
    """A number, or a dash for none."""
    return number(n) if n else "–"


def _open(n: int) -> Cell:
    return Shade(number(n), look.CAREFUL) if n else "–"


def _gap(title: str, names: Sequence[str], count: int) -> Iterator[Block]:
    """A list of serials or tags, several to a row."""
    if not names:
        return
    yield heading(title, number(count))
    columns = [Column("", 1) for _ in range(_SIDE_BY_SIDE)]
    rows = [
        [*names[at : at + _SIDE_BY_SIDE], *[""] * (at + _SIDE_BY_SIDE - len(names))]
        for at in range(0, len(names), _SIDE_BY_SIDE)
    ]
    yield Table(columns, rows, len(rows), headless=True)
