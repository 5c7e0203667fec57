# SPDX-License-Identifier: MIT
"""The program started in this process, as people start it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ui import app as program
from ui.app import App, parse
from ui.welcome import Welcome
from workshop import language


@pytest.fixture
def start(app: QApplication) -> Iterator[Callable[..., App]]:
    """Starts the program in this process; it is closed after the test."""
    running: list[App] = []

    def begin(*arguments: str) -> App:
        made = App(app, parse(arguments))
        running.append(made)
        made.start()
        return made

    yield begin
    for made in running:
        made.window.close()
        made.close()
    language.use("en")


@pytest.fixture
def few_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that is not looked at in full is soon made."""
    monkeypatch.setattr(program, "DEMO_CARDS", 6)


def usable(made: App) -> bool:
    return made.window.page is not None and made.window.scans._open


def shows(welcome: Welcome, part: QWidget | None) -> bool:
    return part is not None and welcome.layers.currentWidget() is part
