# SPDX-License-Identifier: MIT
"""Find: one box for anything, and the passport of what was found."""

from typing import Any

import pytest
from curves_made import curve_csv
from pypdf import PdfReader
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from ui.pages.find_hits import Heading
from ui.pages.passport_facts import Heading as Above
from workshop.benches.tags import spelled
from workshop.storage import evidence


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
    hands.wait(lambda: not page.found._pause.isActive())
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


def known(page: Any) -> dict[str, list[str]]:
    """What is known, as it is read out, by its headings."""
    cells, found = page.view.facts.rows, dict[str, list[str]]()
    for row, line in enumerate(cells.rows()):
        if isinstance(line, Above):
            lines = found.setdefault(line.words, [])
        else:
            lines.append(cells.index(row, 0).data())
    return found


def off(hands: Any, card: str, site: str, **facts: Any) -> str:
    """Take a good piece off a card; its tag."""
    tag: str = hands.shop.do("harvest", card=card, site=site, outcome="good", **facts)["tag"]
    return tag


# Looking


def test_the_box_is_ready_and_finds_while_it_is_typed(hands: Any, page: Any, card: str) -> None:
    assert page.box.hasFocus()
    look_for(hands, page, "M9YV")
    assert [tag for group, tag in found(page) if group == "card"][:1] == [card]
    assert page.found.count.text() == "2 found"


def test_results_stand_under_the_heading_of_their_group(hands: Any, page: Any) -> None:
    hands.shop.do("open_batch", number="M1X", supplier="Rheintal")
    hands.shop.do("add_place", code="M1-TRAY", name="Memory", kind="tray")
    look_for(hands, page, "m1")
    groups = [group for group, _ in found(page) if group]
    assert groups == sorted(groups, key=["card", "die", "memory", "batch", "place"].index)
    assert ("", "Batches") in found(page) and ("", "Places") in found(page)


def test_only_the_last_of_what_was_typed_is_looked_for(hands: Any, page: Any) -> None:
    hands.type(page.box, "M9YVCM1")
    assert page.found._pause.isActive() and found(page) == []
    hands.wait(lambda: not page.found._pause.isActive())
    hands.settle()
    assert len(found(page)) == 2


def test_nothing_found_and_nothing_typed_are_said(hands: Any, page: Any) -> None:
    look_for(hands, page, "Q-Q-Q-Q")
    assert page.found.count.text() == "Nothing has this in its name." and found(page) == []
    page.box.clear()
    assert page.found.count.text() == ""


def test_enter_shows_the_first_and_down_walks_on(hands: Any, page: Any, card: str) -> None:
    look_for(hands, page, "M9YV")
    hands.key(Qt.Key.Key_Return)
    assert page.view.tag.text() == spelled(card)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down)
    assert page.view.tag.text() != spelled(card)


def test_enter_right_after_typing_shows_the_first_as_soon_as_it_is_found(
    hands: Any, page: Any, card: str
) -> None:
    hands.type(page.box, spelled(card))
    hands.key(Qt.Key.Key_Return)
    assert page.view.tag.text() == spelled(card)
    hands.type(page.box, "TRAY-1")
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    QTest.keyClicks(page.box, "2")  # it goes on: nothing is to be shown yet
    hands.wait(lambda: not page.found._pause.isActive())
    hands.settle()
    assert page.view.isVisible() and page.view.tag.text() == spelled(card)


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
    assert texts[0].startswith("Undone") and "(undone)" in texts[1]
    assert texts[-1].startswith("M9YVCM1 received") and texts[-1].endswith("Ana")


def test_a_piece_is_followed_through_every_board_it_was_on(
    hands: Any, page: Any, card: str
) -> None:
    """From the card it came off, over one it was on, to the one it is on now."""
    do, second = hands.shop.do, hands.shop.ask("pieces", batch="B1", kind="card")[1].tag
    chip = hands.shop.ask("passport", tag=card).came_off[1].tag
    third = hands.shop.card("M9YVCM3")
    do("take_off", piece=chip)
    do("harvest", card=third, site="M2", outcome="missing")
    do("fit", piece=chip, board=third, site="M2", override="The last time")
    hands.scan(chip)
    lines = [line.strip() for line in tree(page)]
    assert [line.partition(" · ")[0] for line in lines] == [
        f"From M1 of {spelled(card)}", spelled(chip), f"Was on M1 of {spelled(second)}",
        f"Now on M2 of {spelled(third)}",
    ]  # fmt: skip
    hands.scan(second)
    assert any(line.strip().startswith(f"Was on it: {spelled(chip)}") for line in tree(page))
    hands.scan(third)
    [line] = [line for line in tree(page) if spelled(chip) in line]
    assert line.strip().startswith("On it at M2: M01-") and line.endswith(f"of {spelled(card)}")


def test_a_built_card_shows_its_board_and_the_board_its_card(hands: Any, page: Any) -> None:
    do = hands.shop.do
    bare = {"serial": "PCB-1", "model": "GeForce RTX 4090", "kind": "board"}
    board = do("receive", batch="B1", **bare)["tag"]
    other = hands.shop.card("F-9")
    cooler = do("take_apart", card=other, parts={"cooler": "TRAY-12"})["parts"]["cooler"]
    for site in hands.shop.ask("board_map", tag=other).sites:
        do("fit", piece=off(hands, other, site.name), board=board, site=site.name)
    built = do("build_card", board=board, serial="OWN-1")["tag"]
    hands.scan(built)
    assert any(line.strip().startswith(f"Its board: {spelled(board)}") for line in tree(page))
    assert len(tree(page)) == 15
    hands.scan(board)
    assert any(line.strip().startswith(f"Now the board of {spelled(built)}") for line in tree(page))
    hands.scan(other)
    assert any(line.strip().startswith(f"Cooler → {spelled(cooler)}") for line in tree(page))


def test_sixty_descendants_are_walked_by_keys_and_any_of_them_opens(hands: Any, page: Any) -> None:
    first = hands.shop.card("F-1", model="GeForce RTX 3090")
    for n in range(1, 25):
        off(hands, first, f"M{n}")
    for serial in ("F-2", "F-3"):
        donor = hands.shop.card(serial, model="GeForce RTX 3090")
        for n in range(1, 19):
            chip = off(hands, donor, f"M{n}")
            hands.shop.do("fit", piece=chip, board=first, site=f"M{n}")
            hands.shop.do("take_off", piece=chip)
    hands.scan(first)
    view = page.view
    assert len(tree(page)) == 61 and view.told.text() == "60 pieces · In stock: 60"
    view.tree.setFocus()
    for _ in range(60):
        hands.key(Qt.Key.Key_Down)
    assert view.tree.currentItem().text(0).startswith(f"Was on it: {spelled(chip)}")
    assert view.tree.visualItemRect(view.tree.currentItem()).bottom() <= view.tree.height()
    hands.key(Qt.Key.Key_Return)
    assert view.tag.text() == spelled(chip) and not view.told.isVisible()
    item = view.tree.topLevelItem(0)
    hands.tap(view.tree.viewport(), view.tree.visualItemRect(item).center().toPointF())
    assert view.tag.text() == spelled(donor)


def test_a_change_elsewhere_leaves_the_keyboard_on_its_line(
    hands: Any, page: Any, card: str
) -> None:
    hands.scan(card)
    view = page.view
    view.tree.setFocus()
    hands.key(Qt.Key.Key_Down)
    die = view.tree.currentItem().text(0)
    assert die.endswith("TRAY-11")
    tag = hands.shop.ask("passport", tag=card).came_off[0].tag
    hands.shop.do("move", piece=tag, place="TRAY-12")
    hands.wait(lambda: view.tree.currentItem().text(0) == die.replace("TRAY-11", "TRAY-12"))


def test_what_is_known_stands_under_its_headings(hands: Any, page: Any) -> None:
    """What was let pass, condition, steps with their files and stations, tests, and stays."""
    do = hands.shop.do
    fields = [{"name": "top", "label": "Top", "type": "photo"},
              {"name": "gap", "label": "Gap", "type": "number", "unit": "mm"}]  # fmt: skip
    do("set_catalogue", kind="step", code="LOOK", body={"name": "Look", "fields": fields})
    card = hands.shop.card("M9YVCM8")
    do("record_step", piece=card, step="TDN", outcome="skipped", override="It came bare")
    photo = {"sha256": "a" * 64, "name": "joint.jpg", "size": 3}
    do("record_step", piece=card, step="LOOK", values={"top": photo, "gap": 0.12})
    do("record_test", piece=card, plan="RESISTANCE", values={"r_nvvdd": 0.01})
    do("note_defect", piece=card, code="BEND", severity="major", zone="backplate")
    do("assess", piece=card, grade="B", reason="polishes out")
    hands.scan(card)
    hands.key(Qt.Key.Key_F9)
    assert page.view.facts.hasFocus()
    told = known(page)
    assert list(told) == ["Let pass", "Condition", "Steps", "Tests", "Visits"]
    assert told["Let pass"][0].startswith("It came bare · Teardown: skipped for C01-")
    assert told["Let pass"][1].startswith("Grade B, better than its defects allow: polishes out")
    assert told["Condition"][1].startswith("Board bent · backplate · Major")
    assert told["Steps"][0].startswith("Look · 1 photo or file · Gap: 0.12 mm · Done · Ana")
    assert told["Tests"][0].startswith(
        "Cold resistance · NVVDD (core) to ground: 0.01 Ω · Fail · Ana"
    )
    assert told["Visits"][0].endswith("is here")
    hands.key(Qt.Key.Key_F9)
    assert page.view.history.hasFocus()


def test_moisture_and_reservation_of_a_chip_are_told(hands: Any, page: Any, card: str) -> None:
    do, chip = hands.shop.do, off(hands, card, "M5")
    board = hands.shop.ask("pieces", batch="B1", kind="card")[1].tag
    do("harvest", card=board, site="M3", outcome="missing")
    do("set_msl", piece=chip, msl="3")
    hands.shop.later(500)
    do("bake", pieces=[chip], temperature=125, hours=500, done=True)
    do("reserve_set", board=board, pieces=[chip])
    hands.scan(chip)
    hands.tap(page.view.tabs["known"])
    told = known(page)
    assert told["Floor life"][0].startswith("Moisture level 3: 168 h of floor life · Time left")
    assert told["Floor life"][1].startswith("500 h at 125 °C · Done · Ana")
    assert told["Reserved"][0].startswith(f"Reserved for {spelled(board)}")
    facts = {page.view._facts.itemAt(n).widget().text() for n in range(page.view._facts.count())}
    assert {"Reserved for", spelled(board), "Floor life"} <= facts
    rows = page.view.facts.rows.rows()
    hands.tap_row(page.view.facts, next(n for n, row in enumerate(rows) if row[0] == "board"))
    assert page.view.tag.text() == spelled(board)
    assert known(page)["Reserved"][0].startswith(f"{spelled(chip)} · GDDR6X 2 GB")


def test_a_run_opens_with_its_curve_and_escape_leads_back(
    hands: Any, page: Any, card: str, tmp_path: Any
) -> None:
    chip = off(hands, card, "M5")
    kept = evidence.keep(hands.shop.database, curve_csv().encode(), "joint.csv")
    hands.shop.do("record_run", profile="REBALL-LF", pieces=[chip], evidence=kept, peak=237)
    hands.scan(chip)
    hands.key(Qt.Key.Key_F9)
    view = page.view
    view.facts.go(next(row for row in view.facts.rows.rows() if getattr(row, "run", None))[:3])
    hands.key(Qt.Key.Key_Return)
    assert view.run.isVisible() and view.run.verdict.text() == "Pass"
    hands.wait(lambda: "Joint: 237" in view.run.chart.accessibleDescription())
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    hands.key(Qt.Key.Key_F7)
    file = tmp_path / "paper" / f"{spelled(chip)}.pdf"
    hands.wait(file.exists)
    hands.settle()
    text = "".join(sheet.extract_text() for sheet in PdfReader(file).pages)
    assert "Curves of its runs 1" in text and "Joint" in text
    hands.key(Qt.Key.Key_Escape)
    assert not view.run.isVisible() and view.facts.hasFocus()
    hands.key(Qt.Key.Key_Escape)
    assert page.box.hasFocus()


def test_a_curve_that_is_gone_is_said(hands: Any, page: Any, card: str) -> None:
    chip = off(hands, card, "M5")
    lost = {"sha256": "c" * 64, "name": "joint.csv", "size": 3}
    hands.shop.do("record_run", profile="REBALL-LF", pieces=[chip], evidence=lost, peak=237)
    hands.scan(chip)
    [row] = [row for row in page.view.facts.rows.rows() if getattr(row, "run", None)]
    page.view.facts.opened.emit(row)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "is missing" in hands.strip[1] and page.view.run.isVisible()
    hands.tap(page.view.back)
    assert page.view.tree.isVisible()


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
    hands.key(Qt.Key.Key_Return)
    assert page.view.why.row.fault.text() == "Say why, in a few words."
    hands.type(page.view.why.reason, "smudged")
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: hands.strip[0] == "done")
    assert [row.tag for row in hands.shop.ask("labels_waiting")] == [card]
    (entry,) = hands.shop.ask("recent", limit=1)
    assert entry.text.endswith("queued again: smudged")
    hands.key(Qt.Key.Key_F6)
    hands.type(page.view.why.reason, "lost")
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: hands.strip[0] == "careful")
    assert "in the print queue already" in hands.strip[1]
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
