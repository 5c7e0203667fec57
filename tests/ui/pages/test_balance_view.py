# SPDX-License-Identifier: MIT
"""At the batches page: whether a batch and the shop add up, each gap, and how long steps take."""

from typing import Any

import pytest
from at_batches import page, strip_one
from PySide6.QtCore import Qt

from ui.pages import batches as batches_page
from ui.pages.batches import BatchesPage
from ui.pages.times_view import scale_end
from workshop.benches.tags import spelled

FIRST_PAGE = "batches"

__all__ = ["page"]


@pytest.fixture
def worked(hands: Any) -> list[str]:
    shop, tags = hands.shop, strip_one(hands.shop)
    shop.do("dispose", piece=tags[1], disposition="SELL-AS-IS")
    return tags


def opened(hands: Any, page: BatchesPage, tab: str = "balance") -> Any:
    page.open_batch("B1")
    hands.settle()
    hands.tap(page.view.tabs[tab])
    return page.view


def rows(table: Any) -> list[list[str]]:
    """Every row of a table as it is read."""
    model = table.rows
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def said(card: Any) -> list[str]:
    """The sums in sight, as they are read out."""
    return [each.accessibleName() for each in card.sums if each.isVisible()]


def test_the_overview_says_in_short_whether_a_batch_adds_up(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    brief = opened(hands, page, "overview").brief
    assert brief.state.text() == "Does not add up"
    assert brief.gaps.text().startswith(
        "SN0003 did not come · SN0009 is not on the list · SN0001 M5 · SN0001 M6 · "
    )
    assert brief.cards.text() == "3 cards in = 2 in work + 1 left + 0 taken apart"
    assert brief.sites.text() == (
        "13 sites = 3 good + 1 damaged + 1 missing + 0 left on their boards + 8 open"
    )
    hands.tap(brief.all)
    assert page.view.balance.isVisible()


def test_the_sums_of_a_batch_are_those_of_the_question(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    view = opened(hands, page)
    assert said(view.balance.card) == [
        "3 cards in = 2 in work + 1 left + 0 taken apart",
        "13 sites = 3 good + 1 damaged + 1 missing + 0 left on their boards + 8 open",
        "1 dies = 1 good + 0 damaged + 0 missing + 0 left on their boards + 0 open",
        "12 memory chips = 2 good + 1 damaged + 1 missing + 0 left on their boards + 8 open",
    ]
    shown = [[number.value for number in each._numbers] for each in view.balance.card.sums]
    assert shown == [[3, 2, 1, 0], [13, 3, 1, 1, 0, 8], [1, 1, 0, 0, 0, 0], [12, 2, 1, 1, 0, 8]]
    for numbers in shown:
        assert numbers[0] == sum(numbers[1:])
    found = hands.shop.ask("balance", batch="B1")
    assert view.balance._count.text() == f"{found.gap_count} are open" == "10 are open"


def test_a_batch_that_adds_up_says_so(hands: Any, page: BatchesPage) -> None:
    view = opened(hands, page, "overview")
    assert view.brief.state.text() == "Adds up" and not view.brief.sites.isVisible()
    assert view.figures.words().startswith("Cards received 0")
    hands.tap(view.tabs["balance"])
    assert view.balance.card.state.text() == "Adds up"
    assert view.balance._count.text() == "Nothing is open" and rows(view.balance.gaps) == []
    assert said(view.balance.card) == ["0 cards in = 0 in work + 0 left + 0 taken apart"]


def test_what_is_put_right_leaves_the_list(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    view = opened(hands, page)
    before = rows(view.balance.gaps)
    hands.shop.do("harvest", card=worked[0], site="M5", outcome="good")
    hands.wait(lambda: view.balance._count.text() == "9 are open")
    hands.settle()
    gone = ["Site open", "SN0001", "M5", "Record what became of it"]
    assert rows(view.balance.gaps) == [row for row in before if row != gone]
    assert said(view.balance.card)[1].startswith("13 sites = 4 good")


def test_every_gap_is_a_line_with_what_to_do(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    assert rows(opened(hands, page).balance.gaps) == [
        ["Did not come", "SN0003", "", "Receive it at Intake"],
        ["Not on the list", "SN0009", "", "Ask the supplier"],
        *(["Site open", "SN0001", f"M{n}", "Record what became of it"] for n in range(5, 13)),
    ]


def test_gaps_come_page_by_page(
    hands: Any, page: BatchesPage, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_page, "MORE", 20)
    for number in range(4):
        card = hands.shop.card(f"SN1{number:03}")
        hands.shop.do("harvest", card=card, site="GPU", outcome="good")
    table = opened(hands, page).balance.gaps
    assert len(table.rows.rows()) < 62
    for _ in range(4):
        table.scrollToBottom()
        hands.settle()
    keys = [gap.key for gap in table.rows.rows()]
    assert keys == [gap.key for gap in hands.shop.ask("balance_gaps", batch="B1", limit=1000)]
    assert len(keys) == 62


@pytest.mark.parametrize("by", ["tap", "keys"])
def test_an_open_site_is_taken_in_hand_at_the_bench(
    hands: Any, page: BatchesPage, worked: list[str], by: str
) -> None:
    gaps = opened(hands, page).balance.gaps
    if by == "tap":
        hands.tap_row(gaps, 4)
    else:
        gaps.setFocus()
        gaps.go(gaps.rows.row(4).key)
        hands.key(Qt.Key.Key_Return)
    bench = hands.window.page
    assert bench.name == "bench" and bench.on.tag == worked[0]
    assert bench.view.board.current() == "M7" and bench.view.site.isVisible()
    assert hands.strip == ("question", "What became of M7?", "Tap the outcome, or press its key.")
    hands.key(Qt.Key.Key_F5)
    sites = {site.name: site.state for site in hands.shop.ask("board_map", tag=worked[0]).sites}
    assert sites["M7"] == "good" and sites["M5"] == "on_board"


def test_a_site_is_taken_also_on_the_card_that_lies_there_already(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.scan("SN0001")
    bench = hands.window.page
    bench.view.show_photos(True)
    hands.context.go("bench", f"{worked[0]}/M9")
    hands.settle()
    assert bench.view.board.isVisible() and bench.view.board.current() == "M9"
    hands.scan("SN0002")
    assert bench.on.tag == worked[1] and bench.view.board.current() == ""


def test_a_card_that_is_not_listed_opens_at_the_bench(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.tap_row(opened(hands, page).balance.gaps, 1)
    assert hands.window.page.name == "bench" and hands.context.card == worked[2]


def test_a_card_that_did_not_come_is_received_at_the_intake(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.shop.do("open_batch", number="B2", supplier="Another")
    hands.context.set("batch", "B2")
    hands.tap_row(opened(hands, page).balance.gaps, 0)
    assert hands.window.page.name == "intake" and hands.context.batch == "B1"
    hands.scan("SN0003")
    assert hands.shop.ask("balance", batch="B1").missing == []


def test_into_a_closed_batch_nothing_is_received(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.shop.do("close_batch", batch="B1", override="never came")
    hands.tap_row(opened(hands, page).balance.gaps, 0)
    assert hands.window.page is page
    assert hands.strip[:2] == ("careful", "Batch B1 is closed")


def test_the_gaps_of_a_closed_batch_say_what_can_still_be_done(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    closing = hands.shop.do("close_batch", batch="B1", override="never came")["entry"]
    view = opened(hands, page)
    to_do = ["Undo the closing first", "Ask the supplier", *["Undo the closing first"] * 8]
    assert [row[3] for row in rows(view.balance.gaps)] == to_do
    assert view.balance._hint.text() == "As it was when the batch was closed."
    hands.shop.do("undo", entry=closing, reason="too early")
    hands.wait(lambda: rows(view.balance.gaps)[2][3] == "Record what became of it")
    assert view.balance._hint.text() == "Tap a line to go where it is put right."


def test_the_balance_of_the_shop_is_that_of_its_open_batches(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.shop.do("open_batch", number="B2", supplier="Söhne")
    hands.shop.card("SN7", batch="B2")
    hands.shop.do("open_batch", number="B3", supplier="Closed")
    hands.shop.do("close_batch", batch="B3")
    hands.tap(page.shop.tabs["balance"])
    assert page.shop.balance.state.text() == "Does not add up"
    assert said(page.shop.balance)[0] == "4 cards in = 3 in work + 1 left + 0 taken apart"
    assert rows(page.shop.open) == [
        ["B2", "Söhne", "1", "1", "Adds up"],
        ["B1", "Rheintal", "3", "2", "10 open"],
    ]
    hands.shop.card("SN8", batch="B2")
    hands.wait(lambda: rows(page.shop.open)[0][2] == "2")
    hands.tap_row(page.shop.open, 1)
    assert page.number == "B1" and page.view.balance.isVisible()


def test_the_keyboard_alone_goes_from_the_shop_to_a_gap(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.key(Qt.Key.Key_F8)
    assert page.shop.balance.isVisible()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert page.view.balance.isVisible() and page.view.balance.gaps.hasFocus()
    gaps = page.view.balance.gaps
    for _ in gaps.rows.rows():  # the first is in hand where the rows came before the keyboard
        if gaps.currentRow() is not None and gaps.currentRow().site == "M6":
            break
        hands.key(Qt.Key.Key_Down)
    assert gaps.currentRow().site == "M6"
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.view.board.current() == "M6"


def test_the_keyboard_alone_turns_from_part_to_part(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    shop = page.shop
    shown = [shop.balance, shop.times, shop.steps, shop.yields, page.batches, shop.balance]
    for each in shown:
        hands.key(Qt.Key.Key_F8)
        assert each.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert page.batches.isVisible() and page.batches.hasFocus()
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    view = page.view
    for each in (view.times.steps, view.yields.table, view.cards, view.pieces):
        hands.key(Qt.Key.Key_F8)
        assert each.isVisible() and each.hasFocus()
    hands.key(Qt.Key.Key_Escape)
    assert page.shop.balance.isVisible() and page.shop.open.hasFocus()


def test_the_times_of_a_batch_and_of_the_shop(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    shop = hands.shop
    shop.do("add_person", code="TIM", name="Tim Öz")
    shop.do("open_batch", number="B2", supplier="S")
    other = shop.card("SN7", batch="B2")
    for tag, minutes, by in ((worked[0], 4, "ANA"), (worked[2], 95, "TIM"), (other, 6, "TIM")):
        shop.do("record_step", piece=tag, step="EVI", minutes=minutes, by=by)
    for tag in (worked[0], other):
        shop.until(tag, "MASK")
    shop.do("record_step", piece=other, step="MASK", minutes=2.5, by="TIM")
    times = opened(hands, page, "times").times
    assert rows(times.steps) == [["Visual inspection", "50 min", "1 h 35 min", "1 h 39 min", "2"]]
    assert times._title.text() == "Visual inspection, by person"
    assert times.people.accessibleDescription() == (
        "Ana 4 min · 1 piece, Tim Öz 1 h 35 min · 1 piece"
    )
    page.back()
    hands.tap(page.shop.tabs["times"])
    times = page.shop.times
    assert [row[0] for row in rows(times.steps)] == ["Visual inspection", "Mask"]
    assert rows(times.steps)[0][1:] == ["6 min", "1 h 35 min", "1 h 45 min", "3"]
    hands.tap_row(times.steps, 1)
    assert times.people.accessibleDescription() == "Tim Öz 2.5 min · 1 piece"
    shop.do("record_step", piece=worked[0], step="MASK", minutes=3, by="ANA")
    hands.wait(lambda: rows(times.steps)[1][4] == "2")
    assert "Ana 3 min" in times.people.accessibleDescription(), "the step in hand stays in hand"


def test_without_a_timed_step_it_says_how_to_time_one(hands: Any, page: BatchesPage) -> None:
    times = opened(hands, page, "times").times
    assert rows(times.steps) == [] and not times.people.isVisible()
    assert "Start the clock of a step at the bench" in times.steps._empty


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([], 1.0), ([0.0], 1.0), ([5], 5), ([1, 2, 3], 3), ([5, 12, 35, 1980], 35),
        ([0.1, 10, 12], 12), ([4, 16, 64], 64), ([3, 3, 3, 13], 3),
    ],
)  # fmt: skip
def test_one_long_step_does_not_leave_the_others_without_a_bar(
    values: list[float], end: float
) -> None:
    assert scale_end(values) == end


def test_a_step_under_way_leads_to_its_card(
    hands: Any, page: BatchesPage, worked: list[str]
) -> None:
    hands.shop.do("start_step", piece=worked[0], step="EVI")
    hands.tap(page.shop.tabs["steps"])
    table = page.shop.steps.steps
    hands.wait(lambda: table.rows.rowCount() == 1)
    row = rows(table)[0]
    assert row[1:4] == ["Visual inspection", spelled(worked[0]), "GeForce RTX 4090"]
    assert row[5] == "Ana"
    hands.shop.do("start_step", piece=worked[2], step="EVI")
    hands.wait(lambda: table.rows.rowCount() == 2)
    table.setFocus()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.name == "bench" and hands.context.card in (worked[0], worked[2])
    hands.shop.do("stop_step", piece=worked[2])
    hands.go("batches")
    hands.wait(lambda: table.rows.rowCount() == 1)
    hands.tap_row(table, 0)
    assert hands.window.page.name == "bench" and hands.context.card == worked[0]
