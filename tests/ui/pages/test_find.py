# SPDX-License-Identifier: MIT
"""Find: one box for anything, and the passport of what was found."""

from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from ui.pages.find import Heading
from workshop.benches.harvest import spelled


@pytest.fixture
def card(hands: Any) -> str:
    """A card with two chips and a die off it, one of them on another card, a step and a test."""
    shop = hands.shop
    first = shop.card("M9YVCM1")
    second = shop.card("M9YVCM2")
    shop.do("record_step", piece=first, step="EVI", outcome="done")
    shop.do("record_test", piece=first, plan="RESISTANCE", values={"r_nvvdd": 1.2})
    shop.do("harvest", card=first, site="GPU", outcome="good", marking="AD102-301", place="TRAY-11")
    chip = shop.do("harvest", card=first, site="M1", outcome="good", marking="D8BZC",
                   place="TRAY-12")["tag"]  # fmt: skip
    shop.do("harvest", card=second, site="M1", outcome="missing")
    shop.do("fit", piece=chip, board=second, site="M1")
    tag: str = first
    return tag


@pytest.fixture
def page(hands: Any, card: str) -> Any:
    return hands.go("find")


def found(page: Any) -> list[tuple[str, str]]:
    """The hits as (group, tag), and headings as ("", words)."""
    return [
        ("", row.words) if isinstance(row, Heading) else (row.group, row.tag)
        for row in page.hits.rows.rows()
    ]


def look_for(hands: Any, page: Any, text: str) -> None:
    hands.type(page.box, text)
    hands.wait(lambda: not page._pause.isActive())
    hands.settle()


def tree(page: Any) -> list[str]:
    """The lines of the tree, indented."""
    lines: list[str] = []

    def walk(item: Any, depth: int) -> None:
        for place in range(item.childCount()):
            lines.append("  " * depth + item.child(place).text(0))
            walk(item.child(place), depth + 1)

    walk(page.view.tree.invisibleRootItem(), 0)
    return lines


# Looking


def test_the_box_is_ready_and_finds_while_it_is_typed(hands: Any, page: Any, card: str) -> None:
    assert page.box.hasFocus()
    look_for(hands, page, "M9YV")
    assert [tag for group, tag in found(page) if group == "card"][:1] == [card]
    assert page.count.text() == "2 found"


def test_results_stand_under_the_heading_of_their_group(hands: Any, page: Any) -> None:
    hands.shop.do("open_batch", number="M1X", supplier="Rheintal")
    hands.shop.do("add_place", code="M1-TRAY", name="Memory", kind="tray")
    look_for(hands, page, "m1")
    groups = [group for group, _ in found(page) if group]
    assert groups == sorted(groups, key=["card", "die", "memory", "batch", "place"].index)
    assert ("", "Batches") in found(page) and ("", "Places") in found(page)


def test_only_the_last_of_what_was_typed_is_looked_for(hands: Any, page: Any) -> None:
    hands.type(page.box, "M9YVCM1")
    assert page._pause.isActive() and found(page) == []
    hands.wait(lambda: not page._pause.isActive())
    hands.settle()
    assert len(found(page)) == 2


def test_nothing_found_and_nothing_typed_are_said(hands: Any, page: Any) -> None:
    look_for(hands, page, "Q-Q-Q-Q")
    assert page.count.text() == "Nothing has this in its name." and found(page) == []
    page.box.clear()
    assert page.count.text() == ""


def test_enter_shows_the_first_and_down_walks_on(hands: Any, page: Any, card: str) -> None:
    look_for(hands, page, "M9YV")
    hands.key(Qt.Key.Key_Return)
    assert page.view.tag.text() == spelled(card)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down)
    assert page.view.tag.text() != spelled(card)


def test_a_heading_is_no_piece(hands: Any, page: Any) -> None:
    look_for(hands, page, "M9YV")
    hands.tap_row(page.hits, 0)
    assert not page.view.isVisible()


def test_a_batch_opens_and_a_person_is_told(hands: Any, page: Any) -> None:
    look_for(hands, page, "ANA")
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[0] == "idle"
    look_for(hands, page, "Rheintal")
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.name == "batches"


def test_a_place_shows_what_lies_in_it(hands: Any, page: Any) -> None:
    look_for(hands, page, "TRAY-11")
    hands.key(Qt.Key.Key_Return)
    rows = page.inside.rows.rows()
    assert page.place.text() == "TRAY-11" and [row.marking for row in rows] == ["AD102-301"]
    page.inside.opened.emit(rows[0])
    hands.settle()
    assert page.view.tag.text() == spelled(rows[0].tag)


def test_a_full_place_is_read_to_its_end(hands: Any, page: Any) -> None:
    cards = [{"serial": f"PALLET{number:04d}"} for number in range(230)]
    hands.shop.do("receive_many", batch="B1", cards=cards, place="TRAY-12")
    look_for(hands, page, "TRAY-12")
    hands.key(Qt.Key.Key_Return)
    rows = page.inside.rows
    assert rows.rowCount() == 100
    while rows.canFetchMore(page.inside.rootIndex()):
        rows.fetchMore(page.inside.rootIndex())
        hands.settle()
    assert rows.rowCount() == 230


# The passport


def test_a_scan_shows_the_passport(hands: Any, page: Any, card: str) -> None:
    hands.scan("M9YVCM1")
    assert page.view.isVisible() and page.view.title.text() == "GeForce RTX 4090"
    assert page.view.state.text() == "In work"
    assert hands.strip[:2] == ("done", f"{spelled(card)} found")
    hands.scan("M9YVCM99")
    assert page.box.text() == "M9YVCM99" and hands.strip[0] == "question"


def test_the_tree_says_where_pieces_came_from_and_went(hands: Any, page: Any, card: str) -> None:
    hands.scan(card)
    lines = tree(page)
    assert lines[0].startswith(spelled(card))
    assert lines[1].startswith("  GPU → D01-") and "TRAY-11" in lines[1]
    assert lines[2].startswith("  M1 → M01-") and "Fitted" in lines[2]
    chip = hands.shop.ask("passport", tag=card).came_off[1].tag
    hands.scan(chip)
    lines = tree(page)
    assert lines[0].startswith(f"From M1 of {spelled(card)}")
    assert lines[1].strip().startswith(spelled(chip))
    assert lines[2].strip().startswith("Now on M1 of C01-")
    page.view.tree.setFocus()
    page.view.tree.setCurrentItem(page.view.tree.topLevelItem(0))
    hands.key(Qt.Key.Key_Return)
    assert page.view.tag.text() == spelled(card)


def test_history_and_tests_are_newest_first(hands: Any, page: Any, card: str) -> None:
    entry = hands.shop.do("move", piece=card, place="TRAY-12")["entry"]
    hands.shop.do("undo", entry=entry)
    hands.scan(card)
    cells = page.view.history.rows
    texts = [cells.index(row, 0).data() for row in range(cells.rowCount())]
    assert texts[0].startswith("Undone") and texts[1].endswith("(undone)")
    assert texts[-1].startswith("M9YVCM1 received")
    assert page.view.tests.rows.rows()[0].plan == "RESISTANCE"


def test_what_changes_elsewhere_is_seen(hands: Any, page: Any, card: str) -> None:
    hands.scan(card)
    hands.shop.do("dispose", piece=card, disposition="SCRAP", reason="burnt")
    hands.wait(lambda: page.view.state.text() == "Gone")


def test_a_refresh_does_not_bring_the_piece_before_back(hands: Any, page: Any, card: str) -> None:
    hands.scan(card)
    other = hands.shop.ask("pieces", batch="B1", kind="card")[1].tag
    page.show_tag(other)
    page.refresh()
    hands.settle()
    assert page.view.tag.text() == spelled(other)


def test_a_piece_that_was_undone_is_let_go_of(hands: Any, page: Any) -> None:
    receipt = hands.shop.do("receive", batch="B1", serial="M9YVCM7")
    hands.scan("M9YVCM7")
    assert page.view.isVisible()
    hands.shop.do("undo", entry=receipt["entry"])
    hands.wait(lambda: not page.view.isVisible())
    assert hands.strip[0] == "refused"


def test_to_the_bench_and_label_again(hands: Any, page: Any, card: str) -> None:
    waiting = [row.id for row in hands.shop.ask("labels_waiting")]
    hands.shop.do("labels_printed", labels=waiting)
    hands.scan(card)
    hands.key(Qt.Key.Key_F6)
    assert [row.tag for row in hands.shop.ask("labels_waiting")] == [card]
    hands.key(Qt.Key.Key_F6)
    assert hands.strip[0] == "careful" and "in the print queue already" in hands.strip[1]
    hands.tap(page.view.bench)
    assert hands.window.page.name == "bench" and hands.context.card == card


class Desktop(QObject):
    """Stands where the desktop opens files."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_a_passport_is_written_and_shown(hands: Any, page: Any, card: str, tmp_path: Any) -> None:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    hands.scan(card)
    hands.key(Qt.Key.Key_F7)
    file = tmp_path / "paper" / f"{spelled(card)}.pdf"
    hands.wait(file.exists)
    hands.settle()
    assert hands.strip[:2] == ("done", f"Saved: {spelled(card)}.pdf")
    text = "".join(sheet.extract_text() for sheet in PdfReader(file).pages)
    assert spelled(card) in text and "M9YVCM1" in text
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "show_url")
    try:
        hands.tap(page.view.file)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(file)]


def test_a_folder_that_cannot_be_written_is_said(
    hands: Any, page: Any, card: str, tmp_path: Any
) -> None:
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / f"{spelled(card)}.pdf").mkdir()
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    hands.scan(card)
    hands.key(Qt.Key.Key_F7)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert not page.view.file.isVisible()
