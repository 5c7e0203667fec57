# SPDX-License-Identifier: MIT
"""Settings: a backup is restored step by step, by keys alone; scans never answer it."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from ui.pages.restore_pane import CHECKING, COMPARING, REPLACING
from workshop.storage.backup import back_up


@pytest.fixture
def pane(hands: Any, tmp_path: Path) -> Any:
    """The database section of a workshop with a backup, after which one card came."""
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    hands.shop.card("S-THEN")
    back_up(hands.shop.database, tmp_path / "paper" / "Backups")
    hands.shop.card("S-SINCE")
    hands.go("settings")
    hands.window.page.show_tag("database")
    hands.settle()
    return hands.window.page.sections["database"]


def press(hands: Any, button: Any) -> None:
    """Press a button with the keyboard alone."""
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    hands.settle()


def test_the_backups_of_the_folder_are_listed(pane: Any) -> None:
    (row,) = pane.table.rows.rows()
    assert row.file.parent == pane.copies and pane.take_back.isEnabled()
    assert pane.state.text().startswith("Last backup: ")


def test_three_steps_lead_to_the_workshop_of_then(hands: Any, pane: Any) -> None:
    wanted: list[str] = []
    hands.context.replacing.connect(wanted.append)
    restoring = pane.restoring
    press(hands, pane.take_back)
    assert restoring.steps.currentIndex() == COMPARING
    shown = {row.what: (row.backup, row.present) for row in restoring.table.rows.rows()}
    assert shown["Cards"] == ("1", "2")
    assert restoring.relation.text() == "1 entry was made since. It would be missing."
    press(hands, restoring.on)
    assert restoring.steps.currentIndex() == REPLACING
    assert str(pane.copies) in restoring.last_words.text() and wanted == []
    press(hands, restoring.replace)
    hands.wait(lambda: wanted)
    (backup,) = wanted
    assert Path(backup) == pane.table.rows.row(0).file
    assert len(list(pane.copies.glob("*.zip"))) == 2, "the present one was backed up first"


def test_scans_never_answer_it(hands: Any, pane: Any) -> None:
    wanted: list[str] = []
    hands.context.replacing.connect(wanted.append)
    press(hands, pane.take_back)
    press(hands, pane.restoring.on)
    pane.restoring.replace.setFocus(Qt.FocusReason.TabFocusReason)
    for code in ("M9YVCM1", "CWP-ANA", "CWX-OK", "Y", "\r", " ", "yes"):
        hands.scan(code)
    assert wanted == [] and len(list(pane.copies.glob("*.zip"))) == 1
    assert pane.restoring.steps.currentIndex() == REPLACING


def test_it_is_left_at_any_step_and_the_copy_is_gone(hands: Any, pane: Any) -> None:
    folder = Path(hands.shop.database.target).parent
    press(hands, pane.take_back)
    assert list(folder.glob(".workshop-copy-*"))
    press(hands, pane.restoring.on)
    press(hands, pane.restoring.back)
    assert pane.restoring.steps.currentIndex() == COMPARING
    press(hands, pane.restoring.none)
    assert pane.layers.currentIndex() == 0 and not list(folder.glob(".workshop-copy-*"))


def test_the_check_is_called_off(hands: Any, pane: Any) -> None:
    go_on = hands.hold_work()
    pane.take_back.click()
    assert pane.restoring.steps.currentIndex() == CHECKING
    pane.restoring.cancel.click()
    assert pane.layers.currentIndex() == 0
    go_on.set()
    hands.settle()
    hands.desk.close()
    assert not list(Path(hands.shop.database.target).parent.glob(".workshop-copy-*"))


def test_what_is_no_backup_is_said(hands: Any, pane: Any, tmp_path: Path) -> None:
    letter = tmp_path / "letter.zip"
    letter.write_text("Dear Ana")
    hands.tap(pane.another)
    dialog = pane.findChild(QFileDialog)
    dialog.fileSelected.emit(str(letter))
    dialog.close()
    hands.settle()
    assert hands.strip[0] == "refused" and "is not a whole backup" in hands.strip[1]
    assert pane.layers.currentIndex() == 0


def test_where_the_present_one_cannot_be_backed_up_nothing_is_replaced(
    hands: Any, pane: Any, tmp_path: Path
) -> None:
    wanted: list[str] = []
    hands.context.replacing.connect(wanted.append)
    press(hands, pane.take_back)
    pane.restoring._folder = tmp_path / "unplugged"
    press(hands, pane.restoring.on)
    press(hands, pane.restoring.replace)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert wanted == [] and pane.restoring.trouble.text() and pane.restoring.replace.isEnabled()


def test_a_workshop_with_faults_is_replaced_only_once_that_was_read(hands: Any, pane: Any) -> None:
    wanted: list[str] = []
    hands.context.replacing.connect(wanted.append)
    with hands.shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE batch SET supplier='Somebody else'")
    press(hands, pane.take_back)
    press(hands, pane.restoring.on)
    press(hands, pane.restoring.replace)
    hands.wait(lambda: hands.strip[0] == "careful")
    assert hands.strip[1].startswith("The workshop now has faults and cannot be backed up: batch")
    assert wanted == [] and "Press again" in pane.restoring.trouble.text()
    press(hands, pane.restoring.replace)
    assert len(wanted) == 1


def test_a_stick_that_was_pulled_is_not_made_anew(hands: Any, pane: Any, tmp_path: Path) -> None:
    pane.schedule.use_folder(str(tmp_path / "stick"))
    hands.settle()
    assert not pane.table.rows.rowCount()
    hands.tap(pane.button)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "The folder for backups is not there" in " ".join(hands.strip[1:])
    assert not (tmp_path / "stick").exists()
    hands.settle()


def test_the_copy_is_looked_at_in_a_window_of_its_own(
    hands: Any, pane: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda _program, asked: begun.append(asked))
    press(hands, pane.take_back)
    hands.tap(pane.restoring.look)
    assert begun == [["-m", "ui", "--db", str(pane.restoring.copy.database), "--look"]]
