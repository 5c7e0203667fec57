# SPDX-License-Identifier: MIT
"""Views of steps: one under way, and one for a tray of cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, cards, on_bench
from whole_window import WholeWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _under_way(at: WholeWindow) -> QWidget:
    on_bench(at, cards(at)[0].tag)
    at.press("Memory test")
    at.key(Qt.Key.Key_F12, _CONTROL)
    at.settle()
    return at.window


def _tray(at: WholeWindow) -> QWidget:
    first, *others = [card for card in cards(at) if card.state != "gone"]
    on_bench(at, first.tag)
    at.key(Qt.Key.Key_F12, _CONTROL)
    at.press("Teardown")
    at.press("Same for every card I scan")
    at.key(Qt.Key.Key_F5)
    for card in others[:9]:
        at.scan(card.tag)
    at.settle()
    return at.window


def _lots(at: WholeWindow) -> QWidget:
    for code, day in (("NC559-0231", "2026-06-30"), ("SP045-77", "2027-09-30")):
        facts = {"code": code, "kind": "flux", "name": "NC-559 tacky flux", "expires_on": day}
        at.desk.do("add_lot", facts)
    at.settle()
    on_bench(at, cards(at)[0].tag)
    at.press("Detection")
    at.scan("NC559-0231")
    at.press("Choose from 1 lot …")
    return at.window


BENCH = [
    View("bench, step for a tray", _tray),
    View("bench, step under way", _under_way),
    View("bench, lots of a step", _lots),
]
