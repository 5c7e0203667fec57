# SPDX-License-Identifier: MIT
"""A board map is drawn in the window: by hand, by keys, on a photo, and saved for its cards."""

from pathlib import Path
from typing import Any

import pytest
from pictures_made import photo
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from ui.pages.map_editor import MapEditor
from ui.pages.settings_maps import MapsSection

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MODEL = "GeForce RTX 2070"


@pytest.fixture
def section(hands: Any) -> MapsSection:
    """The maps of the settings."""
    page = hands.go("settings")
    page.show_tag("maps")
    hands.settle()
    found: MapsSection = page.sections["maps"]
    return found


@pytest.fixture
def editor(hands: Any, section: MapsSection) -> MapEditor:
    """The plain map of a model that has none, opened to be drawn on."""
    section.draw(model=MODEL)
    hands.settle()
    assert section.is_drawing
    section.editor.canvas.setFocus()
    return section.editor


def site(editor: MapEditor, name: str) -> Any:
    """A site as it is drawn now."""
    assert editor.drawing is not None
    found = editor.drawing.now.site(name)
    assert found is not None
    return found


def drag(on: QWidget, start: QPointF, end: QPointF) -> None:
    """A mouse that presses, moves and leaves."""
    begin, leave = start.toPoint(), end.toPoint()
    QTest.mousePress(on, LEFT, pos=begin)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(on, begin + (leave - begin) * part)
    QTest.mouseRelease(on, LEFT, pos=leave)


def mm(editor: MapEditor, x: float, y: float) -> QPointF:
    """A point of the board on the screen."""
    return editor.canvas._view.rect(x, y, 0, 0).topLeft()


def test_every_map_is_listed_and_opened(hands: Any, section: MapsSection) -> None:
    rows = section.table.rows.rows()
    assert rows[0].code == "PG150" and len(rows) > 10
    section.table.go("PG139")
    hands.tap(section.edit)
    assert section.is_drawing
    assert section.editor.code.text() == "PG139" and section.editor.code.isReadOnly()
    assert section.editor.of.text().endswith("GeForce RTX 4090, GeForce RTX 4090 D")
    hands.tap(section.editor.cancel)
    assert not section.is_drawing


def test_a_site_is_moved_made_larger_and_drawn_by_hand(hands: Any, editor: MapEditor) -> None:
    canvas = editor.canvas
    before = site(editor, "M1")
    start = canvas.site_rect("M1").center()
    drag(canvas, start, start + QPointF(-20, 10))
    moved = site(editor, "M1")
    scale = canvas._view.scale
    assert moved.x == pytest.approx(before.x - 20 / scale, abs=0.5)
    assert moved.y == pytest.approx(before.y + 10 / scale, abs=0.5)
    corner = canvas.site_rect("M1").bottomRight()
    drag(canvas, corner, corner + QPointF(-10, -8))
    smaller = site(editor, "M1")
    assert (smaller.x, smaller.w) == (moved.x, pytest.approx(moved.w - 10 / scale, abs=0.5))
    drag(canvas, mm(editor, 2, 70), mm(editor, 12, 78))
    assert canvas.current() == "M9"
    drawn = site(editor, "M9")
    assert (drawn.x, drawn.w) == (pytest.approx(2, abs=0.6), pytest.approx(10, abs=1))
    for _ in range(3):
        hands.tap(editor.undo)
    assert site(editor, "M1") == before and editor.drawing.now.site("M9") is None
    assert not editor.undo.isEnabled() and editor.redo.isEnabled()
    hands.tap(editor.redo)
    assert site(editor, "M1") == moved


def test_a_site_is_drawn_by_keys_alone(hands: Any, editor: MapEditor) -> None:
    hands.key(Qt.Key.Key_PageDown)
    hands.key(Qt.Key.Key_PageDown)
    assert editor.canvas.current() == "M1"
    before = site(editor, "M1")
    hands.key(Qt.Key.Key_Left)
    hands.key(Qt.Key.Key_Up, SHIFT)
    hands.key(Qt.Key.Key_Left, CONTROL)
    after = site(editor, "M1")
    assert (after.y, after.w) == (before.y - 5, before.w - 0.5)
    assert "13.5 by 12.0 mm" in editor.canvas.accessibleName()
    newest = hands.shop.ask("newest")
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert site(editor, "M1").w == before.w
    hands.key(Qt.Key.Key_Y, CONTROL)
    assert site(editor, "M1").w == before.w - 0.5
    assert hands.shop.ask("newest") == newest  # no act was undone by it
    hands.key(Qt.Key.Key_Insert)
    assert editor.canvas.current() == "M9"
    hands.key(Qt.Key.Key_Delete)
    assert editor.drawing.now.site("M9") is None
    hands.key(Qt.Key.Key_PageUp)
    assert editor.canvas.current() == "M8"


def test_the_fields_of_a_site(hands: Any, editor: MapEditor) -> None:
    editor.canvas.pick("M1")
    fields = editor.site
    hands.type(fields.name, "U501")
    hands.key(Qt.Key.Key_Return)
    assert editor.canvas.current() == "U501"
    hands.type(fields.channel, "B1")
    hands.key(Qt.Key.Key_Return)
    fields.lengths["x"].setValue(3.0)
    drawn = site(editor, "U501")
    assert (drawn.channel, drawn.x) == ("B1", 3.0)
    fields.count.setValue(2)
    fields.dx.setValue(0.0)
    fields.dy.setValue(-14.0)
    hands.tap(fields.copy)
    assert editor.canvas.current() == "U503"
    assert site(editor, "U503").channel == "C1"
    fields.face.setCurrentIndex(1)
    fields.face.activated.emit(1)
    assert editor.canvas.face() == "back" and site(editor, "U503").face == "back"
    hands.tap(fields.remove)
    assert editor.drawing.now.site("U503") is None and not fields.isVisible()


def test_it_says_why_it_cannot_be_saved_and_saves_what_can(
    hands: Any, section: MapsSection, editor: MapEditor
) -> None:
    card = hands.shop.card("S-1", model=MODEL)
    editor.canvas.pick("M2")
    gpu = site(editor, "GPU")
    editor.site.lengths["x"].setValue(gpu.x)
    editor.site.lengths["y"].setValue(gpu.y)
    assert editor.fault.isVisible() and "GPU and M2 overlap" in editor.fault.text()
    hands.tap(editor.save)
    assert hands.strip[0] == "refused"
    assert not hands.shop.ask("board_map", tag=card).drawn
    hands.tap(editor.undo)
    hands.tap(editor.undo)
    assert not editor.fault.isVisible()
    editor.canvas.pick("M2")
    hands.type(editor.site.channel, "Z1")
    hands.key(Qt.Key.Key_Return)
    hands.tap(editor.save)
    assert hands.strip[:2] == ("done", "Board map PG160 saved, version 1")
    assert not section.is_drawing
    drawn = hands.shop.ask("board_map", tag=card)
    assert drawn.drawn and {s.name: s.channel for s in drawn.sites}["M2"] == "Z1"
    assert "PG160" in [row.code for row in section.table.rows.rows()]


def test_a_number_of_chips_that_is_not_that_of_the_model_is_refused_in_words(
    hands: Any, editor: MapEditor
) -> None:
    editor.canvas.pick("M8")
    hands.tap(editor.site.remove)
    hands.tap(editor.save)
    assert hands.strip[0] == "refused" and "7 memory sites" in hands.strip[1]
    hands.tap(editor.undo)
    hands.tap(editor.save)
    assert hands.strip[0] == "done"


def test_a_photo_its_corners_and_a_save(hands: Any, editor: MapEditor, tmp_path: Path) -> None:
    file = tmp_path / "board.jpg"
    file.write_bytes(photo(size=(900, 600)))
    hands.tap(editor.load)
    [dialog] = hands.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    hands.wait(editor.corners.isVisible)
    hands.wait(lambda: not editor.corners.is_busy)
    surface = editor.corners
    hands.window.activateWindow()
    surface.setFocus()
    hands.wait(surface.hasFocus)
    assert surface.corners == [0, 0, 900, 0, 900, 600, 0, 600]
    drag(surface, surface.spot(0), surface.spot(0) + QPointF(40, 30))
    hands.key(Qt.Key.Key_Space)
    assert "Top right" in surface.accessibleName()
    hands.key(Qt.Key.Key_Left, SHIFT)
    hands.key(Qt.Key.Key_Down)
    corners = surface.corners
    assert 20 < corners[0] < 80 and corners[2] < 900 and corners[3] > 0
    hands.tap(editor.mark)  # they are right
    hands.wait(lambda: editor.canvas.photo.images)
    hands.tap(editor.save)
    assert hands.strip[0] == "done"
    card = hands.shop.card("S-1", model=MODEL)
    [kept] = hands.shop.ask("board_map", tag=card).photos
    assert list(kept.corners) == corners and kept.face == "front"


def test_what_is_no_photo_is_refused(hands: Any, editor: MapEditor, tmp_path: Path) -> None:
    file = tmp_path / "board.jpg"
    file.write_bytes(b"no photo")
    editor.files.take(file, editor.drawing, "front")
    hands.settle()
    assert hands.strip[0] == "refused"
    assert not editor.drawing.now.photos


def test_changes_are_not_given_up_by_a_slip(
    hands: Any, section: MapsSection, editor: MapEditor
) -> None:
    editor.canvas.pick("M1")
    hands.key(Qt.Key.Key_Left)
    section.draw(code="PG139")
    hands.settle()
    assert hands.strip[0] == "careful" and editor.code.text() == "PG160"
    hands.tap(editor.cancel)
    assert section.is_drawing and hands.strip[0] == "careful"
    hands.go("bench")
    hands.go("settings")
    assert section.is_drawing and editor.drawing.is_changed
    hands.tap(editor.cancel)
    assert not section.is_drawing


def test_a_new_map_for_a_model(hands: Any, section: MapsSection) -> None:
    hands.tap(section.new)
    editor = section.editor
    hands.type(editor.code, "PG190")
    hands.key(Qt.Key.Key_Return)
    hands.type(editor.name, "Our 3060")
    hands.key(Qt.Key.Key_Return)
    editor.model.setCurrentIndex(editor.model.findData("GeForce RTX 3060"))
    for name in [s.name for s in editor.drawing.now.sites if s.kind == "memory"][6:]:
        editor.canvas.setFace(site(editor, name).face)
        editor.canvas.pick(name)
        editor.canvas.remove()
    hands.tap(editor.save)
    assert hands.strip[:2] == ("done", "Board map PG190 saved, version 1")
    card = hands.shop.card("S-1", model="GeForce RTX 3060")
    assert hands.shop.ask("board_map", tag=card).name == "Our 3060"


def test_the_bench_opens_the_map_of_its_card(hands: Any) -> None:
    hands.context.set("card", hands.shop.card("S-1", model=MODEL))
    bench = hands.go("bench")
    hands.tap(bench.view.board.draw)
    assert hands.window.page.name == "settings"
    editor = hands.window.page.sections["maps"].editor
    hands.wait(lambda: editor.code.text() == "PG160")
    unknown = hands.shop.card("S-2", model=None)
    hands.context.set("card", unknown)
    bench = hands.go("bench")
    hands.tap(bench.view.board.draw)
    assert hands.window.page.name == "bench" and hands.strip[0] == "question"
    assert bench.view.choice.isVisible()


def test_two_fingers_move_the_drawing_and_draw_nothing(
    hands: Any, editor: MapEditor, qapp: QApplication
) -> None:
    screen, canvas = QTest.createTouchDevice(), editor.canvas
    before = editor.drawing.now
    start = canvas.site_rect("GPU").center().toPoint()
    ways = [(QPoint(-60, 0), QPoint(-90, 10)), (QPoint(60, 0), QPoint(90, 10))]
    event = QTest.touchEvent(canvas, screen)
    for number, (at, _to) in enumerate(ways):
        event.press(number, start + at, canvas)
    event.commit()
    event = QTest.touchEvent(canvas, screen)
    for number, (_at, to) in enumerate(ways):
        event.move(number, start + to, canvas)
    event.commit()
    event = QTest.touchEvent(canvas, screen)
    for number, (_at, to) in enumerate(ways):
        event.release(number, start + to, canvas)
    event.commit()
    assert canvas._view.touched and editor.drawing.now == before
