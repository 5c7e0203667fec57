# SPDX-License-Identifier: MIT
"""A window to scan and type into, and hands that do so at a scanner's or a person's speed."""

from collections.abc import Callable

from patience import let_work, wait
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from stamps import Stamps

from ui.scanner import Scanner

ESCAPES = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\x1b": Qt.Key.Key_Escape}
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


class Bench:
    """A window with what can have the focus, and a list of everything that happened in it."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.scans: list[str] = []
        self.window = QWidget()
        self.window.setWindowTitle("Bench")
        column = QVBoxLayout(self.window)
        self.edit = QLineEdit()
        self.button = QPushButton("Press")
        self.button.setAutoDefault(True)
        self.table = QTableWidget(3, 2)
        self.combo = QComboBox()
        self.combo.addItems(["Alpha", "Charlie", "Seven"])
        for widget in (self.edit, self.button, self.table, self.combo):
            column.addWidget(widget)
        self.button.clicked.connect(lambda: self.happened.append("button"))
        self.edit.returnPressed.connect(lambda: self.happened.append("enter in field"))
        self.combo.currentIndexChanged.connect(lambda: self.happened.append("combo"))
        for keys in ("Ctrl+Q", "Ctrl+S", "Ctrl+Z", "Ctrl+]", "F5", "Esc", "Ctrl+J"):
            shortcut = QShortcut(QKeySequence(keys), self.window)
            shortcut.activated.connect(lambda keys=keys: self.happened.append(keys))
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.stamps = Stamps(self.window)
        self.scanner = Scanner()
        self.scanner.scanned.connect(self.scans.append)

    def handle(self) -> QWindow:
        """The window keys go to now."""
        found = QGuiApplication.focusWindow() or self.window.windowHandle()
        assert found is not None
        return found


def come_up(window: QWidget) -> None:
    """Wait until keys go to this window."""
    for _ in range(100):
        QTest.qWait(5)
        if QGuiApplication.focusWindow() is window.windowHandle():
            return
    raise AssertionError("the window did not come up")


def key_of(character: str) -> tuple[Qt.Key, Qt.KeyboardModifier, str]:
    """The key, modifiers and text a scanner types for a character."""
    if character in ESCAPES:
        return ESCAPES[character], NONE, character
    if character < " ":
        return Qt.Key(ord(character) + 0x40), CONTROL, character
    shift = Qt.KeyboardModifier.ShiftModifier if character.isupper() else NONE
    return Qt.Key(ord(character.upper())), shift, character


def strike(window: QWindow, character: str) -> None:
    """Press and release a key as the system delivers it, modifiers as keys of their own."""
    key, modifiers, text = key_of(character)
    QTest.sendKeyEvent(QTest.KeyAction.Click, window, key, text, modifiers)


def scan(bench: Bench, text: str, gap: int = 2) -> None:
    """Type at a scanner's speed into whatever has the focus."""
    for number, character in enumerate(text):
        if number:
            bench.stamps.after(gap)
        strike(bench.handle(), character)
        QTest.qWait(gap)
    bench.stamps.as_they_come()


def pause(bench: Bench) -> None:
    """Wait as long as a hand does, and until no key is held back any more."""
    let_work(0.08)
    wait(lambda: not bench.scanner._held)


def send(
    window: QWindow,
    text: str,
    stamp: int,
    every: int,
    kind: QEvent.Type = QEvent.Type.KeyPress,
    repeat: bool = False,
) -> int:
    """Deliver keys at once that bear stamps `every` ms apart; returns the next stamp."""
    for character in text:
        key, modifiers, shown = key_of(character)
        event = QKeyEvent(kind, key, modifiers, shown, repeat)
        event.setTimestamp(stamp)
        QCoreApplication.sendEvent(window, event)
        stamp += every
    return stamp


# How the focus gets to each kind of place; each answers whether nothing there has changed.


def in_line_edit(bench: Bench) -> Callable[[], bool]:
    bench.edit.setFocus()
    return lambda: bench.edit.text() == ""


def over_button(bench: Bench) -> Callable[[], bool]:
    bench.button.setFocus()
    return lambda: not bench.button.isDown()


def in_table(bench: Bench) -> Callable[[], bool]:
    bench.table.setFocus()
    bench.table.setCurrentCell(0, 0)
    return lambda: (
        bench.table.currentRow() == 0
        and bench.table.findChild(QLineEdit) is None
        and bench.table.item(0, 0) is None
    )


def over_open_combo(bench: Bench) -> Callable[[], bool]:
    bench.combo.setFocus()
    bench.combo.showPopup()
    return lambda: bench.combo.view().isVisible() and bench.combo.currentIndex() == 0


def over_open_menu(bench: Bench) -> Callable[[], bool]:
    menu = QMenu(bench.window)
    menu.addAction("&Check").triggered.connect(lambda: bench.happened.append("menu"))
    menu.addAction("&7 all").triggered.connect(lambda: bench.happened.append("menu"))
    menu.popup(QPoint(10, 10))
    return menu.isVisible


def over_completer(bench: Bench) -> Callable[[], bool]:
    completer = QCompleter(["C01", "C02"], bench.edit)
    bench.edit.setCompleter(completer)
    bench.edit.setFocus()
    strike(bench.handle(), "C")
    QTest.qWait(320)  # as long as a hand takes from the keyboard to the scanner
    popup = completer.popup()
    assert popup is not None
    return lambda: popup.isVisible() and bench.edit.text() == "C"


def in_modal_dialog(bench: Bench) -> Callable[[], bool]:
    dialog = QDialog(bench.window)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
    QVBoxLayout(dialog).addWidget(buttons)
    buttons.accepted.connect(dialog.accept)
    dialog.finished.connect(lambda: bench.happened.append("dialog"))
    dialog.open()
    come_up(dialog)
    return dialog.isVisible


def combo_in_modal_dialog(bench: Bench) -> Callable[[], bool]:
    dialog = QDialog(bench.window)
    combo = QComboBox()
    combo.addItems(["Alpha", "Charlie"])
    QVBoxLayout(dialog).addWidget(combo)
    dialog.open()
    come_up(dialog)
    combo.showPopup()
    return lambda: combo.view().isVisible() and combo.currentIndex() == 0


def nowhere(bench: Bench) -> Callable[[], bool]:
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    return lambda: QApplication.focusWidget() is None


PLACES = [
    in_line_edit,
    over_button,
    in_table,
    over_open_combo,
    over_open_menu,
    over_completer,
    in_modal_dialog,
    combo_in_modal_dialog,
    nowhere,
]
