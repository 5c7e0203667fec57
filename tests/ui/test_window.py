# SPDX-License-Identifier: MIT
"""The window as a whole: who works, where a scan goes, keys, undo, two windows, what is unsaved."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lengths import full
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from patience import wait
from whole_window import WholeWindow

from ui.actions import Action, help_lines
from ui.choose import Chooser
from ui.context import Context
from ui.crash import Crash
from ui.desk import Desk
from ui.help import HelpDialog
from ui.page_list import PAGES
from ui.scanner import Rules
from ui.settings import Settings
from ui.widgets.controls import Press
from ui.window import Window
from workshop.storage.engines import sqlite_module

CONTROL = Qt.KeyboardModifier.ControlModifier
Open = Callable[..., WholeWindow]
SCANS = full(200, everyday=60)


@pytest.fixture
def shop(file_shop: Any) -> Any:
    """A workshop with two people, two stations and a batch."""
    file_shop.do("add_person", code="LI", name="Li Wei")
    file_shop.do("add_station", code="BENCH-3", name="Bench 3")
    return file_shop


@pytest.fixture
def open_window(app: QApplication, shop: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens windows on the workshop; each computer keeps its own settings."""
    made: list[WholeWindow] = []

    def make(**more: Any) -> WholeWindow:
        at = WholeWindow(shop.database.target, tmp_path / f"computer{len(made)}", **more)
        made.append(at)
        return at

    yield make
    for at in made:
        at.desk.give_up()
        at.close()


@pytest.fixture
def at(open_window: Open) -> WholeWindow:
    """A window where Ana works."""
    return open_window()


def last(at: WholeWindow) -> tuple[str, str]:
    """State and big line of the last answer."""
    return at.answers[-1][0], at.window.strip.words()[0]


# Who works


def test_with_several_people_it_asks_who_works(open_window: Open, shop: Any) -> None:
    at = open_window(person="")
    assert last(at) == ("question", "Who is working?")
    assert at.window.strip.chip("person").words() == "Who is working?"
    at.scan("M9YVCM1")
    assert last(at) == ("refused", "Nobody is signed in.")
    assert shop.ask("batch", number="B1").received == 0


def test_a_badge_signs_in_and_every_record_says_who_and_where(open_window: Open, shop: Any) -> None:
    at = open_window(person="")
    at.scan("CWP-LI")
    assert last(at) == ("done", "Li Wei is working now")
    at.scan("CWS-BENCH-3")
    assert at.window.strip.chip("person").words() == "Li Wei · Bench 3"
    at.scan("M9YVCM1")
    entry = shop.ask("recent", limit=1)[0]
    assert (entry.act, entry.person, entry.station) == ("receive", "LI", "BENCH-3")


def test_this_computer_remembers_who_where_and_which_batch(
    app: QApplication, shop: Any, tmp_path: Path
) -> None:
    for start in range(2):
        at = WholeWindow(shop.database.target, tmp_path, person="" if not start else "LI")
        if start == 0:
            for badge in ("CWP-LI", "CWS-BENCH-3"):
                at.scan(badge)
            kept = (tmp_path / "settings" / "settings.toml").read_text()
            assert 'person = "LI"' in kept and 'station = "BENCH-3"' in kept
        else:
            assert at.context.person_name == "Li Wei"
            assert at.window.strip.chip("batch").words() == "Batch B1"
        at.close()


def test_one_person_alone_need_not_say_who(
    app: QApplication, file_shop: Any, tmp_path: Path
) -> None:
    at = WholeWindow(file_shop.database.target, tmp_path, person="")
    assert at.desk.by == "ANA" and last(at) == ("idle", "Ready")
    at.close()


@pytest.mark.parametrize("badge", ["CWP-NOBODY", "CWS-NOWHERE", "CWL-NOPLACE"])
def test_an_unknown_badge_changes_nothing(at: WholeWindow, badge: str) -> None:
    at.scan(badge)
    assert at.answers[-1][0] == "refused" and badge[4:] in at.answers[-1][1]
    assert (at.desk.by, at.desk.station, at.context.place) == ("ANA", "", "")


# Lists


def offered(at: WholeWindow) -> Any:
    """The list that is open."""
    assert at.window.chips.chooser is not None
    return at.window.chips.chooser.pane.list


@pytest.mark.parametrize(
    ("key", "chip", "then"),
    [
        (Qt.Key.Key_F2, "person", "Li Wei"),
        (Qt.Key.Key_F3, "batch", "Batch B1"),
        (Qt.Key.Key_F4, "place", "TRAY-12"),
    ],
)
def test_what_is_set_is_changed_by_keyboard_alone(
    at: WholeWindow, key: Qt.Key, chip: str, then: str
) -> None:
    at.context.set("batch", "")
    at.key(key)
    assert isinstance(QApplication.activeModalWidget(), Chooser)
    table = offered(at)
    names = [row.name for row in table.rows.rows()]
    at.key(Qt.Key.Key_Home)
    for _ in range(next(place for place, name in enumerate(names) if name in then)):
        at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Return)
    assert at.dialogs() == []
    assert at.window.strip.chip(chip).words() == then


def test_a_chip_is_tapped_and_the_place_let_go_of(at: WholeWindow) -> None:
    at.scan("TRAY-12")
    at.click(at.window.strip.chip("place"))
    at.press("No place")
    assert at.context.place == "" and at.window.strip.chip("place").words() == "No place"


def test_escape_leaves_all_as_it_was(at: WholeWindow) -> None:
    at.key(Qt.Key.Key_F2)
    at.key(Qt.Key.Key_Escape)
    assert at.dialogs() == [] and at.desk.by == "ANA"


def test_a_badge_answers_the_list_that_asks_who(at: WholeWindow) -> None:
    at.key(Qt.Key.Key_F2)
    assert at.dialogs()
    at.scan("CWP-LI")
    assert at.dialogs() == [] and at.desk.by == "LI"


def test_a_closed_batch_is_not_offered(at: WholeWindow, shop: Any) -> None:
    shop.do("open_batch", number="B2", supplier="X")
    shop.do("close_batch", batch="B1")
    at.key(Qt.Key.Key_F3)
    assert [row.code for row in offered(at).rows.rows()] == ["B2"]


# Scans


def test_a_scan_is_answered_while_a_dialog_is_open(at: WholeWindow, shop: Any) -> None:
    at.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(QApplication.activeModalWidget(), HelpDialog)
    at.scan("M9YVCM1")
    assert shop.ask("batch", number="B1").received == 1
    assert isinstance(QApplication.activeModalWidget(), HelpDialog), "a scan pressed a button"


@pytest.mark.parametrize("page", [name for name in PAGES if name != "intake"])
def test_a_tag_is_taken_on_every_page(at: WholeWindow, shop: Any, page: str) -> None:
    tag = shop.card("M9YVCM1")
    at.go(page)
    at.scan(tag)
    assert at.window.page is not None
    shown = {"find": "find", "tests": "tests", "stock": "stock", "batches": "batches"}.get(
        page, "bench"
    )
    assert at.window.page.name in (shown, "bench")
    assert at.answers[-1][0] != "refused"


def test_a_place_stays_set_where_no_page_wants_it(at: WholeWindow) -> None:
    at.go("settings")
    at.scan("TRAY-12")
    assert at.context.place == "TRAY-12"
    assert last(at) == ("done", "TRAY-12 stays set")


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        ("M9UNKNOWN", "is not known here"),
        ("C01-00773K-8", "check character"),
        ("C01-000099-7", ""),
        ("<img src=/etc/passwd>", "<img src=/etc/passwd>"),
    ],
)
def test_what_nobody_knows_is_refused_in_words(at: WholeWindow, scan: str, words: str) -> None:
    at.go("settings")
    at.scan(scan)
    assert at.answers[-1][0] == "refused"
    assert words in " ".join(at.window.strip.words())


def test_scans_at_scanner_speed_are_all_received(at: WholeWindow, shop: Any) -> None:
    at.scanner.setRules(Rules(gap=300))  # made-up keys carry no time: a busy machine is no hand
    serials = [f"M9YVCM{number:05d}" for number in range(SCANS)]
    for number, serial in enumerate(serials):
        if number == SCANS // 4:
            at.window.rail._buttons["intake"].setFocus()
        elif number == SCANS // 2:
            at.window.page.dock.serial.setFocus()
        elif number == SCANS * 3 // 4:
            at.window.last.undo.setFocus()
        at.scan(serial, settle=False)
    at.wait(lambda: shop.ask("batch", number="B1").received == SCANS)
    at.settle()
    pieces = shop.ask("pieces", batch="B1", limit=300)
    assert [piece.serial for piece in pieces] == serials, "in another order than scanned"
    assert at.window.page is not None and at.window.page.name == "intake"
    assert at.window.page.dock.serial.text() == ""
    assert not [entry for entry in shop.ask("recent", limit=250) if entry.act == "undo"]


def test_scans_before_the_workshop_is_open_are_answered_after(
    app: QApplication, shop: Any, tmp_path: Path
) -> None:
    desk = Desk()
    settings = Settings(file=tmp_path / "settings.toml", person="ANA")
    window = Window(desk, Context(settings))
    window.scans.take("M9YVCM1")
    window.scans.take("M9YVCM2")
    desk.open(shop.database.target)
    wait(lambda: shop.ask("batch", number="B1").received == 2)
    assert [piece.serial for piece in shop.ask("pieces", batch="B1")] == ["M9YVCM1", "M9YVCM2"]
    window.close()
    desk.close()


# Keys


def test_help_lists_every_key_of_window_and_page(at: WholeWindow) -> None:
    at.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    shown = " ".join(
        label.text() for label in at.dialogs()[0].findChildren(QWidget) if hasattr(label, "text")
    )
    assert at.window.page is not None
    for action in (*at.window.actions_here(), *at.window.page.actions_here()):
        assert action.words in shown and action.keys in shown


def test_no_key_is_one_that_a_scanner_types(at: WholeWindow) -> None:
    for name in PAGES:
        page = at.go(name)
        for action in (*at.window.actions_here(), *page.actions_here()):
            assert re.fullmatch(r"(?:Shift\+)?F\d+|Esc|Ctrl\+\S+", action.keys), action
            assert action.keys not in ("Ctrl+D", "Ctrl+]", "Ctrl+^"), "separators of a code"


def test_a_key_means_one_thing_only(at: WholeWindow) -> None:
    for name in PAGES:
        page = at.go(name)
        keys = [a.keys for a in (*at.window.actions_here(), *page.actions_here())]
        assert len(keys) == len(set(keys)), (name, sorted(keys))


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_2, "bench"),
        (Qt.Key.Key_3, "tests"),
        (Qt.Key.Key_4, "stock"),
        (Qt.Key.Key_5, "batches"),
        (Qt.Key.Key_F, "find"),
        (Qt.Key.Key_Comma, "settings"),
    ],
)
def test_every_page_has_a_key(at: WholeWindow, key: Qt.Key, page: str) -> None:
    at.key(key, CONTROL)
    assert at.window.page is not None and at.window.page.name == page
    at.key(Qt.Key.Key_1, CONTROL)
    assert at.window.page is not None and at.window.page.name == "intake"


def test_help_is_made_from_the_list() -> None:
    def nothing() -> None: ...

    lines = help_lines([("Here", [Action("Do it", "F5", nothing), Action("Undo", "Ctrl+Z")])])
    assert lines == [("Here", "F5", "Do it"), ("Here", "Ctrl+Z", "Undo")]


def test_full_screen_and_back(at: WholeWindow) -> None:
    at.key(Qt.Key.Key_F11)
    assert at.window.isFullScreen()
    at.key(Qt.Key.Key_F11)
    assert not at.window.isFullScreen()


def test_the_keyboard_rests_on_nothing_and_tab_goes_into_the_page(at: WholeWindow) -> None:
    for name in PAGES:
        if name == "find":
            continue  # there the box is ready to type
        page = at.go(name)
        at.window.rest.setFocus()
        at.key(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None and page.isAncestorOf(focus), (name, focus)


@pytest.mark.parametrize("page", ["intake", "find", "settings"])
def test_whatever_the_keyboard_reaches_has_a_name_and_a_size(at: WholeWindow, page: str) -> None:
    at.go(page)
    for widget in at.window.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        if widget.parent() is not None and isinstance(widget.parent(), QLineEdit):
            continue
        assert widget.accessibleName() or isinstance(widget, QLineEdit), (page, widget)
        if isinstance(widget, Press):
            assert widget.height() >= 44 and widget.width() >= 44, widget.words()


# Undo


def test_undo_says_what_and_does_that(at: WholeWindow, shop: Any) -> None:
    at.scan("M9YVCM1")
    tag = shop.ask("pieces", batch="B1")[0].tag
    words = f"M9YVCM1 received as {tag[:3]}-{tag[3:9]}-{tag[9:]}"
    assert at.window.last.undo.words() == f"Undo “{words}”"
    at.key(Qt.Key.Key_Z, CONTROL)
    assert last(at) == ("done", f"Undone: {words}")
    assert shop.ask("batch", number="B1").received == 0


def test_undo_is_of_this_station_only(open_window: Open, shop: Any) -> None:
    first, second = open_window(), open_window(person="LI")
    for at, serial in ((first, "M9YVCM1"), (second, "M9YVCM2")):
        at.window.scans.take(serial)
        at.wait(lambda at=at, serial=serial: serial in at.window.last.undo.words())
    for at in (first, second):  # until each has seen what the other did
        at.wait(lambda at=at: not at.desk._polling)
        at.desk._look_around()
        at.settle()
    assert "M9YVCM1" in first.window.last.undo.words()
    assert "M9YVCM2" in second.window.last.undo.words()


def test_undo_in_a_field_is_the_fields_own_while_it_has_one(at: WholeWindow, shop: Any) -> None:
    page = at.go("intake")
    at.scan("M9YVCM1")
    at.type(page.dock.serial, "ab")
    at.key(Qt.Key.Key_Z, CONTROL)
    assert page.dock.serial.text() == "" and shop.ask("batch", number="B1").received == 1
    assert not page.dock.serial.isUndoAvailable()
    at.key(Qt.Key.Key_Z, CONTROL)
    assert shop.ask("batch", number="B1").received == 0


def test_an_undo_that_is_refused_names_what_was_built_on_it(at: WholeWindow, shop: Any) -> None:
    at.scan("M9YVCM1")
    tag = shop.ask("pieces", batch="B1")[0].tag
    shop.do("record_step", by="LI", piece=tag, step="EVI", outcome="done")
    at.settle()
    at.key(Qt.Key.Key_Z, CONTROL)
    assert at.answers[-1][0] == "refused" and "was built on by" in at.answers[-1][1]
    assert at.window.last.undo.isEnabled()


# Two windows


def test_a_second_window_sees_a_change_by_itself(open_window: Open) -> None:
    first, second = open_window(), open_window(person="LI")
    first.window.scans.take("M9YVCM1")
    page: Any = second.window.page
    second.wait(lambda: page.dock.lists.tabs["received"].number() == "1")


# What could not be saved


def test_unsaved_scans_are_kept_shown_and_saved_by_a_key(at: WholeWindow, shop: Any) -> None:
    at.scan("M9YVCM0")  # a session begins with the first card
    with at.desk._room.opened()._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite_module().connect(str(shop.database.target), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    at.scan("M9YVCM1")
    at.wait(lambda: at.desk.kept == 1)
    assert at.window.strip.chip("kept").words() == "1 not saved: try again"
    assert at.window.close() is False, "it closed over an unsaved scan"
    assert at.window.strip.words()[0] == "1 record is not saved"
    other.execute("ROLLBACK")
    other.close()
    at.key(Qt.Key.Key_R, CONTROL)
    at.wait(lambda: shop.ask("batch", number="B1").received == 2)
    assert at.desk.kept == 0
    at.settle()
    with pytest.raises(KeyError):
        at.window.strip.chip("kept")


def test_a_second_close_gives_the_unsaved_up(at: WholeWindow, shop: Any) -> None:
    at.scan("M9YVCM0")  # a session begins with the first card
    with at.desk._room.opened()._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite_module().connect(str(shop.database.target), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    at.scan("M9YVCM1")
    at.wait(lambda: at.desk.kept == 1)
    other.execute("ROLLBACK")
    other.close()
    assert at.window.close() is False
    assert at.window.close() is True


# Errors nobody foresaw


def test_a_bug_is_told_in_a_dialog_and_work_goes_on(
    at: WholeWindow, shop: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crash = Crash()
    monkeypatch.setattr(sys, "excepthook", crash.tell)
    at.desk.ask("no_such_query", {}, print)
    at.wait(lambda: crash.dialog is not None)
    assert crash.dialog is not None
    text = crash.dialog.text.toPlainText()
    assert "KeyError: 'no_such_query'" in text and "PySide6" not in text.splitlines()[0]
    log = tmp_path / "data-home" / "card-workshop" / "errors.log"
    assert "no_such_query" in log.read_text()
    at.desk.ask("another_one", {}, print)
    at.wait(lambda: "another_one" in crash.dialog.text.toPlainText())
    copy = next(b for b in crash.dialog.findChildren(Press) if b.words() == "Copy")
    copy.click()
    assert "another_one" in QApplication.clipboard().text()
    at.scan("M9YVCM1")
    assert shop.ask("batch", number="B1").received == 1
    crash.dialog.close()
    QTest.qWait(1)
    assert crash.dialog is None


# Language


def test_the_window_can_be_made_anew_in_another_language(at: WholeWindow) -> None:
    at.go("settings")
    at.window.rebuild()
    at.settle()
    assert at.window.page is not None and at.window.page.name == "settings"
    at.scan("CWP-LI")
    assert at.window.strip.chip("person").words() == "Li Wei"
    assert "Undo" in at.window.last.undo.words() or "Nothing" in at.window.last.undo.words()
