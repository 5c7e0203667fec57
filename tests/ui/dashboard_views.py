# SPDX-License-Identifier: MIT
"""The page for the wall in every state worth looking at, each brought up as people do."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View
from whole_window import WholeWindow


def _today(at: WholeWindow) -> Any:
    before: Any = at.window.page
    if before.name == "dashboard" and before.on_wall:
        at.key(Qt.Key.Key_F9)  # on a wall there is no rail to leave by
    page = at.go("dashboard")
    page.back()
    at.settle()
    at.wait(lambda: page.view.yields.is_drawn and page.view.faults.is_drawn)
    return page


def _figures(at: WholeWindow) -> QWidget:
    _today(at)
    return at.window


def _behind(key: str) -> Any:
    def show(at: WholeWindow) -> QWidget:
        page = _today(at)
        at.click(page.view.tiles[key])
        return at.window

    return show


def _step(at: WholeWindow) -> QWidget:
    _today(at)
    at.click_row("Cards at each step")
    return at.window


def _station(at: WholeWindow) -> QWidget:
    page = _today(at)
    if page.view.stations.rows.rowCount():
        at.click_row("Stations where most was done today")
    return at.window


def _on_wall(at: WholeWindow) -> QWidget:
    page = _today(at)
    at.key(Qt.Key.Key_F9)
    at.wait(lambda: page.wall.chart.is_drawn)
    return at.window


VIEWS = [
    View("today, on the wall", _on_wall),
    View("today", _figures),
    View("today, what came in", _behind("came_in")),
    View("today, what went out", _behind("went_out")),
    View("today, what came off", _behind("came_off")),
    View("today, what is stuck", _behind("stuck")),
    View("today, cards at a step", _step),
    View("today, a station", _station),
]
