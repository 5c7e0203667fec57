# SPDX-License-Identifier: MIT
"""Shipments in the window: opened, filled by scans, put right, shipped, and listed on paper."""

from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from python_calamine import CalamineWorkbook

from workshop.benches.tags import spelled


@pytest.fixture
def pane(hands: Any, tmp_path: Path) -> Any:
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    page = hands.go("stock")
    hands.tap(page.tabs["shipments"])
    hands.wait(lambda: page.shipments.side.form.box_of("disposition").count() > 1)
    return page.shipments


def opened(hands: Any, pane: Any, buyer: str = "Ada & Co") -> None:
    hands.type(pane.side.form.text_of("buyer"), buyer)
    hands.type(pane.side.form.text_of("country"), "Norway")
    hands.tap(pane.side.open)


def cards(hands: Any, count: int) -> list[str]:
    found = [hands.shop.card(f"S-{n}") for n in range(count)]
    hands.settle()
    return found


def state(hands: Any, tag: str) -> str:
    return str(hands.shop.ask("passport", tag=tag).piece.state)


def test_a_shipment_is_filled_by_scans_and_leaves(hands: Any, pane: Any) -> None:
    one, two = cards(hands, 2)
    hands.scan(one)
    assert hands.strip[0] == "refused" and "Open a shipment first" in hands.strip[1]
    hands.tap(pane.side.open)
    assert hands.shop.ask("shipments") == [], "nobody is named"
    opened(hands, pane)
    assert hands.strip == (
        "done", "Shipment S0001 to Ada & Co opened", "Scan what goes into it."
    )  # fmt: skip
    assert not pane.ship.isEnabled()
    for tag in (one, two):
        hands.scan(tag)
        assert hands.strip[:2] == ("done", f"{spelled(tag)} packed for shipment S0001")
    hands.wait(lambda: pane.pieces.rows.rowCount() == 2)
    hands.scan(one)
    assert hands.strip[:2] == ("refused", f"{spelled(one)} is in shipment S0001 already.")

    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: pane.pieces.rows.rowCount() == 1)
    assert state(hands, two) == "received"
    hands.scan(two)
    hands.wait(lambda: pane.pieces.rows.rowCount() == 2)
    hands.tap_row(pane.pieces, 0)
    hands.tap(pane.out)
    hands.wait(lambda: pane.pieces.rows.rowCount() == 1)
    assert (state(hands, one), state(hands, two)) == ("received", "packed")

    hands.tap(pane.ship)
    assert hands.strip[:2] == ("done", "Shipment S0001 to Ada & Co left with 1 piece")
    assert state(hands, two) == "gone"
    hands.wait(lambda: not pane.ship.isEnabled() and not pane.side.change.isEnabled())
    hands.scan(one)
    assert hands.strip[0] == "refused" and "has left already" in hands.strip[1]


def test_the_one_in_hand_is_put_right(hands: Any, pane: Any) -> None:
    opened(hands, pane, "Adda")
    hands.tap(pane.side.change)
    assert pane.side.form.text_of("buyer").text() == "Adda" and not pane.side.change.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert pane.side.form.text_of("buyer").text() == "" and pane.side.change.isVisible()
    hands.tap(pane.side.change)
    hands.type(pane.side.form.text_of("buyer"), "Ada")
    pane.side.form.text_of("country").clear()
    hands.tap(pane.side.open)
    assert hands.strip[1] == "Shipment S0001 changed"
    (row,) = hands.shop.ask("shipments")
    assert (row.buyer, row.country) == ("Ada", "")


def test_the_number_of_a_shipment_takes_it_in_hand(hands: Any, pane: Any) -> None:
    (card,) = cards(hands, 1)
    opened(hands, pane, "Ada")
    opened(hands, pane, "Bo")
    hands.wait(lambda: pane.about.text().startswith("S0002 to Bo"))
    hands.scan("s0001")
    assert hands.strip[0] == "question" and "S0001 to Ada" in hands.strip[1]
    hands.scan(card)
    assert hands.shop.ask("shipment", number="S0001").pieces == 1


def test_a_tray_scanned_twice_is_packed_with_all_that_is_in_stock(hands: Any, pane: Any) -> None:
    (card,) = cards(hands, 1)
    for site, outcome in (("M1", "good"), ("M2", "good"), ("M3", "damaged")):
        hands.shop.do("harvest", card=card, site=site, outcome=outcome, place="TRAY-12")
    hands.settle()
    hands.scan("CWL-TRAY-12")
    assert hands.strip[0] == "refused" and "Open a shipment first" in hands.strip[1]
    opened(hands, pane)
    hands.scan("CWL-TRAY-11")
    assert hands.strip[:2] == ("refused", "Nothing that lies in TRAY-11 is in stock.")
    hands.scan("CWL-TRAY-12")
    assert hands.strip[:2] == ("question", "In stock in TRAY-12: 2.")
    assert hands.shop.ask("shipment", number="S0001").pieces == 0
    hands.scan("CWL-TRAY-12")
    assert hands.strip[:2] == ("done", "2 pieces packed for shipment S0001")
    hands.wait(lambda: pane.pieces.rows.rowCount() == 2)
    hands.scan("CWL-TRAY-12")
    assert hands.strip[0] == "refused", "what is packed is in stock no more"


def test_its_packing_list_on_paper_as_a_spreadsheet_and_issued(
    hands: Any, pane: Any, tmp_path: Path
) -> None:
    (card,) = cards(hands, 1)
    opened(hands, pane)
    hands.scan(card)
    hands.wait(lambda: pane.pdf.isEnabled())
    papers = hands.window.page.papers
    for button, start in ((pane.pdf, "Packing list S0001 2"), (pane.issue, "Packing list S0001, ")):
        hands.tap(button)
        hands.wait(lambda: not papers.is_busy)
        [file] = (tmp_path / "papers").glob(f"{start}*.pdf")
        text = " ".join(pypdf.PdfReader(file).pages[0].extract_text().split())
        assert "Ada & Co" in text and spelled(card) in text and "S-0" in text
        assert ("Packing list, report 1" in text) is (button is pane.issue)
    assert [row.about for row in hands.shop.ask("reports", kind="packing")] == ["S0001"]
    hands.wait(lambda: pane.side.again.isVisible())
    assert pane.side.again.words() == "Report 1 again"
    issued = file.read_bytes()
    file.unlink()
    hands.tap(pane.side.again)
    hands.wait(lambda: not papers.is_busy)
    assert file.read_bytes() == issued
    hands.tap(pane.sheet)
    hands.wait(lambda: not papers.is_busy)
    [file] = (tmp_path / "papers").glob("Packing list S0001 *.xlsx")
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Pieces").to_python()
    assert rows[1][1:3] == [spelled(card), "S-0"]


def test_a_certificate_is_issued_from_the_batch(hands: Any, tmp_path: Path) -> None:
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    (card,) = cards(hands, 1)
    hands.shop.do("scrap", piece=card, reason="Burnt")
    page = hands.go("batches")
    page.open_batch("B1")
    hands.settle()
    hands.tap(page.view.more)
    [menu] = [top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu)]
    [action] = [one for one in menu.actions() if one.text() == "Issue the certificate"]
    action.trigger()
    menu.close()
    hands.wait(lambda: not page.pdf.is_busy)
    assert hands.strip[:2] == ("done", "Report 1 of B1 is issued")
    hands.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: page.reports.table.rows.rowCount() == 1)
    assert page.reports.table.rows.row(0).kind == "scrapped"
    [file] = (tmp_path / "papers").glob("Out of service B1, report 1.pdf")
    assert "DRAFT" not in pypdf.PdfReader(file).pages[0].extract_text()


def test_a_passport_is_issued_where_it_is_shown(hands: Any, tmp_path: Path) -> None:
    hands.context.settings.paper_folder = str(tmp_path / "papers")
    (card,) = cards(hands, 1)
    page = hands.go("find")
    page.show_tag(card)
    hands.wait(lambda: page.view.issue.isVisible())
    hands.tap(page.view.issue)
    hands.wait(lambda: list((tmp_path / "papers").glob("Passport *, report 1.pdf")))
    [row] = hands.shop.ask("reports", kind="passport")
    assert row.about == card
