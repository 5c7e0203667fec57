# SPDX-License-Identifier: MIT
"""The label layouts in the settings, each view brought up as people do."""

from typing import Any

from PySide6.QtWidgets import QWidget
from settings_views import section
from view_steps import View
from whole_window import WholeWindow


def _layouts(at: WholeWindow) -> Any:
    """The list of layouts, whatever was looked at before."""
    section("Label layouts")(at)
    page: Any = at.window.page
    layouts = page.sections["layouts"]
    if layouts.editor.isVisible():
        layouts.editor.forget()
        layouts.editor.left.emit()
    at.settle()
    return layouts


def _list(at: WholeWindow) -> QWidget:
    _layouts(at)
    return at.window


def _opened(at: WholeWindow, name: str) -> Any:
    layouts = _layouts(at)
    at.click_row("Label layouts", name)
    at.settle()
    at.wait(lambda: not layouts.editor.picture.is_empty)
    return layouts.editor


def _layout(at: WholeWindow) -> QWidget:
    _opened(at, "Letter sheet, 10 labels of 4 × 2 in (Avery 5163)")
    at.click_row("Elements of the layout", "{place} · {day}")
    at.settle()
    return at.window


def _small(at: WholeWindow) -> QWidget:
    _opened(at, "Die tray label, 12 × 12 mm")
    at.press("The label itself")
    at.settle()
    return at.window


def _wrong(at: WholeWindow) -> QWidget:
    editor = _opened(at, "Label roll, 62 × 29 mm")
    at.click_row("Elements of the layout", "{tag}")
    at.type(editor.pane.text_of("text"), "{price}")
    at.type(editor.pane.text_of("x"), "4o")
    at.press("Save as a new version")
    return at.window


def _shortened(at: WholeWindow) -> QWidget:
    editor = _opened(at, "Label roll, 62 × 29 mm")
    at.press("Add an element")
    at.type(editor.pane.text_of("text"), "{model} · {serial} · {batch}")
    at.type(editor.pane.text_of("x"), "24")
    at.type(editor.pane.text_of("y"), "0")
    at.settle()
    return at.window


VIEWS = [
    View("settings, label layouts", _list),
    View("settings, a label layout", _layout),
    View("settings, a small label layout", _small),
    View("settings, faults of a label layout", _wrong),
    View("settings, a shortened text of a label layout", _shortened),
]
