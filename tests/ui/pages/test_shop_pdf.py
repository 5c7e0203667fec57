# SPDX-License-Identifier: MIT
"""Lists of the shop are written where one looks for them: at the stock, the steps, and a batch."""

from pathlib import Path
from typing import Any

import pypdf
import pytest
from at_batches import page
from PySide6.QtWidgets import QApplication, QMenu

FIRST_PAGE = "batches"

__all__ = ["page"]


@pytest.fixture
def papers(hands: Any, tmp_path: Path) -> Path:
    """The folder of papers is one of this test."""
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    return tmp_path / "papers"


def written(hands: Any, pdf: Any, papers: Path, start: str) -> str:
    """The words of the file that was written."""
    hands.wait(lambda: not pdf.is_busy)
    [file] = papers.glob(f"{start}*.pdf")
    assert hands.strip[:2] == ("done", f"{file.name} is ready")
    assert pdf.row.show_file.isVisible()
    return " ".join(pypdf.PdfReader(file).pages[0].extract_text().split())


def choose(words: str) -> None:
    """Choose this in the menu that stands open."""
    [menu] = [top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu)]
    [action] = [one for one in menu.actions() if one.text() == words]
    action.trigger()
    menu.close()


def test_the_stock_of_all_places_and_of_one(hands: Any, papers: Path) -> None:
    card = hands.shop.card("S-1")
    for site, place in (("M1", "TRAY-12"), ("M2", "TRAY-11")):
        hands.shop.do("harvest", card=card, site=site, outcome="good", place=place)
    stock = hands.go("stock")
    assert not stock.places.list.isEnabled(), "no place is chosen"
    hands.tap(stock.list)
    found = written(hands, stock.papers, papers, "Stock list 2")
    assert "TRAY-11 · Dies" in found and "TRAY-12 · Memory" in found
    hands.scan("CWL-TRAY-12")
    hands.tap(stock.places.list)
    found = written(hands, stock.papers, papers, "Stock list of TRAY-12")
    assert "TRAY-11" not in found and "Piece by piece 1" in found


def test_work_in_progress(hands: Any, page: Any, papers: Path) -> None:
    hands.shop.card("S-1")
    hands.settle()
    hands.tap(page.shop.tabs["steps"])
    hands.tap(page.shop.steps.list)
    assert "Work in progress" in written(hands, page.lists, papers, "Work in progress")


def test_receiving_and_the_certificate_of_a_batch(hands: Any, page: Any, papers: Path) -> None:
    cards = [hands.shop.card(f"S-{n}") for n in range(2)]
    page.open_batch("B1")
    hands.settle()
    hands.tap(page.view.more)
    choose("Receiving report")
    assert "Receiving report" in written(hands, page.pdf, papers, "Receiving B1")
    hands.tap(page.view.more)
    choose("Certificate of what was taken out of service")
    hands.wait(lambda: not page.pdf.is_busy)
    assert hands.strip[0] == "refused" and "Nothing was taken out of service" in hands.strip[1]
    hands.shop.do("scrap", piece=cards[0], reason="Burnt")
    hands.settle()
    hands.tap(page.view.more)
    choose("Certificate of what was taken out of service")
    found = written(hands, page.pdf, papers, "Taken out of service B1")
    assert "S-0" in found and "S-1" not in found and "Burnt" in found
