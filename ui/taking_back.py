# SPDX-License-Identifier: MIT
"""A backup takes the place of the workshop that is open, and the window stands on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ui.context import Kept
from ui.window import Window
from workshop.language import say

# What is let go of with a workshop.
_KEPT: tuple[Kept, ...] = ("card", "place", "batch", "person", "station")


class TakingBack(QObject):
    """Closes the workshop, puts a backup in its place, opens it, and says what came of it.

    `backup` is the one the program was started with, until it was offered. `again` opens the
    workshop as it was, where the backup could not take its place.
    """

    def __init__(self, window: Window, backup: str, again: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._desk, self._context = window, window.desk, window.context
        self.backup, self._again = backup, again
        self._is_taking, self._refusal = False, ""
        self._context.replacing.connect(self._replace)

    def _replace(self, backup: str) -> None:
        """Let go of the workshop that is open, and put a backup in its place."""
        target = self._desk.target
        self._desk.close()
        for what in _KEPT:
            self._context.set(what, "")
        self._window.rebuild()
        self._window.welcome.again.connect(self._again)
        self.backup = backup
        self.take(Path(str(target)))

    def take(self, target: Path) -> None:
        """Put the backup in the place of a workshop that is closed, or where none is yet."""
        self._window.welcome.show_opening()
        self._is_taking = True
        self._desk.take_back(target, Path(self.backup))

    def failed(self, sentence: str, *, is_there: bool) -> bool:
        """The workshop did not open: whether it was for the backup, and the old one is opened."""
        was_for_it, self._is_taking = self._is_taking and is_there, False
        if was_for_it:
            self._refusal = sentence
            self._again()
        else:
            self.backup = ""
        return was_for_it

    def tell(self) -> None:
        """Say what came of the backup, or begin with the one the program was started with."""
        if not self._desk.is_open:
            return  # it was let go of in the same moment
        backup, refusal, taken = self.backup, self._refusal, self._is_taking
        self.backup, self._refusal, self._is_taking = "", "", False
        if self._desk.is_copy:
            words = say("Nothing you do here changes the workshop.")
            self._context.answer("careful", say("This is a copy to look at"), words)
        elif refusal:
            self._context.answer("refused", refusal, say("Nothing was changed."))
        elif taken:
            self._context.answer("done", say("The backup is in place"), backup)
        elif backup:
            self._window.go("settings", f"database/{Path(backup).absolute()}")
