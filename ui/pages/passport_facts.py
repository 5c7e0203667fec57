# SPDX-License-Identifier: MIT
"""All that is known of a piece as lines under headings: what was let pass, its care, its work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ui.pages.card_words import SEVERITIES
from ui.pages.heat_view import cycle_below, cycle_words, reball_below, reball_words
from ui.pages.stock_clocks import look_of, said_left
from ui.pages.stock_parts import said_bake
from ui.pages.words import moment, number
from ui.widgets.states import BAKED, LEADED, STEPS, VERDICTS, Look
from workshop.benches.tags import spelled
from workshop.domain.terms import Severity, StepOutcome, Verdict
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.queries.heat import HeatRow
    from workshop.queries.passport_more import Baked, PassportMore
    from workshop.queries.pieces import Passport, StepRow
    from workshop.queries.results import TestRow


class Heading(NamedTuple):
    """The line above the facts of one kind."""

    words: str


class Fact(NamedTuple):
    """A line, a smaller one below it, and its state; `piece`, `run` or `test` is what it opens.

    A test is named by the entry it was kept with.
    """

    icon: str
    words: str
    below: str = ""
    ink: str = "text"
    look: Look | None = None
    piece: str = ""
    run: HeatRow | None = None
    test: int = 0

    @property
    def opens(self) -> bool:
        """Whether it leads to more."""
        return bool(self.piece or self.test) or self.run is not None


Line = Heading | Fact


def lines_of(passport: Passport, more: PassportMore) -> list[Line]:
    """Every fact under its heading, what a person must know first, and the newest first."""
    people = more.people
    parts: tuple[tuple[str, Iterator[Fact]], ...] = (
        (say("Let pass"), _let_pass(more)),
        (say("Shipments"), _sent(more)),
        (say("Reserved"), _reserved(more)),
        (say("Floor life"), _moisture(more)),
        (say("Condition"), _condition(more)),
        (say("Steps"), (_step(row, more) for row in reversed(passport.steps))),
        (say("Tests"), (_test(row, people) for row in reversed(passport.tests))),
        (say("Heat"), _heat(passport)),
        (say("Visits"), _visits(more)),
    )
    found: list[Line] = []
    for title, facts in parts:
        if lines := list(facts):
            found += [Heading(title), *lines]
    return found


def joined(*parts: str) -> str:
    """What there is to say of the parts, with a dot between them."""
    return " · ".join(part for part in parts if part)


def _let_pass(more: PassportMore) -> Iterator[Fact]:
    for row in reversed(more.let_pass):
        who = more.people.get(row.person, row.person)
        below = joined(row.text, who, moment(row.at), row.station)
        yield Fact("lock", row.reason, below, "careful")
    found = more.condition
    if found.reason:
        words = say("Grade {grade}, better than its defects allow: {reason}", grade=found.grade,
                    reason=found.reason)  # fmt: skip
        yield Fact("lock", words, joined(found.override_by, moment(found.override_at)), "careful")


def _reserved(more: PassportMore) -> Iterator[Fact]:
    for row in more.reserved:
        below = joined(more.people.get(row.person, row.person), moment(row.at))
        if row.piece == more.tag:
            words = say("Reserved for {board}", board=joined(spelled(row.board), row.board_model))
            yield Fact("board", words, below, piece=row.board)
        else:
            words = joined(spelled(row.piece), row.model)
            yield Fact("memory", words, below, piece=row.piece)


def _sent(more: PassportMore) -> Iterator[Fact]:
    for row in reversed(more.sent):
        words = say("Shipment {shipment} to {buyer}", shipment=row.shipment, buyer=row.buyer)
        when = moment(row.shipped_at) if row.shipped_at else say("Not yet shipped")
        yield Fact("tray", words, joined(row.country, row.reference, when))


def _moisture(more: PassportMore) -> Iterator[Fact]:
    clock = more.clock
    if clock is not None:
        words = say("Moisture level {msl}: {hours} h of floor life", msl=clock.msl,
                    hours=number(clock.life_h))  # fmt: skip
        state = say("The clock runs") if clock.runs else say("The clock stands still")
        frees = ""
        if clock.bakes and clock.is_over:
            frees = say("Freed by {bake}", bake=said_bake(clock.bakes[0]))
        look = look_of(clock)
        yield Fact("clock", words, joined(said_left(clock), state, frees), look=look)
    for bake in reversed(more.bakes):
        yield _bake(bake, more.people)


def _bake(bake: Baked, people: Mapping[str, str]) -> Fact:
    facts = {"hours": number(bake.hours), "degrees": number(bake.temperature)}
    words = joined(say("{hours} h at {degrees} °C", **facts), bake.oven)
    parts = [people.get(bake.loaded_by, bake.loaded_by), moment(bake.loaded_at)]
    if bake.ended_at:
        parts.append(say("lasted {hours} h", hours=number(bake.actual_h)))
        parts.append(say("unloaded by {name}",
                         name=people.get(bake.unloaded_by, bake.unloaded_by)))  # fmt: skip
    if bake.needed_h is not None:
        parts.append(say("the table asks for {hours} h", hours=number(bake.needed_h)))
    return Fact("heat", words, joined(*parts), look=BAKED[bake.verdict])


def _condition(more: PassportMore) -> Iterator[Fact]:
    found = more.condition
    if found.at:
        grade = say("Grade {grade}", grade=found.grade) if found.grade else ""
        words = joined(grade, say(found.packaging), say(found.completeness))
        below = joined(found.note, found.person, moment(found.at))
        yield Fact("card", words or say("A note on its condition"), below)
    for row in reversed(found.defects):
        below = joined(row.note, row.person, moment(row.at))
        words = joined(row.name, say(row.zone))
        yield Fact("warning", words, below, look=SEVERITIES[Severity(row.severity)])


def _visits(more: PassportMore) -> Iterator[Fact]:
    for visit in reversed(more.condition.visits):
        words = say("Batch {number}", number=visit.batch)
        came = say("came {when}", when=moment(visit.received))
        left = say("left {when}", when=moment(visit.left)) if visit.left else say("is here")
        yield Fact("batches", words, joined(came, left, visit.how))


def _step(row: StepRow, more: PassportMore) -> Fact:
    noted = [each for each in more.noted if each.entry == row.entry]
    values = [
        say("{label}: {value}", label=each.label, value=f"{each.value} {each.unit}".strip())
        for each in noted
        if not each.is_file
    ]
    files = sum(each.is_file for each in noted)
    kept = say_many("{n} photo or file", "{n} photos or files", files) if files else ""
    words = joined(row.name, kept, *values, row.note)
    below = joined(more.people.get(row.person, row.person), moment(row.at), row.station)
    return Fact("camera" if files else "bench", words, below, look=STEPS[StepOutcome(row.outcome)])


def _test(row: TestRow, people: Mapping[str, str]) -> Fact:
    attempt = say("attempt {n}", n=row.attempt)
    below = joined(people.get(row.person, row.person), moment(row.at), attempt, row.tool, row.note)
    wrong = [
        say("{label}: {value}", label=each.label, value=f"{each.value} {each.unit}".strip())
        for each in row.measurements
        if each.verdict in (Verdict.FAIL, Verdict.MARGINAL)
    ]
    words = joined(row.name, *wrong)
    look = VERDICTS[Verdict(row.verdict)]
    return Fact("tests", words, below, look=look, test=row.entry)


def _heat(passport: Passport) -> Iterator[Fact]:
    for row in reversed(passport.heat.rows):
        look = VERDICTS[Verdict(row.run.verdict)] if row.run is not None else None
        icon = "chart" if row.run is not None else "heat"
        ink = "careful" if row.override else "text"
        run = row if row.run is not None else None
        yield Fact(icon, cycle_words(row), cycle_below(row), ink, look, run=run)
    for ball in reversed(passport.reballs):
        look = LEADED if ball.leaded else VERDICTS[Verdict(ball.verdict)]
        yield Fact("ring", say("Reball: {how}", how=reball_words(ball)), reball_below(ball),
                   look=look)  # fmt: skip
