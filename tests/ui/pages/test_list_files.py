# SPDX-License-Identifier: MIT
"""A list is saved as a spreadsheet: all that is asked for on screen, shown already or not."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from at_batches import page
from lists_read_back import differs, on_screen, read
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from ui.pages import batches as batches_page
from ui.pages.batches import BatchesPage
from ui.pages.list_files import cell
from ui.pages.words import number, percent
from ui.widgets.table import Column
from workshop.reports.spreadsheet import Rate

FIRST_PAGE = "batches"

__all__ = ["page"]

SHIFT_CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def papers(hands: Any, tmp_path: Path) -> Path:
    """The folder of papers is one of this test."""
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    return tmp_path / "papers"


@pytest.fixture
def cards(hands: Any, page: BatchesPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The cards of B1 in sight: 25 of them, ten to a page."""
    monkeypatch.setattr(batches_page, "MORE", 10)
    rows = [{"serial": f"00{n:05}", "model": "GeForce RTX 4090"} for n in range(25)]
    hands.shop.do("receive_many", batch="B1", cards=rows)
    hands.settle()
    page.open_batch("B1")
    hands.settle()
    page.view.turn("card")
    hands.settle()
    yield page.view.cards


def saved(hands: Any, papers: Path, pattern: str) -> Path:
    """The file that was saved."""
    hands.wait(lambda: not hands.window.lists.files.is_busy)
    [file] = papers.glob(pattern)
    return file


def test_a_key_saves_all_cards_that_are_asked_for(hands: Any, cards: Any, papers: Path) -> None:
    hands.window.rest.setFocus()
    hands.key(Qt.Key.Key_S, SHIFT_CONTROL)
    file = saved(hands, papers, "Cards of the batch B1 *.xlsx")
    assert hands.strip == ("done", f"{file.name} is ready", str(papers))
    assert hands.window.lists.files.row.show_file.isVisible()
    sheet = read(file)
    assert [row[1] for row in sheet[1:]] == [f"00{n:05}" for n in range(25)]
    assert cards.rows.is_whole and differs(sheet, on_screen(cards)) == []
    hands.tap(hands.window.lists.files.row.close_row)
    assert not hands.window.lists.isVisible()


def test_only_what_the_filter_shows_is_saved(
    hands: Any, page: BatchesPage, cards: Any, papers: Path
) -> None:
    volts = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
    for row in cards.rows.rows()[:2]:
        hands.shop.do("record_test", piece=row.tag, plan="VOLTAGE", values=volts)
    results = page.view.of_cards.results
    results.result.setCurrentIndex(results.result.findData("passed"))
    results.changed.emit()
    hands.settle()
    hands.wait(lambda: cards.rows.rowCount() == 2)
    cards.setFocus()
    hands.key(Qt.Key.Key_S, SHIFT_CONTROL)
    sheet = read(saved(hands, papers, "Cards of the batch B1 *.xlsx"))
    assert [row[1] for row in sheet[1:]] == ["0000000", "0000001"]


def test_the_menu_of_a_list_offers_plain_text_too(hands: Any, cards: Any, papers: Path) -> None:
    where = cards.viewport().rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, cards.viewport().mapToGlobal(where)
    )
    QApplication.sendEvent(cards.viewport(), event)
    [menu] = [top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu)]
    assert [one.text().split("\t")[0] for one in menu.actions()] == [
        "Save as spreadsheet", "Save as CSV",
    ]  # fmt: skip
    assert menu.accessibleName() == "Cards of the batch"
    menu.actions()[1].trigger()
    menu.close()
    file = saved(hands, papers, "Cards of the batch B1 *.csv")
    with file.open(encoding="utf-8-sig", newline="") as text:
        found = list(csv.reader(text))
    assert len(found) == 26 and found[0][:2] == ["Tag", "Serial"]


def test_there_is_nothing_to_save_where_no_list_is(hands: Any, papers: Path) -> None:
    hands.go("bench")
    hands.key(Qt.Key.Key_S, SHIFT_CONTROL)
    assert hands.strip[:2] == ("question", "There is no list here")
    assert not papers.exists()


def test_a_list_that_is_called_off_while_it_is_read_is_not_saved(
    hands: Any, cards: Any, papers: Path
) -> None:
    hands.window.lists.save()
    files = hands.window.lists.files
    assert files.is_busy and files.row.words() == "Reading Cards of the batch · B1 …"
    files.row.cancel.click()
    assert hands.strip[:2] == ("careful", "The list was not saved.")
    hands.settle()
    assert not files.is_busy and not hands.window.lists.isVisible() and not papers.exists()
    hands.window.lists.save()
    saved(hands, papers, "Cards of the batch B1 *.xlsx")


def test_what_cannot_be_written_is_said(hands: Any, cards: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    hands.context.settings.paper_folder = str(tmp_path / "file" / "below")
    hands.window.lists.save()
    hands.wait(lambda: not hands.window.lists.files.is_busy)
    assert hands.strip[0] == "refused" and "cannot be written to" in hands.strip[1]
    assert not hands.window.lists.isVisible()


@pytest.mark.parametrize(
    ("value", "show", "is_told_as"),
    [
        (7, None, 7),
        (0.25, number, 0.25),
        (0.873, percent, Rate(0.873)),
        (None, percent, "–"),
        (3, lambda n: f"{n} of 7", "3 of 7"),
        (True, None, "True"),
        ("0012", None, "0012"),
        ("2026-11-24", None, "2026-11-24"),
    ],
)
def test_a_number_is_one_where_it_is_shown_alone(value: Any, show: Any, is_told_as: Any) -> None:
    found = cell(Column("x", "x", show=show), {"x": value})
    assert found == is_told_as and type(found) is type(is_told_as)


def test_a_time_is_one_in_the_time_of_this_place(hands: Any, page: Any, papers: Path) -> None:
    hands.shop.do("add_place", code="OVEN", name="Oven", kind="oven")
    chip = hands.shop.do("harvest", card=hands.shop.card("S1"), site="M1", outcome="good")["tag"]
    hands.shop.do("bake", pieces=[chip], oven="OVEN", temperature=125, hours=9)
    stock = hands.go("stock")
    hands.tap(stock.tabs["ovens"])
    stock.ovens.table.setFocus()
    hands.key(Qt.Key.Key_S, SHIFT_CONTROL)
    sheet = read(saved(hands, papers, "Bakes *.xlsx"))
    at = sheet[0].index("Loaded (local time)")
    shown = on_screen(stock.ovens.table)[1][at]
    assert isinstance(sheet[1][at], datetime)
    assert sheet[1][at].strftime("%Y-%m-%d %H:%M") == shown
