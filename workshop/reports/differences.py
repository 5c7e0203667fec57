# SPDX-License-Identifier: MIT
"""The difference report of a delivery as a PDF: what came against the supplier's list."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Unpack

from reportlab.lib.colors import Color
from sqlalchemy import Connection

from workshop.language import mark, say, say_many
from workshop.paper import look
from workshop.queries.differences import Differences, ManifestRow
from workshop.queries.receiving import ReceivingRow
from workshop.reports.difference_lists import LISTS, DifferenceList, Facts, Field, gather
from workshop.reports.listing import How, Listing, listing
from workshop.reports.parts import (
    Figure,
    Issue,
    days,
    figures,
    heading,
    remark,
    strip,
    title,
)
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Paper
from workshop.reports.table import Column, Row, Table, flowing_table, wrapped_table
from workshop.reports.words import Term, moment, number

# The sums and what stands below them share the same columns.
_COLUMNS = 5


def differences_pdf(
    connection: Connection,
    batch: str,
    out: Path | BinaryIO,
    **how: Unpack[How],
) -> int:
    """Write the difference report of a batch; the number of pages, 0 where it was cancelled.

    Refuses an unknown batch or paper, and a file that cannot be written.
    """
    with listing(connection, **how) as made:
        facts = gather(connection, batch, how.get("by"), how.get("issued_on"))
        name = say("Differences of batch {number}", number=facts.batch.number)
        blocks = [*front(facts, made), *_lists(connection, facts, made.paper)]
        return made.write(out, name, blocks)


def front(facts: Facts, listed: Listing) -> Iterator[Block]:
    """What it comes to, the numbers that add up, and who received when."""
    batch, made, paper = facts.batch, facts.issue, listed.paper
    head, taken = listed.letterhead()
    yield from head
    yield title(
        say("Difference report"),
        made.workshop,
        made.seal,
        (batch.number, batch.supplier),
        batch.state == "open",
        taken,
    )
    yield days(batch.received_on, facts.dates, made.who, (made.on, made.by), draft=True)
    if batch.note:
        yield remark(batch.note, paper.room)
    yield strip(*_comes_to(facts))
    step = paper.room / _COLUMNS
    if facts.numbers.has_list:
        yield figures(listed_figures(facts.numbers), step)
    yield figures(received_figures(facts.numbers, facts.batch.expected), step)
    yield from sessions(facts, paper)


# What it comes to


def _comes_to(facts: Facts) -> tuple[Term, Color, str]:
    """Sign and words of the strip, its ground, and what is to be said below."""
    numbers = facts.numbers
    if numbers.has_list and numbers.is_even:
        words = say("The delivery is exactly as listed")
        said = say_many(
            "The one card of the list came and no other; it is neither refused nor set apart.",
            "All {n} cards of the list came and no other; none is refused or set apart.",
            numbers.listed,
        )
        return Term("✓", words, look.GOOD), look.GOOD_GROUND, said
    if numbers.has_list:
        words = say("The delivery differs from the list")
        return Term("!", words, look.CAREFUL), look.CAREFUL_GROUND, _gaps(facts)
    words = say("There is no list from the supplier")
    said = say("So no card can be missing, unexpected or duplicate.")
    if not numbers.received and not numbers.refused:
        said = say("Nothing was received yet.")
    gaps = _gaps(facts)
    return Term("·", words, look.QUIET), look.GROUND, f"{said} {gaps}".strip()


def _gaps(facts: Facts) -> str:
    numbers = facts.numbers
    found = [
        say_many("{n} card missing", "{n} cards missing", numbers.missing),
        say_many("{n} unexpected", "{n} unexpected", numbers.unexpected),
        say_many("{n} refused", "{n} refused", numbers.refused),
        say_many("{n} line duplicate", "{n} lines duplicate", numbers.duplicate),
        say_many("{n} in quarantine", "{n} in quarantine", numbers.quarantined),
    ]
    counts = (one.count(numbers) for one in LISTS)
    return " · ".join(words for words, n in zip(found, counts, strict=True) if n)


# The numbers


def _figure(name: str, n: int, below: str, sign: str = "", odd: bool = True) -> Figure:
    """A number of a sum; one that should be nothing and is not stands out."""
    colour = look.CAREFUL if odd and n else look.TEXT
    return Figure(name, number(n), below, colour, sign)


def listed_figures(n: Differences) -> list[Figure]:
    """The lines of the list, and what became of them."""
    return [
        _figure(say("Listed"), n.listed, say("lines of the list"), odd=False),
        _figure(say("Came"), n.came, say("listed and received"), "=", odd=False),
        _figure(say("Missing"), n.missing, say("listed, not received"), "+"),
        _figure(say("Refused"), n.refused_listed, say("listed, turned away"), "+"),
        _figure(say("Duplicate"), n.duplicate, say("twice, or here before"), "+"),
    ]


def received_figures(n: Differences, expected: int) -> list[Figure]:
    """What was received, what of it the list has, and what stands beside the sum."""
    found = [_figure(say("Received"), n.received, say("cards and boards"), odd=False)]
    if n.has_list:
        found += [
            _figure(say("Came"), n.came, say("listed and received"), "=", odd=False),
            _figure(say("Unexpected"), n.unexpected, say("not in the list"), "+"),
        ]
    elif expected:
        found.insert(0, _figure(say("Expected"), expected, say("by number alone"), odd=False))
    others = n.refused - n.refused_listed
    below = say("turned away")
    if n.has_list and others:
        below = say("{n} of them not listed", n=number(others))
    return [
        *found,
        _figure(say("Refused in all"), n.refused, below),
        _figure(say("Quarantined"), n.quarantined, say("of those received")),
    ]


# Who received

_COUNTED = (
    (mark("Received"), 36),
    (mark("Unexpected"), 46),
    (mark("Refused"), 34),
    (mark("Quarantined"), 49),
)


def sessions(facts: Facts, paper: Paper) -> Iterator[Block]:
    """Every receiving session, and what is still to be done about them."""
    numbers = facts.numbers
    yield heading(say("Receiving sessions"), number(len(facts.sessions)))
    if not facts.sessions:
        yield remark(say("No session was begun."), paper.room)
        return
    columns = [
        Column(say("Who"), 72, bold=True),
        Column(say("Station"), 42),
        Column(say("From – to (UTC)"), 104),
        *(Column(say(words), share, Align.RIGHT) for words, share in _COUNTED),
        Column(say("Signed off by"), 72),
    ]
    yield wrapped_table(columns, [_session(one, facts) for one in facts.sessions], paper.room)
    for one in facts.sessions:
        if one.note:
            who = facts.issue.who(one.person)
            words = say("{at} {person}: {note}", at=moment(one.started), person=who, note=one.note)
            yield remark(words, paper.room, look.TEXT)
    if numbers.open_sessions:
        words = say_many(
            "{n} session has not ended: the numbers may still change.",
            "{n} sessions have not ended: the numbers may still change.",
            numbers.open_sessions,
        )
        yield remark(words, paper.room, look.CAREFUL)
    if numbers.unsigned:
        words = say_many(
            "{n} session waits for the signature of a second person.",
            "{n} sessions wait for the signature of a second person.",
            numbers.unsigned,
        )
        yield remark(words, paper.room, look.CAREFUL)


def _span(one: ReceivingRow) -> str:
    """From when to when; the day is said once where it is the same."""
    begun, ended = moment(one.started), moment(one.ended)
    if not ended:
        return say("{begun} – open", begun=begun)
    return f"{begun} – {one.ended[11:16] if one.ended[:10] == one.started[:10] else ended}"


def _session(one: ReceivingRow, facts: Facts) -> Row:
    signed = "–"
    if one.signed:
        signed = f"{facts.issue.who(one.signed_by)} · {moment(one.signed)}"
    return [
        facts.issue.who(one.person),
        one.station or "–",
        _span(one),
        *(number(n) for n in (one.received, one.unexpected, one.refused, one.quarantined)),
        signed,
    ]


# Card by card


def _lists(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """Every list that has a row."""
    for one in LISTS:
        if one.count(facts.numbers):
            yield from one_list(connection, one, facts, paper)


def one_list(
    connection: Connection, one: DifferenceList, facts: Facts, paper: Paper
) -> Iterator[Block]:
    """A list row by row, under its name."""
    count = one.count(facts.numbers)
    yield heading(say(one.words), number(count))
    yield remark(say(one.about), paper.room, keeps=True)
    fields, columns = _columns(one)

    def rows() -> Iterator[Row]:
        for row in one.rows(connection, facts.batch.number):
            yield [field.text(row, facts.issue) for field in fields]

    yield flowing_table(columns, rows, count, paper.room)


def _columns(one: DifferenceList) -> tuple[list[Field], list[Column]]:
    """The fields of a list that are on paper, and their columns."""
    fields = [field for field in one.fields if field.share]
    return fields, [Column(say(field.title), field.share, bold=field.bold) for field in fields]


def first_of_list(
    one: DifferenceList, rows: Iterator[ManifestRow], made: Issue, most: int, room: float
) -> Table:
    """The first rows of a list as a table, no more than `most`."""
    fields, columns = _columns(one)
    some = [[field.text(row, made) for field in fields] for row in islice(rows, most)]
    return wrapped_table(columns, some, room)
