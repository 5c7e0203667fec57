# SPDX-License-Identifier: MIT
"""Blocked serials in the settings: a list is looked through and saved, one is found, one goes."""

from pathlib import Path
from typing import Any

import pytest
from lists_made import text_of, xlsx
from PySide6.QtCore import Qt

from ui.pages import settings_blocked

HEADINGS = ["Serial", "Maker", "Reason"]
STOLEN = [["00123456", "asus", "stolen in Lyon"], ["M9-0000002", "", "RMA fraud"]]


@pytest.fixture
def section(hands: Any) -> Any:
    return opened(hands)


def opened(hands: Any) -> Any:
    page = hands.go("settings")
    page.show_tag("blocked")
    hands.settle()
    return page.sections["blocked"]


def hand_over(hands: Any, section: Any, folder: Path, data: bytes, name: str = "x.csv") -> None:
    file = folder / name
    file.write_bytes(data)
    section.handing.take_file(file)
    hands.settle()


def listed(section: Any) -> list[str]:
    return [row.serial for row in section.listed.table.rows.rows()]


def test_a_list_is_looked_through_then_saved_and_taken_back(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    before = hands.shop.ask("newest")
    hand_over(hands, section, tmp_path, xlsx([HEADINGS, *STOLEN, STOLEN[0]]), "x.xlsx")
    assert section.preview.isVisible() and hands.shop.ask("newest") == before
    assert section.preview.figures.words() == (
        "Rows 3; New 2; Blocked already 0; Twice in the file 1; Errors 0"
    )
    assert section.preview.columns.text() == "Serial: A Serial · Maker: B Maker · Reason: C Reason"
    assert hands.strip == ("done", "3 rows looked through", "New: 2. Blocked already: 0.")
    assert section.handing.save.words() == "Block 2 serials"
    hands.tap(section.handing.save)
    assert hands.shop.ask("newest") == before, "nobody said whose list it is"
    assert section.handing.source.hasFocus()
    hands.type(section.handing.source, "Police 17")
    hands.tap(section.handing.save)
    assert hands.strip[:2] == ("done", "2 serials blocked")
    assert listed(section) == ["00123456", "M9-0000002"] and section.listed.isVisible()
    row = hands.shop.ask("blocked")[0]
    assert row[1:] == ("00123456", "ASUS", "stolen in Lyon", "Police 17")
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: listed(section) == [])
    assert hands.shop.ask("blocked") == []


def test_the_same_list_again_has_nothing_to_add(hands: Any, section: Any, tmp_path: Path) -> None:
    hands.shop.do("block_serials", serials=["00123456", "M9 0000002"], source="RMA")
    hand_over(hands, section, tmp_path, b"Serial\n00123456\nM9-0000002\n")
    assert section.handing.save.words() == "Nothing to add"
    assert not section.handing.save.isEnabled()
    hands.tap(section.handing.leave)
    assert section.listed.isVisible() and not section.handing.save.isVisible()


def test_one_wrong_row_is_named_and_nothing_can_be_saved(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    rows = [HEADINGS, *STOLEN, ["1.23E+12", "", ""], ["", "MSI", ""]]
    hand_over(hands, section, tmp_path, text_of(rows).encode())
    table = section.preview.faults.rows
    cells = [[table.index(y, x).data() for x in range(3)] for y in range(table.rowCount())]
    assert cells == [["4", "A Serial", "1.23E+12"], ["5", "A Serial", ""]]
    assert table.index(1, 3).data() == "The serial is missing."
    assert hands.strip[:2] == ("refused", "2 rows have errors")
    hands.tap_row(section.preview.faults, 0)
    assert "made a number of this" in section.preview.sentence.text()
    assert not section.handing.save.isEnabled()
    assert section.handing.save.words() == "Errors: nothing to save"


def test_people_choose_the_encoding(hands: Any, section: Any, tmp_path: Path) -> None:
    data = text_of([["序列号", "原因"], ["SN000001", "被盗"]]).encode("gbk")
    hand_over(hands, section, tmp_path, data)
    assert section.encodings.isVisible() and hands.strip[0] == "question"
    assert not section.handing.save.isVisible()
    hands.tap(section.encodings.buttons["gbk"])
    assert section.preview.isVisible()
    assert section.handing.found.new == [{"serial": "SN000001", "reason": "被盗"}]


def test_what_is_no_list_is_refused_and_the_list_stays(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    hand_over(hands, section, tmp_path, b"Colour,Shape\nred,round\nblue,square\n")
    assert hands.strip[:2] == ("refused", "No column looks like serials.")
    assert section.listed.isVisible() and section.handing.choose.isVisible()
    hand_over(hands, section, tmp_path, b"%PDF-1.7")
    assert hands.strip[0] == "refused"


def test_reading_is_called_off(hands: Any, section: Any, tmp_path: Path) -> None:
    go_on = hands.hold_work()
    file = tmp_path / "x.csv"
    file.write_bytes(text_of([["Serial"], *[[f"SN{n:06d}"] for n in range(900)]]).encode())
    section.handing.take_file(file)
    hands.wait(lambda: section.handing.bar.maximum() > 0)
    section.handing.cancel.click()
    go_on.set()
    hands.settle()
    assert section.handing.found is None and section.listed.isVisible()
    assert section.handing.choose.isVisible() and not section.handing.cancel.isVisible()


def test_cards_that_are_here_are_named(hands: Any, section: Any, tmp_path: Path) -> None:
    hands.shop.card("M9 0000002")
    hand_over(hands, section, tmp_path, text_of([HEADINGS, *STOLEN]).encode())
    hands.type(section.handing.source, "Police 17")
    hands.tap(section.handing.save)
    assert hands.strip == (
        "careful", "2 serials blocked", "1 card with such a serial is here: C01-000001-Z"
    )  # fmt: skip


def test_one_serial_is_found_by_typing_or_scanning_and_taken_off(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    serials = [{"serial": f"SN-00000{n}", "maker": "MSI", "reason": "stolen"} for n in range(9)]
    hands.shop.do("block_serials", serials=serials, source="RMA")
    hands.wait(lambda: len(listed(section)) == 9)
    hands.type(section.listed.search, "sn000004")
    hands.settle()
    assert listed(section) == ["SN-000004"]
    hands.scan("S/N: SN-000007")
    assert hands.strip == ("careful", "SN-000007 is blocked", "stolen, RMA")
    assert listed(section) == ["SN-000007"]
    assert not section.listed.off.isEnabled()
    hands.tap_row(section.listed.table, 0)
    hands.tap(section.listed.off)
    assert hands.strip[:2] == ("done", "SN-000007 no longer blocked")
    hands.wait(lambda: listed(section) == [])
    section.listed.search.setText("")
    hands.settle()
    assert len(listed(section)) == 8
    hands.scan("S/N: SN-000007")
    assert hands.strip[:2] == ("done", "SN-000007 is not on the list of blocked serials")


def test_a_long_list_comes_page_by_page(
    hands: Any, section: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_blocked, "PAGE", 40)
    serials = [f"SN-{n:06d}" for n in range(100)]
    hands.shop.do("block_serials", serials=serials, source="RMA")
    hands.wait(lambda: len(listed(section)) >= 40)
    hands.settle()
    assert len(listed(section)) < 100
    while len(listed(section)) < 100:
        section.listed.table.scrollToBottom()
        had = len(listed(section))
        hands.wait(lambda had=had: len(listed(section)) > had)
    assert listed(section) == serials
