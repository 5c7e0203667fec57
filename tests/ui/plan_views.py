# SPDX-License-Identifier: MIT
"""The test plans in the settings, each view brought up as people do."""

from typing import Any

from PySide6.QtWidgets import QWidget
from settings_views import section
from view_steps import View
from whole_window import WholeWindow


def _plans(at: WholeWindow) -> Any:
    """The list of plans, whatever was looked at before."""
    section("Test plans")(at)
    page: Any = at.window.page
    plans = page.sections["plans"]
    if plans.editor.isVisible():
        plans.editor.forget()
        plans.editor.left.emit()
    at.settle()
    at.wait(lambda: plans.editor.about.all_tools.count() > 1)
    return plans


def _list(at: WholeWindow) -> QWidget:
    _plans(at)
    return at.window


def _plan(at: WholeWindow) -> QWidget:
    _plans(at)
    at.click_row("Test plans", "Rails at power-on")
    return at.window


def _choices(at: WholeWindow) -> QWidget:
    _plans(at)
    at.click_row("Test plans", "Final test")
    at.click_row("Measurements of the plan", "Fans")
    return at.window


def _wrong(at: WholeWindow) -> QWidget:
    plans = _plans(at)
    at.click_row("Test plans", "Cold resistance")
    at.press("Add a measurement")
    pane = plans.editor.pane
    for name, text in (("unit", "°C"), ("low", "90"), ("high", "8o")):
        at.type(pane.text_of(name), text)
    at.press("Save as a new version")
    return at.window


def _whole(at: WholeWindow) -> QWidget:
    plans = _plans(at)
    at.click_row("Test plans", "Memory test")
    at.press("The plan itself")
    at.type(plans.editor.about.suits, "Ada Lovelace, RTX 30")
    at.press("Save as a new version")
    return at.window


def _new(at: WholeWindow) -> QWidget:
    _plans(at)
    at.press("New plan")
    return at.window


VIEWS = [
    View("settings, test plans", _list),
    View("settings, a test plan", _plan),
    View("settings, choices of a test plan", _choices),
    View("settings, faults of a test plan", _wrong),
    View("settings, a whole test plan", _whole),
    View("settings, a new test plan", _new),
]
