# SPDX-License-Identifier: MIT
"""Below the strip: the code of a label is typed where it cannot be scanned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from ui import theme
from ui.theme import Tone
from ui.widgets.aside import Aside
from ui.widgets.controls import Button, Label
from workshop.language import say

TYPE_KEY = "Ctrl+N"


class TypedCode(Aside):
    """Gives what is typed to who takes scans, one code after the other, until it is put away."""

    code: QLineEdit

    def __init__(self, take: Callable[[str], object], rest: QWidget) -> None:
        super().__init__(rest)
        self._take = take
        self._before: QWidget | None = None

    def _make(self) -> None:
        row = self.lay()
        words = say("Code on the label, instead of a scan")
        self.code = QLineEdit()
        self.code.setAccessibleName(words)
        self.code.setFont(theme.font())
        self.code.returnPressed.connect(self._give)
        row.addWidget(Label(words))
        row.addWidget(self.code, 1)
        row.addWidget(
            Button(say("Take it"), tone=Tone.ACCENT, filled=True, icon="check", press=self._give)
        )
        row.addWidget(Button(say("Close"), press=self.put_away))

    def turn(self) -> None:
        """Bring the keyboard here; put it away where the keyboard is here already."""
        if self.has_keyboard():
            self.put_away()
            return
        if self.layout() is None:
            self._make()
        self._before = QApplication.focusWidget()
        self.show()
        self.code.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.code.selectAll()

    def put_away(self) -> None:
        """Ask for no code any more; the keyboard goes back to where it was."""
        was_here, before = self.has_keyboard(), self._before
        super().put_away()
        if was_here and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        code = self.code.text().strip()
        if code:
            self.code.clear()
            self._take(code)
