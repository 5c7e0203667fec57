# SPDX-License-Identifier: MIT
"""What a developer needs to know of an error, and the dialog that shows it."""

import platform
import traceback
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from ui import theme
from ui.widgets.controls import Button, Label
from workshop.language import say

# Characters of the log that are kept; older crashes make room.
LONGEST_LOG = 200_000


class CrashDialog(QDialog):
    """What went wrong, in words for the person and in full for the developer."""

    def __init__(self, report: str, log: Path) -> None:
        super().__init__()
        theme.dress(self)
        self.setWindowTitle(say("Card Workshop: an error"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.resize(760, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(
            Label(say("Something went wrong that should not"), theme.TITLE, strong=True)
        )
        words = say(
            "What was answered in green is saved. You can go on working. Please send this text "
            "to whoever looks after the program; it is also kept in {file}.",
            file=log,
        )
        column.addWidget(Label(words, wraps=True))
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(say("Report of the error"))
        column.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(say("Copy"), press=self._copy))
        row.addWidget(Button(say("Go on"), filled=True, tone=theme.Tone.ACCENT, press=self.close))
        column.addLayout(row)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())


def program() -> str:
    """The program and its version."""
    try:
        return f"Card Workshop {metadata.version('card-workshop')}"
    except metadata.PackageNotFoundError:
        return "Card Workshop"


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The traceback, and what it ran on."""
    ran_on = (
        f"{program()}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    )
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"{now}\n{ran_on}\n\n{''.join(traceback.format_exception(kind, error, trace))}"


def keep(report: str, log: Path) -> None:
    """Add a report to the log; a disk that takes nothing more is no second error."""
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        before = log.read_text("utf-8") if log.exists() else ""
        log.write_text(f"{before}{report}\n"[-LONGEST_LOG:], "utf-8")
