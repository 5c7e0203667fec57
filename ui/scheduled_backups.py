# SPDX-License-Identifier: MIT
"""Backups that are made by themselves: every few hours, and before the window closes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.context import Context
from ui.desk import Desk, Errand, Step
from workshop.language import say

# Milliseconds between two looks whether a backup is due.
EVERY_MS = 60_000

# Seconds after which one that failed is tried again.
AGAIN_S = 600


class ScheduledBackups(QObject):
    """Looks now and then whether a backup is due by the settings, and makes it without haste.

    What went well is silent. What went wrong is said once, and tried again. `leave` closes the
    window.
    """

    def __init__(
        self,
        desk: Desk,
        context: Context,
        leave: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._leave = desk, context, leave
        self._errand: Errand | None = None
        self._trouble, self._not_before = "", 0.0
        self._is_leaving, self.may_wait = False, True
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self) -> None:
        """Go by the settings as they are now."""
        self._trouble, self._not_before = "", 0.0
        if not self._context.settings.backup_folder:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
            self.look()

    def look(self) -> None:
        """Make a backup if one is due."""
        if time.monotonic() >= self._not_before:
            self._back_up(self._context.settings.backup_hours)

    def holds(self) -> bool:
        """Whether the window must stay a little, for a last backup; closing again calls it off."""
        if self._is_leaving and self._errand is not None:
            self._errand.cancel()
        settings = self._context.settings
        wanted = self.may_wait and settings.backup_at_close and settings.backup_folder
        if self._is_leaving or not wanted or not self._desk.is_open or self._desk.kept:
            return False
        self._is_leaving = True
        words = say("Backing up before the window closes …")
        self._context.answer("idle", words, say("Close once more to leave without it."))
        if self._errand is None:
            self._back_up(0)
        return True

    def _back_up(self, hours: int) -> None:
        settings = self._context.settings
        folder, keep = settings.backup_folder, settings.backup_keep
        if self._errand is not None or not folder or not self._desk.is_open:
            return

        def work(database: Any, step: Step) -> Any:
            from workshop.keeping.scheduled import back_up_if_due

            return back_up_if_due(database, Path(folder), hours=hours, keep=keep, step=step)

        self._errand = self._desk.run(work, self._done, self._failed, owner=self, acts=True)

    def _done(self, made: dict[str, Any] | None) -> None:
        self._errand = None
        if self._is_leaving:
            self._leave()
            return
        if self._trouble and made is not None:
            self._context.answer("done", say("Backed up and checked"), made["file"])
        self._trouble, self.may_wait = "", True
        if made is not None:
            self._context.backed_up.emit()

    def _failed(self, sentence: str, _kind: str) -> None:
        self._errand = None
        self._not_before = time.monotonic() + AGAIN_S
        if self._is_leaving:
            self._is_leaving = self.may_wait = False
            words = say("Close once more to leave without a backup.")
            self._context.answer("careful", sentence, words)
        elif sentence != self._trouble:
            again = say("The backup is tried again every ten minutes.")
            self._context.answer("careful", sentence, again)
        self._trouble = sentence
        self._context.backed_up.emit()
