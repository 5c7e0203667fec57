# SPDX-License-Identifier: MIT
"""A window that has scans typed into it by real X11 keys, and says as JSON what came of them.

`python wedge_window.py SCANS [--off] [--human]`, on an X screen of its own with a window manager.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ui.scanner import Rules, Scanner

# What types the keys may be held up by other work on this computer: a pause as long as this does
# not tear a scan, and a window is busy for longer.
PATIENT = Rules(gap=200)
BUSY = 0.6


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def xdotool(*words: str) -> None:
    """Have real keys typed, and wait until all of them have come."""
    typing = subprocess.Popen(["xdotool", *words])
    while typing.poll() is None:
        wait(3)
    if typing.returncode:
        raise SystemExit("xdotool failed")
    wait(90)


class Window:
    """What can have the focus, and what happened to it."""

    def __init__(self) -> None:
        self.scans: list[str] = []
        self.pressed = self.enters = self.shortcuts = 0
        self.window = QWidget()
        self.window.resize(500, 400)
        column = QVBoxLayout(self.window)
        self.button, self.edit = QPushButton("Press"), QLineEdit()
        self.table, self.combo = QTableWidget(3, 2), QComboBox()
        self.combo.addItems(["Alpha", "Charlie", "0 zero"])
        for widget in (self.button, self.edit, self.table, self.combo):
            column.addWidget(widget)
        self.button.clicked.connect(self._press)
        self.edit.returnPressed.connect(self._enter)
        for keys in ("Ctrl+D", "Ctrl+]", "Ctrl+Q"):
            QShortcut(QKeySequence(keys), self.window, self._shortcut)
        self.dialog = QDialog(self.window)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        QVBoxLayout(self.dialog).addWidget(buttons)
        buttons.accepted.connect(self._press)
        self.window.show()
        self.window.activateWindow()
        self.comes_up(self.window)

    def _press(self) -> None:
        self.pressed += 1

    def _enter(self) -> None:
        self.enters += 1

    def _shortcut(self) -> None:
        self.shortcuts += 1

    def comes_up(self, window: QWidget) -> None:
        """Wait until real keys go to this window."""
        for _ in range(400):
            wait(10)
            if QGuiApplication.focusWindow() is window.windowHandle():
                wait(60)
                return
        raise SystemExit("the window never came up")

    def places(self) -> list[Callable[[], object]]:
        """How the focus gets to each kind of place."""
        return [
            self.button.setFocus,
            self.edit.setFocus,
            self.table.setFocus,
            self._open_combo,
            self._open_dialog,
        ]

    def _open_combo(self) -> None:
        self.combo.setFocus()
        self.combo.showPopup()
        wait(150)

    def _open_dialog(self) -> None:
        self.combo.hidePopup()
        self.dialog.open()
        self.comes_up(self.dialog)


def scan_everywhere(window: Window, scans: int) -> list[str]:
    """Type scans into every place in turn; returns the codes."""
    codes: list[str] = []
    each = scans // 5
    for place in window.places():
        place()
        some = [f"c01 {len(codes) + i:05d}-7" for i in range(each)]
        codes += some
        xdotool("type", "--delay", "2", "".join(f"{code}\r" for code in some))
    return codes


def type_like_a_person(window: Window) -> None:
    """Words at a quick typist's 85 ms a key (xdotool halves it), while the window is busy."""
    window.edit.setFocus()
    QTimer.singleShot(300, lambda: time.sleep(BUSY))
    xdotool("type", "--delay", "170", "bake at 125\r")
    xdotool("key", "ctrl+q")


def scan_into_a_busy_window(window: Window) -> None:
    """A scan with control characters, typed while the window does not answer."""
    window.button.setFocus()
    QTimer.singleShot(60, lambda: time.sleep(BUSY))
    keys = ["bracketleft", "parenright", "greater", "ctrl+asciicircum", "0", "6"]
    keys += ["ctrl+bracketright", "1", "p", "space", "ctrl+asciicircum", "ctrl+d", "Return"]
    xdotool("key", "--delay", "20", *keys)
    wait(500)


def main() -> None:
    """Do what the command line asks for and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scans", type=int)
    parser.add_argument("--off", action="store_true", help="without the scanner")
    parser.add_argument("--human", action="store_true", help="type like a person, then scan busy")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    window = Window()
    scanner = Scanner(parent=app)
    scanner.scanned.connect(window.scans.append)
    if not options.off:
        scanner.start()
    codes: list[str] = []
    if options.human:
        type_like_a_person(window)
        scanner.setRules(PATIENT)
        scan_into_a_busy_window(window)
    else:
        scanner.setRules(PATIENT)
        codes = scan_everywhere(window, options.scans)
    result = {
        "codes": codes,
        "scans": window.scans,
        "pressed": window.pressed,
        "enters": window.enters,
        "shortcuts": window.shortcuts,
        "text": window.edit.text(),
        "combo": window.combo.currentText(),
        "dialog": window.dialog.isVisible(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
