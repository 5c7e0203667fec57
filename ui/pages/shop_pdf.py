# SPDX-License-Identifier: MIT
"""Lists of the shop as PDF: the stock, work in progress, what was received and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.desk import Step
from ui.pages.batch_pdf import BatchPdf
from workshop.language import say


class ShopPdf(BatchPdf):
    """Writes the files of a batch, and lists of the shop, one at a time."""

    def stock(self, place: str = "") -> None:
        """Write what lies in every place, or each piece of one."""

        def write(connection: Any, out: Path, **made: Any) -> int:
            from workshop.reports.stock import stock_pdf

            return stock_pdf(connection, out, place=place, **made)

        name = say("Stock list of {place}", place=place) if place else say("Stock list")
        self._list(name, write)

    def progress(self) -> None:
        """Write which cards stand at which step, and for how long."""

        def write(connection: Any, out: Path, **made: Any) -> int:
            from workshop.reports.progress import progress_pdf

            return progress_pdf(connection, out, **made)

        self._list(say("Work in progress"), write)

    def receiving(self, number: str) -> None:
        """Write who received what of a batch, and what was turned away."""

        def write(connection: Any, out: Path, **made: Any) -> int:
            from workshop.reports.receiving import receiving_pdf

            return receiving_pdf(connection, number, out, **made)

        self._list(say("Receiving {number}", number=number), write)

    def scrapped(self, number: str) -> None:
        """Write the certificate of what of a batch was taken out of service."""

        def write(connection: Any, out: Path, **made: Any) -> int:
            from workshop.reports.scrapped import scrapped_pdf

            return scrapped_pdf(connection, out, batch=number, **made)

        self._list(say("Taken out of service {number}", number=number), write)

    def packing(self, shipment: str, how: str) -> None:
        """Write the packing list of a shipment as `pdf` or as `xlsx`, or `issue` it."""
        if how == "issue":
            self.issue_list("packing", shipment)
        elif how == "xlsx":
            self._packing_sheet(shipment)
        else:

            def write(connection: Any, out: Path, **made: Any) -> int:
                from workshop.reports.packing import packing_pdf

                return packing_pdf(connection, shipment, out, **made)

            self._list(say("Packing list {number}", number=shipment), write)

    def _packing_sheet(self, shipment: str) -> None:
        made: dict[str, Any] = {"by": self._desk.by, "issued_on": date.today().isoformat()}

        def write(database: Any, out: Path, step: Step) -> int:
            from workshop.reports.packing import packing_xlsx

            with database.read() as connection:
                return packing_xlsx(connection, shipment, out, progress=step, **made)

        name = say("Packing list {number}", number=shipment)
        self._begin(f"{name} {made['issued_on']}.xlsx", write)

    def issue_list(self, kind: str, of: str) -> None:
        """Issue the certificate of a batch or the packing list of a shipment, and write it."""
        made, station = self._how(), self._desk.station or None

        def issue(database: Any, step: Step) -> tuple[int, str, Path]:
            from workshop.benches.photos import small_copy
            from workshop.reports.issuing import issue_list

            pictures = partial(small_copy, database)
            done = issue_list(database, kind, of, station=station, pictures=pictures,
                              progress=step, **made)  # fmt: skip
            assert done is not None  # a step ends it where it is called off
            return done.report, done.name, done.file

        def told(report: int) -> None:
            said = say("Report {report} of {about} is issued", report=report, about=of)
            self._context.answer("done", said, str(self._file))

        self._keep(say("Report of {about}", about=of), issue, told)

    def _how(self) -> dict[str, Any]:
        """By whom and when a list is drawn, on the paper and in the language of the reports."""
        settings = self._context.settings
        return {
            "by": self._desk.by,
            "issued_on": date.today().isoformat(),
            "paper": settings.report_paper,
            "language": settings.report_language,
        }

    def _list(self, name: str, write: Callable[..., int]) -> None:
        made = self._how()

        def on_snapshot(database: Any, out: Path, step: Step) -> int:
            from workshop.benches.photos import small_copy

            pictures = partial(small_copy, database)
            with database.read() as connection:
                return write(connection, out, progress=step, pictures=pictures, **made)

        self._begin(f"{name} {made['issued_on']}.pdf", on_snapshot)

    def offer_more(self, below: QWidget, number: str) -> None:
        """Offer the other reports of a batch in a menu below what was pressed."""
        menu = QMenu(below)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(say("More reports"))
        for words, report in (
            (say("Receiving report"), self.receiving),
            (say("Certificate of what was taken out of service"), self.scrapped),
            (say("Issue the certificate"), partial(self.issue_list, "scrapped")),
        ):
            menu.addAction(words).triggered.connect(partial(_write, report, number))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))


def _write(report: Callable[[str], object], number: str, _checked: bool = False) -> None:
    report(number)
