# SPDX-License-Identifier: MIT
"""Errors nobody foresaw: told in one dialog with everything a developer needs, never swallowed."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ui.settings import data_folder

if TYPE_CHECKING:
    from ui.crash_dialog import CrashDialog


def errors_log() -> Path:
    """The file that errors nobody foresaw are kept in."""
    return data_folder() / "errors.log"


class Crash:
    """Takes every error nobody caught from now on; `dialog` is the one that tells of the last."""

    def __init__(self) -> None:
        self.dialog: CrashDialog | None = None

    def install(self) -> None:
        """Be what Python calls."""
        sys.excepthook = self.tell

    def tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error and show it; the ones that follow join the dialog that is open."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        from ui.crash_dialog import CrashDialog, keep, report_of

        report, log = report_of(kind, error, trace), errors_log()
        sys.stderr.write(report)
        keep(report, log)
        if self.dialog is not None:
            self.dialog.text.appendPlainText(report)
            return
        self.dialog = CrashDialog(report, log)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    def _closed(self) -> None:
        self.dialog = None
