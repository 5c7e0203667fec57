# SPDX-License-Identifier: MIT
"""The plain list of sites: where no map is known, all that the map does is done here."""

import patience
import pytest
from board_maps_made import card, tap
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.board_map import BoardMap

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def plain(board_map: BoardMap) -> BoardMap:
    """A card nobody has a map of."""
    known = card("C7", back=2, M3="good")
    sites = [known.sites[0], *(s._replace(piece="M0100A41P2") if s.name == "M3" else s
                               for s in known.sites[1:])]  # fmt: skip
    board_map.setMap(known._replace(known=False, sites=sites))
    return board_map


def row_of(board_map: BoardMap, name: str) -> QPoint:
    place = [site.name for site in board_map.list.rows.rows()].index(name)
    return board_map.list.visualRect(board_map.list.rows.index(place, 1)).center()


def cells(board_map: BoardMap, name: str) -> list[str]:
    rows = board_map.list.rows
    place = [site.name for site in rows.rows()].index(name)
    return [str(rows.index(place, column).data() or "") for column in range(rows.columnCount())]


def test_an_unknown_board_is_a_list_and_a_known_one_a_map(plain: BoardMap) -> None:
    assert plain.list.isVisible() and not plain.surface.isVisible()
    assert plain.list.rows.rowCount() == 15  # both faces
    assert plain.list.rowHeight(0) >= theme.TOUCH
    assert not any(tool.isVisible() for tool in (*plain._tools, *plain._faces.values()))
    plain.setMap(card("C8"))
    assert plain.surface.isVisible() and not plain.list.isVisible()


def test_a_board_that_becomes_known_is_shown_as_its_map(plain: BoardMap) -> None:
    """The model was chosen while the card lay on the bench."""
    plain.setMap(card("C7"))
    assert plain.surface.isVisible() and not plain.list.isVisible()


def test_a_row_says_name_state_what_belongs_there_and_what_is(plain: BoardMap) -> None:
    assert cells(plain, "M3") == ["M3 · A0", "Good", "GDDR6X 2 GB", "M01-00A41P-2"]
    plain.setCurrent("M3")
    plain.setMap(card("C7", M3="damaged")._replace(known=False))
    assert cells(plain, "M3")[1] == "Damaged"
    assert plain.list.currentRow().name == "M3"
    plain.setMap(card("C9")._replace(known=False))
    assert plain.list.currentRow() is None  # another card, and nothing of it in hand


def test_a_tap_enter_and_arrows(plain: BoardMap) -> None:
    tapped: list[str] = []
    looked: list[str] = []
    plain.siteTapped.connect(tapped.append)
    plain.currentChanged.connect(looked.append)
    QTest.mouseClick(plain.list.viewport(), LEFT, pos=row_of(plain, "M4"))
    assert (tapped, plain.current()) == (["M4"], "M4")
    QTest.keyClick(plain.list, Qt.Key.Key_Down)
    assert (looked, tapped) == (["M4", "M5"], ["M4"])
    QTest.keyClick(plain.list, Qt.Key.Key_Return)
    assert tapped == ["M4", "M5"]
    plain.setCurrent("M13")  # of the back
    assert plain.list.currentRow().name == "M13"
    plain.setCurrent("")
    assert plain.list.currentRow() is None and plain.current() == ""


def test_a_long_press_tells_more_and_taps_nothing(plain: BoardMap) -> None:
    tapped: list[str] = []
    held: list[str] = []
    plain.siteTapped.connect(tapped.append)
    plain.siteHeld.connect(held.append)
    where = row_of(plain, "M2")
    QTest.mousePress(plain.list.viewport(), LEFT, pos=where)
    patience.wait(lambda: held)
    QTest.mouseRelease(plain.list.viewport(), LEFT, pos=where)
    assert (held, tapped) == (["M2"], [])
    where = row_of(plain, "M5")
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, QPoint(1, 1))
    QApplication.sendEvent(plain.list.viewport(), asked)
    assert held == ["M2", "M5"]


def test_the_list_and_the_map_are_switched_and_stay_so(board_map: BoardMap) -> None:
    board_map.setCurrent("M5")
    QTest.mouseClick(board_map.as_list, LEFT)
    assert board_map.list.isVisible() and board_map.list.currentRow().name == "M5"
    assert board_map.as_list.accessibleName() == "Show the picture of the board"
    board_map.setMap(card(M5="good"))
    assert board_map.list.isVisible()
    QTest.mouseClick(board_map.as_list, LEFT)
    assert board_map.surface.isVisible() and board_map.current() == "M5"
    tap(board_map, board_map.surface.site_rect("M6").center())
    assert board_map.list.currentRow().name == "M6"
