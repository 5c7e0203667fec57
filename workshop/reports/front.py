# SPDX-License-Identifier: MIT
"""The first page of a batch report: what it is, whether it adds up, and the numbers that matter."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color

from workshop.language import say, say_many
from workshop.paper import look
from workshop.queries.balance import Balance
from workshop.queries.batches import Batch
from workshop.queries.figures import Yields
from workshop.queries.report import BatchDates, Seal
from workshop.reports import charts
from workshop.reports.parts import Figure, days, figures, heading, strip, title
from workshop.reports.pen import Pen
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import wrap
from workshop.reports.words import SITES, Term, many, number, percent

# Lines of a note that the front has room for.
_NOTE = 4


class Facts(NamedTuple):
    """All the front of a batch report says."""

    workshop: str
    batch: Batch
    dates: BatchDates
    balance: Balance
    yields: Yields
    seal: Seal
    issued_on: str
    issued_by: str
    people: dict[str, str]

    def who(self, code: str) -> str:
        """The name of a person by their code."""
        return self.people.get(code, code)


def front(facts: Facts, room: float) -> Iterator[Block]:
    """The blocks of the first page, `room` points wide."""
    batch = facts.batch
    yield title(
        say("Batch report"),
        facts.workshop,
        facts.seal,
        (batch.number, batch.supplier),
        batch.state == "open",
    )
    yield days(batch.received_on, facts.dates, facts.who, (facts.issued_on, facts.issued_by))
    note = wrap(batch.note, room)
    if note:
        yield _note(note[:_NOTE], len(note) > _NOTE)
    yield strip(*_adds_up(facts))
    yield figures(_counts(facts))
    if batch.received:
        yield figures(_rates(facts.yields))
        parts = charts.card_parts(batch)
        if parts:
            yield heading(say("Where the cards are"), small=True)
            yield _chart(charts.cards_bar(parts, room))
        yield from _harvest(facts.yields, room)


def is_long(facts: Facts, room: float) -> bool:
    """Whether the front could not hold the whole note."""
    return len(wrap(facts.batch.note, room)) > _NOTE


def _note(lines: Sequence[str], more: bool) -> Fixed:
    def paint(pen: Pen, spot: Spot) -> None:
        for place, line in enumerate(lines):
            last = more and place == len(lines) - 1
            text = say("{line} … (whole note below)", line=line[:-24]) if last else line
            pen.write(spot.left, spot.top - 10 - 11 * place, text, 8, colour=look.QUIET)

    return Fixed(11.0 * len(lines) + 8, paint)


def _adds_up(facts: Facts) -> tuple[Term, Color, str]:
    """Sign, words and colours of the strip, and what is not in order, if anything."""
    batch, balance = facts.batch, facts.balance
    if not batch.received:
        nothing = Term("·", say("Nothing was received yet"), look.QUIET)
        return nothing, look.GROUND, ""
    if balance.adds_up:
        said = say("Every expected card was received, and every harvested site is accounted for.")
        return Term("✓", say("The batch adds up"), look.GOOD), look.GOOD_GROUND, said
    missing = missing_cards(facts)
    sites = sum(line.open for line in balance.lines)
    gaps = []
    if missing:
        gaps.append(say_many("{n} card missing", "{n} cards missing", missing))
    if balance.unexpected:
        extra = len(balance.unexpected)
        gaps.append(say_many("{n} card unexpected", "{n} cards unexpected", extra))
    if sites:
        gaps.append(say_many("{n} site without an answer", "{n} sites without an answer", sites))
    words = say("The batch does not add up yet")
    return Term("!", words, look.CAREFUL), look.CAREFUL_GROUND, " · ".join(gaps)


def missing_cards(facts: Facts) -> int:
    """Cards of the supplier's list that did not come; by their number where there is no list."""
    if facts.batch.listed:
        return facts.batch.missing
    return max(facts.batch.expected - facts.batch.received, 0)


def _counts(facts: Facts) -> list[Figure]:
    batch = facts.batch
    missing = missing_cards(facts)
    told = bool(batch.expected)
    by = say("by the supplier's list") if batch.listed else say("by number, without a list")
    off = look.CAREFUL
    return [
        Figure(
            say("Expected"),
            number(batch.expected) if told else "–",
            by if told else say("nobody said how many"),
        ),
        Figure(say("Received"), number(batch.received), say("cards and boards")),
        Figure(
            say("Missing"),
            number(missing) if told else "–",
            say("expected, not received"),
            off if missing else look.TEXT,
        ),
        Figure(
            say("Unexpected"),
            number(batch.unexpected) if batch.listed else "–",
            say("received, not in the list"),
            off if batch.unexpected else look.TEXT,
        ),
    ]


def _rates(yields: Yields) -> list[Figure]:
    tested = say_many("of {n} tested card", "of {n} tested cards", yields.tested)
    found = [
        Figure(say("First-pass yield"), percent(yields.first_pass_yield), tested),
        Figure(say("Final yield"), percent(yields.final_yield), tested),
    ]
    by_kind = {line.kind: line for line in yields.harvest}
    for kind in ("die", "memory"):
        line = by_kind.get(kind)
        if line is None:
            found.append(
                Figure(say("{pieces} good", pieces=many(kind)), "–", say("none harvested"))
            )
            continue
        bad = [(SITES["damaged"], line.damaged), (SITES["missing"], line.missing)]
        below = " · ".join(f"{term.sign} {number(n)} {term.word.lower()}" for term, n in bad)
        found.append(Figure(say("{pieces} good", pieces=many(kind)), number(line.good), below))
    return found


def _chart(drawing: Drawing) -> Fixed:
    return Fixed(
        drawing.height, lambda pen, spot: pen.drawing(drawing, spot.left, spot.top - drawing.height)
    )


def _harvest(yields: Yields, room: float) -> Iterator[Block]:
    if yields.harvest:
        yield heading(say("Harvest by kind"), small=True)
        yield _chart(charts.kind_bars(yields.harvest, room))
    found = [
        (name, series, bars)
        for name, series, days in _by_day(yields)
        if (bars := charts.spans(days))
    ]
    half = (room - _BETWEEN) / 2
    if len(found) == 2 and all(len(bars) <= _HALF for _, _, bars in found):
        (name, left, days), (other, right, more) = found
        yield _two_headings(name, other, half)
        yield _two_charts(
            charts.day_bars(left, days, half), charts.day_bars(right, more, half), half
        )
        return
    for name, series, bars in found:
        yield heading(name, small=True)
        yield _chart(charts.day_bars(series, bars, room))


# So many days fit a chart of half the width, and so far apart are two of them.
_HALF = 8
_BETWEEN = 24.0


def _by_day(
    yields: Yields,
) -> Iterator[tuple[str, list[charts.Series], list[tuple[str, tuple[int, ...]]]]]:
    """The charts over time: their names, what their bars are made of, and the days."""
    good, damaged, missing = (SITES[name] for name in ("good", "damaged", "missing"))
    yield (
        say("Harvest by day"),
        [
            charts.Series(good.word, charts.GOOD),
            charts.Series(damaged.word, charts.DAMAGED),
            charts.Series(missing.word, charts.MISSING),
        ],
        [(x.day, (x.good, x.damaged, x.missing)) for x in yields.by_day],
    )
    yield (
        say("Tests by day"),
        [
            charts.Series(say("Passed"), charts.GOOD),
            charts.Series(say("Not passed"), charts.DAMAGED),
        ],
        [(x.day, (x.passed, x.tested - x.passed)) for x in yields.by_day],
    )


def _two_headings(left: str, right: str, half: float) -> Fixed:
    one, two = heading(left, small=True), heading(right, small=True)

    def paint(pen: Pen, spot: Spot) -> None:
        one.paint(pen, spot._replace(width=half))
        two.paint(pen, spot._replace(left=spot.left + half + _BETWEEN, width=half))

    return Fixed(one.height, paint, True, lead=one.lead)


def _two_charts(left: Drawing, right: Drawing, half: float) -> Fixed:
    def paint(pen: Pen, spot: Spot) -> None:
        pen.drawing(left, spot.left, spot.top - left.height)
        pen.drawing(right, spot.left + half + _BETWEEN, spot.top - right.height)

    return Fixed(max(left.height, right.height), paint)
