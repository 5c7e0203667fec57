# SPDX-License-Identifier: MIT
"""Issues the report of a batch: drawn of one snapshot, kept, and only then noted.

Whoever stops it in between leaves a kept file that nothing speaks of, and no number.
"""

import io
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from workshop.acts.reports import issue_report
from workshop.domain.refused import Refused
from workshop.domain.terms import ReportKind
from workshop.language import say
from workshop.queries.batches import batch
from workshop.queries.issued import ReportRow, numbered
from workshop.queries.report import Seal, seal
from workshop.reports.ahead import Pictures
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import AS_USUAL, Choices
from workshop.reports.sheet import Cancelled, Progress, report_file
from workshop.storage.database import Database
from workshop.storage.evidence import keep, read
from workshop.storage.issued import next_number


class Issued(NamedTuple):
    """The report that was issued: its number, its batch, its file, how many pages."""

    report: int
    batch: str
    name: str
    content: bytes
    pages: int
    entry: int


class _Drawn(NamedTuple):
    """A report on its way: the number it bears, and what it was drawn at."""

    report: int
    batch: str
    seal: Seal
    content: bytes
    pages: int


def issue_batch(
    database: Database,
    number: str,
    *,
    issued_on: str,
    choices: Choices = AS_USUAL,
    pictures: Pictures | None = None,
    by: str | None = None,
    station: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Issued | None:
    """Issue the report of a batch on a day (YYYY-MM-DD); None where it was cancelled.

    Where another report took its number meanwhile, it is drawn once more. Refuses an unknown
    batch, somebody nobody knows, and a report too large to keep.
    """
    for is_last in (False, True):
        made = _draw(database, number, choices, pictures, by, issued_on, progress, cancelled)
        if made is None:
            return None
        name = say("Batch {number}, report {report}.pdf", number=made.batch, report=made.report)
        try:
            receipt = database.write(
                issue_report,
                by=by,
                station=station,
                key=str(uuid4()),
                number=made.report,
                kind=ReportKind.BATCH.value,
                about=made.batch,
                drawn_entry=made.seal.number,
                drawn_hash=made.seal.hash,
                file=keep(database, made.content, name),
                choices=choices.facts(),
                issued_on=issued_on,
            )
        except Refused:
            if is_last or not _is_taken(database, made.report):
                raise
            continue
        return Issued(made.report, made.batch, name, made.content, made.pages, receipt["entry"])
    return None


def _draw(
    database: Database,
    number: str,
    choices: Choices,
    pictures: Pictures | None,
    by: str | None,
    issued_on: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> _Drawn | None:
    """Draw the report with the number that comes next."""
    stream = io.BytesIO()
    with database.read() as connection:
        report = next_number(connection)
        pages = batch_pdf(
            connection,
            number,
            stream,
            choices=choices,
            pictures=pictures,
            report_number=report,
            by=by,
            issued_on=issued_on,
            progress=progress,
            cancelled=cancelled,
        )
        if not pages:
            return None
        name = batch(connection, number=number).number
        return _Drawn(report, name, seal(connection), stream.getvalue(), pages)


def _is_taken(database: Database, report: int) -> bool:
    with database.read() as connection:
        return next_number(connection) != report


def issued_bytes(database: Database, report: int) -> tuple[ReportRow, bytes]:
    """What is known of an issued report, and its kept file.

    Refuses a number no report has, and a kept file that is missing or was changed.
    """
    with database.read() as connection:
        found = numbered(connection, report)
    if found is None:
        raise Refused(
            "There is no issued report {number}. Perhaps it was withdrawn.", number=report
        )
    return found, read(database, found.sha256)


def copy_issued(database: Database, report: int, out: Path) -> ReportRow:
    """Write an issued report again, byte for byte; returns what is known of it.

    Refuses what `issued_bytes` refuses, and a file that cannot be written.
    """
    found, content = issued_bytes(database, report)
    with report_file(out) as stream:
        stream.write(content)
    return found
