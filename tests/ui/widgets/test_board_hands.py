# SPDX-License-Identifier: MIT
"""The board map under fingers and for who cannot see it, and the photo it is painted on."""

import math

import patience
import pytest
from board_maps_made import (
    card,
    layers,
    rest,
    spots,
)
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QContextMenuEvent,
    QImage,
    QPainter,
    QPointingDevice,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.widgets.board_map import BoardMap
from ui.widgets.board_photo import Layers, layers_of, paint_layers
from ui.widgets.board_pointer import HOLD_MS

# Fingers


@pytest.fixture(scope="module")
def screen(qapp: QApplication) -> QPointingDevice:
    """A screen that is touched."""
    return QTest.createTouchDevice()


def fingers(board_map: BoardMap, screen: QPointingDevice, *ways: list[QPointF]) -> None:
    """Fingers that come, move along their ways, and leave, all at once."""
    surface = board_map.surface
    for step in range(len(ways[0])):
        event = QTest.touchEvent(surface, screen)
        for number, way in enumerate(ways):
            where = way[step].toPoint()
            if step == 0:
                event.press(number, where, surface)
            else:
                event.move(number, where, surface)
        event.commit()
    event = QTest.touchEvent(surface, screen)
    for number, way in enumerate(ways):
        event.release(number, way[-1].toPoint(), surface)
    event.commit()


def test_a_glove_taps_though_it_slips(board_map: BoardMap, screen: QPointingDevice) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    where = spots(board_map)["M4"].center()
    fingers(board_map, screen, [where, where + QPointF(9, 8)])
    assert tapped == ["M4"]


def test_one_finger_moves_the_board(board_map: BoardMap, screen: QPointingDevice) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    before = spots(board_map)["M4"]
    start = before.center()
    fingers(board_map, screen, [start, start + QPointF(-40, 10), start + QPointF(-60, 25)])
    after = spots(board_map)["M4"]
    assert tapped == []
    assert after.x() == pytest.approx(before.x() - 60, abs=1)


def test_two_fingers_zoom_and_move_at_once(board_map: BoardMap, screen: QPointingDevice) -> None:
    before = spots(board_map)["GPU"]
    middle, aside = before.center(), QPointF(30, 10)
    one = [middle - QPointF(50, 0), middle - QPointF(100, 0) + aside]
    two = [middle + QPointF(50, 0), middle + QPointF(100, 0) + aside]
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    fingers(board_map, screen, one, two)
    after = spots(board_map)["GPU"]
    assert after.width() == pytest.approx(before.width() * 2, rel=0.02)
    assert math.dist(after.center().toTuple(), (middle + aside).toTuple()) < 3
    assert tapped == []


def test_a_finger_that_stays_asks_for_more_and_taps_nothing(
    board_map: BoardMap, screen: QPointingDevice
) -> None:
    tapped: list[str] = []
    held: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    board_map.siteHeld.connect(held.append)
    where = spots(board_map)["M9"].center().toPoint()
    QTest.touchEvent(board_map.surface, screen).press(0, where, board_map.surface).commit()
    patience.wait(lambda: held)
    QTest.touchEvent(board_map.surface, screen).release(0, where, board_map.surface).commit()
    assert (held, tapped, board_map.current()) == (["M9"], [], "M9")


# To be told more


def test_a_long_press_a_right_click_and_the_menu_key_tell_more(board_map: BoardMap) -> None:
    held: list[str] = []
    tapped: list[str] = []
    board_map.siteHeld.connect(held.append)
    board_map.siteTapped.connect(tapped.append)
    surface, placed = board_map.surface, spots(board_map)
    where = placed["M4"].center().toPoint()
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=where)
    patience.wait(lambda: held)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=where)
    where = placed["M5"].center().toPoint()
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, surface.mapToGlobal(where))
    QApplication.sendEvent(surface, click)
    QTest.keyClick(surface, Qt.Key.Key_Right)
    QTest.keyClick(surface, Qt.Key.Key_Menu)
    assert held == ["M4", "M5", "M6"]
    assert tapped == []


def test_a_press_that_moves_is_no_long_one(board_map: BoardMap) -> None:
    held: list[str] = []
    board_map.siteHeld.connect(held.append)
    surface, left = board_map.surface, Qt.MouseButton.LeftButton
    where = spots(board_map)["M4"].center().toPoint()
    QTest.mousePress(surface, left, pos=where)
    QTest.mouseMove(surface, where + QPoint(40, 0))
    QTest.qWait(HOLD_MS + 60)
    QTest.mouseRelease(surface, left, pos=where + QPoint(40, 0))
    assert held == []


def test_arrows_with_ctrl_move_a_board_that_is_near(board_map: BoardMap) -> None:
    for _ in range(12):
        QTest.keyClick(board_map.surface, Qt.Key.Key_Plus)
    before = spots(board_map)["GPU"]
    QTest.keyClick(board_map.surface, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert spots(board_map)["GPU"].x() == pytest.approx(before.x() - 60)
    assert board_map.current() == ""


# For who cannot see it


def children(board_map: BoardMap) -> dict[str, QAccessibleInterface]:
    """The sites as a screen reader finds them, by the name it reads out."""
    face = QAccessible.queryAccessibleInterface(board_map.surface)
    found = [face.child(number) for number in range(face.childCount())]
    return {child.text(QAccessible.Text.Name): child for child in found}


def test_a_screen_reader_finds_each_site_with_its_name_and_place(board_map: BoardMap) -> None:
    rest(board_map)
    found = children(board_map)
    assert len(found) == 13
    assert "M3, memory, GDDR6X 2 GB, channel A0, Good" in found
    assert "GPU, die, GDDR6X 2 GB, channel A0, On board" in found
    corner = board_map.surface.mapToGlobal(QPoint(0, 0))
    for name, child in found.items():
        assert child.role() is QAccessible.Role.Button
        spot = spots(board_map)[name.split(",")[0]].toAlignedRect()
        assert child.rect() == spot.translated(corner)
    board_map.setMap(card(M3="damaged"))
    assert "M3, memory, GDDR6X 2 GB, channel A0, Damaged" in children(board_map)


def test_every_site_that_is_walked_to_has_the_keyboard_and_its_name(board_map: BoardMap) -> None:
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(QApplication.focusWidget(), key)
        inside = QApplication.focusWidget()
        assert inside.parent() is board_map.surface
        said = QAccessible.queryAccessibleInterface(inside)
        assert said.text(QAccessible.Text.Name) == board_map.surface.words(board_map.current())
        assert said.state().focused


def test_a_screen_reader_presses_a_site(board_map: BoardMap) -> None:
    tapped: list[str] = []
    board_map.siteTapped.connect(tapped.append)
    key = board_map.surface._keys._keys["M7"]
    assert "Press" in QAccessible.queryAccessibleInterface(key).actionInterface().actionNames()
    QAccessible.queryAccessibleInterface(key).actionInterface().doAction("Press")
    patience.wait(lambda: tapped)
    assert tapped == ["M7"] and board_map.current() == "M7"


def test_tab_goes_to_the_board_and_past_it_both_ways(board_map: BoardMap) -> None:
    board_map.setCurrent("M4")
    inside = QApplication.focusWidget()
    assert inside.parent() is board_map.surface
    QTest.keyClick(inside, Qt.Key.Key_Backtab)
    before = QApplication.focusWidget()
    assert not (before is board_map.surface or board_map.surface.isAncestorOf(before))
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is inside
    QTest.keyClick(inside, Qt.Key.Key_Tab)
    after = QApplication.focusWidget()
    assert not (after is board_map.surface or board_map.surface.isAncestorOf(after))


def test_sites_of_the_other_face_are_not_in_the_way(board_map: BoardMap) -> None:
    board_map.setMap(card("C3", back=4))
    assert len(children(board_map)) == 13
    board_map.setFace("back")
    assert {name.split(",")[0] for name in children(board_map)} == {"M13", "M14", "M15", "M16"}


# The photo


def test_the_board_is_painted_as_its_photo(board_map: BoardMap) -> None:
    drawn = board_map.surface.grab().toImage()
    board_map.surface.setPhoto(layers())
    shown = board_map.surface.grab().toImage()
    beside = board_map.surface.site_rect("M1").topLeft() - QPointF(8, 8)
    colour = shown.pixelColor(beside.toPoint())
    assert (colour.red(), colour.green()) == pytest.approx((0xB0, 0x30), abs=4)
    assert drawn.pixelColor(beside.toPoint()) != colour
    board_map.surface.setPhoto(Layers())
    assert board_map.surface.grab().toImage() == drawn


def test_the_chip_on_a_photo_stays_in_sight(board_map: BoardMap) -> None:
    board_map.surface.setPhoto(layers())
    spot = board_map.surface.site_rect("GPU")
    colour = (
        board_map.surface.grab().toImage().pixelColor((spot.topLeft() + QPointF(14, 14)).toPoint())
    )
    assert colour.red() == pytest.approx(0xB0, abs=4)


def test_a_sharper_photo_is_asked_for_where_one_looks_near(board_map: BoardMap) -> None:
    asked: list[bool] = []
    board_map.surface.sharperWanted.connect(lambda: asked.append(True))
    board_map.surface.setPhoto(layers(1200))
    rest(board_map)
    assert asked == []
    for _ in range(6):
        QTest.keyClick(board_map.surface, Qt.Key.Key_Plus)
    assert asked == []  # not before one stays
    rest(board_map)
    assert asked == [True]


def test_another_board_or_face_does_not_show_the_photo_of_the_one_before(
    board_map: BoardMap,
) -> None:
    board_map.surface.setPhoto(layers())
    board_map.setMap(card(M4="good"))
    assert board_map.surface.photo.images
    board_map.setMap(card("C2", back=2))
    assert not board_map.surface.photo.images
    board_map.surface.setPhoto(layers())
    board_map.setFace("back")
    assert not board_map.surface.photo.images


def test_a_photo_has_layers_for_every_scale(app: QApplication) -> None:
    made = layers(3000)
    assert [image.width() for image in made.images] == [3000, 1500, 750, 375]
    assert made.for_width(700).width() == 750
    assert made.for_width(9000).width() == 3000
    assert made.for_width(3).width() == 375
    assert layers_of(b"no picture") == Layers()


def test_a_photo_far_larger_than_the_window_is_painted_where_it_is_seen(
    app: QApplication,
) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        paint_layers(painter, QRectF(-20000, -9000, 60000, 30000), layers(), sharp=True)
    assert image.pixelColor(20, 10).red() == pytest.approx(0xB0, abs=4)


# The nearer, the more


def test_near_one_reads_what_is_known_of_a_site(board_map: BoardMap) -> None:
    board = card(M4="good")
    known = board.sites[4]._replace(marking="D8BZC", piece="M0100A41P2")
    told = board._replace(sites=[*board.sites[:4], known, *board.sites[5:]])
    far = board_map.surface
    board_map.setMap(board)
    plain = far.grab().toImage()
    board_map.setMap(told)
    assert far.grab().toImage() == plain  # no room for it
    board_map.setCurrent("M4")
    far.zoom(4.0, far.site_rect("M4").center())
    near = far.grab().toImage()
    board_map.setMap(board)
    assert far.grab().toImage() != near
