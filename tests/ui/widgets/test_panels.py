# SPDX-License-Identifier: MIT
"""Panels, form rows, empty pages and the line of what was done last."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.widgets import draw
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState, FormRow, Hairline, LastLine, Panel, Picture


def test_a_panel_shows_its_title_only_if_it_has_one(app: QApplication) -> None:
    panel = Panel()
    panel.show()
    assert not panel.heading.isVisible()
    panel.setTitle("Batch B1")
    assert panel.heading.isVisible()


def test_a_field_is_called_by_its_label_and_unit(app: QApplication) -> None:
    row = FormRow("FBVDD to ground", QLineEdit(), "Ω")
    name = QAccessible.queryAccessibleInterface(row.field).text(QAccessible.Text.Name)
    assert name == "FBVDD to ground Ω"
    assert row.label.buddy() is row.field


def test_what_is_wrong_with_a_field_is_said_below_it(app: QApplication) -> None:
    row = FormRow("Serial", QLineEdit())
    row.show()
    before = row.grab().toImage()
    row.setFault("This serial is taken.")
    assert row.fault.isVisible()
    assert row.field.accessibleDescription() == "This serial is taken."
    assert row.grab().toImage() != before
    row.setFault("")
    assert not row.fault.isVisible()
    assert row.field.accessibleDescription() == ""


def test_an_empty_page_says_what_to_do_first(app: QApplication) -> None:
    pressed: list[bool] = []
    button = Button("Open a batch", press=lambda: pressed.append(True))
    empty = EmptyState("batches", "No batch yet", "Open one first.", button)
    empty.resize(300, 300)
    empty.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    before = empty.grab().toImage()
    empty.setWords("No card", "Scan one.")
    assert empty.grab().toImage() != before


def test_undo_says_what_it_undoes(app: QApplication) -> None:
    line, asked = LastLine(), []
    line.undoAsked.connect(lambda: asked.append(True))
    line.show()
    assert not line.undo.isEnabled()
    line.setUndo("M3 good")
    assert line.undo.words() == "Undo “M3 good”"
    QTest.mouseClick(line.undo, Qt.MouseButton.LeftButton)
    line.activateWindow()
    QTest.qWaitForWindowActive(line)
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True, True]
    line.setUndo("")
    assert not line.undo.isEnabled()


def test_what_does_not_fit_is_left_out_whole(app: QApplication) -> None:
    line = LastLine()
    line.resize(700, 60)
    line.show()
    entries = [("10:47:12", "M3 good"), ("10:46:58", "M2 good")]
    line.setEntries(entries)
    two = line.grab().toImage()
    line.setEntries([*entries, ("10:46:41", "an entry that is far too long " * 5)])
    assert line.grab().toImage() == two
    line.setEntries(entries[:1])
    assert line.grab().toImage() != two


def test_small_things_paint(app: QApplication) -> None:
    picture = Picture("card", "accent", 32)
    before = picture.grab().toImage()
    picture.setIcon("die")
    assert picture.grab().toImage() != before
    assert Hairline().height() == 1


def test_the_undo_leaves_half_of_the_line_to_what_was_done(app: QApplication) -> None:
    line = LastLine()
    line.resize(1240, 50)
    line.show()
    line.setUndo("a word " * 60)
    QApplication.processEvents()
    assert line.undo.width() <= 1240 / 2
    assert line.undo.words().endswith("…”")  # it ends like every other
    assert "a word " * 60 in line.undo.toolTip()
    needed = draw.width_of("a word " * 20, line.undo.font())
    line.resize(int(2 * needed) + 600, 50)
    line.setUndo("a word " * 20)
    said = line.undo.words(), line.width(), line.undo.font().toString()
    assert said[0] == f"Undo “{'a word ' * 20}”", said
