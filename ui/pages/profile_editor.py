# SPDX-License-Identifier: MIT
"""A rework profile as it is edited: its curve above, zones and segments, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.settings_parts import Option, fill
from ui.pages.tests_plan import Typed
from ui.theme import Tone
from ui.widgets.controls import Button, Check, Chip, Label
from ui.widgets.curve_chart import CurveChart, Programme, Wanted
from ui.widgets.panels import FormRow, Panel
from workshop.benches.profiles import CELLS, LIMITS, ProfileBench
from workshop.language import mark, say

_HEADS = (mark("Up to, °C"), mark("By, °C/s"), mark("Hold, s"))
Hand = tuple[int, int] | None

_WANTED = ("soak_from", "soak_to", "peak_low", "peak_high")


# px that a line of three numbers needs.
_SEGMENTS = 300


class Segments(QWidget):
    """The segments of one zone, a line of three numbers each."""

    changed = Signal()
    added = Signal()
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[list[QLineEdit]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        for column, words in enumerate(_HEADS):
            self._grid.addWidget(Label(say(words), theme.NOTE, ink="quiet"), 0, column + 1)
        self.add = Button(say("Add a segment"), icon="plus", press=self.added.emit)

    def show_segments(
        self, segments: Sequence[Sequence[str]], hand: tuple[int, int] | None
    ) -> None:
        """Show these texts; `hand` is the line and field the keyboard goes to."""
        while self._grid.count() > len(_HEADS):
            item = self._grid.takeAt(len(_HEADS))
            old = item.widget() if item is not None else None
            if old is not None and old is not self.add:
                old.hide()
                old.deleteLater()
        self._lines = []
        for row, texts in enumerate(segments):
            self._add_line(row, texts)
        self._grid.addWidget(self.add, len(segments) + 1, 1, 1, 3)
        if hand is not None:
            self.field(*hand).show()  # what is not in sight yet takes no keyboard
            # As by Tab: what is typed replaces what stands there from the segment before.
            self.field(*hand).setFocus(Qt.FocusReason.TabFocusReason)

    def _add_line(self, row: int, texts: Sequence[str]) -> None:
        number = Label(str(row + 1), theme.NOTE, ink="quiet")
        self._grid.addWidget(number, row + 1, 0)
        line: list[QLineEdit] = []
        for column, text in enumerate(texts):
            field = Typed()
            field.setText(text)
            field.setMinimumWidth(64)
            words = say("Segment {n}: {what}", n=row + 1, what=say(_HEADS[column]))
            field.setAccessibleName(words)
            field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            field.textEdited.connect(lambda _text: self.changed.emit())
            line.append(field)
            self._grid.addWidget(field, row + 1, column + 1)
        self._lines.append(line)
        gone = Button("", icon="trash", press=partial(self.removed.emit, row))
        gone.setAccessibleName(say("Remove segment {n}", n=row + 1))
        self._grid.addWidget(gone, row + 1, 4)

    def field(self, row: int, column: int) -> QLineEdit:
        """One of the fields."""
        return self._lines[row][column]

    def texts(self) -> list[list[str]]:
        """What stands in the fields."""
        return [[field.text() for field in line] for line in self._lines]

    def show_faults(self, faults: dict[tuple[int, str], object]) -> None:
        """Mark the fields that cannot be read."""
        for row, line in enumerate(self._lines):
            for cell, field in zip(CELLS, line, strict=True):
                _mark(field, faults.get((row, cell)))


def _mark(field: QWidget, fault: object | None) -> None:
    field.setProperty("wrong", "true" if fault else "false")
    field.setAccessibleDescription(str(fault) if fault else "")
    field.style().unpolish(field)
    field.style().polish(field)


class ProfileEditor(Panel):
    """One profile in hand. `saved` says that it is to be kept, `stopped` what cannot be done."""

    saved = Signal(object)
    stopped = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(" ", margin=16)
        self.bench: ProfileBench | None = None
        self._melts: dict[str, float] = {}
        self._zone, self.is_changed = 0, False
        self.chart = CurveChart(say("The profile as a curve"))
        self.body.addWidget(self.chart, 2)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addLayout(self._zones_side(), 4)
        halves.addLayout(self._limits_side(), 5)
        self.body.addLayout(halves, 3)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.save = Button(
            say("Save as a new version"), tone=Tone.ACCENT, filled=True, icon="save", key="Ctrl+S",
            press=self._save,
        )  # fmt: skip
        self.again = Button(say("Forget the changes"), icon="undo", press=self._leave)
        row.addWidget(self.save)
        row.addWidget(self.again)
        row.addStretch(1)
        self.body.addLayout(row)

    def _zones_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(4)
        column.addLayout(self._chips)
        scroll = Scrolled()
        scroll.setMinimumWidth(_SEGMENTS)
        self.segments = Segments()
        self.segments.changed.connect(self._typed)
        self.segments.added.connect(self.add_segment)
        self.segments.removed.connect(self.remove_segment)
        scroll.column.addWidget(self.segments)
        self.zone_name = QLineEdit()
        self.zone_name.textEdited.connect(lambda _text: self._typed())
        scroll.column.addWidget(FormRow(say("Name of the zone"), self.zone_name))
        self.remove = Button(say("Remove this zone"), icon="trash", press=self.remove_zone)
        scroll.column.addWidget(self.remove)
        scroll.column.addStretch(1)
        column.addWidget(scroll, 1)
        return column

    def _limits_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        scroll = Scrolled()
        self.code, self.name, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.alloy, self.heats = QComboBox(), QComboBox()
        fill(
            self.heats,
            [Option("board", say("Whole board")), Option("piece", say("The piece alone"))],
        )
        self.confirmed = Check(say("Confirmed on our station"))
        self.rows = {"code": FormRow(say("Code"), self.code)}
        scroll.column.addWidget(self.rows["code"])
        scroll.column.addWidget(FormRow(say("Name"), self.name))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        grid.addWidget(FormRow(say("Alloy"), self.alloy), 0, 0)
        grid.addWidget(FormRow(say("What it heats"), self.heats), 0, 1)
        self.limits: dict[str, QLineEdit] = {}
        for place, limit in enumerate(LIMITS):
            field = Typed()
            field.textEdited.connect(lambda _text: self._typed())
            self.limits[limit.name] = field
            self.rows[limit.name] = FormRow(say(limit.words), field, limit.unit)
            grid.addWidget(self.rows[limit.name], 1 + place // 2, place % 2)
        scroll.column.addLayout(grid)
        scroll.column.addWidget(self.confirmed)
        scroll.column.addWidget(FormRow(say("Note"), self.note))
        scroll.column.addStretch(1)
        for text in (self.code, self.name, self.note):
            text.textEdited.connect(lambda _text: self._typed())
        self.alloy.currentIndexChanged.connect(self._typed)
        self.heats.currentIndexChanged.connect(self._typed)
        self.confirmed.toggled.connect(self._typed)
        column.addWidget(scroll, 1)
        return column

    # What is shown

    def offer_alloys(self, alloys: Sequence[tuple[str, str, float]]) -> None:
        """Offer these alloys, by code, name and melting point."""
        self._melts = {code: melts for code, _, melts in alloys}
        fill(self.alloy, [Option(code, code) for code, _, _ in alloys])
        if self.bench is not None:
            fill(self.alloy, [Option(code, code) for code in self._melts], self.bench.alloy)
            self._draw()

    def show_profile(self, bench: ProfileBench) -> None:
        """Take this profile in hand."""
        self.bench, self._zone, self.is_changed = bench, 0, bench.is_new
        self.setTitle(
            say("New profile") if bench.is_new else f"{bench.texts['name']} ({bench.code})"
        )
        self.rows["code"].setVisible(bench.is_new)
        words = say("Save the profile") if bench.is_new else say("Save as a new version")
        self.save.setText(words)
        for widget, text in (
            (self.code, bench.code), (self.name, bench.texts["name"]),
            (self.note, bench.texts["note"]),
            *((self.limits[name], text) for name, text in bench.limits.items()),
        ):  # fmt: skip
            widget.setText(text)
        for signalling in (self.alloy, self.heats, self.confirmed):
            signalling.blockSignals(True)
        fill(self.alloy, [Option(code, code) for code in self._melts or [bench.alloy]], bench.alloy)
        self.heats.setCurrentIndex(max(0, self.heats.findData(bench.heats)))
        self.confirmed.setChecked(bench.confirmed)
        for signalling in (self.alloy, self.heats, self.confirmed):
            signalling.blockSignals(False)
        self._show_zone(None)
        self.show_faults()
        if bench.is_new:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_zone(self, hand: Hand) -> None:
        """Show the segments of the zone in hand, and the zones to choose from."""
        bench = self.bench
        assert bench is not None
        self._zone = min(self._zone, len(bench.zones) - 1)
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, zone in enumerate(bench.zones):
            chip = Chip(zone.name, filled=place == self._zone)
            chip.setAccessibleDescription(say("In sight") if place == self._zone else "")
            chip.clicked.connect(partial(self.take_zone, place))
            self._chips.addWidget(chip)
        more = Chip(say("Zone"), icon="plus")
        more.setAccessibleName(say("Add a zone"))
        more.clicked.connect(self.add_zone)
        self._chips.addWidget(more)
        self._chips.addStretch(1)
        zone = bench.zones[self._zone]
        self.zone_name.setText(zone.name)
        self.segments.show_segments(zone.segments, hand)
        self._draw()

    def _draw(self) -> None:
        bench = self.bench
        if bench is None:
            return
        programmes = [Programme(*one) for one in bench.programmes()]
        found = bench.read()
        wanted = Wanted(self._melts.get(bench.alloy), *(found[name] for name in _WANTED))
        self.chart.show_curves(programmes, wanted, ())
        self.save.setEnabled(self.is_changed)
        self.again.setEnabled(self.is_changed)

    def show_faults(self) -> None:
        """Say at every field what is wrong with it."""
        if self.bench is None:
            return
        wrong = self.bench.wrong
        for name, row in self.rows.items():
            fault = str(wrong[name]) if name in wrong else ""
            if fault != row.fault.text():
                row.setFault(fault)
        self.segments.show_faults(
            {where[1:]: fault for where, fault in wrong.items()
             if isinstance(where, tuple) and where[0] == self._zone}
        )  # fmt: skip

    # What is done

    def _typed(self, *_: Any) -> None:
        """Take what stands in the fields, and draw it as far as it can be read."""
        bench = self.bench
        if bench is None:
            return
        self.is_changed = True
        bench.code = self.code.text() if bench.is_new else bench.code
        bench.texts = {"name": self.name.text(), "note": self.note.text()}
        bench.alloy = str(self.alloy.currentData() or bench.alloy)
        bench.heats = str(self.heats.currentData() or bench.heats)
        bench.confirmed = self.confirmed.isChecked()
        bench.limits = {name: field.text() for name, field in self.limits.items()}
        zone = bench.zones[self._zone]
        zone.name, zone.segments = self.zone_name.text(), self.segments.texts()
        self._draw()
        self.show_faults()

    def take_zone(self, place: int) -> None:
        """Show the segments of this zone."""
        self._zone = place
        self._show_zone(None)

    def add_zone(self) -> None:
        """Add a heater, and take it in hand."""
        if self.bench is not None:
            self.bench.add_zone()
            self.is_changed, self._zone = True, len(self.bench.zones) - 1
            self._show_zone((0, 0))

    def remove_zone(self) -> None:
        """Take the heater in hand out."""
        if self.bench is not None:
            self._after(self.bench.remove_zone(self._zone), None)

    def add_segment(self) -> None:
        """Add a segment at the end, with the keyboard in it."""
        if self.bench is not None:
            stop = self.bench.add_segment(self._zone)
            self._after(stop, (len(self.bench.zones[self._zone].segments) - 1, 0))

    def remove_segment(self, row: int) -> None:
        """Take a segment out."""
        if self.bench is not None:
            stop = self.bench.remove_segment(self._zone, row)
            self._after(stop, (max(0, row - 1), 0))

    def _after(self, stop: object | None, hand: Hand) -> None:
        if stop is not None:
            self.stopped.emit(stop)
            return
        self.is_changed = True
        self._show_zone(hand)

    def _save(self) -> None:
        if self.bench is not None:
            self.saved.emit(self.bench)

    def _leave(self) -> None:
        self.forget()
        self.left.emit()

    def forget(self) -> None:
        """What was changed is saved, or not wanted any more."""
        self.is_changed = False
