# SPDX-License-Identifier: MIT
"""The board map: every site can be seen, hit, walked to and told apart."""

import math

import pytest
from board_maps_made import (
    Board,
    Site,
    card,
    crowd,
    drag,
    spots,
    tap,
)
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QImage,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.board_layout import nearest
from ui.widgets.board_map import BoardMap
from ui.widgets.board_surface import BoardSurface
from workshop.domain.terms import SiteState

# To be seen and hit


def test_sites_can_be_hit_and_do_not_touch(board_map: BoardMap) -> None:
    placed = spots(board_map)
    room = QRectF(board_map.surface.rect())
    for name, spot in placed.items():
        assert min(spot.width(), spot.height()) >= theme.TOUCH, name
        assert room.contains(spot), name
        assert not any(spot.intersects(o) for n, o in placed.items() if n != name)


def test_sixty_sites_can_be_hit(board_map: BoardMap) -> None:
    board_map.setMap(crowd(60))
    placed = list(spots(board_map).values())
    assert len(placed) == 60
    assert min(min(s.width(), s.height()) for s in placed) >= theme.TOUCH - 6
    for number, spot in enumerate(placed):
        assert not any(spot.intersects(other) for other in placed[number + 1 :])


def test_a_small_board_is_shown_whole(board_map: BoardMap) -> None:
    sites = [Site("GPU", 40, 30, 40, 40)]
    board_map.setMap(Board("C2", "Small", 120, 100, sites, []))
    spot = spots(board_map)["GPU"]
    scale = spot.width() / 40
    surface = board_map.surface
    assert 120 * scale <= surface.width() and 100 * scale <= surface.height()
    assert 100 * scale >= surface.height() * 0.9


def test_a_larger_window_shows_a_larger_map(board_map: BoardMap) -> None:
    before = spots(board_map)["GPU"].width()
    board_map.resize(1150, 830)
    QTest.qWait(5)
    assert spots(board_map)["GPU"].width() > before
    assert QRectF(board_map.surface.rect()).contains(spots(board_map)["M12"])


# To be tapped


def test_a_tap_says_which_site_and_makes_it_current(board_map: BoardMap) -> None:
    tapped: list[str] = []
    looked: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    board_map.currentChanged.connect(looked.append)
    for name, spot in spots(board_map).items():
        tap(board_map, spot.center())
        assert board_map.current() == name
    assert tapped == looked == list(spots(board_map))


def test_a_finger_may_slip_a_little(board_map: BoardMap) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    spot = spots(board_map)["M4"]
    tap(board_map, spot.topLeft() - QPointF(5, 5))
    tap(board_map, QPointF(8, 8))
    assert tapped == ["M4"]


def test_two_quick_taps_are_two_taps(board_map: BoardMap) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    middle = spots(board_map)["M4"].center().toPoint()
    QTest.mouseClick(board_map.surface, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseDClick(board_map.surface, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseRelease(board_map.surface, Qt.MouseButton.LeftButton, pos=middle)
    assert tapped == ["M4", "M4"]


def test_a_drag_moves_the_board_and_taps_nothing(board_map: BoardMap) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    before = spots(board_map)["M4"]
    start = before.center().toPoint()
    drag(board_map, start, start + QPoint(-60, 25))
    after = spots(board_map)["M4"]
    assert tapped == []
    assert after.x() == pytest.approx(before.x() - 60, abs=1)
    QTest.mouseDClick(board_map.surface, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert spots(board_map)["M4"] == before


def test_a_press_that_leaves_the_site_taps_nothing(board_map: BoardMap) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    placed = spots(board_map)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(board_map.surface, left, pos=placed["M4"].center().toPoint())
    QTest.mouseRelease(board_map.surface, left, pos=placed["M9"].center().toPoint())
    assert tapped == []


# The keyboard


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        ("M4", Qt.Key.Key_Right, "M5"),
        ("M5", Qt.Key.Key_Down, "GPU"),
        ("GPU", Qt.Key.Key_Up, "M5"),
        ("GPU", Qt.Key.Key_Down, "M11"),
        ("M2", Qt.Key.Key_Right, "GPU"),
        ("GPU", Qt.Key.Key_Right, "M8"),
        ("M1", Qt.Key.Key_Up, "M4"),
        ("M2", Qt.Key.Key_Up, "M1"),
        ("M1", Qt.Key.Key_Left, "M1"),
    ],
)
def test_arrows_go_to_the_nearest_site_that_way(
    board_map: BoardMap, start: str, key: Qt.Key, end: str
) -> None:
    board_map.setCurrent(start)
    QTest.keyClick(board_map.surface, key)
    assert board_map.current() == end


@pytest.mark.parametrize("board", [card(), crowd(60)], ids=["card", "crowd"])
def test_arrows_reach_every_site(board_map: BoardMap, board: Board) -> None:
    board_map.setMap(board)
    placed = spots(board_map)
    reached, ways = {next(iter(placed))}, ((1, 0), (-1, 0), (0, 1), (0, -1))
    border = list(reached)
    while border:
        here = border.pop()
        for way in ways:
            there = nearest(placed, here, way)
            if there and there not in reached:
                reached.add(there)
                border.append(there)
    assert reached == set(placed)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_taps_the_current_site(board_map: BoardMap, key: Qt.Key) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    QTest.keyClick(board_map.surface, key)
    assert tapped == []
    QTest.keyClick(board_map.surface, Qt.Key.Key_Right)
    QTest.keyClick(board_map.surface, key)
    assert tapped == [board_map.current()] == ["GPU"]
    QTest.keyClick(board_map.surface, Qt.Key.Key_End)
    assert board_map.current() == "M12"


def test_letters_and_shortcuts_pass_through(board_map: BoardMap) -> None:
    board_map.setCurrent("M5")
    QTest.keyClicks(board_map.surface, "abc")
    QTest.keyClick(board_map.surface, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert board_map.current() == "M5"


def test_the_current_site_is_brought_into_sight(board_map: BoardMap) -> None:
    for _ in range(6):
        QTest.keyClick(board_map.surface, Qt.Key.Key_Plus)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(board_map.surface, key)
        spot = spots(board_map)[board_map.current()]
        assert QRectF(board_map.surface.rect()).intersects(spot)


# Zoom


def test_plus_minus_and_zero_zoom(board_map: BoardMap) -> None:
    first = spots(board_map)["M4"]
    QTest.keyClick(board_map.surface, Qt.Key.Key_Plus)
    assert spots(board_map)["M4"].width() == pytest.approx(first.width() * 1.25)
    QTest.keyClick(board_map.surface, Qt.Key.Key_0)
    assert spots(board_map)["M4"] == first
    for _ in range(20):
        QTest.keyClick(board_map.surface, Qt.Key.Key_Minus)
    width = spots(board_map)["GPU"].width() / 42 * 300
    assert 500 < width <= 630  # the whole board, and no smaller
    for _ in range(40):
        QTest.keyClick(board_map.surface, Qt.Key.Key_Plus)
    assert spots(board_map)["M4"].width() < 900


def test_the_wheel_zooms_around_the_pointer(board_map: BoardMap) -> None:
    spot = spots(board_map)["M9"]
    where = spot.center()
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        where,
        QPointF(board_map.surface.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(board_map.surface, event)
    after = spots(board_map)["M9"]
    assert after.width() > spot.width() * 1.4
    assert math.dist(after.center().toTuple(), where.toTuple()) < 2


def test_the_board_cannot_be_lost(board_map: BoardMap) -> None:
    middle = QPoint(300, 200)
    for way in (QPoint(3000, 2000), QPoint(-9000, -9000)):
        drag(board_map, middle, middle + way)
        scale = spots(board_map)["GPU"].width() / 42
        gpu = spots(board_map)["GPU"]
        left, top = gpu.x() - 118 * scale, gpu.y() - 49 * scale
        board = QRectF(left, top, 300 * scale, 137 * scale)
        assert board.intersects(QRectF(board_map.surface.rect()))


# What it tells


def test_a_refresh_keeps_zoom_and_current_site(board_map: BoardMap) -> None:
    board_map.setCurrent("M4")
    board_map.surface.zoom(2.0)
    before = spots(board_map)["M4"]
    told: list[str] = []
    board_map.currentChanged.connect(told.append)
    board_map.setMap(card(M4="good"))
    assert board_map.current() == "M4" and spots(board_map)["M4"] == before
    assert told == []
    board_map.setMap(card("C2"))
    assert board_map.current() == "" and spots(board_map)["M4"] != before


def test_each_state_has_a_shape_of_its_own(app: QApplication) -> None:
    """Seen in grey, no two states look the same."""
    surface = BoardSurface()
    surface.resize(300, 300)
    seen: dict[bytes, str] = {}
    for state in SiteState:
        surface.setBoard(Board("C1", "B", 60, 60, [Site("M1", 24, 24, state=state.value)], []))
        spot = surface.site_rect("M1").toAlignedRect()
        picture = surface.grab(spot).toImage().convertToFormat(QImage.Format.Format_Mono)
        seen.setdefault(bytes(picture.constBits()), state)
    assert len(seen) == len(SiteState)


def test_what_is_found_is_counted_below(board_map: BoardMap) -> None:
    assert board_map._counts.accessibleName() == "1 good, 1 damaged, 1 missing, 10 on board"
    wide = board_map._counts.grab().toImage()
    board_map._counts.resize(200, 28)
    assert board_map._counts.grab().toImage() != wide


def test_a_screen_reader_hears_the_current_site(board_map: BoardMap) -> None:
    board_map.setCurrent("M11")
    reader = QAccessible.queryAccessibleInterface(board_map.surface)
    said = reader.text(QAccessible.Text.Name)
    assert said == "Board map: M11, memory, GDDR6X 2 GB, channel A0, Missing"
    assert "Arrows" in reader.text(QAccessible.Text.Description)
    names = [b.accessibleName() for b in board_map._tools]
    assert names == ["Zoom out", "Zoom in", "Fit the board"]


def test_back_and_front_are_switched(board_map: BoardMap) -> None:
    assert not board_map._faces["back"].isVisible()
    board_map.setMap(card("C3", back=4))
    assert board_map._faces["back"].isVisible()
    assert "M13" not in spots(board_map)
    QTest.mouseClick(board_map._faces["back"], Qt.MouseButton.LeftButton)
    assert set(spots(board_map)) == {"M13", "M14", "M15", "M16"}
    board_map.setCurrent("M2")
    assert board_map.surface.face() == "front" and board_map.current() == "M2"


def test_a_board_with_sites_on_its_back_only(board_map: BoardMap) -> None:
    sites = [Site("M1", 20, 20, face="back")]
    board_map.setMap(Board("C4", "B", 60, 60, sites, []))
    assert board_map.surface.face() == "back"
    assert "M1" in spots(board_map)


def test_without_a_board_it_says_what_to_do(board_map: BoardMap) -> None:
    with_board = board_map.grab().toImage()
    board_map.setMap(None)
    assert board_map.current() == ""
    assert not board_map.surface.isVisible()
    empty = board_map.grab().toImage()
    assert empty != with_board
    board_map.setEmptyWords("Nothing here", "Scan a card.")
    assert board_map.grab().toImage() != empty
    board_map.setMap(Board("C5", "PG999", 200, 100, [], []))
    assert not board_map.surface.isVisible()
