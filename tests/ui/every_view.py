# SPDX-License-Identifier: MIT
"""Every page in every state worth looking at, and every dialog, each brought up as people do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import batch_views
import card_views
import dashboard_views
import fate_views
import find_views
import hot_views
import layout_views
import map_views
import print_views
import set_views
import step_views
import stock_views
import tests_views
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from settings_views import (
    blank_tags_made,
    blocked,
    blocked_encodings,
    blocked_errors,
    blocked_preview,
    instruments,
    letterhead,
    replacing,
    restoring,
    section,
)
from view_steps import View, ask, batch_set, cards, half_done, on_bench, photographed
from whole_window import WholeWindow

from ui.crash_dialog import CrashDialog, report_of

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _pieces(at: WholeWindow, kind: str) -> list[Any]:
    from workshop.queries import QUERIES

    found: list[Any] = ask(at, QUERIES["pieces"], kind=kind)
    return found


def _unset_batch(at: WholeWindow) -> QWidget:
    at.go("intake")
    at.context.set("batch", "")
    at.settle()
    return at.window


def _scans(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.type(at.field("Maker"), "ASUS")
    for code in ("CWL-TRAY-12", "P/N: 912-V510-003", "NEW0004711", "NEW0004711", "NEW0004712",
                 "]E04719072942557", "C010000017"):  # fmt: skip
        at.scan(code)
    at.scan(cards(at)[0].serial)
    return at.window


def _intake_received(at: WholeWindow) -> QWidget:
    page = batch_set(at)
    at.click(page.dock.lists.tabs["received"])
    return at.window


def _intake_differences(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.press("Difference report")
    return at.window


def _intake_differences_made(at: WholeWindow) -> QWidget:
    _intake_differences(at)
    at.press("Spreadsheet")
    at.settle()
    return at.window


def _intake_refused(at: WholeWindow) -> QWidget:
    page = batch_set(at)
    at.wait(lambda: page.dock.sticky.reasons)
    at.press("Refuse …")
    return at.window


def _intake_blank_tags(at: WholeWindow) -> QWidget:
    page = batch_set(at)
    page.dock.reasons.left.emit()
    if not page.dock.bench.preprinted:
        at.click(page.dock.hand.preprinted)
    at.scan("NEW0004713")
    at.key(Qt.Key.Key_F5)
    at.click(page.dock.hand.preprinted)
    return at.window


def _bench_empty(at: WholeWindow) -> QWidget:
    at.go("bench")
    return at.window


def _bench_card(at: WholeWindow) -> QWidget:
    half_done(at)
    return at.window


def _site_of(at: WholeWindow, state: str) -> str:
    board = at.board()._board
    assert board is not None
    return next(site.name for site in board.sites if site.state == state)


def _list_wanted(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.key(Qt.Key.Key_F9)
    return at.window


def _list_checked(at: WholeWindow) -> QWidget:
    _list_wanted(at)
    page: Any = at.window.page
    rows = ["箱号,品牌,显卡型号,序列号,备注", "P1,华硕,GeForce RTX 4090,00123456,风扇异响"]
    rows += [f"P{n // 8},MSI,GeForce RTX 4080,SN{n:07d}," for n in range(40)]
    rows[5:7] = ["P1,微星,RTX 5999 魔改,1.23E+12,", "P1,,RTX 4090,,外壳有划痕"]
    page.list.take_text("\n".join(rows))
    at.settle()
    return at.window


def _list_encodings(at: WholeWindow) -> QWidget:
    _list_wanted(at)
    page: Any = at.window.page
    folder = Path(at.context.settings.paper_folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "list.csv"
    file.write_bytes("品牌,型号,序列号\n华硕,RTX 4090,SN000001\n".encode("gbk"))
    page.list.take_file(file)
    at.settle()
    return at.window


def _bench_site(at: WholeWindow) -> QWidget:
    half_done(at)
    at.tap(_site_of(at, "on_board"))
    at.type(at.field("Marking"), "D8BZC")
    at.press("A")
    return at.window


def _bench_emptied(at: WholeWindow) -> QWidget:
    half_done(at)
    at.tap(_site_of(at, "good"))
    return at.window


def _bench_step(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Bake")
    at.type(at.field("Oven temperature"), "hot")
    at.press("Done")
    return at.window


def _bench_inspection(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Visual inspection")
    return at.window


def _bench_choice(words: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        half_done(at)
        at.press(words)
        return at.window

    return show


def _bench_models(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.scan("UNKNOWN00815")
    at.scan("UNKNOWN00815")
    at.go("bench")
    at.scan("UNKNOWN00815")
    at.press("No model: choose")
    return at.window


def _bench_chip(at: WholeWindow) -> QWidget:
    on_bench(at, _pieces(at, "memory")[0].tag)
    return at.window


def _bench_fitted(at: WholeWindow) -> QWidget:
    dies = _pieces(at, "die")
    fitted = [die for die in dies if die.board]
    at.go("bench")
    at.scan((fitted or dies)[0].tag)
    return at.window


def _bench_photos(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Photos…")
    photographed(at, at.window.page, 7)
    return at.window


def _bench_no_photo(at: WholeWindow) -> QWidget:
    at.go("bench")
    at.scan(cards(at)[1].tag)
    at.press("Photos…")
    return at.window


def _photo(at: WholeWindow) -> QWidget:
    _bench_photos(at)
    page: Any = at.window.page
    page.photos.open_photo(1)
    dialog = _dialog(at)
    at.settle()
    return dialog


def _chooser(key: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        batch_set(at)
        at.click(at.window.strip.chip(key))
        return _dialog(at)

    return show


def _dialog(at: WholeWindow) -> QWidget:
    """The dialog that just came up, with the keyboard in it."""
    at.wait(lambda: len(at.dialogs()) == 1)
    dialog = at.dialogs()[0]
    dialog.activateWindow()
    at.wait(lambda: at.in_front() is dialog.windowHandle())
    return dialog


def _new_pin(at: WholeWindow) -> QWidget:
    section("People")(at)
    at.click_row("People", "ANA")
    at.press("Set a PIN …")
    return _dialog(at)


def _keys(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.key(Qt.Key.Key_F1, _CONTROL)
    return _dialog(at)


def _manual(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.key(Qt.Key.Key_F1)
    return _dialog(at)


def _typed_code(at: WholeWindow) -> QWidget:
    batch_set(at)
    if at.window.typed.isHidden():
        at.key(Qt.Key.Key_N, _CONTROL)
    return at.window


def _crash(at: WholeWindow) -> QWidget:
    batch_set(at)
    try:
        raise RuntimeError("planted")
    except RuntimeError as error:
        report = report_of(type(error), error, error.__traceback__)
    dialog = CrashDialog(report, Path("errors.log"))
    dialog.show()
    return _dialog(at)


def _import_dialog(at: WholeWindow) -> QWidget:
    at.go("tests")
    at.key(Qt.Key.Key_I, _CONTROL)
    return _dialog(at)


def _folder_dialog(at: WholeWindow) -> QWidget:
    at.go("settings")
    at.click_row("Sections", "This computer")
    at.press("Another folder …")
    return _dialog(at)


def _save_dialog(at: WholeWindow) -> QWidget:
    batch_views.pdf_made(at)
    at.press("Save elsewhere …")
    return _dialog(at)


def _list_menu(at: WholeWindow) -> QWidget:
    at.go("settings")
    viewport, where = at.row("Sections of the settings")
    assert where is not None
    at.window.customContextMenuRequested.emit(viewport.mapTo(at.window, where))
    at.wait(at.dialogs)
    return at.dialogs()[0]


def _list_saved(at: WholeWindow) -> QWidget:
    batch_set(at)
    at.key(Qt.Key.Key_S, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
    at.wait(lambda: not at.window.lists.files.is_busy)
    return at.window


# On the pages, in this order: those that show nothing yet come first.
PAGES = [
    View("bench, empty", _bench_empty),
    *tests_views.EMPTY,
    View("intake, no batch", _unset_batch),
    View("intake, scans", _scans),
    View("intake, received", _intake_received),
    View("intake, difference report", _intake_differences),
    View("intake, difference report made", _intake_differences_made),
    View("intake, why refused", _intake_refused),
    View("intake, blank tags", _intake_blank_tags),
    *card_views.INTAKE,
    View("intake, list wanted", _list_wanted),
    View("intake, encodings of a list", _list_encodings),
    View("intake, list checked", _list_checked),
    View("bench, card", _bench_card),
    View("bench, site", _bench_site),
    View("bench, emptied site", _bench_emptied),
    *map_views.BENCH,
    *fate_views.BENCH,
    View("bench, step with a fault", _bench_step),
    View("bench, step", _bench_inspection),
    *step_views.BENCH,
    View("bench, another step", _bench_choice("Another step …")),
    View("bench, disposition", _bench_choice("Disposition …")),
    View("bench, models", _bench_models),
    View("bench, loose chip", _bench_chip),
    View("bench, fitted die", _bench_fitted),
    *card_views.BENCH,
    *print_views.BENCH,
    *hot_views.BENCH,
    *set_views.BENCH,
    View("bench, photos", _bench_photos),
    View("bench, no photo", _bench_no_photo),
    *tests_views.VIEWS,
    *stock_views.VIEWS,
    *batch_views.VIEWS,
    *find_views.VIEWS,
    *dashboard_views.VIEWS,
    View("settings, people", section("People")),
    View("settings, stations", section("Stations")),
    View("settings, places", section("Places")),
    View("settings, labels", section("Labels")),
    *layout_views.VIEWS,
    *print_views.SETTINGS,
    *map_views.SETTINGS,
    *step_views.SETTINGS,
    View("settings, blank tags made", blank_tags_made),
    View("settings, blocked serials, none", section("Blocked serials")),
    View("settings, blocked, encodings", blocked_encodings),
    View("settings, blocked, errors", blocked_errors),
    View("settings, blocked, preview", blocked_preview),
    View("settings, blocked serials", blocked),
    *hot_views.SETTINGS,
    View("settings, instruments", instruments),
    View("settings, shop", section("Shop, history")),
    View("settings, letterhead and prices", letterhead),
    View("settings, logs of tests", section("Logs of tests")),
    View("settings, scanner", section("Scanner")),
    View("settings, command sheet", section("Command sheet")),
    View("settings, this computer", section("This computer")),
    View("settings, database", section("Database")),
    View("settings, restore, compared", restoring),
    View("settings, restore, last step", replacing),
    View("settings, health", section("Health")),
    View("settings, about", section("About")),
]

# In front of a page. Those that ask the system for a file are Qt's own.
DIALOGS = [
    View("which batch", _chooser("batch")),
    View("which place", _chooser("place")),
    View("who is working", _chooser("person")),
    View("new PIN", _new_pin),
    View("photo", _photo),
    View("keys", _keys),
    View("manual", _manual),
    View("crash", _crash),
    View("import a log", _import_dialog),
    View("folder for PDF files", _folder_dialog),
    View("save elsewhere", _save_dialog),
    View("more reports of a batch", batch_views.more_reports),
    View("menu of a list", _list_menu),
    View("a list was saved", _list_saved),
    View("a code is typed", _typed_code),
]


def put_away(at: WholeWindow) -> None:
    """Close every dialog and popup; the keyboard is the window's again, as desktops give it."""
    for dialog in at.dialogs():
        dialog.close()
    at.wait(lambda: not at.dialogs())
    at.window.activateWindow()
    at.wait(at.window.isActiveWindow)
    at.settle()


def is_qt_own(widget: QWidget) -> bool:
    """Whether a widget belongs to a dialog that Qt makes, not we."""
    return isinstance(widget.window(), QFileDialog)


def lifelike(folder: Path, cards: int = 12) -> Path:
    """A demo workshop in a file of its own."""
    from workshop.demo import make

    target = folder / "workshop.db"
    make(target, cards=cards).close()
    return target
