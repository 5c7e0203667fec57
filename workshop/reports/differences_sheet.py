# SPDX-License-Identifier: MIT
"""The difference report of a delivery as a spreadsheet: its numbers, and a sheet for each list."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import Connection
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from workshop.domain.text import has_hidden
from workshop.language import say
from workshop.queries.receiving import ReceivingRow
from workshop.reports.difference_lists import CAME, LISTS, DifferenceList, Facts, gather
from workshop.reports.parts import proof
from workshop.reports.sheet import Progress, report_file
from workshop.reports.words import moment

# Characters a cell holds at most are 32,767; a hidden one shown may be longer than it was.
_LONGEST = 32_000
# So many rows are written between two signs of life.
_EVERY = 500

Value = str | int


class Head(NamedTuple):
    """The head of a column, and its width in characters."""

    title: str
    width: float


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
    with report_file(out) as stream, _book(stream, facts) as book:
        _numbers(book, facts)
        _sessions(book, facts)
        for one in lists:
            for _row in _list(book, connection, one, facts):
                done += 1
                if progress and not done % _EVERY:
                    progress(done, of)
    return done


@contextmanager
def _book(stream: BinaryIO, facts: Facts) -> Iterator[Workbook]:
    """A workbook that keeps its rows in files of its own until it is closed, and they go."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        book = Workbook(stream, options)
        made = facts.issue
        book.set_properties(
            {
                "title": say("Differences of batch {number}", number=facts.batch.number),
                "author": "Card Workshop",
                "comments": proof(made.seal),
                "created": datetime.fromisoformat(made.seal.at).replace(tzinfo=None),
            }
        )
        try:
            yield book
        finally:
            _close(book)


def _close(book: Workbook) -> None:
    """Put the book together; also where it failed, or its files would stay open."""
    try:
        book.close()
    except FileCreateError as error:
        reason = error.args[0] if error.args else None
        raise reason if isinstance(reason, OSError) else OSError(str(error)) from error


# Sheets


class _Sheet:
    """A sheet written row by row under a head that stays in sight and can be filtered by."""

    def __init__(self, book: Workbook, name: str, heads: Sequence[Head], count: int) -> None:
        self._sheet = book.add_worksheet(name[:31])
        self._row = 0
        style = book.add_format(
            {"bold": True, "bg_color": "#F3F5F8", "font_color": "#17202B", "bottom": 1}
        )
        for column, head in enumerate(heads):
            self._sheet.set_column(column, column, head.width)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self.add([head.title for head in heads], style)

    def add(self, values: Iterable[Value], style: Any = None) -> None:
        """Write the next row: texts as texts, numbers as numbers."""
        for column, value in enumerate(values):
            if isinstance(value, int):
                failed = self._sheet.write_number(self._row, column, value, style)
            elif not value:
                continue
            else:
                failed = self._sheet.write_string(self._row, column, _plain(value), style)
            if failed:
                raise RuntimeError(f"row {self._row} has no room in a sheet")
        self._row += 1


def _plain(text: str) -> str:
    """A text any spreadsheet program shows as it is: what nobody sees is made visible."""
    text = text[:_LONGEST]
    if has_hidden(text):
        text = "".join("�" if has_hidden(c) else c for c in text)
    return text


def _numbers(book: Workbook, facts: Facts) -> None:
    """What the report is of, and the numbers that add up."""
    heads = [Head(say("What"), 26), Head(say("Number"), 30), Head(say("What it means"), 70)]
    rows = [*_told(facts), *_counted(facts)]
    sheet = _Sheet(book, say("Numbers"), heads, len(rows))
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


def _sessions(book: Workbook, facts: Facts) -> None:
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
    sheet = _Sheet(book, say("Sessions"), heads, len(facts.sessions))
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


def _list(
    book: Workbook, connection: Connection, one: DifferenceList, facts: Facts
) -> Iterator[None]:
    """Write a list, row by row as they are asked for; RuntimeError where there are not as many."""
    fields = [field for field in one.fields if field.width]
    heads = [Head(say(field.title), field.width) for field in fields]
    count, found = one.count(facts.numbers), 0
    sheet = _Sheet(book, say(one.words), heads, count)
    for row in one.rows(connection, facts.batch.number):
        sheet.add(field.text(row, facts.issue) for field in fields)
        found += 1
        yield
    if found != count:
        raise RuntimeError(f"a sheet of {count} rows has {found} of them")
