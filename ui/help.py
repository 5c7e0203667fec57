# SPDX-License-Identifier: MIT
"""Help at any time: the manual beside the window, and every key of what is in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action, help_lines
from ui.widgets.controls import Button, Label
from ui.widgets.roles import Role
from workshop.language import say

if TYPE_CHECKING:
    from ui.manual import ManualWindow
    from ui.pages.page import Page

# Which page of the manual belongs to which page of the window, or part of it; none to none yet.
MANUAL_PAGES = {
    "": "begin",
    "intake": "take-in",
    "bench": "strip",
    "tests": "tests",
    "stock": "stock",
    "batches": "close",
    "dashboard": "today",
    "find": "find",
    "settings": "settings",
    "settings/people": "begin",
    "settings/stations": "begin",
    "settings/places": "begin",
    "settings/maps": "catalogue",
    "settings/labels": "labels",
    "settings/layouts": "label-layouts",
    "settings/printers": "labels",
    "settings/routings": "catalogue",
    "settings/plans": "test-plans",
    "settings/profiles": "catalogue",
    "settings/hot": "catalogue",
    "settings/blocked": "take-in",
    "settings/papers": "close",
    "settings/instruments": "tests",
    "settings/logs": "tests",
    "settings/commands": "window",
    "settings/database": "backup",
    "settings/health": "backup",
    "stock/shipments": "ship",
}
MANUAL_KEY, KEYS_KEY = "F1", "Ctrl+F1"


class Help(QObject):
    """The manual and the keys of a window, each made when it is asked for."""

    def __init__(
        self,
        parent: QWidget,
        page: Callable[[], Page | None],
        everywhere: Callable[[], Iterable[Action]],
    ) -> None:
        super().__init__(parent)
        self._window, self._page, self._everywhere = parent, page, everywhere
        self.manual: ManualWindow | None = None
        self.keys: HelpDialog | None = None

    def open_manual(self) -> None:
        """Open the manual at what belongs to the page in sight; its first where there is none."""
        from ui.manual import ManualWindow

        if self.manual is None:
            self.manual = ManualWindow()
            self.manual.destroyed.connect(self._manual_gone)
        page = self._page()
        name, part = (page.name, page.part) if page else ("", "")
        self.manual.open(MANUAL_PAGES.get(f"{name}/{part}") or MANUAL_PAGES[name])
        self.manual.show()
        self.manual.raise_()
        self.manual.activateWindow()

    def show_keys(self) -> None:
        """Show the keys of the window and of the page in sight."""
        if self.keys is not None:
            self.keys.reject()
        groups = [(say("Everywhere"), self._everywhere())]
        if (page := self._page()) is not None:
            groups.append((say(page.title), page.actions_here()))
        self.keys = HelpDialog(help_lines(groups), self._window)
        self.keys.finished.connect(self._keys_gone)
        self.keys.open()

    def close(self) -> None:
        """The window goes, or speaks another language: so does the manual."""
        if self.manual is not None:
            self.manual.close()

    def _manual_gone(self) -> None:
        self.manual = None

    def _keys_gone(self) -> None:
        self.keys = None


class _Scrolls(QScrollArea):
    """Scrolled by arrow keys; a screen reader is told that it is a part of the dialog."""

    heard_as = Role.Pane


class HelpDialog(QDialog):
    """Lines of (group, keys, words), each group under its heading."""

    def __init__(
        self, lines: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.addWidget(Label(say("Keys"), theme.TITLE, strong=True))
        column.addWidget(
            Label(
                say("Scan at any time, on any page: no field needs to be chosen first."),
                ink="quiet",
                wraps=True,
            )
        )
        area = _Scrolls()
        area.setWidgetResizable(True)
        area.setAccessibleName(say("Keys"))
        area.setWidget(self._lines(lines))
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(say("Close"), press=self.accept))
        column.addLayout(row)

    def _lines(self, lines: Sequence[tuple[str, str, str]]) -> QWidget:
        inside = QWidget()
        inside.setObjectName("page")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        shown, row = "", 0
        for group, keys, words in lines:
            if group != shown:
                shown = group
                heading = Label(group, theme.NOTE, ink="quiet")
                heading.setContentsMargins(0, 12 if row else 0, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                row += 1
            grid.addWidget(Label(keys, strong=True), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(words, wraps=True), row, 1)
            row += 1
        grid.setRowStretch(row, 1)
        return inside
