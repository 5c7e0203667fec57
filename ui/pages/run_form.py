# SPDX-License-Identifier: MIT
"""The right of the bench while the run of a profile is recorded: which one, and on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Head, Scrolled, only_shown
from ui.pages.run_view import version_words
from ui.theme import Tone
from ui.widgets.controls import Button, Chip, Label
from ui.widgets.panels import FormRow
from workshop.benches.tags import spelled
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.runs import ProfileRow

FILE_KEY = "Ctrl+O"


class RunForm(QWidget):
    """Profile, pieces, nozzle, curve and note of a run."""

    ended = Signal()
    left = Signal()
    profilePicked = Signal(str)
    fileAsked = Signal()
    pieceTapped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(Head(say("Profile run"), self.left.emit))
        self._scroll = Scrolled()
        column.addWidget(self._scroll, 1)
        inside = self._scroll.column
        self.profile = QComboBox()
        self.profile.currentIndexChanged.connect(self._picked)
        inside.addWidget(FormRow(say("Profile"), self.profile))
        self.heats = Label("", theme.NOTE, ink="quiet", wraps=True)
        inside.addWidget(self.heats)
        inside.addWidget(Label(say("Pieces in the run"), theme.NOTE, ink="quiet"))
        self._pieces = QVBoxLayout()
        self._pieces.setSpacing(0)
        inside.addLayout(self._pieces)
        inside.addWidget(
            Label(say("Scan more pieces, if more of them see the heat."), theme.NOTE, ink="quiet",
                  wraps=True)
        )  # fmt: skip
        self.nozzle = QLineEdit()
        inside.addWidget(FormRow(say("Nozzle"), self.nozzle))
        self.file = only_shown(Button(say("Curve from a file …"), icon="chart", key=FILE_KEY))
        self.file.clicked.connect(lambda: self.fileAsked.emit())
        inside.addWidget(self.file)
        self.file_name = Label("", theme.NOTE, ink="quiet", wraps=True)
        inside.addWidget(self.file_name)
        self.note = QLineEdit()
        inside.addWidget(FormRow(say("Note"), self.note))
        inside.addStretch(1)
        self.done = only_shown(
            Button(say("Record the run"), tone=Tone.GOOD, icon="check", filled=True, big=True,
                   key="F5")
        )  # fmt: skip
        self.done.clicked.connect(lambda: self.ended.emit())
        column.addWidget(self.done)

    def begin(self) -> None:
        """Empty what belongs to one run; the nozzle stays in the station."""
        self.note.setText("")
        self.show_file("")

    def offer(self, rows: Sequence[ProfileRow], now: str) -> None:
        """Offer these profiles, the one that was run last in force."""
        self.profile.blockSignals(True)
        self.profile.clear()
        self.profile.addItem(say("Choose the profile"), "")
        for row in rows:
            self.profile.addItem(row.name, row.profile.code)
        self.profile.setCurrentIndex(max(0, self.profile.findData(now)))
        self.profile.blockSignals(False)
        self._picked()
        self.profile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _picked(self) -> None:
        self.profilePicked.emit(str(self.profile.currentData() or ""))

    def show_heats(self, row: ProfileRow | None) -> None:
        """Say what this profile heats."""
        words = ""
        if row is not None:
            heats = (
                say("Heats the whole board and everything on it.")
                if row.profile.heats == "board"
                else say("Heats the named piece alone.")
            )
            words = " ".join(
                part for part in (version_words(row), heats, say(row.profile.note)) if part
            )
        self.heats.setText(words)
        self.heats.setVisible(bool(words))

    def show_pieces(self, tags: Sequence[str]) -> None:
        """Show what is in the run; where there are several, a tap takes one out."""
        while (item := self._pieces.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for tag in tags:
            if len(tags) == 1:
                self._pieces.addWidget(Label(spelled(tag), strong=True))
                continue
            chip = Chip(spelled(tag), icon="cross")
            chip.setAccessibleName(say("Take {tag} out of the run", tag=spelled(tag)))
            chip.clicked.connect(lambda _=False, tag=tag: self.pieceTapped.emit(tag))
            self._pieces.addWidget(chip)

    def show_file(self, name: str) -> None:
        """Name the file the curve is from."""
        self.file_name.setText(say("From {file}", file=name) if name else "")
        self.file_name.setVisible(bool(name))

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        profile = str(self.profile.currentData() or "")
        return {"profile": profile, "nozzle": self.nozzle.text(), "note": self.note.text()}

    def write(self, typed: Mapping[str, str]) -> None:
        """Write this into the fields, as `typed` gave it."""
        self.nozzle.setText(typed["nozzle"])
        self.note.setText(typed["note"])
        self.profile.setCurrentIndex(max(0, self.profile.findData(typed["profile"])))
