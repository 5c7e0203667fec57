# SPDX-License-Identifier: MIT
"""The reports of a batch: drafts, issued ones, what goes into them, and files that are checked."""

from pathlib import Path
from typing import Any

import pypdf
import pytest
from at_batches import page, strip_one
from drops import drop
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from ui.pages.batches import BatchesPage
from ui.settings import Settings

FIRST_PAGE = "batches"

__all__ = ["page"]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(hands: Any, tmp_path: Path) -> Path:
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    return tmp_path / "papers"


@pytest.fixture
def at(hands: Any, page: BatchesPage, folder: Path) -> BatchesPage:
    """Batch B1, its reports in sight, the keyboard at what issues one."""
    strip_one(hands.shop)
    hands.settle()
    page.open_batch("B1")
    hands.settle()
    hands.key(Qt.Key.Key_E, CONTROL)
    assert page.reports.isVisible() and page.reports.issue.hasFocus()
    return page


def made(hands: Any, at: BatchesPage, button: Any) -> None:
    hands.tap(button)
    hands.wait(lambda: not at.pdf.is_busy)
    hands.settle()


def words(path: Path) -> str:
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(path).pages)


def test_a_report_is_issued_by_keys_and_had_again(
    hands: Any, at: BatchesPage, folder: Path
) -> None:
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: not at.pdf.is_busy)
    hands.settle()
    out = folder / "Batch B1, report 1.pdf"
    assert hands.strip == ("done", "Report 1 of batch B1 is issued", str(out))
    assert at.pdf.row.words() == f"{out.name} is in {folder}"
    assert "Report 1 · issued" in words(out) and "DRAFT" not in words(out)
    content = out.read_bytes()
    [row] = at.reports.table.rows.rows()
    assert (row.number, row.person) == (1, "ANA")
    hands.shop.do("receive", batch="B1", serial="SN0077")
    hands.settle()
    out.unlink()
    at.reports.table.setFocus()
    at.reports.table.setCurrentIndex(at.reports.table.rows.index(0, 0))
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: not at.pdf.is_busy)
    assert out.read_bytes() == content
    hands.tap_row(at.reports.table, 0)
    hands.wait(lambda: not at.pdf.is_busy)
    assert [file.name for file in folder.iterdir()] == [out.name], "it was there already"
    out.write_bytes(b"of somebody else")
    hands.tap_row(at.reports.table, 0)
    hands.wait(lambda: not at.pdf.is_busy)
    assert (folder / "Batch B1, report 1 (2).pdf").read_bytes() == content
    assert out.read_bytes() == b"of somebody else"


def test_an_issued_report_is_saved_elsewhere_as_it_was(
    hands: Any, at: BatchesPage, folder: Path, tmp_path: Path
) -> None:
    made(hands, at, at.reports.issue)
    hands.tap(at.pdf.row.elsewhere)
    [dialog] = at.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "there.pdf"))
    dialog.close()
    hands.wait(lambda: not at.pdf.is_busy)
    kept = (folder / "Batch B1, report 1.pdf").read_bytes()
    assert (tmp_path / "there.pdf").read_bytes() == kept
    assert len(hands.shop.ask("reports")) == 1


def test_what_goes_into_a_report_is_remembered(hands: Any, at: BatchesPage, folder: Path) -> None:
    choices, settings = at.reports.choices, hands.context.settings
    for name in ("cards", "tests"):
        hands.tap(choices.sections[name])
    hands.tap(choices.papers["letter"])
    hands.tap(choices.extras["photos"])
    made(hands, at, at.reports.draft)
    [path] = folder.glob("Batch B1 draft *.pdf")
    text = words(path)
    assert "\nBalance" in text and "\nTests\n" not in text and "SN0002" not in text
    assert round(float(pypdf.PdfReader(path).pages[0].mediabox.width)) == 612
    again = Settings.load(settings.file)
    assert again.report_paper == "letter" and not again.report_photos
    assert "cards" not in again.report_sections.split()
    made(hands, at, at.reports.issue)
    [row] = hands.shop.ask("reports")
    assert row.choices["paper"] == "letter" and "cards" not in row.choices["sections"]
    assert "value" in row.choices["sections"] and not row.choices["photos"]


def test_no_section_at_all_is_remembered_too(hands: Any, at: BatchesPage) -> None:
    choices = at.reports.choices
    for box in choices.sections.values():
        if box.isChecked():
            hands.tap(box)
    hands.tap(choices.extras["prices"])
    assert choices.chosen().sections == frozenset()
    hands.context.settings.report_sections = "a section that is no more"
    assert choices.chosen().sections == frozenset()
    hands.context.settings.report_sections = ""
    assert "balance" in choices.chosen() and "value" not in choices.chosen()


def test_a_report_that_is_dropped_on_the_batches_is_checked(
    hands: Any, at: BatchesPage, folder: Path
) -> None:
    made(hands, at, at.reports.issue)
    hands.shop.do("receive", batch="B1", serial="SN0077")
    hands.settle()
    hands.key(Qt.Key.Key_Escape)
    assert not at.number
    drop(at.shop, folder / "Batch B1, report 1.pdf")
    hands.wait(lambda: hands.strip[0] == "done" and "whole" in hands.strip[1])
    assert "Report 1 of B1 is ours and whole. Ana issued it on" in hands.strip[1]
    assert hands.strip[2] == "Since then 1 entry of the journal has touched its batch."
    hands.settle()
    assert at.number == "B1" and at.reports.since.isVisible()
    [row] = at.reports.since.rows.rows()
    assert row.text.startswith("SN0077 received as")
    hands.shop.do("open_batch", number="B2", supplier="Another")
    hands.settle()
    at.open_batch("B2", "reports")
    hands.settle()
    assert not at.reports.since.isVisible() and at.reports.table.rows.rows() == []


def test_a_changed_report_and_a_draft_are_told_apart(
    hands: Any, at: BatchesPage, folder: Path
) -> None:
    made(hands, at, at.reports.issue)
    out = folder / "Batch B1, report 1.pdf"
    out.write_bytes(out.read_bytes().replace(b"%%EOF", b"%%E0F"))
    hands.tap(at.reports.check)
    [dialog] = at.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "was changed: it says it is report 1 of B1" in " ".join(hands.strip)
    made(hands, at, at.reports.draft)
    [draft] = folder.glob("Batch B1 draft *.pdf")
    drop(at.view, draft)
    hands.wait(lambda: hands.strip[0] == "careful")
    assert "is a draft of ours" in " ".join(hands.strip)
    at.check.take(folder / "none.pdf")
    hands.wait(lambda: "cannot be read" in " ".join(hands.strip))


def test_only_a_pdf_is_checked(hands: Any, at: BatchesPage, tmp_path: Path) -> None:
    hands.key(Qt.Key.Key_Escape)
    drop(at.shop, tmp_path / "photo.jpg")
    assert hands.strip[:2] == ("careful", "Only a PDF is checked here")


def test_a_withdrawn_report_leaves_the_list(hands: Any, at: BatchesPage) -> None:
    made(hands, at, at.reports.issue)
    hands.shop.do("undo", entry=hands.shop.ask("newest"))
    hands.settle()
    assert at.reports.table.rows.rows() == []
