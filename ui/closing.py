# SPDX-License-Identifier: MIT
"""Whether the window may close: not before what is unsaved was spoken of."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.context import Context
from ui.desk import Desk
from workshop.language import say, say_many


class Closing(QObject):
    """Says once what would be lost. `holds` tells whether something else must be done before."""

    def __init__(self, desk: Desk, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._warned = False
        self.holds: Callable[[], bool] = lambda: False
        desk.stuck.connect(self._stuck)

    def may(self) -> bool:
        """Whether the window may close now."""
        kept = self._desk.kept
        if kept and not self._warned:
            self._warned = True
            words = say_many("{n} record is not saved", "{n} records are not saved", kept)
            hint = say("Press Ctrl+R to try again, or close once more to give it up.")
            self._context.answer("refused", words, hint)
            return False
        return not self.holds()

    def _stuck(self, kept: int) -> None:
        self._warned = self._warned and kept > 0
