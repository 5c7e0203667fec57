# SPDX-License-Identifier: MIT
"""The manual under F1, beside the window: its pages, its links, its search, and what it lists."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

sys.path.insert(0, str(Path(__file__).parent))
from file_window import at
from patience import wait
from whole_window import WholeWindow

from ui import theme
from ui.actions import Action
from ui.app import parse
from ui.help import MANUAL_PAGES
from ui.manual import ManualWindow, settings_table, the_manual
from ui.page_list import PAGES
from ui.pages.settings import SECTIONS
from ui.settings import DECLARED
from workshop.manual import START

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

__all__ = ["at"]


@pytest.fixture
def manual(app: QApplication) -> Iterator[ManualWindow]:
    """The manual alone."""
    made = ManualWindow()
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    yield made
    if isValid(made):
        made.close()


def opened(at: WholeWindow) -> ManualWindow:
    """The manual, in front."""
    at.key(Qt.Key.Key_F1)
    made = at.window.help.manual
    assert made is not None
    at.wait(lambda: at.in_front() is made.windowHandle())
    return made


def title(manual: ManualWindow) -> str:
    return manual.text.document().begin().text()


def press(manual: ManualWindow, keys: str) -> None:
    pressed = QKeySequence(keys)[0]
    QTest.keyClick(manual.windowHandle(), pressed.key(), pressed.keyboardModifiers())


# Beside the window


def test_it_opens_at_the_page_that_belongs_to_the_one_in_sight(at: WholeWindow) -> None:
    assert {name for name in MANUAL_PAGES if "/" not in name} == {*PAGES, ""}
    manual = the_manual()
    assert set(MANUAL_PAGES.values()) <= {entry.name for entry in manual.contents}
    sections = {one.name for one in SECTIONS}
    of_settings = {name for name in MANUAL_PAGES if name.startswith("settings/")}
    assert {name.removeprefix("settings/") for name in of_settings} <= sections
    parts = ["settings/computer", "settings/database", "settings/labels", "stock/shipments"]
    for page in [*(name for name in PAGES if name != "settings"), *parts]:
        name = MANUAL_PAGES.get(page) or MANUAL_PAGES[page.partition("/")[0]]
        at.window.go(*page.split("/"))
        at.settle()
        shown = opened(at)
        assert manual.page(name).startswith(f"# {title(shown)}\n"), page
        assert not shown.isModal()
        at.window.activateWindow()
        at.wait(at.window.isActiveWindow)


def test_one_works_on_while_it_is_in_front(at: WholeWindow, file_shop: Any) -> None:
    at.context.set("batch", "B1")
    shown = opened(at)
    shown.search.setFocus()
    at.scan("M9YVCM1")
    assert file_shop.ask("batch", number="B1").received == 1
    assert shown.search.text() == "" and shown.isVisible()


def test_it_goes_with_the_window(at: WholeWindow) -> None:
    opened(at)
    at.window.activateWindow()
    at.window.close()
    at.wait(lambda: at.window.help.manual is None)


# Reading


def test_a_link_leads_on_and_back_leads_back_to_where_one_was(manual: ManualWindow) -> None:
    assert title(manual) == "The manual of Card Workshop"
    assert not manual.back_button.isEnabled()
    place = follow(manual, "Test tools and their verdicts")
    assert place == "Test tools and their verdicts" == title(manual)
    bar = manual.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    down = bar.value()
    assert down > 1000
    manual.open("tests")
    press(manual, "Alt+Left")
    assert title(manual) == "Test tools and their verdicts"
    assert bar.value() == down
    press(manual, "Alt+Left")
    assert title(manual) == "The manual of Card Workshop"
    press(manual, "Alt+Left")
    assert not manual.back_button.isEnabled()


def follow(manual: ManualWindow, words: str) -> str:
    """Click a link of the page in sight; returns the title of what comes."""
    text = manual.text
    cursor = text.document().find(words)
    assert not cursor.isNull(), words
    cursor.setPosition(cursor.selectionStart() + 2)
    text.setTextCursor(cursor)
    text.ensureCursorVisible()
    where: QPoint = text.cursorRect(QTextCursor(cursor)).center()
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=where)
    return title(manual)


def test_every_page_can_be_taken_from_the_contents_by_keys(manual: ManualWindow) -> None:
    manual.list.setFocus()
    seen = []
    press(manual, "Home")
    for _ in manual.manual.contents:
        press(manual, "Return")
        seen.append(title(manual))
        assert manual.text.horizontalScrollBar().maximum() == 0, f"{seen[-1]} is too wide"
        press(manual, "Down")
    assert seen == [entry.title for entry in manual.manual.contents]


def test_words_are_searched_and_the_first_place_is_taken(manual: ManualWindow) -> None:
    press(manual, "Ctrl+F")
    QTest.keyClicks(manual.search, "stuck_times")
    press(manual, "Return")
    assert title(manual) in ("Questions", "How tests are counted")
    assert manual.text.verticalScrollBar().value() > 300, "at its heading, not at the top"
    press(manual, "Ctrl+F")
    press(manual, "Ctrl+A")
    QTest.keyClicks(manual.search, "take_off grade")
    assert title(manual) == "Acts – take_off"
    assert follow(manual, "take_off") == "Acts"
    press(manual, "Ctrl+F")
    press(manual, "Ctrl+A")
    QTest.keyClicks(manual.search, "juggling")
    assert title(manual) == "Nothing in the manual has all these words."
    press(manual, "Return")
    press(manual, "Esc")
    assert manual.search.text() == "" and title(manual) == "Acts"
    press(manual, "Esc")
    wait(lambda: not isValid(manual))


def test_its_letters_are_made_larger(manual: ManualWindow) -> None:
    def height() -> int:
        return manual.text.document().begin().begin().fragment().charFormat().font().pixelSize()

    usual = height()
    for keys, way in (("Ctrl++", 1), ("Ctrl++", 1), ("Ctrl+0", 0), ("Ctrl+-", -1)):
        before = height()
        press(manual, keys)
        assert (height() == usual) if way == 0 else (height() - before) * way > 0, keys
    for _ in range(12):
        press(manual, "Ctrl++")
    assert usual * 2 < height() < usual * 3
    assert manual.text.horizontalScrollBar().maximum() == 0


def test_nothing_from_outside_is_asked_for(manual: ManualWindow) -> None:
    for outside in ("https://example.com/p.png", "file:///etc/passwd", "pictures/../tour.md"):
        assert manual.text.loadResource(2, QUrl(outside)) is None
    here = title(manual)
    manual.text.anchorClicked.emit(QUrl("https://example.com/"))
    assert title(manual) == here
    manual.open("a page that went away")
    assert title(manual) == "The manual of Card Workshop"


def test_it_follows_the_theme(app: QApplication, manual: ManualWindow) -> None:
    def ink() -> str:
        return manual.text.document().begin().begin().fragment().charFormat().foreground().color()

    day = ink()
    theme.apply(app, "dark")
    wait(lambda: ink() != day)
    assert ink() == theme.color("text")


# What it lists


def keys_told() -> dict[str, set[tuple[str, str]]]:
    """The keys of the manual by heading, each with its words."""
    found: dict[str, set[tuple[str, str]]] = {}
    heading = ""
    for line in the_manual().page("keys").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif row := re.fullmatch(r"\| `(.+)` \| (.+) \|", line):
            found.setdefault(heading, set()).add((row[1], row[2]))
    return found


def there(actions: list[Action]) -> set[tuple[str, str]]:
    return {(action.keys, action.words) for action in actions}


def test_every_key_is_told_of_and_no_other(at: WholeWindow) -> None:
    told = keys_told()
    for beside in ("In a photo", "In this manual"):
        assert told.pop(beside)
    pages = {name: at.go(name) for name in PAGES}
    wanted = {page.title: there(page.actions_here()) for page in pages.values()}
    wanted["Everywhere"] = there(at.window.actions_here())
    assert told == {heading: keys for heading, keys in wanted.items() if keys}


def test_every_setting_is_told_of_and_no_other() -> None:
    told = re.findall(r"^\| `(\w+)` \|", the_manual().page("settings"), re.M)
    assert sorted(told) == sorted(DECLARED), "resources/manual/settings.md: {{ settings … }}"
    assert "| `scanner_gap` | Longest pause inside a scan |" in settings_table("scanner_gap")
    assert "From 10 to 300. Usually `50`." in settings_table("scanner_gap")
    with pytest.raises(KeyError):
        settings_table("juggling")


def test_every_option_of_the_window_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    there = set(re.findall(r"--\w[\w-]*", capsys.readouterr().out)) - {"--help"}
    section = the_manual().page("commands").partition("## card-workshop\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(--\w[\w-]*)`", section)) == there


def test_a_key_without_its_entry_is_noticed(at: WholeWindow) -> None:
    """Planted fault: a shortcut that nobody wrote down."""
    actions = [*at.window.actions_here(), Action("Juggle", "Ctrl+J")]
    assert there(actions) - keys_told()["Everywhere"] == {("Ctrl+J", "Juggle")}
    assert START not in keys_told()


def test_keys_in_its_text_are_keys_of_the_window(at: WholeWindow) -> None:
    known = {key for keys in keys_told().values() for key, _ in keys}
    known |= {"Ctrl+N", "Enter", "Space", "Tab", "Escape", "Alt+Left", "Ctrl+Alt+T"}
    manual = the_manual()
    for entry in manual.contents:
        named = re.findall(
            r"`((?:(?:Ctrl|Shift|Alt)\+)+\S+?|F\d{1,2})`", manual.written(entry.name)
        )
        if entry.name not in ("test-tools", "keys"):
            assert set(named) <= known, entry.name
