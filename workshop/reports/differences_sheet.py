# SPDX-License-Identifier: MIT
"""The difference report of a delivery as a spreadsheet: its numbers, and a sheet for each list."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from workshop.language import say
from workshop.queries.receiving import ReceivingRow
from workshop.reports.difference_lists import CAME, LISTS, DifferenceList, Facts, gather
from workshop.reports.parts import proof
from workshop.reports.sheet import Progress, report_file
from workshop.reports.spreadsheet import Book, Head, Value, book
from workshop.reports.words import moment

# So many rows are written between two signs of life.
_EVERY = 500


def differences_xlsx(
    connection: Connection,
    batch: str,
    out: Path | BinaryIO,
    *,
    by: str | None = None,
    issued_on: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the difference report of a batch as XLSX; how many rows its lists have together.

    `connection` sees one snapshot; `by` and `issued_on` are as in `differences_pdf`: the same data
    and facts give the same bytes. Every list has its sheet, an empty one too, and so has what was
    received. Whatever people wrote is a text, never a number, a formula or a link. `progress` gets
    (rows done, rows in all). Refuses an unknown batch, and a file that cannot be written.
    """
    facts = gather(connection, batch, by, issued_on)
    lists = [*LISTS, CAME]
    of = sum(one.count(facts.numbers) for one in lists)
    done = 0
    with report_file(out) as stream, book(stream, _properties(facts)) as made:
        _numbers(made, facts)
        _sessions(made, facts)
        for one in lists:
            for _row in _list(made, connection, one, facts):
                done += 1
                if progress and not done % _EVERY:
                    progress(done, of)
    return done


def _properties(facts: Facts) -> dict[str, Any]:
    made = facts.issue
    return {
        "title": say("Differences of batch {number}", number=facts.batch.number),
        "comments": proof(made.seal),
        "created": datetime.fromisoformat(made.seal.at).replace(tzinfo=None),
    }


# Sheets


def _numbers(book: Book, facts: Facts) -> None:
    """What the report is of, and the numbers that add up."""
    heads = [Head(say("What"), 26), Head(say("How many"), 30), Head(say("What it means"), 70)]
    rows = [*_told(facts), *_counted(facts)]
    sheet = book.sheet(say("Numbers"), heads)
    for row in rows:
        sheet.add(row)


def _told(facts: Facts) -> list[tuple[Value, Value, Value]]:
    batch, made = facts.batch, facts.issue
    listed = say("compared with the supplier's list")
    if not facts.numbers.has_list:
        listed = say("There is no list from the supplier")
    return [
        (say("Batch"), batch.number, listed),
        (say("Supplier"), batch.supplier, batch.note),
        (say("Received on"), batch.received_on, ""),
        (say("Issued"), made.on, made.by),
        (say("Workshop"), made.workshop, proof(made.seal)),
    ]


def _counted(facts: Facts) -> list[tuple[Value, Value, Value]]:
    n = facts.numbers
    listed: list[tuple[Value, Value, Value]] = [
        (say("Listed"), n.listed, say("lines of the list: those of the next four together")),
        (say("Came"), n.came, say("listed and received")),
        (say("Missing"), n.missing, say("listed, neither received nor refused")),
        (say("Refused, listed"), n.refused_listed, say("listed and turned away")),
        (say("Duplicate"), n.duplicate, say("lines twice in the list, or of a card here before")),
    ]
    unexpected = (say("Unexpected"), n.unexpected, say("received, not in the list"))
    whole = say("cards and boards, listed or not: came and unexpected together")
    return [
        *(listed if n.has_list else []),
        (say("Received"), n.received, whole if n.has_list else say("cards and boards")),
        *([unexpected] if n.has_list else []),
        (say("Refused in all"), n.refused, say("turned away, listed or not")),
        (say("Quarantined"), n.quarantined, say("of those received, set apart now")),
        (say("Receiving sessions"), n.sessions, ""),
        (say("Not ended"), n.open_sessions, say("sessions in which cards may still come")),
        (say("Not signed off"), n.unsigned, say("sessions that wait for a second person")),
    ]


def _sessions(book: Book, facts: Facts) -> None:
    heads = [
        Head(say("Person"), 24),
        Head(say("Station"), 14),
        Head(say("Begun (UTC)"), 17),
        Head(say("Ended (UTC)"), 17),
        Head(say("Received"), 12),
        Head(say("Unexpected"), 12),
        Head(say("Refused"), 12),
        Head(say("Quarantined"), 12),
        Head(say("Signed off by"), 24),
        Head(say("Signed (UTC)"), 17),
        Head(say("Note"), 50),
    ]
    sheet = book.sheet(say("Sessions"), heads)
    for one in facts.sessions:
        sheet.add(_session(one, facts))


def _session(one: ReceivingRow, facts: Facts) -> list[Value]:
    return [
        facts.issue.who(one.person),
        one.station,
        moment(one.started),
        moment(one.ended),
        one.received,
        one.unexpected,
        one.refused,
        one.quarantined,
        facts.issue.who(one.signed_by),
        moment(one.signed),
        one.note,
    ]


def _list(book: Book, connection: Connection, one: DifferenceList, facts: Facts) -> Iterator[None]:
    """Write a list, row by row as they are asked for; RuntimeError where there are not as many."""
    fields = [field for field in one.fields if field.width]
    heads = [Head(say(field.title), field.width) for field in fields]
    count, found = one.count(facts.numbers), 0
    sheet = book.sheet(say(one.words), heads)
    for row in one.rows(connection, facts.batch.number):
        sheet.add(field.text(row, facts.issue) for field in fields)
        found += 1
        yield
    if found != count:
        raise RuntimeError(f"a sheet of {count} rows has {found} of them")
