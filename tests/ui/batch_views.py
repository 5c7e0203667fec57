# SPDX-License-Identifier: MIT
"""The batches page: all batches in five ways, and one of them in each of its parts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, photographed
from whole_window import WholeWindow


def _batches(at: WholeWindow) -> QWidget:
    at.go("batches")
    for _ in range(4):  # from what is behind a number to the yields, to all batches, to their list
        at.key(Qt.Key.Key_Escape)
    return at.window


def _shop(words: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        _batches(at)
        at.press(words)
        return at.window

    return show


def _one(*words: str) -> Callable[[WholeWindow], QWidget]:
    """The newest batch, and these pressed."""

    def show(at: WholeWindow) -> QWidget:
        _batches(at)
        at.click_row("All batches")
        for each in words:
            at.press(each)
        return at.window

    return show


def choose_result(results: Any, result: str, plan: str = "") -> None:
    """Choose what the filter above a list of cards shows."""
    for box, value in ((results.result, result), (results.plan, plan)):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())


def _cards_with(result: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        _one("Cards")(at)
        page: Any = at.window.page
        choose_result(page.view.of_cards.results, result, "RESISTANCE")
        at.settle()
        return at.window

    return show


def _photos(at: WholeWindow) -> QWidget:
    _one("Photos…")(at)
    photographed(at, at.window.page, 3)
    return at.window


def _gap(at: WholeWindow) -> QWidget:
    _one("Balance")(at)
    at.click_row("What does not add up", "M")
    return at.window


def pdf_made(at: WholeWindow) -> QWidget:
    """A batch whose PDF was just written."""
    _one("Batch report", "Draft")(at)
    at.settle()
    return at.window


def _issued(at: WholeWindow) -> QWidget:
    """A batch with an issued report."""
    _one("Batch report", "Issue")(at)
    at.settle()
    return at.window


def _checked(at: WholeWindow) -> QWidget:
    """An issued report that was checked, after something else was done with its batch."""
    _issued(at)
    page: Any = at.window.page
    file = page.pdf._file
    photographed(at, page, 1)
    page.check.take(file)
    at.settle()
    return at.window


def _not_whole(at: WholeWindow) -> QWidget:
    """A draft that was checked."""
    pdf_made(at)
    page: Any = at.window.page
    page.check.take(page.pdf._file)
    at.settle()
    return at.window


def _yields(by: str, since: str = "All") -> Callable[[WholeWindow], QWidget]:
    """The yields of the shop by this."""

    def show(at: WholeWindow) -> QWidget:
        _shop("Yields")(at)
        at.press(by)
        at.press(since)
        at.settle()
        return at.window

    return show


def _behind(at: WholeWindow) -> QWidget:
    _yields("Test plan")(at)
    at.click_row("Yields", "In all")
    at.settle()
    return at.window


def _cpk(at: WholeWindow) -> QWidget:
    _yields("Test plan")(at)
    rows = at.table("Yields").rows
    at.click_row("Yields", str(rows.index(rows.rowCount() - 1, 0).data()))  # a plan, by any name
    at.press("Cpk")
    at.settle()
    return at.window


def _behind_fault(at: WholeWindow) -> QWidget:
    _yields("Faults")(at)
    at.click_row("Measurements that failed")
    at.settle()
    return at.window


def more_reports(at: WholeWindow) -> QWidget:
    """The menu of the other reports of a batch."""
    _one()(at)
    page: Any = at.window.page
    page.view.more.click()
    at.wait(at.dialogs)
    return at.dialogs()[0]


def progress_made(at: WholeWindow) -> QWidget:
    """The work in progress on paper."""
    _shop("Steps under way")(at)
    at.press("Work in progress")
    page: Any = at.window.page
    at.wait(lambda: not page.lists.is_busy)
    return at.window


VIEWS = [
    View("batches", _batches),
    View("batches, balance", _shop("Balance of the shop")),
    View("batches, times", _shop("Time per step")),
    View("batches, steps under way", _shop("Steps under way")),
    View("batches, yields", _yields("Day")),
    View("batches, yields by plan", _yields("Test plan")),
    View("batches, yields by station", _yields("Station")),
    View("batches, behind a yield", _behind),
    View("batches, Cpk", _cpk),
    View("batches, faults", _yields("Faults")),
    View("batches, behind a fault", _behind_fault),
    View("batch, overview", _one()),
    View("batch, balance", _one("Balance")),
    View("batch, a gap at the bench", _gap),
    View("batch, times", _one("Time per step")),
    View("batch, yields", _one("Yields")),
    View("batch, faults", _one("Yields", "Faults")),
    View("batch, cards", _one("Cards")),
    View("batch, cards that passed", _cards_with("passed")),
    View("batch, no card failed twice", _cards_with("twice")),
    View("batch, pieces", _one("Pieces", "Memory chip …")),
    View("batch, photos", _photos),
    View("batch, not closed", _one("Close batch")),
    View("batch, PDF made", pdf_made),
    View("batch, reports", _one("Batch report")),
    View("batch, report issued", _issued),
    View("batch, report checked", _checked),
    View("batch, draft checked", _not_whole),
    View("batches, work in progress made", progress_made),
    View("batch, difference report", _one("Difference report")),
]
