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

    def packing(self, number: str) -> None:
        """Write the packing list of what was sold of a batch."""

        def write(connection: Any, out: Path, **made: Any) -> int:
            from workshop.reports.packing import packing_pdf

            return packing_pdf(connection, out, batch=number, **made)

        self._list(say("Packing list {number}", number=number), write)

    def _list(self, name: str, write: Callable[..., int]) -> None:
        today = date.today().isoformat()
        made = {"by": self._desk.by, "issued_on": today}

        def on_snapshot(database: Any, out: Path, step: Step) -> int:
            with database.read() as connection:
                return write(connection, out, progress=step, **made)

        self._begin(f"{name} {today}.pdf", on_snapshot)

    def offer_more(self, below: QWidget, number: str) -> None:
        """Offer the other reports of a batch in a menu below what was pressed."""
        menu = QMenu(below)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(say("More reports"))
        for words, report in (
            (say("Receiving report"), self.receiving),
            (say("Certificate of what was taken out of service"), self.scrapped),
            (say("Packing list of what was sold"), self.packing),
        ):
            menu.addAction(words).triggered.connect(partial(_write, report, number))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))


def _write(report: Callable[[str], object], number: str, _checked: bool = False) -> None:
    report(number)
