# SPDX-License-Identifier: MIT
"""Views of memory sets: what stock has for a board, and a set that is picked."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, half_done
from whole_window import WholeWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _sets(at: WholeWindow) -> Any:
    half_done(at)
    page: Any = at.window.page
    at.key(Qt.Key.Key_T, _CONTROL)
    if not page.view.sets.shows_sets:
        at.tap(page.view.sets.release)
    return page


def _offered(at: WholeWindow) -> QWidget:
    _sets(at)
    return at.window


def _picked(at: WholeWindow) -> QWidget:
    page = _sets(at)
    at.key(Qt.Key.Key_F5)
    pieces = page.view.sets.pieces.rows.rows()
    for row in pieces[: len(pieces) // 2]:
        at.scan(row.piece.tag)
    return at.window


BENCH = [View("bench, sets from stock", _offered), View("bench, picking a set", _picked)]
