# SPDX-License-Identifier: MIT
"""The first page of a batch report: what it is, whether it adds up, the numbers that matter."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color

from workshop.domain.letterhead import PLAIN, Letterhead
from workshop.language import say, say_many
from workshop.paper import look
from workshop.queries.balance import Balance
from workshop.queries.batches import Batch
from workshop.queries.figures import Yields
from workshop.queries.report import BatchDates, DecisionLine, Seal
from workshop.queries.value import ValueLine
from workshop.queries.yields import YieldRow
from workshop.reports import charts
from workshop.reports.ahead import Pictures
from workshop.reports.letterhead import LETTERHEAD, letterhead, logo
from workshop.reports.parts import Figure, chart, days, figures, heading, strip, tallies, title
from workshop.reports.pen import Pen
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import wrap
from workshop.reports.words import SITES, Term, many, number, percent
from workshop.reports.work_charts import TREND_HEIGHT, DayYield, yield_trend
from workshop.reports.worth import in_short

# Lines of a note that the front has room for.
_NOTE = 4


class Facts(NamedTuple):
    """All the front of a batch report says; `report` is its number, 0 for a draft.

    `card_pages` says whether each card has a page.
    """

    workshop: str
    batch: Batch
    dates: BatchDates
    balance: Balance
    yields: Yields
    trend: Sequence[YieldRow]
    decisions: Sequence[DecisionLine]
    seal: Seal
    issued_on: str
    issued_by: str
    people: dict[str, str]
    letterhead: Letterhead = PLAIN
    value: Sequence[ValueLine] = ()
    report: int = 0
    card_pages: bool = False

    def who(self, code: str) -> str:
        """The name of a person by their code."""
        return self.people.get(code, code)


def front(facts: Facts, room: float, pictures: Pictures | None = None) -> Iterator[Block]:
    """The blocks of the first page, `room` points wide."""
    batch = facts.batch
    head = list(letterhead(facts.letterhead, logo(facts.letterhead, pictures)))
    yield from head
    yield title(
        say("Batch report {number}", number=facts.report)
        if facts.report
        else say("Batch report, draft"),
        facts.workshop,
        facts.seal,
        (batch.number, batch.supplier),
        batch.state == "open",
        LETTERHEAD if head else 0.0,
        facts.report,
    )
    made = (facts.issued_on, facts.issued_by)
    yield days(batch.received_on, facts.dates, facts.who, made, draft=not facts.report)
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
            yield chart(charts.cards_bar(parts, room))
        yield from _decided(facts.decisions)
        yield from in_short(facts.value)
        yield from _harvest(facts, room)


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


def _harvest(facts: Facts, room: float) -> Iterator[Block]:
    if facts.yields.harvest:
        yield heading(say("Harvest by kind"), small=True)
        yield chart(charts.kind_bars(facts.yields.harvest, room))
    if facts.trend:
        yield heading(say("Yield by day"), small=True)
        days = [DayYield(x.group, x.results, x.first, x.first_passed, x.last, x.last_passed)
                for x in facts.trend]  # fmt: skip
        yield chart(yield_trend(days, room, TREND_HEIGHT))


# So many dispositions stand on the front; the others are counted together.
_DECIDED = 6


def _decided(lines: Sequence[DecisionLine]) -> Iterator[Block]:
    """What was decided about the cards, in numbers."""
    if not any(line.disposition for line in lines):
        return
    named = [(line.name or say("Not decided yet"), line.cards) for line in lines]
    if len(named) > _DECIDED:
        rest = sum(n for _, n in named[_DECIDED - 1 :])
        named = [*named[: _DECIDED - 1], (say("Others"), rest)]
    yield heading(say("What was decided about the cards"), small=True)
    yield tallies([(name, number(n)) for name, n in named])
