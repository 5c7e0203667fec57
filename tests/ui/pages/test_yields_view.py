# SPDX-License-Identifier: MIT
"""At the batches page: yields and faults of the shop and of a batch, and what is behind them."""

from typing import Any

import pytest
from at_batches import page
from PySide6.QtCore import QPointF, Qt

from ui import theme
from ui.pages import yields_behind
from ui.pages.batches import BatchesPage
from ui.pages.cpk_view import ENOUGH as SHOWN_FROM
from ui.pages.pareto_view import lines
from ui.pages.yields_parts import ATTEMPTS, BY, counts
from ui.theme import Tone
from workshop.benches.tags import spelled
from workshop.queries.yields import ENOUGH, ParetoRow

FIRST_PAGE = "batches"

__all__ = ["page"]

GOOD = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
BAD = {**GOOD, "v_12v": 9}


@pytest.fixture
def tested(hands: Any) -> list[str]:
    """Three cards of B1 and one of B2: one fails once, one twice, one passes, one says nothing."""
    shop = hands.shop
    tags = [shop.card(serial) for serial in ("SN0001", "SN0002", "SN0003")]
    shop.do("open_batch", number="B2", supplier="Aare")
    tags.append(shop.card("SN0004", batch="B2"))
    for tag, values in ((tags[0], BAD), (tags[0], GOOD), (tags[1], BAD), (tags[1], BAD),
                        (tags[2], GOOD), (tags[3], GOOD)):  # fmt: skip
        shop.do("record_test", piece=tag, plan="VOLTAGE", values=values)
    missing = {name: value for name, value in GOOD.items() if name != "v_pex"}
    shop.do("record_test", piece=tags[2], plan="VOLTAGE", values=missing)
    shop.do("record_test", piece=tags[3], plan="VOLTAGE", values=BAD, run="aborted")
    return tags


def rows(table: Any) -> list[list[str]]:
    """Every row of a table as it is read."""
    model = table.rows
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def tap_cell(hands: Any, table: Any, row: int, column: int) -> None:
    middle = table.visualRect(table.rows.index(row, column)).center()
    hands.tap(table.viewport(), QPointF(middle))
    hands.settle()


def of_shop(hands: Any, page: BatchesPage, by: str = "plan") -> Any:
    hands.tap(page.shop.tabs["yields"])
    hands.tap(page.shop.yields.groups[by])
    hands.settle()
    return page.shop.yields


def of_batch(hands: Any, page: BatchesPage, number: str = "B1") -> Any:
    page.open_batch(number)
    hands.settle()
    hands.tap(page.view.tabs["yields"])
    hands.settle()
    return page.view.yields


def test_a_shop_without_a_result_says_so(hands: Any, page: BatchesPage) -> None:
    pane = of_shop(hands, page)
    assert rows(pane.table) == [] and pane._told.text() == ""


def test_counts_stand_beside_the_percentages(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    pane = of_shop(hands, page)
    yields = ["50.0 % · 2 of 4, few", "50.0 % · 1 of 2, few", "75.0 % · 3 of 4, few", "6"]
    assert rows(pane.table) == [["In all", *yields], ["Rails at power-on", *yields]]
    assert pane.table.rows.headerData(0, Qt.Orientation.Horizontal) == "Test plan"
    assert "fewer than 10" in pane._told.text()
    hands.tap(pane.groups["step"])
    hands.settle()
    assert rows(pane.table)[1] == ["At no step", *yields]
    hands.tap(pane.groups["batch"])
    hands.settle()
    assert [row[0] for row in rows(pane.table)] == ["In all", "B1", "B2"]
    assert rows(pane.table)[2][1:] == ["100.0 % · 1 of 1, few", "–", "100.0 % · 1 of 1, few", "1"]


def test_of_ten_and_more_nothing_is_said_to_be_few(hands: Any, page: BatchesPage) -> None:
    for number in range(10):
        card = hands.shop.card(f"SN1{number:03}")
        hands.shop.do("record_test", piece=card, plan="VOLTAGE", values=GOOD)
    pane = of_shop(hands, page)
    assert rows(pane.table)[0][1:4] == ["100.0 % · 10 of 10", "–", "100.0 % · 10 of 10"]
    assert "fewer" not in pane._told.text()


@pytest.mark.parametrize("by", [by for by, _ in BY])
def test_every_number_opens_what_it_counts(
    hands: Any, page: BatchesPage, tested: list[str], by: str
) -> None:
    pane = of_shop(hands, page, by)
    many = len(pane.table.rows.rows())
    assert many >= 2
    for place in range(many):
        line = pane.table.rows.row(place)
        for column, (attempt, _words) in enumerate(ATTEMPTS, 1):
            passed, n, _rate = counts(line, attempt)
            tap_cell(hands, pane.table, place, column)
            assert pane.behind.isVisible()
            found = pane.behind.table.rows.rows()
            if n:
                verdicts = [row.verdict for row in found]
                assert (len(found), verdicts.count("pass")) == (n, passed)
            else:
                assert len(found) == line.results
            hands.key(Qt.Key.Key_Escape)
            assert pane.table.isVisible() and pane.table.hasFocus()
        tap_cell(hands, pane.table, place, 0)
        assert len(pane.behind.table.rows.rows()) == line.results
        hands.key(Qt.Key.Key_Escape)


def test_by_keyboard_to_the_card_and_back(hands: Any, page: BatchesPage, tested: list[str]) -> None:
    pane = of_batch(hands, page)
    page.view.take_keys()
    hands.key(Qt.Key.Key_Return)
    behind = pane.behind
    assert behind.isVisible() and behind.table.hasFocus() and behind.title.text() == "In all"
    assert [chip.words() for chip in behind.chips.values()] == [
        "All 5", "First pass 1 of 3", "Second pass 1 of 2", "Last pass 2 of 3",
    ]  # fmt: skip
    hands.tap(behind.chips["last"])
    hands.tap(behind.failed)
    hands.settle()
    assert [row[0] for row in rows(behind.table)] == [spelled(tested[1])]
    assert rows(behind.table)[0][2:5] == ["Rails at power-on", "2", "Fail"]
    behind.take_keys()
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    assert hands.window.page.name == "bench" and hands.window.page.on.tag == tested[1]
    hands.go("batches")
    assert behind.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert pane.table.isVisible() and page.number == "B1"
    hands.key(Qt.Key.Key_Escape)
    assert page.number == "" and page.shop.isVisible()


def test_a_long_list_comes_page_by_page(
    hands: Any, page: BatchesPage, tested: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yields_behind, "MORE", 2)
    pane = of_batch(hands, page)
    tap_cell(hands, pane.table, 0, 4)
    for _ in range(3):
        pane.behind.table.scrollToBottom()
        hands.settle()
    assert [row[0] for row in rows(pane.behind.table)] == [
        spelled(tested[n])
        for n in (2, 1, 1, 0, 0)  # the newest first
    ]


def test_since_when_is_chosen_or_typed(hands: Any, page: BatchesPage, tested: list[str]) -> None:
    pane = of_shop(hands, page, "day")
    hands.tap(pane.days[""])
    hands.settle()
    [_, day] = rows(pane.table)
    assert pane.days[""].accessibleDescription() == "In sight"
    hands.type(pane.day, day[0])
    hands.key(Qt.Key.Key_Return)
    assert rows(pane.table)[1] == day and pane.days[""].accessibleDescription() == ""
    hands.type(pane.day, "2999-01-01")
    hands.key(Qt.Key.Key_Return)
    assert rows(pane.table) == []
    hands.type(pane.day, "yesterday")
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[0] == "refused" and "yesterday" in hands.strip[1]
    hands.settle()
    assert rows(pane.table)[1] == day and pane.day.text() == "yesterday"
    assert pane.days[""].accessibleDescription() == "In sight"
    hands.window.strip.show_answer("done", "Kept")
    hands.shop.card("SN0009")
    page.refresh()
    hands.settle()
    assert hands.strip[:2] == ("done", "Kept")
    hands.tap(pane.days[""])
    hands.settle()
    assert rows(pane.table)[1] == day and pane.day.text() == ""


def test_what_is_recorded_meanwhile_is_counted(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    pane = of_batch(hands, page)
    tap_cell(hands, pane.table, 1, 1)
    assert pane.behind.title.text() == "Rails at power-on"
    card = hands.shop.card("SN0005")
    hands.shop.do("record_test", piece=card, plan="VOLTAGE", values=GOOD)
    hands.wait(lambda: len(pane.behind.table.rows.rows()) == 4)
    hands.settle()
    assert pane.behind.chips["first"].words() == "First pass 2 of 4"
    hands.key(Qt.Key.Key_Escape)
    assert rows(pane.table)[0][1] == "50.0 % · 2 of 4, few"


def test_the_head_of_a_batch_and_its_yields_agree(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    pane = of_batch(hands, page)
    told = page.view.figures.words()
    assert "First-pass yield 33.3 % 3 tested" in told and "Final yield 66.7 % 3 tested" in told
    first, last = rows(pane.table)[0][1], rows(pane.table)[0][3]
    assert (first, last) == ("33.3 % · 1 of 3, few", "66.7 % · 2 of 3, few")


def test_faults_come_the_most_frequent_first_and_open_their_cards(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    shop = hands.shop
    shop.do("record_test", piece=tested[3], plan="VOLTAGE", values={**GOOD, "v_1v8": 0})
    codes = [row.code for row in shop.ask("defects")][:2]
    for tag, code in ((tested[0], codes[0]), (tested[1], codes[1]), (tested[2], codes[1])):
        shop.do("note_defect", piece=tag, code=code, severity="minor", note="left edge")
    pane = of_shop(hands, page, "faults")
    defects, measured = pane.pareto.tables["defect"], pane.pareto.tables["measurement"]
    names = {row.code: row.name for row in shop.ask("defects")}
    assert rows(defects) == [
        [names[codes[1]], "2", "66.7 %", "66.7 %"],
        [names[codes[0]], "1", "33.3 %", "100.0 %"],
    ]
    found = [row for row in shop.ask("pareto") if row.kind == "measurement"]
    assert rows(measured) == [
        [f"{found[0].name} · Rails at power-on", "3", "75.0 %", "75.0 %"],
        [f"{found[1].name} · Rails at power-on", "1", "25.0 %", "100.0 %"],
    ]
    tap_cell(hands, measured, 0, 1)
    assert pane.behind.isVisible() and not pane.behind.failed.isVisible()
    tags = [row.tag for row in pane.behind.table.rows.rows()]
    assert tags == [tested[1], tested[1], tested[0]]  # the newest first
    hands.key(Qt.Key.Key_Escape)
    assert defects.isVisible() and defects.hasFocus()
    hands.key(Qt.Key.Key_Return)
    assert pane.defects.isVisible() and pane.defects.title.text() == names[codes[1]]
    shown = rows(pane.defects.table)
    assert [(row[0], row[2], row[3], row[5]) for row in shown] == [
        (spelled(tag), "B1", "Minor", "left edge") for tag in (tested[2], tested[1])
    ]
    shop.do("note_defect", piece=tested[3], code=codes[1], severity="major")
    hands.wait(lambda: len(pane.defects.table.rows.rows()) == 3)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.name == "bench" and hands.window.page.on.tag == tested[1]


def test_the_faults_of_a_batch_are_its_own(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    hands.shop.do("record_test", piece=tested[3], plan="VOLTAGE", values={**GOOD, "v_1v8": 0})
    pane = of_batch(hands, page)
    hands.tap(pane.groups["faults"])
    hands.settle()
    assert rows(pane.pareto.tables["defect"]) == []
    assert [row[1:] for row in rows(pane.pareto.tables["measurement"])] == [
        ["3", "100.0 %", "100.0 %"]
    ]
    hands.tap(pane.groups["plan"])
    hands.settle()
    assert pane.table.isVisible() and not pane.pareto.isVisible()


def test_the_line_of_a_row_meets_that_of_the_next() -> None:
    found = [
        ParetoRow("defect", str(n), str(n), "", n, 0.1, sum_)
        for n, sum_ in ((3, 0.5), (2, 0.8), (1, 1.0))
    ]
    assert [(line.before, line.after) for line in lines(found)] == [
        (None, 0.8), (0.5, 1.0), (0.8, None),
    ]  # fmt: skip
    assert lines([]) == []


def test_bars_and_their_cumulative_line_are_painted(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    pane = of_shop(hands, page, "faults")
    table = pane.pareto.tables["measurement"]
    [line] = table.rows.rows()
    cell = table.visualRect(table.rows.index(0, 2))
    image = table.viewport().grab(cell).toImage()
    middle = image.height() // 2 - 1
    bar = theme.color(theme.tokens().ink(Tone.REFUSED)).name()
    for share, colour in ((0.5, bar), (1.0, theme.color("surface").name())):
        x = 12 + round((image.width() - 24) * share)
        assert image.pixelColor(x, middle).name() == colour, (share, line)


def test_cpk_is_given_where_there_are_enough_values(hands: Any, page: BatchesPage) -> None:
    shop = hands.shop

    def record(number: int) -> None:
        volts = {**GOOD, "v_12v": 12 + (number % 5 - 2) / 10, "v_1v8": 1.8 + (number % 3 - 1) / 15}
        shop.do("record_test", piece=shop.card(f"SN2{number:03}"), plan="VOLTAGE", values=volts)

    for number in range(ENOUGH - 1):
        record(number)
    pane = of_batch(hands, page)
    tap_cell(hands, pane.table, 0, 0)
    assert not pane.behind.cpk.isVisible()
    hands.key(Qt.Key.Key_Escape)
    tap_cell(hands, pane.table, 1, 0)
    hands.tap(pane.behind.cpk)
    hands.settle()
    assert pane.cpk.isVisible() and pane.cpk.title.text() == "Cpk of Rails at power-on"
    assert {row[6] for row in rows(pane.cpk.table)} == {"Needs 25 values, has 24"}
    record(ENOUGH - 1)
    hands.wait(lambda: pane.cpk.table.rows.row(0).n == ENOUGH == SHOWN_FROM)
    for shown, row in zip(rows(pane.cpk.table), shop.ask("cpk", plan="VOLTAGE"), strict=True):
        assert shown[6] == (f"{row.cpk:.2f}" if row.cpk else "All values are the same")
    of_12v = next(row for row in rows(pane.cpk.table) if row[1].endswith("12.6 V"))
    assert of_12v[1:] == ["11.4 to 12.6 V", "25", "12", "0.1443", "1.386", "1.39"]
    hands.key(Qt.Key.Key_Escape)
    assert pane.behind.isVisible() and len(pane.behind.table.rows.rows()) == ENOUGH
    hands.key(Qt.Key.Key_Escape)
    assert pane.table.isVisible()


def test_another_batch_shows_its_own_yields(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    pane = of_batch(hands, page)
    tap_cell(hands, pane.table, 1, 0)
    hands.tap(pane.behind.cpk)
    hands.settle()
    assert pane.cpk.isVisible()
    page.open_batch("B2", "yields")
    hands.settle()
    assert pane.table.isVisible() and rows(pane.table)[0][4] == "1"
