# SPDX-License-Identifier: MIT
"""The bench as a card is taken apart, and as a decision asks for its reason."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, half_done
from whole_window import WholeWindow


def _apart(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Take apart …")
    for part in ("Cooler", "Backplate", "Box"):
        at.press(part)
    return at.window


def _why(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Disposition …")
    page: Any = at.window.page
    at.type(page.view.choice.box, "on hold")
    at.key(Qt.Key.Key_Return)
    return at.window


BENCH = [
    View("bench, what came off", _apart),
    View("bench, reason of a decision", _why),
]
