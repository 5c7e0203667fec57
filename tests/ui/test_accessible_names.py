# SPDX-License-Identifier: MIT
"""Whatever the keyboard can reach has a name, on every page and in every dialog of ours."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import name_of, reachable
from every_view import DIALOGS, PAGES, lifelike, put_away
from whole_window import WholeWindow, own_home

from ui.welcome import Welcome
from ui.widgets.controls import Button


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=6)


@pytest.fixture
def at(
    app: QApplication, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WholeWindow]:
    """The window on that workshop."""
    own_home(monkeypatch, tmp_path)
    found = WholeWindow(shutil.copy(demo, tmp_path / "workshop.db"), tmp_path)
    yield found
    found.close()


def nameless(top: QWidget) -> list[str]:
    """What can have the keyboard and says nothing to a screen reader."""
    found = []
    for widget in reachable(top):
        if not name_of(widget):
            inside = type(widget.parent()).__name__
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {inside}")
    return found


def test_everything_the_keyboard_reaches_has_a_name(at: WholeWindow) -> None:
    faults: dict[str, list[str]] = {}
    reached = 0
    for view in PAGES:
        top = view.show(at)
        faults[view.name] = nameless(top)
        reached += len(reachable(top))
    for view in DIALOGS:
        dialog = view.show(at)
        faults[view.name] = nameless(dialog)
        reached += len(reachable(dialog))
        put_away(at)
    assert {view: found for view, found in faults.items() if found} == {}
    assert reached > 10 * len(PAGES)


def test_the_first_form_has_names(app: QApplication) -> None:
    welcome = Welcome()
    welcome.show()
    welcome.show_form()
    assert nameless(welcome) == []
    assert len(reachable(welcome)) == 4
    welcome.close()


def test_a_button_without_words_is_noticed(app: QApplication) -> None:
    """A planted fault: an icon alone."""
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(Button("Words"))
    column.addWidget(Button("", icon="fit"))
    window.show()
    QTest.qWaitForWindowExposed(window)
    assert nameless(window) == ["Button '' in QWidget"]
    window.close()
