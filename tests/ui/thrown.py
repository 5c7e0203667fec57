# SPDX-License-Identifier: MIT
"""Hostile codes typed into a window, and all that they must not bring about there."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import shiboken6
from every_view import DIALOGS, PAGES
from hostile_codes import hostile_codes
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
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
from whole_window import WholeWindow

SORTS = hostile_codes()
ALL = [code for codes in SORTS.values() for code in codes]
random.Random(7).shuffle(ALL)

# A few of each sort that keys or buttons answer to, for where each is thrown in many places.
SOME = [*SORTS["keys"], *SORTS["markup"][:1], *SORTS["SQL"][:1]]
LONG = SORTS["long"][0]
BADGES = ("CWP-ANA", "CWP-LI")

# Hostile codes between two good ones.
EVERY = 4

# Reading these is the program at work: what it is made of, and the folder of the test.
OWN = (
    sys.prefix,
    sys.base_prefix,
    str(Path(__file__).parents[2]),
    "/usr/",
    "/etc/ld",
    "/proc/self",
)


class Doors:
    """What was opened by this process while it was watched: files and connections.

    A hook cannot be taken off again, so there is one for all tests, which listens on demand.
    """

    def __init__(self) -> None:
        self.opened: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.opened is None or "/settings/" in f"{next(iter(arguments), None)}/":
            return  # who works here is kept in the settings of this computer: a badge writes them
        if ".thumbnails" in str(next(iter(arguments), "")):
            return  # the small copy of a photo that a view before showed, made when there is time
        if event == "open":
            path, mode, flags = str(arguments[0]), arguments[1] or "", arguments[2] or 0
            writes = set(mode) & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes or not path.startswith(OWN):
                self.opened.append(f"{event} {path}")
        elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn",
                               "os.startfile", "webbrowser.", "ctypes.", "ftplib.", "urllib.",
                               "os.remove", "os.rename", "os.mkdir", "shutil.")):  # fmt: skip
            self.opened.append(f"{event} {arguments[:2]}")


DOORS = Doors()


class Watch:
    """Everything that can happen in a window, noted while it happens."""

    now: ClassVar[Watch | None] = None

    def __init__(self, at: WholeWindow) -> None:
        self.at = at
        self.happened: list[str] = []
        Watch.now = self
        for top in QApplication.topLevelWidgets():
            if top.parent() is None:  # else it is found in what it belongs to
                follow(top)
        self.window = at.window.page.name if at.window.page else ""
        self.focus = QApplication.focusWidget()
        self.dialogs = at.dialogs()
        self.entries = entries(at)
        DOORS.opened = []

    def end(self, records: int) -> list[str]:
        """What happened that should not have; so many records are as they should be."""
        at, opened = self.at, DOORS.opened or []
        DOORS.opened = Watch.now = None
        found = list(dict.fromkeys([*self.happened, *opened]))
        if not at.window.isVisible():
            found.append("the window was closed")
        elif at.window.page is not None and at.window.page.name != self.window:
            found.append(f"the page became {at.window.page.name}")
        if [one for one in self.dialogs if not shiboken6.isValid(one) or not one.isVisible()]:
            found.append("a dialog was closed")
        if len(at.dialogs()) > len(self.dialogs):
            found.append("a dialog was opened")
        focus = QApplication.focusWidget()
        if focus is not self.focus and not self._went_beside(focus):
            found.append(f"the keyboard went to {type(focus).__name__}")
        if entries(at) != self.entries + records:
            found.append("something was recorded")
        return found

    def _went_beside(self, focus: QWidget | None) -> bool:
        """Whether what had the keyboard is out of sight, and what stood beside it has it now."""
        was = self.focus
        if was is None or focus is None or not shiboken6.isValid(was) or was.isVisible():
            return False
        return was.parentWidget() is not None and was.parentWidget().isAncestorOf(focus)


# What is listened to of each kind of thing, and how it is told.
SIGNS: dict[type[QObject], dict[str, str]] = {
    QAbstractButton: {"pressed": "pressed", "clicked": "clicked"},
    QShortcut: {"activated": "shortcut"},
    QComboBox: {"currentIndexChanged": "chose in", "editTextChanged": "typed in"},
    QAbstractItemView: {"activated": "activated in"},
    QLineEdit: {"textEdited": "typed in", "returnPressed": "Enter in"},
    QPlainTextEdit: {"textChanged": "typed in"},
    QDialog: {"finished": "closed"},
}
FOLLOWED = "followed"


def follow(top: QWidget) -> None:
    """Listen to all in a window that is not listened to yet: it tells whoever watches then."""
    for kind, signs in SIGNS.items():
        for one in [*([top] if isinstance(top, kind) else []), *top.findChildren(kind)]:
            if one.property(FOLLOWED):
                continue
            one.setProperty(FOLLOWED, True)
            for signal, what in signs.items():
                getattr(one, signal).connect(partial(_noted, one, what))


def _noted(one: QObject, what: str, *_: object) -> None:
    if Watch.now is not None:
        Watch.now.happened.append(f"{what} {_name(one)}")


def _name(one: QObject) -> str:
    if isinstance(one, QShortcut):
        return one.key().toString()
    if isinstance(one, QDialog):
        return one.windowTitle()
    assert isinstance(one, QWidget)
    return one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")


def entries(at: WholeWindow) -> int:
    """How many entries the journal has."""
    from workshop.queries import QUERIES

    with at.desk._room.opened().read() as connection:
        newest: int = QUERIES["newest"](connection)
    return newest


def throw(
    at: WholeWindow, good: Callable[[int], str], codes: Sequence[str], records: bool = False
) -> tuple[list[str], list[str], list[str]]:
    """Type the hostile codes with good ones between them, which are recorded or not.

    Returns what happened that should not have, the codes that were typed, and those heard.
    """
    heard = len(at.scans)
    watch = Watch(at)
    typed: list[str] = []
    goods = 0
    for number, code in enumerate(codes, 1):
        typed.append(code)
        if number % EVERY == 0 or number == len(codes):
            typed.append(good(goods))
            goods += 1
    for one in typed:
        if at.window.isVisible():
            at.scan(one, settle=False)
    at.settle()
    return watch.end(goods if records else 0), typed, at.scans[heard:]


def badge(number: int) -> str:
    """A code that is good on every page: somebody signs in."""
    return BADGES[number % 2]


def place_code(number: int) -> str:
    """A code that is good on every page and kept nowhere: a tray stays set."""
    return ("CWL-TRAY-12", "CWL-BIN-7")[number % 2]


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


def dealt(every: int) -> dict[str, list[str]]:
    """The codes, or every so many of them, dealt out: each is thrown once, at one view."""
    views = [*PAGES, *DIALOGS]
    return {view.name: ALL[::every][place :: len(views)] for place, view in enumerate(views)}


# The code of a place moves a loose chip on the bench, and a tray in hand: there a badge is good.
MOVED_BY_A_PLACE = {
    "bench, loose chip", "bench, fitted die", "bench, heat", "bench, past run",
    "bench, profile run of a chip", "bench, reball", "stock, a tray is moved",
}  # fmt: skip
