# SPDX-License-Identifier: MIT
"""A short list over the window to choose from: who works here, which batch, which place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.pages.choice import Choice, ChoicePane
from ui.widgets.controls import Button

__all__ = ["Choice", "Chooser"]


class Chooser(QDialog):
    """Asks for one of a list and says its code and name to `on_pick`; Escape leaves all as it was.

    `none` is what stands on the button that lets go of what is set; without it there is none.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        on_pick: Callable[[str, str], object],
        *,
        hint: str = "",
        now: str = "",
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = {choice.code: choice.name for choice in choices}
        self._on_pick = on_pick
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(480, min(600, 240 + 48 * len(choices)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        self.pane = ChoicePane()
        self.pane.chosen.connect(self._pick)
        self.pane.left.connect(self.reject)
        column.addWidget(self.pane)
        if none:
            column.addWidget(Button(none, press=lambda: self._pick("")))
        self.pane.offer(title, choices, hint=hint, now=now)

    def _pick(self, code: str) -> None:
        self.accept()
        self._on_pick(code, self._names.get(code, ""))
