# SPDX-License-Identifier: MIT
"""Issues reports: each is drawn of one snapshot, kept, and only then noted.

Whoever stops it in between leaves a kept file that nothing speaks of, and no number.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Unpack
from uuid import uuid4

from sqlalchemy import Connection

from workshop.acts.reports import issue_report
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import ReportKind
from workshop.language import mark, say
from workshop.queries.batches import batch
from workshop.queries.issued import ReportRow, numbered
from workshop.queries.pieces import passport
from workshop.queries.report import Seal, seal
from workshop.queries.shipments import shipment
from workshop.reports.ahead import Pictures
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import AS_USUAL, Choices
from workshop.reports.listing import How
from workshop.reports.packing import packing_pdf
from workshop.reports.passport import passport_pdf
from workshop.reports.profile_runs import Curves
from workshop.reports.scrapped import scrapped_pdf
from workshop.reports.sheet import Cancelled, Progress, report_file
from workshop.storage.database import Database
from workshop.storage.evidence import keep_report, kept, to_be_kept
from workshop.storage.issued import next_number

# Draws a report with the number it is to bear into a file; the number of its pages.
Draw = Callable[[Connection, Path, int], int]

_NAMES = {
    ReportKind.BATCH: mark("Batch {number}, report {report}.pdf"),
    ReportKind.PASSPORT: mark("Passport {number}, report {report}.pdf"),
    ReportKind.SCRAPPED: mark("Out of service {number}, report {report}.pdf"),
    ReportKind.PACKING: mark("Packing list {number}, report {report}.pdf"),
}


class Issued(NamedTuple):
    """The report that was issued: its number, what it is of, its kept file, how many pages."""

    report: int
    about: str
    name: str
    file: Path
    pages: int
    entry: int


class _Drawn(NamedTuple):
    """A report on its way: the number it bears, what it is of, and what it was drawn at."""

    report: int
    about: str
    seal: Seal
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

    Refuses an unknown batch, somebody nobody knows, and a report too large to keep.
    """

    def draw(connection: Connection, out: Path, report: int) -> int:
        return batch_pdf(
            connection, number, out, choices=choices, pictures=pictures, report_number=report,
            by=by, issued_on=issued_on, progress=progress, cancelled=cancelled,
        )  # fmt: skip

    noted = {"issued_on": issued_on, "choices": choices.facts()}
    return _issue(database, ReportKind.BATCH, number, draw, noted, by, station)


def issue_list(
    database: Database,
    kind: str,
    of: str,
    *,
    station: str | None = None,
    curves: Curves | None = None,
    **how: Unpack[How],
) -> Issued | None:
    """Issue a passport (of a tag), a certificate of what was scrapped (of a batch) or a packing
    list (of a shipment) on the day `issued_on`; None where it was cancelled.

    Refuses other kinds, what there is not, and somebody nobody knows.
    """
    if kind not in _NAMES or kind == ReportKind.BATCH:
        raise Refused("Only batch reports, passports, certificates and packing lists are issued.")
    wanted = ReportKind(kind)

    def draw(connection: Connection, out: Path, report: int) -> int:
        made = how | How(report_number=report)
        if wanted is ReportKind.PASSPORT:
            return passport_pdf(connection, of, out, curves=curves, **made)
        if wanted is ReportKind.SCRAPPED:
            return scrapped_pdf(connection, out, batch=of, **made)
        return packing_pdf(connection, of, out, **made)

    choices = {name: how.get(name) or "" for name in ("paper", "language")}
    noted = {"issued_on": how.get("issued_on"), "choices": choices}
    return _issue(database, wanted, of, draw, noted, how.get("by"), station)


def _issue(
    database: Database,
    kind: ReportKind,
    of: str,
    draw: Draw,
    noted: Mapping[str, Any],
    by: str | None,
    station: str | None,
) -> Issued | None:
    """Draw a report, keep it, and note it; once more where another took its number meanwhile."""
    for is_last in (False, True):
        with to_be_kept(database) as part:
            made = _draw(database, kind, of, draw, part)
            if made is None:
                return None
            name = say(_NAMES[kind], number=made.about, report=made.report)
            file = keep_report(database, part, name)
        try:
            receipt = database.write(
                issue_report,
                by=by,
                station=station,
                key=str(uuid4()),
                number=made.report,
                kind=kind.value,
                about=made.about,
                drawn_entry=made.seal.number,
                drawn_hash=made.seal.hash,
                file=file,
                **noted,
            )
        except Refused:
            if is_last or not _is_taken(database, made.report):
                raise
            continue
        place = kept(database, file["sha256"])
        return Issued(made.report, made.about, name, place, made.pages, receipt["entry"])
    return None


def _draw(database: Database, kind: ReportKind, of: str, draw: Draw, part: Path) -> _Drawn | None:
    """Draw the report with the number that comes next."""
    with database.read() as connection:
        report = next_number(connection)
        about = _named(connection, kind, of)
        pages = draw(connection, part, report)
        return _Drawn(report, about, seal(connection), pages) if pages else None


def _named(connection: Connection, kind: ReportKind, of: str) -> str:
    """What a report is of, as it is written; refuses what there is not."""
    if kind is ReportKind.PASSPORT:
        return written(passport(connection, tag=of).piece.tag)
    if kind is ReportKind.PACKING:
        return shipment(connection, number=of).number
    return batch(connection, number=of).number


def _is_taken(database: Database, report: int) -> bool:
    with database.read() as connection:
        return next_number(connection) != report


def issued_file(database: Database, report: int) -> tuple[ReportRow, Path]:
    """What is known of an issued report, and where its kept file lies.

    Refuses a number no report has, and a kept file that is missing or was changed.
    """
    with database.read() as connection:
        found = numbered(connection, report)
    if found is None:
        raise Refused(
            "There is no issued report {number}. Perhaps it was withdrawn.", number=report
        )
    return found, kept(database, found.sha256)


def copy_issued(database: Database, report: int, out: Path) -> ReportRow:
    """Write an issued report again, byte for byte; returns what is known of it.

    Refuses what `issued_file` refuses, and a file that cannot be written.
    """
    found, file = issued_file(database, report)
    copy_file(file, out)
    return found


def copy_file(kept_file: Path, out: Path) -> None:
    """Write a kept file to another place, whole; refuses one that cannot be written."""
    with kept_file.open("rb") as source, report_file(out) as stream:
        shutil.copyfileobj(source, stream, 2**20)
