# SPDX-License-Identifier: MIT
"""The language is switched in Settings, everything at once and without a restart."""

from collections.abc import Callable, Iterator
from typing import Any

import patience
import pytest
from PySide6.QtCore import QCoreApplication
from started import few_cards, start, usable

from ui.app import App
from workshop import language

pytest_plugins = ["languages_made"]

__all__ = ["few_cards", "start"]


@pytest.fixture(autouse=True)
def english_after(catalogues: None) -> Iterator[None]:
    """The next test speaks English again."""
    yield
    language.use("en")


def _choose(made: App, code: str) -> None:
    page: Any = made.window.page
    page.show_tag("computer")
    box = page.sections["computer"].language
    box.setCurrentIndex(box.findData(code))
    patience.wait(lambda: language.current() == code)
    patience.wait(lambda: made.window.page is not page)


def test_the_window_speaks_another_language_at_once(
    start: Callable[..., App], file_shop: Any
) -> None:
    made = start("--db", str(file_shop.database.target), "--light")
    patience.wait(lambda: usable(made))
    made.window.go("settings")
    assert made.window.rail._buttons["stock"].words() == "Stock"
    _choose(made, "zh_CN")
    rail = made.window.rail._buttons
    assert "\u4e00" <= rail["intake"].words()[0] <= "\u9fff"  # Chinese, in whatever words
    assert made.window.page is not None and made.window.page.name == "settings"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    _choose(made, "fr")
    assert made.window.rail._buttons["settings"].words() == "Réglages"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"
    assert made.settings.load().language == "fr"
    _choose(made, "en")
    assert made.window.rail._buttons["settings"].words() == "Settings"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
