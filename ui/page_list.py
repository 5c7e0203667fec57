# SPDX-License-Identifier: MIT
"""The pages of the window in the order of the rail; each is loaded when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ui.widgets.rail import RailPage
from workshop.language import mark

if TYPE_CHECKING:
    from ui.pages.page import Page


def _intake() -> type[Page]:
    from ui.pages.intake import IntakePage

    return IntakePage


def _bench() -> type[Page]:
    from ui.pages.bench import BenchPage

    return BenchPage


def _tests() -> type[Page]:
    from ui.pages.tests import TestsPage

    return TestsPage


def _stock() -> type[Page]:
    from ui.pages.stock import StockPage

    return StockPage


def _batches() -> type[Page]:
    from ui.pages.batches import BatchesPage

    return BatchesPage


def _dashboard() -> type[Page]:
    from ui.pages.dashboard import DashboardPage

    return DashboardPage


def _find() -> type[Page]:
    from ui.pages.find import FindPage

    return FindPage


def _settings() -> type[Page]:
    from ui.pages.settings import SettingsPage

    return SettingsPage


class Listed(NamedTuple):
    """A page by name: how it stands on the rail, and how its class is loaded."""

    rail: RailPage
    load: Callable[[], type[Page]]


UPPER = [
    Listed(RailPage("intake", "intake", mark("Intake"), "Ctrl+1"), _intake),
    Listed(RailPage("bench", "bench", mark("Bench"), "Ctrl+2"), _bench),
    Listed(RailPage("tests", "tests", mark("Tests"), "Ctrl+3"), _tests),
    Listed(RailPage("stock", "stock", mark("Stock"), "Ctrl+4"), _stock),
    Listed(RailPage("batches", "batches", mark("Batches"), "Ctrl+5"), _batches),
    Listed(RailPage("dashboard", "chart", mark("Today"), "Ctrl+6"), _dashboard),
    Listed(RailPage("find", "find", mark("Find"), "Ctrl+F"), _find),
]
LOWER = [Listed(RailPage("settings", "settings", mark("Settings"), "Ctrl+,"), _settings)]

PAGES: dict[str, Listed] = {listed.rail.key: listed for listed in (*UPPER, *LOWER)}
FIRST = "intake"
