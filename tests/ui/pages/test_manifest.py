# SPDX-License-Identifier: MIT
"""The supplier's list in the window: handed over, corrected, confirmed, undone."""

from pathlib import Path
from typing import Any

import pytest
from lists_made import CARDS, HEADINGS, text_of, xlsx
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from ui.pages import manifest
from ui.pages.manifest import ListImport
from ui.pages.manifest_table import look_of

CONTROL = Qt.KeyboardModifier.ControlModifier
LIST = text_of([HEADINGS, *CARDS], "\t")


@pytest.fixture
def at(hands: Any) -> ListImport:
    """The import of batch B1, opened by its key."""
    page = hands.go("intake")
    hands.key(Qt.Key.Key_F9)
    found: ListImport = page.list
    assert found.isVisible()
    return found


def rows(at: ListImport) -> list[Any]:
    assert at.rows.table is not None
    return at.rows.table.table.rows.rows()


def looks(at: ListImport) -> list[str]:
    return [found.word if (found := look_of(line)) else "" for line in rows(at)]


def listed(hands: Any) -> list[str]:
    found: list[str] = hands.shop.ask("balance", batch="B1").missing
    return found


def drop(hands: Any, at: ListImport, mime: QMimeData) -> None:
    """Drag something over the page and let go of it."""
    where = QPointF(at.rect().center())
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    come = QDragEnterEvent(where.toPoint(), copy, mime, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(at, come)
    assert come.isAccepted()
    QApplication.sendEvent(
        at, QDropEvent(where, copy, mime, button, Qt.KeyboardModifier.NoModifier)
    )
    hands.settle()


def drop_file(hands: Any, at: ListImport, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(hands, at, mime)


def choose(hands: Any, at: ListImport, column: int, word: str) -> None:
    """Say with the keyboard what a column has."""
    assert at.rows.table is not None
    box = at.rows.table.heads.boxes[column]
    box.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(box.count()):
        if box.currentText() == word:
            return
        hands.key(Qt.Key.Key_Down)
        box = at.rows.table.heads.boxes[column]
    box.setFocus()
    while box.currentText() != word:
        hands.key(Qt.Key.Key_Up)


def test_a_pasted_list_is_looked_through_added_and_undone(hands: Any, at: ListImport) -> None:
    QGuiApplication.clipboard().setText(LIST)
    newest = hands.shop.ask("newest")
    hands.key(Qt.Key.Key_V, CONTROL)
    assert looks(at) == ["New", "New", "New"] and [line.number for line in rows(at)] == [2, 3, 4]
    assert at.add.words() == "Add 3 lines to batch B1" and hands.strip[0] == "done"
    assert hands.shop.ask("newest") == newest  # nothing is saved before it is confirmed
    hands.tap(at.add)
    assert hands.strip[:2] == ("done", "3 cards expected in batch B1")
    assert listed(hands) == ["00123456", "SN0000002", "SN0000003"]
    dock = hands.window.page.dock
    assert not at.isVisible() and dock.table.isVisible()
    hands.wait(lambda: dock.lists.tabs["missing"].number() == "3")
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert listed(hands) == []


def test_a_dropped_workbook_shows_its_errors_in_words(
    hands: Any, at: ListImport, tmp_path: Path
) -> None:
    cards = [*CARDS, ["", "Banana", "", "", ""], ["", "RTX 4090", 1.23e12, "", ""], CARDS[0],
             ["", "Banana", "SN0000009", "", ""]]  # fmt: skip
    drop_file(hands, at, tmp_path / "<b>list<br>.xlsx", xlsx([["Title"], HEADINGS, *cards]))
    assert at.rows.name.text() == "<b>list<br>.xlsx"
    assert looks(at) == ["New"] * 3 + ["Error"] * 3 + ["New, look"]
    assert at.add.words() == "Add 4 lines to batch B1"
    assert at.words.text() == "3 rows with errors are left out."
    assert hands.strip[0] == "careful" and "Errors: 3" in hands.strip[2]
    hands.tap(at.rows.sorts.chips["wrong"])
    assert [line.number for line in rows(at)] == [6, 7, 8] and looks(at) == ["Error"] * 3
    assert at.rows.table is not None
    at.rows.table.table.setFocus()
    at.rows.table.table.setCurrentIndex(at.rows.table.table.rows.index(1, 0))
    assert "C: The spreadsheet made a number of this" in at.rows.sorts.hint.text()
    hands.tap(at.rows.sorts.chips["warnings"])
    assert [line.number for line in rows(at)] == [9]
    hands.tap(at.add)
    assert len(listed(hands)) == 4


def test_an_unclear_encoding_is_picked_among_previews(
    hands: Any, at: ListImport, tmp_path: Path
) -> None:
    text = "品牌,型号,序列号\n华硕,GeForce RTX 4090,SN000001\n"
    drop_file(hands, at, tmp_path / "出货.csv", text.encode("gbk"))
    assert hands.strip[0] == "question" and set(at.encodings.buttons) == {"windows-1252", "gbk"}
    hands.tap(at.encodings.buttons["gbk"])
    assert rows(at)[0].cells == ("华硕", "GeForce RTX 4090", "SN000001")
    assert at.rows.reading.boxes["encoding"].currentData() == "gbk"
    hands.tap(at.add)
    assert listed(hands) == ["SN000001"]


def test_columns_are_corrected_and_remembered_for_the_supplier(hands: Any, at: ListImport) -> None:
    text = "Serial,Tag,Model\nXX0000001,SN0000001,4090\nXX0000002,SN0000002,4080\n"
    at.take_text(text)
    hands.settle()
    choose(hands, at, 1, "Serial")
    assert at.looked is not None and at.looked.layout.columns == {"serial": 1, "model": 2}
    assert at.rows.table is not None and at.rows.table.heads.boxes[0].currentText() == "Not used"
    hands.tap(at.add)
    assert listed(hands) == ["SN0000001", "SN0000002"]
    hands.key(Qt.Key.Key_F9)
    at.take_text(text.replace("000000", "00000"))
    hands.settle()
    assert at.looked is not None and at.looked.layout.columns == {"serial": 1, "model": 2}
    assert at.looked.keep is None


def test_without_serials_the_column_is_asked_for(hands: Any, at: ListImport) -> None:
    at.take_text("Ident;Text\na;b\nc;d\n")
    hands.settle()
    assert hands.strip[:2] == ("question", "Which column has the serials?")
    assert looks(at) == ["", "", ""] and not at.add.isEnabled()


def test_headings_and_delimiter_can_be_corrected(hands: Any, at: ListImport) -> None:
    at.take_text("SN0000001;a,b;x\nSN0000002;c,d;x\n")
    hands.settle()
    assert at.looked is not None and at.looked.layout.header is None and len(rows(at)) == 2
    box = at.rows.reading.boxes["header"]
    box.setFocus()
    hands.key(Qt.Key.Key_Down)
    assert at.looked.layout.header == 0 and len(rows(at)) == 1
    box = at.rows.reading.boxes["delimiter"]
    box.setFocus()
    hands.key(Qt.Key.Key_Up)
    assert at.looked.source.delimiter == ","
    assert rows(at)[0].cells == ("SN0000001;a", "b;x")


def test_the_same_list_again_adds_nothing_and_says_so(hands: Any, at: ListImport) -> None:
    at.take_text(LIST)
    hands.settle()
    hands.tap(at.add)
    hands.key(Qt.Key.Key_F9)
    at.take_text(LIST)
    hands.settle()
    assert looks(at) == ["Listed already"] * 3
    assert (at.add.words(), at.add.isEnabled()) == ("Nothing to add", False)
    assert at.words.text() == "Every row is in the list of this batch already."


def test_what_somebody_else_added_meanwhile_is_seen(hands: Any, at: ListImport) -> None:
    at.take_text(LIST)
    hands.settle()
    card = {"serial": "SN0000002", "maker": "MSI", "model": "GeForce RTX 4080"}
    hands.shop.do("expect", batch="B1", cards=[card])
    hands.tap(at.add)
    assert looks(at) == ["New", "Listed already", "New"]
    hands.tap(at.add)
    assert len(listed(hands)) == 3


def test_a_scan_meanwhile_is_received_and_the_list_waits(hands: Any, at: ListImport) -> None:
    at.take_text(LIST)
    hands.settle()
    hands.scan("M9YVCM1")
    assert hands.shop.ask("batch", number="B1").received == 1 and not at.isVisible()
    hands.key(Qt.Key.Key_F9)
    assert at.isVisible() and len(rows(at)) == 3


def test_another_batch_is_what_the_list_is_held_against_then(hands: Any, at: ListImport) -> None:
    hands.shop.do("open_batch", number="B2", supplier="Nord")
    at.take_text(LIST)
    hands.settle()
    hands.context.set("batch", "B2")
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert at.add.words() == "Add 3 lines to batch B2"
    hands.tap(at.add)
    assert listed(hands) == [] and len(hands.shop.ask("balance", batch="B2").missing) == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in this list"),
        (b"%PDF-1.7", "a picture or a PDF"),
        (xlsx([HEADINGS])[:300], "damaged"),
        (b"PK\x03\x04" + bytes(300), "damaged"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_the_next_goes_on(
    hands: Any, at: ListImport, tmp_path: Path, data: bytes, words: str
) -> None:
    drop_file(hands, at, tmp_path / "list.csv", data)
    assert hands.strip[0] == "refused" and words in " ".join(hands.strip[1:])
    assert at.handing.isVisible()
    drop_file(hands, at, tmp_path / "list.txt", LIST.encode())
    assert looks(at) == ["New"] * 3
    drop_file(hands, at, tmp_path / "list.csv", data)  # what was in sight stays
    assert hands.strip[0] == "refused" and looks(at) == ["New"] * 3 and at.add.isEnabled()


def test_nothing_copied_is_said(hands: Any, at: ListImport) -> None:
    QGuiApplication.clipboard().clear()
    hands.tap(at.handing.paste)
    assert hands.strip[:2] == ("refused", "Nothing was copied that could be a list.")


def test_a_file_is_chosen_in_a_dialog(hands: Any, at: ListImport, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    hands.tap(at.handing.choose)
    [dialog] = at.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    hands.settle()
    assert at.rows.name.text() == "list.csv" and len(rows(at)) == 3
    hands.tap(at.other)
    assert at.handing.isVisible() and not at.add.isVisible()
    hands.tap(at.back)
    assert not at.isVisible()


def test_the_window_goes_on_while_a_long_list_is_read_and_it_can_be_called_off(
    hands: Any, at: ListImport
) -> None:
    cards = "".join(f"SN{n:08d};RTX 4090\n" for n in range(20_000))
    at.take_text("Serial;Model\n" + cards)
    hands.wait(lambda: at.busy._bar.value() > 0)  # told while it goes on
    hands.tap(at.busy.cancel)
    assert at.looked is None and not at.busy.isVisible()
    at.take_text("Serial;Model\n" + cards)
    hands.wait(lambda: at.looked is not None)
    assert at.add.words() == "Add 20000 lines to batch B1"


def test_a_closed_batch_takes_no_list(hands: Any, at: ListImport) -> None:
    hands.shop.do("close_batch", batch="B1")
    at.take_text(LIST)
    hands.settle()
    assert hands.strip[:2] == ("refused", "Batch B1 is closed.")


def test_a_window_that_saves_unasked_is_caught(
    hands: Any, at: ListImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: the list is added as soon as it is read."""
    real = manifest.ListImport._show

    def saves(self: ListImport, looked: Any) -> None:
        real(self, looked)
        self._add()

    monkeypatch.setattr(manifest.ListImport, "_show", saves)
    with pytest.raises(AssertionError):
        test_a_pasted_list_is_looked_through_added_and_undone(hands, at)
    QTest.qWait(0)
    hands.settle()
