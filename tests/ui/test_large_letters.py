# SPDX-License-Identifier: MIT
"""Letters twice as large on a small screen: the bench is worked all the same, and nothing is cut.

A screen of 1366×768 that is shown at 200 % has 683×384 of the px that the window counts in.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import Open, open_window, place_of, tab
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.widgets.room import Room

__all__ = ["open_window"]

ROOT = Path(__file__).parents[2]
HALF = (683, 384)


def seen_of(widget: QWidget) -> QRect:
    """What is in sight of a widget, in its window."""
    seen, above = place_of(widget), widget.parentWidget()
    while above is not None:
        seen = seen.intersected(place_of(above))
        above = None if above.isWindow() else above.parentWidget()
    return seen


def out_of_sight(at: Any) -> list[str]:
    """Tab through everything: what had the keyboard while less than a finger of it was seen."""
    begin, lost = tab(at), []
    here = begin
    while True:
        seen, whole = seen_of(here), place_of(here)
        if seen.height() < min(40, whole.height()) or seen.width() < min(40, whole.width()):
            lost.append(f"{type(here).__name__} {here.accessibleName()}")
        here = tab(at)
        if here is begin:
            return lost


def test_the_bench_is_worked_in_a_quarter_of_the_window(open_window: Open, file_shop: Any) -> None:
    card = file_shop.card("SN0001")
    at = open_window()
    at.window.resize(*HALF)
    at.settle()
    assert (at.window.width(), at.window.height()) == HALF, "no page asks for more"
    at.code("TRAY-12")
    at.on_bench("SN0001")
    assert at.window.strip.is_whole()
    assert out_of_sight(at) == []
    at.site("M1")
    at.keys("F5")
    assert at.strip[0] == "done" and at.window.strip.is_whole()
    found = {one.name: one.state for one in file_shop.ask("sites", card=card)}
    assert found["M1"] == "good"
    for key in ("Ctrl+1", "Ctrl+5", "Ctrl+F", "Ctrl+,"):
        at.keys(key)
        assert out_of_sight(at) == [], key


def test_in_its_usual_size_nothing_scrolls(open_window: Open, file_shop: Any) -> None:
    file_shop.card("SN0001")
    at = open_window()
    bars = [room.horizontalScrollBar() for room in at.window.findChildren(Room)]
    bars += [room.verticalScrollBar() for room in at.window.findChildren(Room)]
    assert len(bars) == 4
    for size in ((1024, 640), HALF, (1366, 768)):
        at.window.resize(*size)
        for key in ("Ctrl+1", "Ctrl+2", "Ctrl+5", "Ctrl+,"):
            at.keys(key)
            assert [bar.maximum() > 0 for bar in bars] == [False, *[size == HALF] * 3], key


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_the_window_fits_a_screen_on_which_all_is_larger(scale: str) -> None:
    """In a process of its own: a factor is read once."""
    says = (
        "from PySide6.QtWidgets import QApplication; a = QApplication([])\n"
        "from ui.window import Window; from ui.desk import Desk; from ui.context import Context\n"
        "from ui.settings import Settings; from ui import theme; theme.apply(a, 'light')\n"
        "w = Window(Desk(), Context(Settings())); w.resize(683, 384); w.show()\n"
        "p = w.grab(); print(w.width(), w.height(), p.width(), p.height())"
    )
    told = subprocess.run(
        [sys.executable, "-c", says], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    times = float(scale)
    wide, high, *picture = map(int, told.stdout.split())
    assert (wide, high) == HALF
    assert picture == [pytest.approx(683 * times, abs=1), pytest.approx(384 * times, abs=1)]
