# SPDX-License-Identifier: MIT
"""What was not as it should be: differences from the supplier's list, and what was let pass."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workshop.language import joined, say
from workshop.queries.differences import Differences, differences
from workshop.queries.let_pass import let_pass
from workshop.reports.difference_lists import LISTS
from workshop.reports.differences import first_of_list, listed_figures, received_figures
from workshop.reports.front import Facts
from workshop.reports.parts import Issue, figures, heading, remark
from workshop.reports.sheet import Block, Paper
from workshop.reports.table import Column, Row, wrapped_table
from workshop.reports.words import moment, number

# Rows of a list; the difference report has all of them.
_FIRST = 12
# The balance names these one by one.
_NAMED = ("missing", "unexpected")
# As many numbers as stand in the longer sum.
_NUMBERS = 5


def from_list(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """How the delivery differs from the supplier's list, in short; nothing where it cannot."""
    numbers = differences(connection, batch=facts.batch.number)
    if not (numbers.has_list or numbers.refused or numbers.quarantined):
        return
    yield heading(say("Differences from the supplier's list"))
    step = paper.room / _NUMBERS
    if numbers.has_list:
        yield figures(listed_figures(numbers), step)
    yield figures(received_figures(numbers, facts.batch.expected), step)
    yield from _lists(connection, facts, numbers, paper)


def _lists(
    connection: Connection, facts: Facts, numbers: Differences, paper: Paper
) -> Iterator[Block]:
    made = Issue(facts.workshop, facts.people, facts.seal, facts.issued_on, facts.issued_by)
    for one in LISTS:
        count = one.count(numbers)
        if not count or one.number in _NAMED:
            continue
        yield heading(say(one.words), number(count), small=True)
        rows = one.rows(connection, facts.batch.number)
        yield first_of_list(one, rows, made, min(count, _FIRST), paper.room)
        if count > _FIRST:
            more = number(count - _FIRST)
            yield remark(say("{n} more are in the difference report.", n=more), paper.room)


def overrides(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    """What the rules would have stopped, the reason it was let pass with, and who did so."""
    batch, dates = facts.batch, facts.dates
    rows: list[Row] = [
        [moment(x.at), x.text, x.reason, joined(facts.who(x.person), x.station)]
        for x in let_pass(connection, batch=batch.number)
    ]
    if batch.closed_with:
        words = say("Closed though it did not add up")
        who = facts.who(dates.closed_by)
        rows.append([moment(dates.closed_at), words, batch.closed_with, who])
    if not rows:
        return
    columns = [
        Column(say("When"), 26),
        Column(say("What"), 60),
        Column(say("Let pass because"), 58, bold=True),
        Column(say("Who"), 26),
    ]
    yield heading(say("Let pass"), number(len(rows)))
    yield wrapped_table(columns, rows, paper.room)
