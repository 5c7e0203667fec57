# SPDX-License-Identifier: MIT
"""Two thousand codes nobody means well with, between good ones, in every dialog and field.

Nothing is pressed, typed, chosen, opened or closed by them, nothing is recorded, no file and no
connection is opened, and every good code is heard and answered. They are thrown at the pages where
each is looked at on a workshop whose every text means no good either.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lengths import full
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

sys.path.insert(0, str(Path(__file__).parent))
from every_view import DIALOGS, PAGES, lifelike, put_away
from thrown import ALL, LONG, SOME, badge, dealt, place_code, places_for_the_keyboard, throw
from whole_window import WholeWindow, own_home

# On most days some of each sort.
EVERY = full(1, everyday=8)
DEALT = dealt(EVERY)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=4)


@pytest.fixture
def target(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That workshop, for one test alone."""
    own_home(monkeypatch, tmp_path)
    return Path(shutil.copy(demo, tmp_path / "workshop.db"))


@pytest.fixture
def at(app: QApplication, target: Path, tmp_path: Path) -> Iterator[WholeWindow]:
    """The window, with the scanner in front of it."""
    found = WholeWindow(target, tmp_path)
    yield found
    found.close()


def test_there_are_two_thousand_and_none_is_a_label_of_a_card(at: WholeWindow) -> None:
    assert len(ALL) == len(set(ALL)) >= 2_000
    from workshop.queries import QUERIES

    with at.desk._room.opened().read() as connection:
        kinds = {QUERIES["identify"](connection, scan=code).kind for code in ALL}
        taken = {"unreadable", "unknown", "foreign_command", "person", "place", "bad_tag"}
        assert kinds <= taken
    happened, *_ = throw(at, badge, [])
    assert happened == []


def test_every_code_is_thrown_somewhere() -> None:
    assert sorted(code for codes in DEALT.values() for code in codes) == sorted(ALL[::EVERY])


def test_whatever_has_the_keyboard_they_are_scans(at: WholeWindow) -> None:
    for name in ("intake, scans", "bench, site", "tests, plan", "settings, labels"):
        next(view for view in PAGES if view.name == name).show(at)
        for widget in places_for_the_keyboard(at):
            widget.setFocus()
            happened, typed, heard = throw(at, place_code, SOME)
            assert (happened, heard) == ([], typed), f"{name}, {widget.accessibleName()}"


@pytest.mark.parametrize("view", DIALOGS, ids=lambda view: view.name)
def test_no_dialog_is_answered_by_them_and_the_cards_are_in(at: WholeWindow, view: Any) -> None:
    view.show(at)
    codes = DEALT[view.name]
    if at.window.page is not None and at.window.page.name != "intake":
        happened, typed, heard = throw(at, lambda n: "CWL-TRAY-12", codes)
        assert (happened, heard) == ([], typed)
        return
    at.scan("NEW0000")  # a session begins with the first card
    before = received(at)
    happened, typed, heard = throw(at, lambda n: f"NEW{n + 1:04d}Z", codes, records=True)
    assert (happened, heard) == ([], typed)
    assert received(at) == before + sum(code.startswith("NEW") for code in typed)
    put_away(at)


def test_an_open_list_stays_open(at: WholeWindow) -> None:
    next(view for view in PAGES if view.name == "intake, scans").show(at)
    box = at.field("Model")
    assert isinstance(box, QComboBox)
    box.setFocus()
    box.showPopup()
    QTest.qWait(50)
    before = received(at)
    happened, typed, heard = throw(at, lambda n: f"NEW{n:04d}Z", SOME, records=True)
    assert (happened, heard) == ([], typed)
    assert box.view().isVisible()
    assert box.currentText() == ""
    assert received(at) == before + sum(code.startswith("NEW") for code in typed)
    box.hidePopup()


def received(at: WholeWindow) -> int:
    """How many cards were received."""
    from workshop.queries import QUERIES

    with at.desk._room.opened().read() as connection:
        rows = QUERIES["batches"](connection)
    return sum(row.received for row in rows)


@pytest.mark.parametrize("name", ["intake, scans", "bench, site", "settings, labels"])
def test_without_the_scanner_in_front_they_do_harm(
    app: QApplication, target: Path, tmp_path: Path, name: str
) -> None:
    """The planted fault: the same codes, the same window, and nobody who listens."""
    at = WholeWindow(target, tmp_path)
    try:
        next(view for view in PAGES if view.name == name).show(at)
        at.scanner.stop()
        here = places_for_the_keyboard(at)
        here[0].setFocus()
        happened, typed, heard = throw(at, badge, [*SOME, LONG])
        assert heard != typed
        assert happened != []
    finally:
        at.close()


def test_without_the_scanner_in_front_a_dialog_is_answered(
    app: QApplication, target: Path, tmp_path: Path
) -> None:
    """The same in a dialog."""
    at = WholeWindow(target, tmp_path)
    try:
        next(view for view in DIALOGS if view.name == "who is working").show(at)
        at.scanner.stop()
        happened, typed, heard = throw(at, badge, [*SOME, LONG])
        assert heard != typed
        assert any("a dialog was closed" in what for what in happened)
    finally:
        at.close()
