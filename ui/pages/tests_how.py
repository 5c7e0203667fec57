# SPDX-License-Identifier: MIT
"""How an attempt is made: the instruments, how long they are calibrated, the room, the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.pages.words import instrument_word
from ui.widgets.controls import Label
from ui.widgets.panels import FormRow, Hairline
from workshop.benches.testing import How
from workshop.domain.terms import Calibration, InstrumentState, RunKind
from workshop.language import mark, say, say_day

if TYPE_CHECKING:
    from workshop.queries.results import InstrumentRow

ROOM = "room"

RUNS = {
    RunKind.COUNTS: mark("Counts"),
    RunKind.ABORTED: mark("Broken off"),
    RunKind.GOLDEN: mark("Golden card"),
}


def calibration(row: InstrumentRow) -> tuple[str, str]:
    """What is to be said of the calibration of an instrument, and in which ink."""
    facts = {"code": row.code, "name": row.name, "day": say_day(row.calibrated_until)}
    state = Calibration(row.calibration)
    if state is Calibration.OVERDUE:
        words = say("{code}, {name}: its calibration ended on {day}. Take another one.", **facts)
        return words, "careful"
    if state is Calibration.DUE:
        return say("{code}, {name}: due, its calibration ends on {day}.", **facts), "careful"
    if state is Calibration.HOLDS:
        return say("{code}, {name}: calibrated until {day}.", **facts), "quiet"
    return say("{code}, {name}: needs no calibration.", **facts), "quiet"


class HowMeasured(QWidget):
    """One line above the values; `runChanged` says that the run is of another kind now.

    Instruments and the room stay set at a station until the program is closed, the kind of run
    for one attempt.
    """

    runChanged = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: dict[str, InstrumentRow] = {}
        self._kinds: list[str] = []
        self.instruments: dict[str, QComboBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        line = QHBoxLayout()
        line.setSpacing(theme.GRID)
        self._with = QWidget()
        self._lists = QHBoxLayout(self._with)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(theme.GRID)
        self._rows: list[FormRow] = []
        line.addWidget(self._with, 1)
        self.room = QLineEdit()
        self.room.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.room.textEdited.connect(lambda typed: self._remember(ROOM, typed))
        self.room.setFixedWidth(72)
        line.addWidget(FormRow(say("Room temperature"), self.room, "°C"))
        self.run = QComboBox()
        for kind, words in RUNS.items():
            self.run.addItem(say(words), kind.value)
        self.run.currentIndexChanged.connect(lambda _: self.runChanged.emit())
        self.run.setFixedWidth(172)
        line.addWidget(FormRow(say("This run"), self.run))
        self._without = QWidget()  # what there is no instrument for stays empty on the right
        line.addWidget(self._without, 1)
        column.addLayout(line)
        self._told = QVBoxLayout()
        self._told.setSpacing(0)
        self.told: list[Label] = []
        column.addLayout(self._told)
        column.addWidget(Hairline())
        context.changed.connect(self._context_changed)
        self._restore_room()

    # What is set

    def how(self) -> How:
        """What is set, for the attempt that is kept."""
        chosen = {kind: str(box.currentData() or "") for kind, box in self.instruments.items()}
        return How(chosen, self.room.text(), self.kind_of_run())

    def kind_of_run(self) -> str:
        """Whether the run counts, was broken off, or is of a golden card."""
        return str(self.run.currentData() or "")

    def set_run(self, run: str) -> None:
        """Choose the kind of run without a word to anybody."""
        self.run.blockSignals(True)
        self.run.setCurrentIndex(max(0, self.run.findData(run)))
        self.run.blockSignals(False)

    def show_plan(self, kinds: Sequence[str]) -> None:
        """Offer the instruments of these kinds, which measure something in the plan."""
        if list(kinds) != self._kinds:
            self._kinds = list(kinds)
            self._offer()

    def show_instruments(self, rows: Sequence[InstrumentRow]) -> None:
        """These are the instruments of the workshop now."""
        known = {row.code: row for row in rows}
        if known != self._known:
            self._known = known
            self._offer()

    def known(self, scan: str) -> InstrumentRow | None:
        """The instrument whose code this is."""
        return self._known.get(scan.strip().upper())

    def choose(self, row: InstrumentRow) -> bool:
        """Measure with this one from now on; False where the plan asks for none of its kind."""
        self._remember(row.kind, row.code)
        box = self.instruments.get(row.kind)
        if box is None:
            return False
        box.setCurrentIndex(max(0, box.findData(row.code)))
        return True

    # What stays set at a station

    def _remember(self, what: str, typed: str) -> None:
        self._context.used[self._context.station, what] = typed

    def _remembered(self, what: str) -> str:
        return self._context.used.get((self._context.station, what), "")

    def _context_changed(self, what: str) -> None:
        if what == "station":
            self._restore_room()
            self._offer()

    def _restore_room(self) -> None:
        self.room.setText(self._remembered(ROOM))

    # Instruments

    def _offer(self) -> None:
        """A list for each kind of instrument, the one that was used last at this station chosen."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self.instruments, self._rows = {}, []
        for kind in self._kinds:
            rows = [row for row in self._known.values() if row.kind == kind]
            rows = [row for row in rows if row.state == InstrumentState.IN_USE]
            if rows:
                self._rows.append(self._list_of(kind, rows))
                self._lists.addWidget(self._rows[-1], 1)
        self._with.setVisible(bool(self._rows))
        self._without.setVisible(not self._rows)
        self._tell()

    def _list_of(self, kind: str, rows: Sequence[InstrumentRow]) -> FormRow:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(13)
        box.addItem(say("Not said"), "")
        for row in rows:
            box.addItem(row.code, row.code)
        box.setCurrentIndex(max(0, box.findData(self._remembered(kind))))
        box.currentIndexChanged.connect(lambda _: self._picked(kind))
        self.instruments[kind] = box
        return FormRow(instrument_word(kind), box)

    def _picked(self, kind: str) -> None:
        self._remember(kind, str(self.instruments[kind].currentData() or ""))
        self._tell()

    def _tell(self) -> None:
        """Say under the lists how long what is chosen is calibrated."""
        for old in self.told:
            old.hide()
            old.deleteLater()
        used = [self._known.get(code) for code in self.how().instruments.values()]
        said = [calibration(row) for row in used if row is not None]
        self.told = [Label(words, theme.NOTE, ink=ink, wraps=True) for words, ink in said]
        for label in self.told:
            self._told.addWidget(label)
