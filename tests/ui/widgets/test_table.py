# SPDX-License-Identifier: MIT
"""The table: columns as data, rows that come page by page, a place that is kept on refresh."""

from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.states import PIECES, Look
from ui.widgets.table import Column, Rows, Table
from workshop.domain.terms import PieceState

EVIL = "<b>x</b> & <img src='file:///etc/passwd'>"


class Card(NamedTuple):
    """A row."""

    tag: str
    model: str
    ohms: float | None
    state: PieceState


def look_of(row: Card) -> Look:
    """The state of a row."""
    return PIECES[row.state]


def in_ohms(value: float | None) -> str:
    """A resistance as it is shown."""
    return "–" if value is None else f"{value} Ω"


COLUMNS = (
    Column("Tag", "tag", width=120, strong=True, icon="card"),
    Column("Model", "model", share=2),
    Column(
        "FBVDD", "ohms", align="right", width=100, show=lambda v: "–" if v is None else f"{v} Ω"
    ),
    Column("State", "state", look=look_of),
)


def cards(first: int, number: int) -> list[Card]:
    """Rows one after the other."""
    states = list(PieceState)
    return [
        Card(f"C01-{i:05d}", f"Model {i}", i / 2, states[i % 8])
        for i in range(first, first + number)
    ]


@pytest.fixture
def table(app: QApplication) -> Table:
    """A table of 40 cards in sight."""
    table = Table(COLUMNS, name="Cards", empty="Scan a card.", key=lambda row: row.tag)
    table.resize(700, 400)
    table.setRows(cards(0, 40))
    table.show()
    table.activateWindow()
    QTest.qWaitForWindowActive(table)
    return table


def shown(table: Table, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    """What a cell shows."""
    return table.model().data(table.model().index(row, column), role)


def test_cells_are_read_formatted_and_aligned(table: Table) -> None:
    assert [shown(table, 3, column) for column in range(4)] == [
        "C01-00003",
        "Model 3",
        "1.5 Ω",
        "Damaged",
    ]
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert shown(table, 3, 2, Qt.ItemDataRole.TextAlignmentRole) == right
    header = table.model().headerData(2, Qt.Orientation.Horizontal)
    assert header == "FBVDD"
    table.setRows([Card("C1", "M", None, PieceState.GONE), Card("C2", "M", 2, PieceState.GONE)])
    assert shown(table, 0, 2) == "–"


def test_rows_may_be_dicts_and_columns_functions(app: QApplication) -> None:
    rows = Rows([Column("A", "a"), Column("Sum", lambda row: row["a"] + row["b"])])
    rows.setRows([{"a": 1, "b": 2}, {"a": None, "b": 2}][:1])
    assert [rows.data(rows.index(0, column)) for column in (0, 1)] == ["1", "3"]
    rows.setRows([{"a": None}])
    assert rows.data(rows.index(0, 0)) == ""


def test_the_model_keeps_qts_rules(app: QApplication) -> None:
    rows = Rows(COLUMNS, on_more=lambda last: None)
    strict = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(rows, strict)
    rows.setRows(cards(0, 5), more=True)
    rows.addRows(cards(5, 5))
    rows.setRows([])
    assert tester.model() is rows


def test_rows_are_36_px_with_a_hairline(table: Table) -> None:
    assert table.rowHeight(0) == table.rowHeight(39) == theme.ROW
    picture = table.viewport().grab().toImage()
    for row in (1, 2, 5):
        assert picture.pixelColor(300, row * 36 - 1).name().upper() == theme.LIGHT.line
        assert picture.pixelColor(300, row * 36 - 3).name().upper() == theme.LIGHT.surface
    assert not table.showGrid()


def test_columns_share_the_width(table: Table) -> None:
    assert table.columnWidth(0) == 120 and table.columnWidth(2) == 100
    assert table.columnWidth(1) == pytest.approx(2 * table.columnWidth(3), abs=2)
    assert sum(map(table.columnWidth, range(4))) == pytest.approx(table.viewport().width(), abs=3)


def test_the_keyboard_walks_and_enter_opens(table: Table) -> None:
    picked: list[Card] = []
    opened: list[Card] = []
    table.picked.connect(picked.append)
    table.opened.connect(opened.append)
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_PageDown)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert [card.tag for card in picked[:2]] == ["C01-00001", "C01-00002"]
    assert opened == [picked[-1]] and opened[0].tag > "C01-00005"
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentRow().tag == "C01-00039"


def test_a_double_click_opens_and_a_click_picks(table: Table) -> None:
    picked: list[Card] = []
    opened: list[Card] = []
    table.picked.connect(picked.append)
    table.opened.connect(opened.append)
    middle = table.visualRect(table.model().index(2, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert [card.tag for card in picked] == ["C01-00002"]
    assert [card.tag for card in opened] == ["C01-00002"]


def test_letters_do_not_jump_about(table: Table) -> None:
    table.setCurrentIndex(table.model().index(0, 1))
    QTest.keyClicks(table, "Model 7")
    assert table.currentRow().tag == "C01-00000"


def test_a_refresh_keeps_row_and_place(table: Table) -> None:
    table.go("C01-00030")
    scrolled = table.verticalScrollBar().value()
    assert scrolled > 0
    picked: list[Card] = []
    table.picked.connect(picked.append)
    table.setRows([card._replace(model="New") for card in cards(0, 40)])
    assert table.currentRow().tag == "C01-00030"
    assert table.verticalScrollBar().value() == scrolled
    assert picked == []
    selected = table.selectionModel().selectedRows()
    assert [index.row() for index in selected] == [30]
    table.setRows(cards(0, 10))
    assert table.currentRow() is None


def test_after_a_refresh_the_next_row_can_be_picked(table: Table) -> None:
    table.go("C01-00003")
    table.setRows(cards(0, 40))
    picked: list[Card] = []
    table.picked.connect(picked.append)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert [card.tag for card in picked] == ["C01-00004"]


def test_more_is_asked_for_once_when_the_end_comes_in_sight(app: QApplication) -> None:
    asked: list[str] = []
    table = Table(COLUMNS, name="Cards", on_more=lambda last: asked.append(last.tag))
    table.resize(700, 300)
    table.setRows(cards(0, 100), more=True)
    table.show()
    QTest.qWait(10)
    assert asked == []
    table.scrollToBottom()
    QTest.qWait(10)
    table.scrollToTop()
    table.scrollToBottom()
    assert asked == ["C01-00099"]
    table.addRows(cards(100, 100), more=True)
    assert table.model().rowCount() == 200
    table.scrollToBottom()
    QTest.qWait(10)
    assert asked == ["C01-00099", "C01-00199"]
    table.addRows(cards(200, 3))
    table.scrollToBottom()
    QTest.qWait(10)
    assert len(asked) == 2 and table.model().rowCount() == 203


def test_more_may_be_answered_at_once(app: QApplication) -> None:
    rows = Rows(COLUMNS, on_more=lambda last: rows.addRows(cards(10, 10)))
    rows.setRows(cards(0, 10), more=True)
    rows.fetchMore(QModelIndex())
    assert rows.rowCount() == 20 and not rows.canFetchMore(QModelIndex())


def test_an_empty_table_says_what_to_do(app: QApplication) -> None:
    empty, silent = (
        Table(COLUMNS, name="Cards", empty=words) for words in ("Scan a card to begin.", "")
    )
    for table in (empty, silent):
        table.resize(500, 300)
    assert empty.grab().toImage() != silent.grab().toImage()


def test_text_is_never_markup(table: Table) -> None:
    table.setRows([Card("C1", EVIL, 1, PieceState.GONE)])
    assert shown(table, 0, 1) == EVIL
    tip = shown(table, 0, 1, Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip and "<img" not in tip
    table.setRows([Card("C1", "two\nlines", 1, PieceState.GONE)])
    assert shown(table, 0, 1) == "two lines"


def test_a_long_serial_loses_its_middle(app: QApplication) -> None:
    pictures = []
    for cut in ("end", "middle"):
        for tail in ("1", "2"):
            table = Table([Column("Serial", "tag", cut=cut)], name="Serials")
            table.resize(160, 100)
            table.setRows([Card("M9YVCM00X123KA" * 3 + tail, "", 1, PieceState.GONE)])
            pictures.append(table.viewport().grab().toImage())
    assert pictures[0] == pictures[1]
    assert pictures[2] != pictures[3]


def test_a_column_may_paint_itself(app: QApplication) -> None:
    seen: list[str] = []

    def paint(painter: QPainter, where: object, row: Card) -> None:
        seen.append(row.tag)

    table = Table([Column("Bar", "tag", paint=paint)], name="Bars")
    table.resize(200, 120)
    table.setRows(cards(0, 2))
    table.grab()
    assert seen == ["C01-00000", "C01-00001"]
    assert shown(table, 1, 0) == "C01-00001"


def test_a_table_has_a_name_and_its_cells_are_read(table: Table) -> None:
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.text(QAccessible.Text.Name) == "Cards"
    assert shown(table, 0, 3, Qt.ItemDataRole.AccessibleTextRole) == "Received"


def test_a_selected_row_is_marked(table: Table) -> None:
    table.go("C01-00001")
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(1, 54).name().upper() == theme.LIGHT.accent
    assert picture.pixelColor(650, 50).name().upper() == theme.LIGHT.accent_on
    table.selectionModel().clear()
    assert table.currentRow() is None
