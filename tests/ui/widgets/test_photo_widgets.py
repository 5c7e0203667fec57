# SPDX-License-Identifier: MIT
"""Photos in a grid and one of them large: reached by keyboard, looked at near, moved by hand."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.widgets.photo_surface import NEAREST, PhotoSurface
from ui.widgets.photos import PhotoGrid, Shown

LEFT = Qt.MouseButton.LeftButton
ROWS = [Shown(n, f"{n}" * 64, f"Front · {n}", f"Front · {n} · IMG_{n}.jpg") for n in range(5)]


def filled(width: int, height: int, colour: str = "red") -> QImage:
    image = QImage(QSize(width, height), QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def colour_at(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name()


@pytest.fixture
def grid(app: QApplication) -> PhotoGrid:
    """Five photos in a narrow grid."""
    grid = PhotoGrid("Photos")
    grid.resize(400, 400)
    grid.show()
    grid.setPhotos(ROWS)
    QTest.qWaitForWindowExposed(grid)
    return grid


def test_a_grid_says_which_small_copies_it_lacks(grid: PhotoGrid) -> None:
    assert grid.setPhotos(ROWS) == [row.sha256 for row in ROWS]
    grid.setCopy(ROWS[0].sha256, filled(80, 60))
    grid.setCopy(ROWS[1].sha256, None)
    assert grid.setPhotos(ROWS) == [row.sha256 for row in ROWS[2:]]
    assert grid.setPhotos([ROWS[3], ROWS[3]._replace(id=9)]) == [ROWS[3].sha256]
    assert grid.setPhotos(ROWS)[0] == ROWS[0].sha256  # what is out of sight is forgotten


def test_a_small_copy_is_painted_where_its_photo_is(grid: PhotoGrid) -> None:
    grid.setCopy(ROWS[1].sha256, filled(80, 60))
    place = grid.visualRect(grid.model().index(1, 0)).center()
    assert colour_at(grid.viewport(), place.x(), place.y() - 14) == "#ff0000"
    other = grid.visualRect(grid.model().index(0, 0)).center()
    assert colour_at(grid.viewport(), other.x(), other.y() - 14) != "#ff0000"


def test_photos_are_reached_opened_and_removed_by_keys(grid: PhotoGrid) -> None:
    opened: list[int] = []
    removed: list[int] = []
    grid.opened.connect(opened.append)
    grid.removeAsked.connect(removed.append)
    grid.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert removed == []  # none is in hand yet
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        QTest.keyClick(grid, key)
    current = grid.current()
    assert current is not None and opened == removed == [current.id]
    QTest.keyClicks(grid, "4711Ff")  # what a scanner types chooses nothing
    assert grid.current() == current


def test_the_one_in_hand_stays_when_another_comes(grid: PhotoGrid) -> None:
    grid.setCurrentIndex(grid.model().index(2, 0))
    grid.setPhotos([ROWS[0]._replace(id=99), *ROWS])
    current = grid.current()
    assert current is not None and current.id == 2 and grid.currentIndex().row() == 3


def test_a_photo_is_read_out_by_what_it_shows(grid: PhotoGrid) -> None:
    reader = QAccessible.queryAccessibleInterface(grid)
    assert reader is not None and reader.text(QAccessible.Text.Name) == "Photos"
    assert grid.model().index(1, 0).data() == "Front · 1 · IMG_1.jpg"


@pytest.fixture
def surface(app: QApplication) -> Iterator[PhotoSurface]:
    """A photo of 4000 × 3000 px in a room of 800 × 600."""
    surface = PhotoSurface()
    surface.resize(800, 600)
    surface.show()
    QTest.qWaitForWindowExposed(surface)
    surface.show_photo("Front", QSize(4000, 3000), filled(800, 600))
    yield surface
    surface.set_busy(False)


def test_a_photo_is_fitted_and_a_small_one_is_not_blown_up(surface: PhotoSurface) -> None:
    assert surface.scale == pytest.approx(0.2)
    surface.show_photo("Small", QSize(100, 50), filled(100, 50))
    assert surface.scale == 1
    assert colour_at(surface, 400, 300) == "#ff0000"
    assert colour_at(surface, 300, 300) == theme.color("field").name()


def test_nearer_and_farther_end_where_nothing_more_is_to_be_seen(surface: PhotoSurface) -> None:
    for _ in range(40):
        surface.nearer()
    assert surface.scale == NEAREST
    for _ in range(40):
        surface.farther()
    assert surface.scale == pytest.approx(0.2)
    surface.nearer()
    surface.fit()
    assert surface.scale == pytest.approx(0.2)


def test_what_is_under_the_pointer_stays_there(surface: PhotoSurface) -> None:
    spot = QPointF(200, 450)
    before = surface._point(spot)
    for _ in range(6):
        turn = QWheelEvent(
            spot, spot, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(surface, turn)
    after = surface._point(spot)
    assert surface.scale > 0.5
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.01)


def test_a_photo_is_moved_by_hand_but_never_out_of_sight(surface: PhotoSurface) -> None:
    QTest.mouseDClick(surface, LEFT, pos=QPoint(400, 300))
    assert surface.scale == 1
    left = surface.photo_rect().left()
    QTest.mousePress(surface, LEFT, pos=QPoint(400, 300))
    QTest.mouseMove(surface, QPoint(300, 300))
    assert surface.photo_rect().left() == pytest.approx(left - 100)
    QTest.mouseMove(surface, QPoint(300 + 9000, 300 + 9000))
    QTest.mouseRelease(surface, LEFT, pos=QPoint(300, 300))
    assert (surface.photo_rect().left(), surface.photo_rect().top()) == pytest.approx((0, 0))
    QTest.mouseDClick(surface, LEFT, pos=QPoint(400, 300))
    assert surface.scale == pytest.approx(0.2)


def test_a_sharper_copy_is_asked_for_only_where_one_would_show(surface: PhotoSurface) -> None:
    asked: list[bool] = []
    surface.sharperWanted.connect(lambda: asked.append(True))
    surface.set_image(filled(2600, 1950))
    while surface.scale < 0.6:
        surface.nearer()
    assert asked == []
    surface.nearer()
    assert asked == [True]
    surface.set_image(filled(4000, 3000))
    surface.set_image(filled(800, 600))  # a blurred one that came late is no use any more
    assert surface.image.width() == 4000
    surface.nearer()
    assert asked == [True]


def test_a_photo_being_opened_shows_that_it_is(surface: PhotoSurface) -> None:
    before = surface.grab().toImage()
    surface.set_busy(True)
    assert surface.is_busy and surface.grab().toImage() != before
    surface.set_busy(False)
    assert not surface.is_busy and surface.grab().toImage() == before
