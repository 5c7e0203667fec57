# SPDX-License-Identifier: MIT
"""Every page and dialog paints without a word from Qt, none cut off, all of it with a name.

On request there are pictures: with CARD_WORKSHOP_SCREENSHOTS naming a folder, each is written in
light, dark and high contrast, at 1366×768 and 1920×1080.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless, unheard
from every_view import DIALOGS, PAGES, lifelike, put_away
from patience import wait
from whole_window import WholeWindow, own_home

from ui import theme
from ui.answers import Answers
from ui.context import Context
from ui.desk import Desk
from ui.first_run import STEPS
from ui.settings import Settings
from ui.widgets.controls import Badge, Button, Chip, Press
from ui.window import Window

FOLDER = os.environ.get("CARD_WORKSHOP_SCREENSHOTS", "")
SIZES = [(1366, 768), (1920, 1080)]
MODES: list[theme.Mode] = ["light", "dark", "contrast"]
LOOKS = [(mode, size) for mode in MODES for size in SIZES] if FOLDER else [("light", SIZES[0])]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=24 if FOLDER else 6)


def painted(widget: QWidget) -> QImage:
    """A picture of a window; of one colour it is, if nothing was painted."""
    image = widget.grab().toImage()
    step = max(1, image.width() // 240)
    first = image.pixel(0, 0)
    assert any(
        image.pixel(x, y) != first
        for x in range(0, image.width(), step)
        for y in range(0, image.height(), step)
    ), "nothing was painted"
    return image


def keep(widget: QWidget, name: str, mode: str, size: tuple[int, int]) -> None:
    """Paint it, and write the picture where pictures are wanted."""
    image = painted(widget)
    if FOLDER:
        folder = Path(FOLDER) / f"{mode} {size[0]}x{size[1]}"
        folder.mkdir(parents=True, exist_ok=True)
        assert image.save(str(folder / f"{name}.png"))


def cut_off(top: QWidget) -> list[str]:
    """What is pressed, and what names a state, without the room for its words.

    Longer sentences, such as all that speaks against a card, may end in an ellipsis, and a button
    may have its words on two lines.
    """
    pressed = [
        (one, one.words(), one.minimumSizeHint())
        for one in top.findChildren(Press)
        if type(one) in (Button, Chip)
    ]
    named = [(one, one.text(), one.sizeHint()) for one in top.findChildren(Badge)]
    return [
        words
        for one, words, needs in [*pressed, *named]
        if one.isVisible() and one.width() < needs.width() and 0 < len(words) <= 40
    ]


def undressed(app: QApplication) -> list[str]:
    """The windows in sight that are without the style sheet of the theme."""
    return [
        type(window).__name__
        for window in app.topLevelWidgets()
        if window.isVisible() and window.style().metaObject().className() != "QStyleSheetStyle"
    ]


def test_a_window_that_was_not_dressed_is_noticed(app: QApplication) -> None:
    one, other = QDialog(), QDialog()
    theme.dress(one)
    for dialog in (one, other, QDialog(one)):
        dialog.show()
    assert undressed(app) == ["QDialog"]
    other.hide()
    assert undressed(app) == []


@pytest.mark.parametrize(("mode", "size"), LOOKS, ids=str)
def test_every_page_and_dialog_paints_and_has_names(
    app: QApplication,
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: theme.Mode,
    size: tuple[int, int],
) -> None:
    own_home(monkeypatch, tmp_path)
    theme.apply(app, mode)
    target = Path(shutil.copy(demo, tmp_path / "workshop.db"))
    at = WholeWindow(target, tmp_path, size=size, theme=mode)
    cut: dict[str, list[str]] = {}
    silent: dict[str, list[str]] = {}
    reached = 0
    try:
        for view in PAGES:
            top = view.show(at)
            at.wait(lambda: not at.window.strip._flash.isActive())
            keep(at.window, view.name, mode, size)
            number, silent[view.name] = unheard(top)
            cut[view.name], reached = cut_off(at.window), reached + number
            assert undressed(app) == [], view.name
        for view in DIALOGS:
            dialog = view.show(at)
            keep(dialog, f"dialog, {view.name}", mode, size)
            number, silent[view.name] = unheard(dialog)
            cut[view.name], reached = cut_off(dialog), reached + number
            assert undressed(app) == [], view.name
            put_away(at)
    finally:
        at.close()
    assert {view: words for view, words in cut.items() if words} == {}
    assert {view: found for view, found in silent.items() if found} == {}
    assert reached > 10 * len(PAGES)


def test_before_a_workshop_is_open(app: QApplication, tmp_path: Path) -> None:
    desk, context = Desk(), Context(Settings(file=tmp_path / "settings.toml"))
    for mode, size in LOOKS:
        theme.apply(app, mode)
        window = Window(desk, context)
        window.resize(*size)
        window.show()
        keep(window, "welcome, opening", mode, size)
        window.welcome.show_making(7, 40)
        keep(window, "welcome, making a demo", mode, size)
        window.welcome.show_trouble("The disk is full.", "/data/workshop.db")
        keep(window, "welcome, trouble", mode, size)
        form = window.ask_first(Answers(folder=str(tmp_path)))
        for number, step in enumerate(STEPS):
            form.show_step(number)
            wait(lambda: not desk._jobs)
            keep(window, f"first run, {step.name}", mode, size)
            assert cut_off(window) == [] and nameless(form) == []
        window.close()
    desk.close()


def test_a_button_without_room_is_noticed(app: QApplication) -> None:
    """A planted fault: two buttons in the room of one."""
    window = QWidget()
    row = QHBoxLayout(window)
    for words in ("Disposition of this card", "Take this card apart"):
        row.addWidget(Button(words))
    window.setFixedWidth(200)
    window.show()
    assert cut_off(window) == ["Disposition of this card", "Take this card apart"]
    window.close()


def test_what_paints_nothing_is_noticed(app: QApplication) -> None:
    """A planted fault: a window that stays empty."""
    empty = QWidget()
    empty.resize(400, 300)
    empty.show()
    with pytest.raises(AssertionError, match="nothing was painted"):
        painted(empty)
    empty.close()
