# SPDX-License-Identifier: MIT
"""Settings: the measuring instruments, until when each is calibrated, and which are retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import Field, Option
from ui.pages.settings_people import Register
from ui.pages.words import INSTRUMENTS, instrument_word
from ui.widgets.controls import Button
from ui.widgets.panels import FormRow
from ui.widgets.states import CALIBRATIONS, RETIRED, Look
from ui.widgets.table import Column
from workshop.domain.terms import Calibration, InstrumentState
from workshop.language import mark, say, say_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workshop.queries.results import InstrumentRow

_DAY = "2027-06-30"


def _look(row: Any) -> Look:
    if row.state == InstrumentState.RETIRED:
        return RETIRED
    return CALIBRATIONS[Calibration(row.calibration)]


class OneInstrument(QWidget):
    """What may become of the instrument that is chosen; `changed` has the facts of it."""

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.row: InstrumentRow | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.GRID)
        self.until = QLineEdit()
        self.until.setPlaceholderText(_DAY)
        self.until.setInputMethodHints(Qt.InputMethodHint.ImhDate)
        self.until.returnPressed.connect(self._calibrated)
        field = FormRow(say("Calibrated until, if it needs to be"), self.until)
        line.addWidget(field, 1)
        low = Qt.AlignmentFlag.AlignBottom
        self.save = Button(say("Note the calibration"), icon="save", press=self._calibrated)
        line.addWidget(self.save, 0, low)
        self.retire = Button("", press=self._retire)
        line.addWidget(self.retire, 0, low)

    def show_instrument(self, row: InstrumentRow | None) -> None:
        """Show this one; nothing for none. What is typed stays while it is the same."""
        same = row is not None and self.row is not None and row.code == self.row.code
        if row is not None and (not same or row != self.row):
            self.until.setText(row.calibrated_until)
        self.row = row
        self.setVisible(row is not None)
        if row is not None:
            retired = row.state == InstrumentState.RETIRED
            self.retire.setText(say("Use it again") if retired else say("Retire it"))
            self.retire.setIconName("undo" if retired else "minus")

    def _calibrated(self) -> None:
        self._change(calibrated_until=self.until.text().strip())

    def _retire(self) -> None:
        retired = self.row is not None and self.row.state == InstrumentState.RETIRED
        state = InstrumentState.IN_USE if retired else InstrumentState.RETIRED
        self._change(state=state.value)

    def _change(self, **facts: str) -> None:
        if self.row is not None:
            self.changed.emit({"instrument": self.row.code, **facts})


class Instruments(Register):
    """What values are measured with; each is chosen at a test by its code."""

    query, act = "instruments", "add_instrument"
    heading, adding = mark("Instruments"), mark("Add an instrument")
    word = mark("Instrument")
    empty = mark("No instrument yet. Add the multimeters, cameras and supplies values come from.")
    hint = mark("Choose a line to see its code, and to note a new calibration.")
    printing = mark("All labels as PDF")

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.one = OneInstrument()
        self.one.changed.connect(self._change)
        self.one.hide()
        self.below.addWidget(self.one)

    def columns(self) -> list[Column]:
        """Code, name and kind, until when its calibration holds, and whether it does."""
        return [
            Column(mark("Code"), "code", strong=True, width=80),
            Column(mark("Name"), "name", share=2),
            Column(mark("Kind"), lambda row: instrument_word(row.kind), width=146, ink="quiet"),
            Column(mark("Holds until"), "calibrated_until", show=say_day, width=124),
            Column(mark("Calibration"), lambda row: _look(row).word, width=164, look=_look),
        ]

    def fields(self) -> list[Field]:
        """Name, code, kind, serial and how long its calibration holds."""
        kinds = [Option(kind, say(words)) for kind, words in INSTRUMENTS.items()]
        return [
            *super().fields(),
            Field("kind", mark("Kind"), kinds),
            Field("serial", mark("Serial, if known"), needed=False),
            Field("calibrated_until", mark("Calibrated until, if it is"), hint=_DAY, needed=False),
        ]

    def badge_of(self, row: Any) -> str:
        """Its code, as it stands on its label."""
        return str(row.code)

    def listed(self, rows: Sequence[Any]) -> None:
        """What is chosen may be another one now."""
        now = self.one.row
        if now is not None:
            self.one.show_instrument(next((row for row in rows if row.code == now.code), None))

    def _picked(self, row: Any) -> None:
        super()._picked(row)
        self.one.show_instrument(row)

    def _change(self, facts: dict[str, Any]) -> None:
        self.desk.do("change_instrument", facts, self.done, self.refused, owner=self)
