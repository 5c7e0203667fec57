# SPDX-License-Identifier: MIT
"""Backups by themselves: made where due, said where they fail, and the last before the close."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import patience
import pytest
from bench_shop import Shop
from PySide6.QtWidgets import QApplication

from ui import scheduled_backups
from ui.context import Context
from ui.desk import Desk
from ui.scheduled_backups import ScheduledBackups
from ui.settings import Settings
from ui.window import Window
from workshop.storage.archive import unpack


class Keeper:
    """Backups of a shop by the settings, what the strip said, and how often the window closed."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.desk = Desk()
        settings = Settings.load(folder.parent / "settings")
        settings.backup_folder = str(folder)
        self.context = Context(settings)
        self.said: list[tuple[str, str, str]] = []
        self.left = 0
        self.context.answered.connect(lambda *answer: self.said.append(answer))
        self.backups = ScheduledBackups(self.desk, self.context, self.leave)
        self.desk.open(shop.database.target)
        patience.wait(lambda: self.desk.is_open)

    def leave(self) -> None:
        self.left += 1

    def settle(self) -> None:
        patience.settle(lambda: not self.desk._jobs)

    def watch(self) -> None:
        self.backups._timer.stop()
        self.backups.watch()
        self.settle()

    def look(self) -> None:
        self.backups.look()
        self.settle()

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.zip"))


@pytest.fixture
def keeper(app: QApplication, file_shop: Shop, tmp_path: Path) -> Iterator[Keeper]:
    (tmp_path / "copies").mkdir()
    found = Keeper(file_shop, tmp_path / "copies")
    yield found
    found.desk.close()
    found.backups.deleteLater()


def test_a_backup_is_made_by_itself_and_in_silence(keeper: Keeper) -> None:
    keeper.watch()
    (made,) = keeper.files()
    assert unpack(made).entry > 1 and keeper.said == []
    keeper.look()
    assert keeper.files() == [made], "nothing was done since"


def test_no_folder_means_no_backup(keeper: Keeper) -> None:
    keeper.context.settings.backup_folder = ""
    keeper.watch()
    keeper.look()
    assert not keeper.backups._timer.isActive() and not keeper.backups.holds()
    assert keeper.files() == []


def test_a_stick_that_was_pulled_is_said_once_and_tried_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduled_backups, "AGAIN_S", 0)
    keeper.folder.rmdir()
    keeper.watch()
    keeper.look()
    ((state, big, small),) = keeper.said
    assert state == "careful" and big.startswith("The folder for backups is not there: ")
    assert small == "The backup is tried again every ten minutes."
    keeper.folder.mkdir()
    keeper.look()
    assert len(keeper.files()) == 1
    assert keeper.said[-1] == ("done", "Backed up and checked", str(keeper.files()[0]))


def test_a_failure_waits_before_it_is_tried_again(keeper: Keeper) -> None:
    keeper.folder.rmdir()
    keeper.watch()
    keeper.folder.mkdir()
    keeper.look()
    assert keeper.files() == []
    keeper.watch()
    assert len(keeper.files()) == 1, "the settings were looked at: now, then"


def test_the_last_backup_is_made_before_the_window_closes(keeper: Keeper) -> None:
    keeper.watch()
    keeper.shop.card("S-LAST")
    assert keeper.backups.holds()
    assert keeper.said[-1][1] == "Backing up before the window closes …"
    keeper.settle()
    assert keeper.left == 1 and len(keeper.files()) == 2
    assert not keeper.backups.holds(), "and then it closes"


def test_closing_twice_leaves_without_it(keeper: Keeper) -> None:
    go_on = patience.hold_work(keeper.desk)
    assert keeper.backups.holds()
    assert not keeper.backups.holds()
    go_on.set()
    keeper.desk.close()
    assert keeper.files() == [] and list(keeper.folder.iterdir()) == []


def test_where_the_last_backup_fails_the_next_close_closes(keeper: Keeper) -> None:
    keeper.watch()
    keeper.shop.card("S-LAST")
    shutil.rmtree(keeper.folder)
    assert keeper.backups.holds()
    keeper.settle()
    assert keeper.left == 0
    assert keeper.said[-1][2] == "Close once more to leave without a backup."
    assert not keeper.backups.holds()


def test_who_ends_the_program_waits_for_no_backup(keeper: Keeper) -> None:
    keeper.backups.may_wait = False
    assert not keeper.backups.holds()


def test_a_window_stays_until_the_last_backup_is_made(
    app: QApplication, file_shop: Shop, tmp_path: Path
) -> None:
    keeper = Keeper(file_shop, tmp_path)
    window = Window(keeper.desk, keeper.context)
    backups = ScheduledBackups(keeper.desk, keeper.context, window.close, window)
    window.closing.holds = backups.holds
    window.show()
    window.close()
    assert window.isVisible()
    patience.wait(lambda: not window.isVisible())
    assert len(keeper.files()) == 1
    keeper.desk.close()
