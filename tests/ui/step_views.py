# SPDX-License-Identifier: MIT
"""Views of steps: one under way, and one for a tray of cards."""

from pathlib import Path
from typing import Any

from pictures_made import board
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from settings_views import section
from view_steps import View, cards, on_bench
from whole_window import WholeWindow

from workshop.language import say

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _under_way(at: WholeWindow) -> QWidget:
    on_bench(at, cards(at)[0].tag)
    at.key(Qt.Key.Key_F12)
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


def _edited(at: WholeWindow) -> QWidget:
    section("Routings")(at)
    page: Any = at.window.page
    step = page.sections["routings"].step
    if step.isVisible():  # from an earlier look at it
        step.forget()
        step.left.emit()
        at.settle()
    at.click_row("Steps of the routing", "Teardown")
    at.press("Fields, text, picture …")
    folder = Path(at.context.settings.paper_folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "how.jpg"
    file.write_bytes(board(1))
    step.take_file(file)
    at.wait(lambda: step.picture.image is not None)
    at.settle()
    return at.window


def _field(at: WholeWindow) -> QWidget:
    _edited(at)
    page: Any = at.window.page
    step = page.sections["routings"].step
    at.press("Add a field")
    step.pane.type.setCurrentIndex(step.pane.type.findData("number"))
    step.pane.type.activated.emit(step.pane.type.currentIndex())
    for name, text in (("unit", "mm"), ("low", "5"), ("high", "2")):
        at.type(step.pane.text_of(name), text)
    at.press("Save as a new version")
    return at.window


def _new(at: WholeWindow) -> QWidget:
    section("Routings")(at)
    page: Any = at.window.page
    routings = page.sections["routings"]
    if routings.step.isVisible():  # from an earlier look at one
        routings.step.forget()
        routings.step.left.emit()
        at.settle()
    at.click(routings.editor.new)
    return at.window


def _picture(at: WholeWindow) -> QWidget:
    _edited(at)
    at.press("Save as a new version")
    on_bench(at, cards(at)[0].tag)
    at.press("Another step …")
    page: Any = at.window.page
    at.type(page.view.choice.box, say("Teardown").casefold())
    at.key(Qt.Key.Key_Return)
    at.wait(lambda: page.view.form.picture.image is not None)
    return at.window


BENCH = [
    View("bench, step for a tray", _tray),
    View("bench, step under way", _under_way),
    View("bench, lots of a step", _lots),
    View("bench, picture of a step", _picture),
]

SETTINGS = [
    View("settings, routings", section("Routings")),
    View("settings, a step", _edited),
    View("settings, a new field", _field),
    View("settings, a new step", _new),
]
