# SPDX-License-Identifier: MIT
"""Codes full of commands, markup and 4 KB of text, between good ones, on every page and dialog.

Nothing is pressed, typed, chosen, opened or closed by them, nothing is recorded, and every good
code is heard and answered.
"""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

sys.path.insert(0, str(Path(__file__).parent))
from every_view import DIALOGS, PAGES, lifelike, put_away
from whole_window import WholeWindow, own_home

# Ctrl+Z, Ctrl+Q, Ctrl+F and Ctrl+R are keys of this window; Escape and Enter those of dialogs;
# a blank presses the button that has the keyboard; plus, minus and 0 zoom a board.
HOSTILE = [
    "[)>\x1e06\x1d1TLOT\x1aUNDO\x11QUIT\x06FIND\x12\x1e\x04",
    "\x1a\x1a\x1a\x1a\x11\x11",
    "ab \x1b\x1b  \x1b cd",
    "<img src=x> & <b>1</b>",
    "+0-+0- 1234 ++",
    "'; DROP TABLE piece; --",
]
LONG = "M9YV" * 1024
BADGES = ("CWP-ANA", "CWP-LI")


class Watch:
    """Everything that can happen in a window, noted while it happens."""

    def __init__(self, at: WholeWindow) -> None:
        self.at = at
        self.happened: list[str] = []
        self._undo: list[tuple[Any, Callable[..., None]]] = []
        for top in QApplication.topLevelWidgets():
            self._follow(top)
        self.window = at.window.page.name if at.window.page else ""
        self.focus = QApplication.focusWidget()
        self.dialogs = at.dialogs()
        self.entries = entries(at)

    def _note(self, signal: Any, what: str) -> None:
        def note(*_: object) -> None:
            self.happened.append(what)

        signal.connect(note)
        self._undo.append((signal, note))

    def _follow(self, top: QWidget) -> None:
        for one in top.findChildren(QAbstractButton):
            self._note(one.pressed, f"pressed {one.accessibleName() or one.text()}")
            self._note(one.clicked, f"clicked {one.accessibleName() or one.text()}")
        for one in top.findChildren(QShortcut):
            self._note(one.activated, f"shortcut {one.key().toString()}")
        for one in top.findChildren(QComboBox):
            self._note(one.currentIndexChanged, f"chose in {one.accessibleName()}")
            self._note(one.editTextChanged, f"typed in {one.accessibleName()}")
        for one in top.findChildren(QAbstractItemView):
            self._note(one.activated, f"activated in {one.accessibleName()}")
        for one in top.findChildren(QLineEdit):
            self._note(one.textEdited, f"typed in {one.accessibleName()}")
            self._note(one.returnPressed, f"Enter in {one.accessibleName()}")
        for one in top.findChildren(QPlainTextEdit):
            self._note(one.textChanged, f"typed in {one.accessibleName()}")
        for dialog in [top, *top.findChildren(QDialog)]:
            if isinstance(dialog, QDialog):
                self._note(dialog.finished, f"closed {dialog.windowTitle()}")

    def end(self, records: int) -> list[str]:
        """What happened that should not have; so many records are as they should be."""
        at = self.at
        for signal, note in self._undo:
            with suppress(RuntimeError):  # its widget went with a list that was made anew
                signal.disconnect(note)
        found = list(dict.fromkeys(self.happened))
        if not at.window.isVisible():
            found.append("the window was closed")
        elif at.window.page is not None and at.window.page.name != self.window:
            found.append(f"the page became {at.window.page.name}")
        if [one for one in self.dialogs if not shiboken6.isValid(one) or not one.isVisible()]:
            found.append("a dialog was closed")
        if len(at.dialogs()) > len(self.dialogs):
            found.append("a dialog was opened")
        focus = QApplication.focusWidget()
        if focus is not self.focus:
            found.append(f"the keyboard went to {type(focus).__name__}")
        if entries(at) != self.entries + records:
            found.append("something was recorded")
        return found


def entries(at: WholeWindow) -> int:
    """How many entries the journal has."""
    from workshop.queries import QUERIES

    with at.desk._room.opened().read() as connection:
        newest: int = QUERIES["newest"](connection)
    return newest


def throw(
    at: WholeWindow,
    good: Callable[[int], str],
    codes: Sequence[str] = (*HOSTILE, LONG),
    records: int = 0,
) -> tuple[list[str], list[str], list[str]]:
    """Type the hostile codes with a good one after each; so many of those are recorded.

    Returns what happened that should not have, the codes that were typed, and those heard.
    """
    heard = len(at.scans)
    watch = Watch(at)
    typed: list[str] = []
    for number, code in enumerate(codes):
        for one in (code, good(number)):
            if at.window.isVisible():
                at.scan(one, settle=False)
            typed.append(one)
    at.settle()
    return watch.end(records), typed, at.scans[heard:]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=4)


@pytest.fixture
def target(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That workshop, for one test alone."""
    own_home(monkeypatch, tmp_path)
    return Path(shutil.copy(demo, tmp_path / "workshop.db"))


@pytest.fixture
def at(app: QApplication, target: Path, tmp_path: Path) -> Iterator[WholeWindow]:
    """The window, with the scanner in front of it."""
    found = WholeWindow(target, tmp_path)
    yield found
    found.close()


def badge(number: int) -> str:
    """A code that is good on every page: somebody signs in."""
    return BADGES[number % 2]


def places_for_the_keyboard(at: WholeWindow) -> list[QWidget]:
    """One button, one field, one list and one box of those in sight."""
    kinds: list[type[QWidget]] = [QAbstractButton, QLineEdit, QAbstractItemView, QComboBox]
    found: list[QWidget] = []
    for kind in kinds:
        seen = [
            one
            for one in at.window.findChildren(kind)
            if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        found += [one for one in seen if at.window.stack.isAncestorOf(one)][:1]
    return found


def test_no_page_takes_them_for_anything(at: WholeWindow) -> None:
    faults = {}
    for view in PAGES:
        view.show(at)
        codes = [*HOSTILE, LONG] if view.name in ("intake, scans", "find, nothing") else HOSTILE
        here = places_for_the_keyboard(at)
        if here:
            here[len(faults) % len(here)].setFocus()
        happened, typed, heard = throw(at, badge, codes)
        faults[view.name] = happened
        assert heard == typed, view.name
        assert at.context.person == badge(len(codes) - 1).removeprefix("CWP-")
    assert {name: found for name, found in faults.items() if found} == {}


def test_whatever_has_the_keyboard_they_are_scans(at: WholeWindow) -> None:
    for name in ("intake, scans", "bench, site", "tests, plan", "settings, labels"):
        next(view for view in PAGES if view.name == name).show(at)
        for widget in places_for_the_keyboard(at):
            widget.setFocus()
            happened, typed, heard = throw(at, badge, HOSTILE)
            assert (happened, heard) == ([], typed), f"{name}, {widget.accessibleName()}"


@pytest.mark.parametrize("view", DIALOGS, ids=lambda view: view.name)
def test_no_dialog_is_answered_by_them_and_the_cards_are_in(at: WholeWindow, view: Any) -> None:
    view.show(at)
    if at.window.page is not None and at.window.page.name != "intake":
        happened, typed, heard = throw(at, lambda n: "CWL-TRAY-12")
        assert (happened, heard) == ([], typed)
        return
    before = received(at)
    happened, typed, heard = throw(at, lambda n: f"NEW000{n}", records=len(HOSTILE) + 1)
    assert (happened, heard) == ([], typed)
    assert received(at) == before + len(HOSTILE) + 1
    put_away(at)


def test_an_open_list_stays_open(at: WholeWindow) -> None:
    next(view for view in PAGES if view.name == "intake, scans").show(at)
    box = at.field("Model")
    assert isinstance(box, QComboBox)
    box.setFocus()
    box.showPopup()
    QTest.qWait(50)
    before = received(at)
    happened, typed, heard = throw(at, lambda n: f"NEW000{n}", records=len(HOSTILE) + 1)
    assert (happened, heard) == ([], typed)
    assert box.view().isVisible()
    assert box.currentText() == ""
    assert received(at) == before + len(HOSTILE) + 1
    box.hidePopup()


def received(at: WholeWindow) -> int:
    """How many cards were received."""
    from workshop.queries import QUERIES

    with at.desk._room.opened().read() as connection:
        rows = QUERIES["batches"](connection)
    return sum(row.received for row in rows)


@pytest.mark.parametrize("name", ["intake, scans", "bench, site", "settings, labels"])
def test_without_the_scanner_in_front_they_do_harm(
    app: QApplication, target: Path, tmp_path: Path, name: str
) -> None:
    """The planted fault: the same codes, the same window, and nobody who listens."""
    at = WholeWindow(target, tmp_path)
    try:
        next(view for view in PAGES if view.name == name).show(at)
        at.scanner.stop()
        here = places_for_the_keyboard(at)
        here[0].setFocus()
        happened, typed, heard = throw(at, badge)
        assert heard != typed
        assert happened != []
    finally:
        at.close()


def test_without_the_scanner_in_front_a_dialog_is_answered(
    app: QApplication, target: Path, tmp_path: Path
) -> None:
    """The same in a dialog."""
    at = WholeWindow(target, tmp_path)
    try:
        next(view for view in DIALOGS if view.name == "who is working").show(at)
        at.scanner.stop()
        happened, typed, heard = throw(at, badge)
        assert heard != typed
        assert any("a dialog was closed" in what for what in happened)
    finally:
        at.close()
