# SPDX-License-Identifier: MIT
"""Views of finding a piece: what was found, its passport from both sides, and a past run of it."""

from collections.abc import Callable
from typing import Any

import hot_views
from batch_views import choose_result
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, ask, cards
from whole_window import WholeWindow

from workshop.language import say


def _find_nothing(at: WholeWindow) -> QWidget:
    _look_for(at, "zzzzzz")
    return at.window


def _look_for(at: WholeWindow, text: str) -> None:
    at.go("find")
    at.type(at.field("What to find"), text)
    page: Any = at.window.page
    at.wait(lambda: not page.found._pause.isActive())
    at.settle()


def _find(text: str, row: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        _look_for(at, text)
        at.click_row("What was found", row)
        return at.window

    return show


def _find_chip(at: WholeWindow) -> QWidget:
    from workshop.domain.tag import written
    from workshop.queries import QUERIES

    chip = ask(at, QUERIES["pieces"], kind="memory")[0]
    return _find(chip.tag[:-1], written(chip.tag))(at)


def _find_card(at: WholeWindow) -> QWidget:
    card = cards(at)[0]
    return _find(card.serial, card.model)(at)


def _known(at: WholeWindow) -> QWidget:
    _find_card(at)
    page: Any = at.window.page
    page.view.look_at("known")
    return at.window


def _past_run(at: WholeWindow) -> QWidget:
    hot_views.chip_with_run(at)
    at.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    page: Any = at.window.page
    page.view.look_at("known")
    at.click_row("What is known", "peak")
    at.wait(lambda: say("Joint") in page.view.run.chart.accessibleDescription())
    return at.window


def _with_result(text: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        _look_for(at, text)
        page: Any = at.window.page
        if not text:
            at.key(Qt.Key.Key_Delete)
        choose_result(page.results, "passed", "RESISTANCE")
        at.settle()
        return at.window

    return show


def _all_results(at: WholeWindow) -> QWidget:
    """The filter is taken off again by its key."""
    _look_for(at, "RTX")
    at.key(Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    return at.window


VIEWS = [
    View("find, nothing", _find_nothing),
    View("find, card", _find_card),
    View("find, chip", _find_chip),
    View("find, what is known", _known),
    View("find, past run", _past_run),
    View("find, place", _find("TRAY-12", "TRAY-12")),
    View("find, cards that passed", _with_result("")),
    View("find, among those that passed", _with_result("RTX")),
    View("find, all results again", _all_results),
]
