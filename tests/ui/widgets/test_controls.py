# SPDX-License-Identifier: MIT
"""Buttons, chips, badges and labels do what a hand expects and show text as it is."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Chip, Label, Press
from ui.widgets.states import PIECES
from workshop.domain.terms import PieceState

NONE = Qt.KeyboardModifier.NoModifier
EVIL = '<b>bold</b> & <img src="file:///etc/passwd">'


def name_of(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def picture(widget: QWidget) -> QImage:
    """The widget as it is painted."""
    return widget.grab().toImage()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("in_dialog", [True, False])
def test_enter_and_space_press_what_has_the_focus(
    app: QApplication, key: Qt.Key, in_dialog: bool
) -> None:
    window = QDialog() if in_dialog else QWidget()
    pressed: list[str] = []
    column = QVBoxLayout(window)
    button = Button("Good", press=lambda: pressed.append("good"))
    column.addWidget(button)
    column.addWidget(Button("Other", press=lambda: pressed.append("other")))
    window.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, key)
    assert pressed == ["good"]


def test_a_key_presses_the_button_only_while_it_is_in_sight(app: QApplication) -> None:
    window, pressed = QWidget(), []
    column = QVBoxLayout(window)
    pages = [QWidget(), QWidget()]
    for page in pages:
        button = Button("Good", key="F5", press=lambda page=page: pressed.append(page))
        QVBoxLayout(page).addWidget(button)
        column.addWidget(page)
    pages[1].hide()
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F5)
    assert pressed == [pages[0]]
    pages[0].hide()
    pages[1].show()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F5)
    assert pressed == pages
    for _ in range(5):
        leant_on = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F5, NONE, "", True)
        QCoreApplication.sendEvent(window.windowHandle(), leant_on)
    assert pressed == pages
    pages[1].setEnabled(False)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F5)
    assert pressed == pages


def test_a_press_leaves_the_focus_where_somebody_types(app: QApplication) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    field, button, chip = QLineEdit(), Button("Good"), Chip("TRAY-12")
    for widget in (field, button, chip):
        row.addWidget(widget)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    field.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert button.hasFocus()


@pytest.mark.parametrize("make", [Button, Chip, Press])
def test_an_ampersand_is_an_ampersand(app: QApplication, make: type[Press]) -> None:
    press = make("Ana & Bo && Co")
    assert press.words() == "Ana & Bo && Co"
    assert name_of(press) == "Ana & Bo && Co"
    assert press.shortcut().isEmpty()


def test_sizes_fit_a_gloved_finger(app: QApplication) -> None:
    assert Button("Good", big=True).sizeHint().height() == theme.BIG
    assert Button("OK").sizeHint().height() == theme.TOUCH
    assert Button("", icon="plus").sizeHint().width() >= theme.TOUCH
    for text in ("A", "TRAY-12", "A place with a very long name, on the third shelf"):
        chip = Chip(text)
        assert chip.sizeHint().height() == theme.TOUCH
        assert theme.TOUCH <= chip.sizeHint().width() <= 220


def test_states_of_a_button_look_different(app: QApplication) -> None:
    plain = picture(Button("Good", tone=Tone.GOOD))
    filled, disabled = Button("Good", tone=Tone.GOOD, filled=True), Button("Good", tone=Tone.GOOD)
    disabled.setEnabled(False)
    looks = [plain, picture(filled), picture(disabled)]
    assert len({bytes(look.constBits()) for look in looks}) == 3
    filled.setFilled(False)
    assert picture(filled) == plain


def test_the_key_is_written_in_the_corner(app: QApplication) -> None:
    with_key, without = Button("Good", big=True, key="F5"), Button("Good", big=True)
    assert with_key.sizeHint() == without.sizeHint()
    assert picture(with_key) != picture(without)
    assert Button("Save", key="Ctrl+S").sizeHint().width() > Button("Save").sizeHint().width()


@pytest.mark.parametrize("make", [Label, Badge, Chip, Button])
def test_user_text_is_never_markup(app: QApplication, make: type[QWidget]) -> None:
    widget = make(EVIL)  # type: ignore[call-arg]
    assert name_of(widget) == EVIL
    tip = widget.toolTip()
    assert "<b>" not in tip and "<img" not in tip


def test_a_long_label_is_cut_and_told_in_the_tooltip(app: QApplication) -> None:
    label = Label("A marking that is much too long for its place", cuts=True)
    label.resize(80, 24)
    assert label.toolTip() == "A marking that is much too long for its place"
    assert label.minimumSizeHint().width() <= 80
    short = Label("A mar…", cuts=True)
    short.resize(80, 24)
    assert picture(label) != picture(short)


def test_a_label_takes_another_ink(app: QApplication) -> None:
    label = Label("18 h left", strong=True)
    theme.dress(label)
    before = picture(label)
    label.setInk("refused")
    assert picture(label) != before


def test_a_badge_says_a_state_of_the_workshop(app: QApplication) -> None:
    badge = Badge()
    badge.setLook(PIECES[PieceState.QUARANTINE])
    assert badge.text() == "Quarantine"
    assert name_of(badge) == "Quarantine"
    narrow = badge.sizeHint().width()
    badge.setState("Quarantine until further notice", Tone.CAREFUL, "warning")
    assert badge.sizeHint().width() > narrow


def test_line_breaks_do_not_break_a_line(app: QApplication) -> None:
    assert Button("two\nlines").words() == "two lines"
    assert Badge("two\r\nlines\u2028here").text() == "two lines here"


def test_a_long_text_takes_more_lines_up_to_its_most(app: QApplication) -> None:
    label = Label("GeForce RTX 4090 48GB blower board, 24 chips", strong=True, cuts=True, most=2)
    wide = label.sizeHint().width()
    assert label.heightForWidth(wide) == label.sizeHint().height()
    assert label.heightForWidth(wide * 2 // 3) > label.heightForWidth(wide)
    assert label.heightForWidth(40) == label.heightForWidth(wide * 2 // 3)  # two lines, no more
