# SPDX-License-Identifier: MIT
"""Many logs at once: what would come of each is shown first, then all of them are imported."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from logs_made import a_log
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from workshop.benches.tags import spelled
from workshop.storage.evidence import evidence_folder


@pytest.fixture
def page(hands: Any) -> Any:
    return hands.go("tests")


@pytest.fixture
def cards(hands: Any) -> list[str]:
    """Two cards, known by their serials."""
    return [hands.shop.card(f"132432100{number}") for number in (1, 2)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bench 2"
    made.mkdir()
    (made / "a.xml").write_bytes(a_log((1, "1324321001", "38 C"), (2, "1324321002", "104 C")))
    (made / "b.txt").write_text("holiday")
    (made / "c.xml").write_bytes(a_log((9, "N/A", "38 C")))
    return made


def kept_of(hands: Any, tag: str) -> int:
    return len(hands.shop.ask("passport", tag=tag).tests)


def lines(page: Any) -> list[tuple[str, str, str]]:
    return [(line.file, line.tag, line.look.word) for line in page.batch.table.rows.rows()]


def shown(hands: Any, page: Any, *paths: Path) -> None:
    page.logs.take(list(paths))
    hands.wait(lambda: not page.batch.is_busy)
    hands.settle()


def test_a_folder_is_shown_before_anything_is_kept(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    hands.scan("1324321001")  # which card is open says nothing of a folder
    shown(hands, page, folder)
    one, two = map(spelled, cards)
    assert page.batch.isVisible() and page.batch.title.text() == "bench 2"
    assert lines(page) == [
        ("a.xml", one, "Pass"), ("a.xml", two, "Fail"), ("b.txt", "", "Refused"),
        ("c.xml", "", "Refused"),
    ]  # fmt: skip
    assert hands.strip == ("careful", "3 logs read", "2 are refused. Nothing is kept yet.")
    assert page.batch.go.words() == "Import 1 log" and page.batch.bar.isHidden()
    hands.tap_row(page.batch.table, 3)
    assert page.batch.whole.text().startswith("No card here is known as GPU-")
    assert [kept_of(hands, tag) for tag in cards] == [0, 0]
    database = hands.shop.database
    assert not evidence_folder(database.target, database.database_id).exists()


def test_then_it_is_imported_and_the_same_again_is_nothing_new(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    shown(hands, page, folder)
    hands.tap(page.batch.go)
    hands.wait(lambda: not page.batch.is_busy)
    assert hands.strip == ("careful", "1 log imported", "2 are refused.")
    assert page.batch.go.isHidden() and page.batch.hint.text().startswith("What is imported")
    assert [kept_of(hands, tag) for tag in cards] == [1, 1]
    hands.tap(page.batch.close_it)
    assert not page.batch.isVisible() and not page.batch.is_open
    shown(hands, page, folder / "a.xml", folder / "a.xml")
    assert page.batch.title.text() == "a.xml and 1 more"
    assert [word for _, _, word in lines(page)] == ["Imported before"] * 4
    assert page.batch.go.words() == "Nothing to import" and not page.batch.go.isEnabled()
    hands.key(Qt.Key.Key_Escape)
    assert not page.batch.is_open
    assert [kept_of(hands, tag) for tag in cards] == [1, 1]


def test_an_archive_is_shown_and_a_damaged_one_says_so(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.write(folder / "a.xml", "../a.xml")
    (folder / "bad.zip").write_bytes(b"PK")
    shown(hands, page, folder / "all.zip", folder / "bad.zip")
    assert [(file, word) for file, _, word in lines(page)] == [
        ("all.zip/../a.xml", "Pass"), ("all.zip/../a.xml", "Fail"), ("bad.zip", "Refused"),
    ]  # fmt: skip
    (folder / "empty").mkdir()
    shown(hands, page, folder / "empty")
    assert hands.strip[:2] == ("refused", "There is no file to import in empty.")


def test_reading_can_be_called_off(hands: Any, page: Any, cards: list[str], folder: Path) -> None:
    for number in range(80):
        (folder / f"x{number}.xml").write_bytes(a_log((1, "1324321001", f"{number} C")))
    page.logs.take([folder])
    hands.wait(lambda: page.batch.table.rows.rowCount() > 3)
    assert page.batch.is_busy and page.batch.cancel.isVisible()
    assert page.batch.bar.maximum() == 83
    QTest.mouseClick(page.batch.cancel, Qt.MouseButton.LeftButton)
    assert not page.batch.is_busy and page.batch.go.isVisible()
    QTest.mouseClick(page.batch.go, Qt.MouseButton.LeftButton)
    hands.wait(lambda: page.batch.table.rows.rowCount() > 3)
    QTest.mouseClick(page.batch.cancel, Qt.MouseButton.LeftButton)
    assert hands.strip[0] == "careful" and hands.strip[1].startswith("Stopped: ")
    hands.settle()
    kept = kept_of(hands, cards[0])
    assert 0 < kept < 81
    shown(hands, page, folder)
    assert sum(word == "Imported before" for _, tag, word in lines(page)
               if tag == spelled(cards[0])) == kept  # fmt: skip


def test_a_scan_goes_on_while_logs_are_read(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    for number in range(50):
        (folder / f"x{number}.xml").write_bytes(a_log((1, "1324321001", f"{number} C")))
    heard: list[tuple[str, bool]] = []
    hands.context.answered.connect(lambda *said: heard.append((said[1], page.batch.is_busy)))
    page.logs.take([folder])
    hands.scan("1324321002")
    assert (f"Testing {spelled(cards[1])}", True) in heard
    assert page.batch.isVisible()
    hands.wait(lambda: not page.batch.is_busy)
    hands.tap(page.batch.close_it)
    assert page.tag == cards[1] and page.form.isVisible()


def test_a_folder_is_chosen(hands: Any, page: Any, cards: list[str], folder: Path) -> None:
    hands.scan("1324321001")
    hands.tap(page.card.load_all)
    [dialog] = page.findChildren(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    hands.wait(lambda: page.batch.is_open and not page.batch.is_busy)
    assert len(lines(page)) == 4


def test_the_slot_of_the_settings_counts(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    hands.context.settings.test_slot = "0000:09:00.0"
    (folder / "d.xml").write_bytes(a_log((8, "N/A", "38 C"), (9, "N/A", "39 C")))
    hands.scan("1324321001")
    page.logs.take([folder / "d.xml"])
    hands.wait(lambda: not page.logs.is_busy)
    assert hands.strip[:2] == ("done", f"d.xml: Pass for {spelled(cards[0])}")


def test_an_alarm_is_let_pass_with_a_reason(
    hands: Any, page: Any, cards: list[str], folder: Path
) -> None:
    hands.shop.do(
        "record_log", piece=cards[1], tool="x", tool_version="", verdict="pass", readings=[],
        identifiers={"gpu_uuid": "GPU-0a0a0a0a-1111-2222-3333-444444444409"},
        evidence={"sha256": "0" * 64, "name": "x", "size": 1},
    )  # fmt: skip
    hands.scan("1324321001")
    page.logs.take([folder / "c.xml"])
    hands.wait(lambda: not page.logs.is_busy)
    hands.settle()
    assert hands.strip[0] == "refused" and spelled(cards[1]) in hands.strip[1]
    bar = hands.window.let_pass
    assert bar.reason.isVisible()
    hands.type(bar.reason.reason, "bought with this GPU")
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: not page.logs.is_busy)
    assert hands.strip[:2] == ("done", f"c.xml: Pass for {spelled(cards[0])}")
