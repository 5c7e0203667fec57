# SPDX-License-Identifier: MIT
"""Tab goes through all that takes the keyboard as people read it, and brings it into sight."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import Open, go_round, open_window
from every_view import PAGES, lifelike
from whole_window import WholeWindow, own_home

from ui.tab_order import as_read

__all__ = ["open_window"]

# Columns, fields made for one step, lots of it, a tree of places, lists, a form below a list.
_VIEWS = [
    "bench, card", "bench, step", "bench, lots of a step", "bench, reball", "stock, one place",
    "settings, a step", "settings, rework profiles",
]  # fmt: skip


@pytest.fixture
def at(
    app: QApplication,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WholeWindow]:
    """The window on a workshop with a batch half worked through."""
    own_home(monkeypatch, tmp_path)
    found = WholeWindow(lifelike(tmp_path_factory.mktemp("demo"), cards=6), tmp_path)
    yield found
    found.close()


def test_tab_goes_through_a_screen_as_people_read_it(at: WholeWindow) -> None:
    views = {view.name: view for view in PAGES}
    for name in _VIEWS:
        views[name].show(at)
        at.window.rest.setFocus()
        at.scanner.stop()  # to which keys that are made here are of the last scan still
        assert len(go_round(at)) > 15, name
        at.scanner.start()


def test_what_is_made_later_comes_where_it_stands(app: QApplication) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    left, right = QVBoxLayout(), QVBoxLayout()
    row.addLayout(left)
    row.addLayout(right)
    fields = [QLineEdit() for _ in range(4)]
    left.addWidget(fields[0])
    right.addWidget(fields[3])
    left.addWidget(fields[2])
    left.insertWidget(1, fields[1])
    window.show()
    assert list(as_read(window)) == fields
    fields[1].hide()
    assert list(as_read(window)) == [fields[0], fields[2], fields[3]]
    assert list(as_read(window, fields[1])) == fields, "from where it is hidden it goes on"
    window.close()


def test_no_item_of_a_layout_is_kept_alive(app: QApplication) -> None:
    """PySide would take the next widget at its address for it."""

    def alive() -> int:
        gc.collect()
        items = (each for each in gc.get_objects() if isinstance(each, QLayoutItem))
        return sum(not isinstance(each, QLayout) for each in items)

    window = QWidget()
    grid = QGridLayout(window)
    fields = [QLineEdit() for _ in range(4)]
    for place, field in enumerate(fields):
        grid.addWidget(field, place // 2, place % 2)
    window.show()
    before = alive()
    assert list(as_read(window)) == fields
    assert alive() == before
    window.close()


def test_the_keyboard_is_never_with_what_is_hidden_or_nowhere(open_window: Open) -> None:
    at = open_window()
    column = at.window.let_pass.parentWidget().layout()
    stack, page, other = QStackedWidget(), QWidget(), QLineEdit()
    lines, rows, fields = QVBoxLayout(page), [QWidget(), QWidget()], [QLineEdit(), QLineEdit()]
    for row, field in zip(rows, fields, strict=True):
        QVBoxLayout(row).addWidget(field)
        lines.addWidget(row)
    stack.addWidget(page)
    stack.addWidget(other)
    column.addWidget(stack)
    at.settle()
    fields[0].setFocus()
    stack.setCurrentWidget(other)
    other.setFocus()
    rows[0].hide()
    stack.setCurrentWidget(page)
    at.settle()
    assert fields[1].hasFocus(), "the last one that had it is hidden"
    delete(fields[1])
    at.settle()
    assert at.window.rest.hasFocus()
