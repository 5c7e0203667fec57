# SPDX-License-Identifier: MIT
"""Every page and dialog paints without a word from Qt, none cut off, all of it with a name.

The same is asked of all of them where people's texts are hostile (`test_text_is_plain`); here of a
lifelike workshop, which on most days is one view in three.

On request there are pictures: with CARD_WORKSHOP_SCREENSHOTS naming a folder, each is written in
light, dark and high contrast, at 1366×768 and 1920×1080.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless
from every_view import DIALOGS, PAGES, lifelike, put_away
from lengths import full
from patience import wait
from view_faults import cut_off, faults_of, painted, undressed
from whole_window import WholeWindow, own_home

from ui import theme
from ui.answers import Answers
from ui.context import Context
from ui.desk import Desk
from ui.first_run import STEPS
from ui.settings import Settings
from ui.widgets.controls import Button
from ui.window import Window

FOLDER = os.environ.get("CARD_WORKSHOP_SCREENSHOTS", "")
SIZES = [(1366, 768), (1920, 1080)]
MODES: list[theme.Mode] = ["light", "dark", "contrast"]
LOOKS = [(mode, size) for mode in MODES for size in SIZES] if FOLDER else [("light", SIZES[0])]
# On most days every other view; test_text_is_plain goes through those between them.
SHARE = 1 if FOLDER else full(1, everyday=2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=24 if FOLDER else 6)


def keep(widget: QWidget, name: str, mode: str, size: tuple[int, int]) -> None:
    """Paint it, and write the picture where pictures are wanted."""
    image = painted(widget)
    if FOLDER:
        folder = Path(FOLDER) / f"{mode} {size[0]}x{size[1]}"
        folder.mkdir(parents=True, exist_ok=True)
        assert image.save(str(folder / f"{name}.png"))


def test_a_window_that_was_not_dressed_is_noticed(app: QApplication) -> None:
    one, other = QDialog(), QDialog()
    theme.dress(one)
    for dialog in (one, other, QDialog(one)):
        dialog.show()
    assert undressed() == ["QDialog"]
    other.hide()
    assert undressed() == []


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
    faults: dict[str, list[str]] = {}
    reached = 0
    try:
        for view in PAGES[::SHARE]:
            top = view.show(at)
            at.wait(lambda: not at.window.strip._flash.isActive())
            keep(at.window, view.name, mode, size)
            number, faults[view.name] = faults_of(at.window, top)
            reached += number
        for view in DIALOGS[::SHARE]:
            dialog = view.show(at)
            keep(dialog, f"dialog, {view.name}", mode, size)
            number, faults[view.name] = faults_of(dialog, dialog)
            reached += number
            put_away(at)
    finally:
        at.close()
    assert {view: found for view, found in faults.items() if found} == {}
    assert reached > 10 * len(PAGES) // SHARE


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
