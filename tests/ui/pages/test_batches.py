# SPDX-License-Identifier: MIT
"""At the batches page: all batches, one of them in numbers and tables, and its PDFs."""

from pathlib import Path
from typing import Any

import pypdf
import pytest
from at_batches import page, strip_one
from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Slot
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from python_calamine import CalamineWorkbook

from ui.pages import batches as batches_page
from ui.pages import shop_view
from ui.pages.batches import BatchesPage
from workshop.benches.tags import spelled

__all__ = ["page"]


class Opener(QObject):
    """Stands in for the program that opens files."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """The folder for documents is one of this test, not the one of who runs it."""
    folder = tmp_path / "Documents"
    folder.mkdir()
    config = tmp_path / "config-home"
    config.mkdir(exist_ok=True)
    (config / "user-dirs.dirs").write_text(f'XDG_DOCUMENTS_DIR="{folder}"\n')
    place = QStandardPaths.StandardLocation.DocumentsLocation
    assert QStandardPaths.writableLocation(place) == str(folder)
    return folder / "Card Workshop"  # what the settings name until somebody names another


@pytest.fixture
def worked(hands: Any) -> list[str]:
    shop, tags = hands.shop, strip_one(hands.shop)
    volts = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
    shop.do("record_test", piece=tags[1], plan="VOLTAGE", values=volts)
    shop.do("dispose", piece=tags[1], disposition="SELL")
    return tags


def opened(hands: Any, page: BatchesPage, number: str = "B1") -> None:
    numbers = [row.number for row in page.batches.rows.rows()]
    hands.tap_row(page.batches, numbers.index(number))


def cell(table: Any, row: int, column: int) -> Any:
    return table.rows.data(table.rows.index(row, column))


def test_a_shop_without_a_batch_is_told_where_to_begin(hands: Any, page: BatchesPage) -> None:
    hands.shop.do("undo", entry=2)
    hands.wait(lambda: not page.batches.rows.rows())
    assert page._pages.currentIndex() == 1
    begin = next(b for b in page.findChildren(QAbstractButton) if b.isVisible())
    assert begin.accessibleName() == "Go to Intake"


def test_every_batch_has_a_row_with_its_progress(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.shop.do("open_batch", number="B2", supplier="<i>显卡</i> & Söhne", expected=40)
    hands.wait(lambda: len(page.batches.rows.rows()) == 2)
    assert [cell(page.batches, row, 0) for row in (0, 1)] == ["B2", "B1"]
    assert cell(page.batches, 0, 1) == "<i>显卡</i> & Söhne"
    assert cell(page.batches, 0, 3) == "0 of 40"
    assert cell(page.batches, 0, 4) == "Not here 40"
    assert cell(page.batches, 1, 4) == "Done 1, In work 1, Waiting 1"
    assert cell(page.batches, 1, 5) == "4"


def test_a_long_list_comes_page_by_page(
    hands: Any, page: BatchesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_view, "MORE", 20)
    for number in range(50):
        hands.shop.do("open_batch", number=f"N{number:02}", supplier="Many")
    page.batches.setRows([])
    page.refresh()
    hands.settle()
    assert [row.number for row in page.batches.rows.rows()][:2] == ["N49", "N48"]
    for _ in range(4):
        page.batches.scrollToBottom()
        hands.settle()
    shown = [row.number for row in page.batches.rows.rows()]
    assert shown == [f"N{n:02}" for n in range(49, -1, -1)] + ["B1"]


def test_an_opened_batch_shows_its_numbers_first(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    opened(hands, page)
    assert page.view._title.text() == "Batch B1"
    words = page.view.figures.words()
    for part in (
        "Cards received 3 of 3 expected",
        "Not as listed 2 1 missing, 1 extra",
        "Cards done 1 1 in work",
        "Pieces 4",
        "First-pass yield 100.0 % 1 tested",
    ):
        assert part in words
    assert page.view.where.accessibleName() == "Received 1, In work 1, Gone 1"
    rates = page.view.yield_chart.accessibleDescription()
    assert "Die 100.0 % · 1 of 1" in rates and "Memory chip 66.7 % · 2 of 3" in rates
    assert "good 3, damaged 1, missing 1" in page.view.day_chart.accessibleDescription()


def test_cards_and_pieces_are_listed_and_open_at_the_bench(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    opened(hands, page)
    hands.tap(page.view.tabs["card"])
    assert [cell(page.view.cards, row, 0) for row in range(3)] == [spelled(t) for t in worked]
    assert cell(page.view.cards, 1, 4) == "Gone"
    hands.tap(page.view.tabs["pieces"])
    assert page.view.kinds["die"].words() == "Die 1"
    hands.tap(page.view.kinds["memory"])
    assert [cell(page.view.pieces, row, 5) for row in range(3)] == [
        f"{spelled(worked[0])} · M{n}" for n in (1, 2, 3)
    ]
    hands.tap_row(page.view.pieces, 2)
    assert hands.window.page.name == "bench"
    assert hands.context.card == page.view.pieces.rows.row(2).tag


def test_a_long_table_comes_page_by_page(
    hands: Any, page: BatchesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_page, "MORE", 25)
    cards = [{"serial": f"SN{n:04}"} for n in range(60)]
    hands.shop.do("receive_many", batch="B1", cards=cards)
    hands.settle()
    opened(hands, page)
    hands.tap(page.view.tabs["card"])
    for _ in range(4):
        page.view.cards.scrollToBottom()
        hands.settle()
    serials = [row.serial for row in page.view.cards.rows.rows()]
    assert serials == [card["serial"] for card in cards]
    hands.shop.card("SN9999")
    hands.wait(lambda: page._batch is not None and page._batch.received == 61)
    hands.settle()
    assert len(page.view.cards.rows.rows()) >= 60


def test_the_keyboard_opens_and_leaves_a_batch(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    page.batches.setFocus()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert page.number == "B1" and page.view.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert page.number == "" and page.batches.isVisible()


def test_another_page_can_show_a_batch(hands: Any, page: BatchesPage) -> None:
    hands.window.go("bench")
    hands.context.go("batches", "b1")
    hands.settle()
    assert page.view.isVisible() and page.number == "B1"
    hands.context.go("batches", "NONE")
    hands.settle()
    assert hands.strip[0] == "refused" and page.batches.isVisible()


def test_the_pdf_is_written_and_says_where_it_is(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path
) -> None:
    opened(hands, page)
    hands.tap(page.view.pdf)
    hands.tap(page.reports.draft)
    hands.wait(lambda: not page.pdf.is_busy)
    state, big, small = hands.strip
    [path] = documents.glob("Batch B1 *.pdf")
    assert (state, big, small) == ("done", f"{path.name} is ready", str(documents))
    assert page.pdf.row.words() == f"{path.name} is in {documents}"
    assert page.pdf.row.show_file.isVisible() and not page.pdf.row.cancel.isVisible()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(path).pages)
    assert "B1" in text and "SN0009" in text


def reported(hands: Any, page: BatchesPage, kind: str) -> None:
    hands.tap(page.view.differences)
    assert page.differences.isVisible()
    hands.tap(page.differences.as_pdf if kind == "pdf" else page.differences.as_sheet)
    hands.wait(lambda: not page.pdf.is_busy)


def test_the_difference_report_is_written_as_either_kind(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path
) -> None:
    opened(hands, page)
    reported(hands, page, "pdf")
    [path] = documents.glob("Differences B1 *.pdf")
    assert hands.strip == ("done", f"{path.name} is ready", str(documents))
    assert page.pdf.row.words() == f"{path.name} is in {documents}"
    assert not page.differences.isVisible() and page.pdf.row.show_file.isVisible()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(path).pages)
    assert "Difference report" in text and "SN0003" in text and "SN0009" in text
    first = path.read_bytes()
    reported(hands, page, "xlsx")
    [sheet] = documents.glob("Differences B1 *.xlsx")
    missing = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_name("Missing").to_python()
    assert [row[0] for row in missing[1:]] == ["SN0003"]
    for kind in ("pdf", "xlsx"):
        reported(hands, page, kind)
        assert len(list(documents.glob(f"Differences B1 * (2).{kind}"))) == 1
    assert path.read_bytes() == first, "an earlier report is never written over"
    hands.tap(page.pdf.row.close_row)
    assert not page.pdf.row.isVisible()


def test_the_difference_report_is_opened_with_what_the_desktop_has(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path
) -> None:
    opened(hands, page)
    reported(hands, page, "xlsx")
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")
    try:
        hands.tap(page.pdf.row.show_file)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(name) for name in opener.opened] == list(documents.glob("Differences B1 *.xlsx"))


def test_which_kind_is_asked_by_keys_and_called_off(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path
) -> None:
    page.differences.ask()
    assert not page.differences.isVisible(), "no batch is open"
    opened(hands, page)
    page.view.tabs["card"].setFocus()
    report = page.differences
    hands.key(Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert report.isVisible() and report.words() == "Difference report of B1 as"
    assert report.as_pdf.hasFocus()
    hands.tap(report.cancel)
    assert not report.isVisible() and page.view.tabs["card"].hasFocus()
    assert not documents.exists()
    hands.key(Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: not page.pdf.is_busy)
    assert len(list(documents.glob("Differences B1 *.xlsx"))) == 1
    hands.key(Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    hands.shop.do("open_batch", number="B2", supplier="Another")
    hands.settle()
    page.open_batch("B2")
    hands.settle()
    assert not report.isVisible() and not page.pdf.row.isVisible()


def test_the_labels_of_a_batch_are_written(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path
) -> None:
    opened(hands, page)
    hands.key(Qt.Key.Key_L, CONTROL)
    hands.wait(lambda: not page.pdf.is_busy)
    [path] = documents.glob("Labels B1 *.pdf")
    assert len(pypdf.PdfReader(path).pages) == 7


def test_labels_with_too_much_on_them_are_told(
    hands: Any, page: BatchesPage, documents: Path
) -> None:
    hands.context.settings.label_layout = "25x10"
    hands.shop.card("W" * 60)
    hands.shop.card("SN-2")
    opened(hands, page)
    hands.key(Qt.Key.Key_L, CONTROL)
    hands.wait(lambda: not page.pdf.is_busy)
    assert hands.strip[0] == "careful" and "is ready" in hands.strip[1]
    assert hands.strip[2] == (
        "1 label has a text that was shortened to fit: choose a larger layout."
    )


def test_no_labels_is_said_in_words(hands: Any, page: BatchesPage, documents: Path) -> None:
    opened(hands, page)
    hands.tap(page.view.labels)
    hands.wait(lambda: not page.pdf.is_busy)
    assert hands.strip[0] == "refused" and "no labels" in hands.strip[1]
    assert not page.pdf.row.isVisible()


def test_a_pdf_is_called_off_and_leaves_nothing(
    hands: Any, page: BatchesPage, documents: Path
) -> None:
    cards = [{"serial": f"SN{n:05}"} for n in range(3000)]
    hands.shop.do("receive_many", batch="B1", cards=cards)
    hands.settle()
    opened(hands, page)
    hands.tap(page.view.pdf)
    page.reports.draft.click()
    assert page.pdf.row.cancel.isVisible()
    page.reports.issue.click()  # one at a time
    page.pdf.row.cancel.click()
    state, words, _small = hands.strip
    assert state == "careful" and words.endswith(".pdf was called off.")
    assert not page.pdf.row.isVisible()
    page.pdf.cancel()
    hands.desk.close()
    assert not list(documents.glob("Batch B1*"))


def test_the_pdf_is_saved_elsewhere_and_opened(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path, tmp_path: Path
) -> None:
    opened(hands, page)
    hands.key(Qt.Key.Key_E, CONTROL)
    assert page.reports.issue.hasFocus()
    hands.tap(page.reports.draft)
    hands.wait(lambda: not page.pdf.is_busy)
    hands.tap(page.pdf.row.elsewhere)
    [dialog] = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "there" / "b1.pdf"))
    dialog.close()
    hands.wait(lambda: not page.pdf.is_busy)
    assert (tmp_path / "there" / "b1.pdf").read_bytes().startswith(b"%PDF")
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")
    hands.tap(page.pdf.row.show_file)
    QDesktopServices.unsetUrlHandler("file")
    assert opener.opened == [str(tmp_path / "there" / "b1.pdf")]


def test_a_place_that_cannot_be_written_is_said(
    hands: Any, page: BatchesPage, worked: list[str], documents: Path, tmp_path: Path
) -> None:
    opened(hands, page)
    (tmp_path / "file").write_text("")
    hands.tap(page.view.pdf)
    hands.tap(page.reports.draft)
    hands.wait(lambda: not page.pdf.is_busy)
    hands.tap(page.pdf.row.elsewhere)
    [dialog] = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "file" / "b1.pdf"))
    dialog.close()
    hands.wait(lambda: not page.pdf.is_busy)
    assert hands.strip[0] == "refused" and "b1.pdf" in hands.strip[1]


def test_a_batch_is_closed_and_opened_again_by_undo(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    opened(hands, page)
    assert page.view._state.text() == "Open"
    hands.tap(page.view.close_batch)
    assert hands.strip[:2] == ("refused", "Batch B1 does not add up: 10 open.")
    assert hands.strip[2] == (
        "Record them, or a lead or manager closes it with a reason: SN0003 did not come; SN0009 is "
        "not on the list; SN0001 M5, M6, M7; and 5 more."
    )
    assert page.view.balance.isVisible(), "the reasons stand there"
    let_pass = hands.window.let_pass
    hands.wait(lambda: let_pass.reason.isVisible())
    hands.type(let_pass.reason.reason, "The rest was sold as it is")
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[1] == "Batch B1 closed, 10 open: The rest was sold as it is"
    assert "does not add up" not in page.view._supplier.text()
    assert "The rest was sold as it is" in page.view._supplier.text()
    assert page.view._state.text() == "Closed" and not page.view.close_batch.isVisible()
    page.close_batch()
    hands.settle()
    assert hands.strip[:2] == ("refused", "Batch B1 is closed.")
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert page.view._state.text() == "Open"


def test_a_tall_window_has_room_for_one_chart_more(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    opened(hands, page)
    assert not page.view.test_chart.isVisible()
    hands.window.resize(1920, 1080)
    hands.settle()
    assert page.view.test_chart.isVisible()
    assert "passed 1" in page.view.test_chart.accessibleDescription()


def test_a_scan_here_opens_the_bench(hands: Any, page: BatchesPage, worked: list[str]) -> None:
    hands.scan("SN0001")
    assert hands.window.page.name == "bench"


def test_everything_has_a_name_and_room_for_a_glove(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    opened(hands, page)
    for tab in page.view.tabs.values():
        hands.tap(tab)
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
                continue
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name.strip(), f"{widget} has no accessible name"
            if isinstance(widget, QAbstractButton):
                assert widget.height() >= 44, f"“{name}” is {widget.height()} px high"
