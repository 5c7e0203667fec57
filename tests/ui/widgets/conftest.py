# SPDX-License-Identifier: MIT
"""A board map to work on."""

import pytest
from board_maps_made import card
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.widgets.board_map import BoardMap


@pytest.fixture
def board_map(app: QApplication) -> BoardMap:
    """A map with the room it has in a window of 1366x768."""
    board_map = BoardMap()
    board_map.resize(630, 520)
    board_map.setMap(card(M3="good", M6="damaged", M11="missing"))
    board_map.show()
    board_map.activateWindow()
    QTest.qWaitForWindowActive(board_map)
    board_map.surface.setFocus()
    return board_map
