# SPDX-License-Identifier: MIT
"""The manual in a window of its own: contents, a search, and the page that one reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.manual_text import ManualText
from ui.settings import DECLARED
from ui.widgets.controls import Button
from workshop.language import say
from workshop.manual import START, Found, Manual
from workshop.manual.pages import escaped, slug

_WHERE = Qt.ItemDataRole.UserRole


class _Place(NamedTuple):
    """A page, the heading that was asked for, and how far it was scrolled when it was left."""

    name: str
    heading: str = ""
    scrolled: int = 0


def settings_table(*names: str) -> str:
    """Settings of this computer as the manual lists them: in the file, in the window, what for."""
    lines = ["| in the file | in the window | what it does |", "| --- | --- | --- |"]
    for name in names:
        one = DECLARED[name]
        default = "" if one.default in ("", []) else f" Usually `{_spelled(one.default)}`."
        bounds = " From {} to {}.".format(*one.bounds) if one.bounds else ""
        choices = f" One of {', '.join(f'`{c}`' for c in one.choices)}." if one.choices else ""
        lines.append(f"| `{name}` | {one.words} | {one.help}{choices}{bounds}{default} |")
    return "\n".join(lines)


def _spelled(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def the_manual() -> Manual:
    """The manual with all that the window knows of."""
    return Manual({"settings": settings_table})


def _listed(found: Sequence[Found]) -> str:
    """The places that were found, as a page."""
    if not found:
        return say("Nothing in the manual has all these words.")
    places = []
    for one in found:
        heading = f"{one.title} – {one.heading}" if one.heading else one.title
        link = f"{one.name}.md#{slug(one.heading)}"
        places.append(f"**[{escaped(heading)}]({link})**\n\n{escaped(one.excerpt)}")
    return "\n\n".join(places)


class ManualWindow(QWidget):
    """Beside the window, not in front of it: one reads and works."""

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self)
        self.manual = the_manual()
        self._past: list[_Place] = []
        self._here = _Place(START)
        self._found: list[Found] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setObjectName("page")
        self.setWindowTitle(say("Manual"))
        self.setMinimumSize(640, 480)
        self.resize(1040, 720)
        self.text = ManualText(self.manual.folder)
        self.text.followed.connect(self.open)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(16)
        whole.addLayout(self._side())
        whole.addWidget(self.text, 1)
        for keys, do in (
            ("Alt+Left", self.back),
            ("Ctrl+F", self.search.setFocus),
            ("F1", lambda: self.open(START)),
            ("Ctrl++", lambda: self.text.enlarge(1)),
            ("Ctrl+-", lambda: self.text.enlarge(-1)),
            ("Ctrl+0", lambda: self.text.enlarge(0)),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        self.list_contents()
        self.open(START)
        self.text.setFocus()

    def _side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        row = QHBoxLayout()
        self.back_button = Button(say("Back"), icon="chevron-left", press=self.back)
        self.first = Button(say("Contents"), press=lambda: self.open(START))
        row.addWidget(self.back_button)
        row.addWidget(self.first, 1)
        column.addLayout(row)
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("Search the manual"))
        self.search.setAccessibleName(say("Search the manual"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._take_first)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(say("Pages of the manual"))
        self.list.setSpacing(2)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        column.addWidget(self.list, 1)
        for one in (self.search, self.list):
            one.setFixedWidth(280)
        return column

    # Reading

    def open(self, name: str, heading: str = "") -> None:
        """Show this page, or the first where there is none of this name."""
        try:
            page = self.manual.page(name)
        except KeyError:
            name, heading, page = START, "", self.manual.page(START)
        if name != self._here.name:
            scrolled = self.text.verticalScrollBar().value()
            self._past.append(self._here._replace(scrolled=scrolled))
        self._here, self._found = _Place(name, heading), []
        self.text.show_page(page, heading)
        self._mark()

    def back(self) -> None:
        """Show the page one came from, as it was left."""
        if not self._past:
            return
        self._here, self._found = self._past.pop(), []
        self.text.show_page(self.manual.page(self._here.name))
        self.text.verticalScrollBar().setValue(self._here.scrolled)
        self._mark()

    def _mark(self) -> None:
        """Mark the page in sight in the contents, and offer the way back where there is one."""
        self.back_button.setEnabled(bool(self._past))
        here = "" if self._found else self._here.name
        for place in range(self.list.count()):
            if here and self.list.item(place).data(_WHERE) == here:
                self.list.setCurrentRow(place)
                return
        self.list.setCurrentRow(-1)

    # Finding

    def list_contents(self) -> None:
        """List every page under the part it belongs to."""
        self.list.clear()
        part = ""
        for entry in self.manual.contents:
            if entry.part != part:
                part = entry.part
                self._add(part, "")
            self._add(entry.title, entry.name)
        self._mark()

    def _look(self, text: str) -> None:
        """Show where all these words stand; without any, the page that was in sight."""
        if text.strip():
            self._found = self.manual.find(text)
            self.text.show_page(_listed(self._found))
        else:
            self._found = []
            self.text.show_page(self.manual.page(self._here.name), self._here.heading)
        self._mark()

    def _add(self, words: str, where: str) -> None:
        """A line that leads to a page; for none, the heading of a part."""
        item = QListWidgetItem(words)
        item.setData(_WHERE, where)
        if not where:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setForeground(QColor(theme.tokens().quiet))
            item.setFont(theme.font(theme.NOTE))
        item.setSizeHint(QSize(0, theme.ROW))
        self.list.addItem(item)

    def _take_first(self) -> None:
        if self._found:
            self.open(self._found[0].name, self._found[0].heading)

    def _take(self, item: QListWidgetItem) -> None:
        if where := item.data(_WHERE):
            self.open(where)

    def _escape(self) -> None:
        """Back to the contents; from there, back to work."""
        if self.search.text():
            self.search.clear()
        else:
            self.close()
