# SPDX-License-Identifier: MIT
"""One routing being edited: its steps moved, added and taken out, and what each is to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.settings_parts import Option, fill, number_box, options_box
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.benches.routings import GROUPS, MOST_LOOPS, NEEDED, OPTIONAL, RoutingBench
from workshop.language import mark, say


class RoutingEditor(Panel):
    """A routing in hand. `saved` with its bench, `stopped` with why something cannot be.

    `stepAsked` names the step whose own fields, text and picture are wanted; none: a new one.
    """

    saved = Signal(object)
    stopped = Signal(object)
    left = Signal()
    stepAsked = Signal(str)

    def __init__(self) -> None:
        super().__init__(margin=16)
        self.bench: RoutingBench | None = None
        self._names: dict[str, str] = {}
        self._told = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.body.addWidget(self._told)
        self._add_head()
        middle = QHBoxLayout()
        middle.setSpacing(16)
        self.table = Table(
            [
                Column(mark("Step"), self._name, strong=True),
                Column(mark("What it is to the routing"), self._kind),
            ],
            name=mark("Steps of the routing"),
            key=lambda step: step,
        )
        self.table.picked.connect(lambda _step: self._show_step())
        self.table.opened.connect(lambda step: self.stepAsked.emit(step))
        middle.addWidget(self.table, 1)
        side = Scrolled()
        side.setFixedWidth(300)
        middle.addWidget(side)
        self.body.addLayout(middle, 1)
        self._add_step_tools(side.column)
        self._add_loops(side.column)
        side.column.addStretch(1)
        row = QHBoxLayout()
        self.save = Button(
            say("Save as a new version"), tone=Tone.ACCENT, icon="save", filled=True,
            press=self._save, key="Ctrl+S",
        )  # fmt: skip
        self.again = Button(say("Start again"), icon="undo", press=self._leave)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)

    def _add_head(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        self.name, self.purpose, self.suits = QLineEdit(), QLineEdit(), QLineEdit()
        self.suits.setPlaceholderText(say("All cards"))
        for place, (words, field) in enumerate(
            (
                (say("Name"), self.name),
                (say("Purpose"), self.purpose),
                (say("For series, families or models"), self.suits),
            )
        ):
            grid.addWidget(FormRow(words, field), 0, place)
            field.textEdited.connect(self._typed)
        self.usual = Button(say("The usual way"), icon="check")
        self.usual.setCheckable(True)
        self.usual.clicked.connect(self._typed)
        grid.addWidget(self.usual, 0, 3, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(grid)

    def _add_step_tools(self, column: QVBoxLayout) -> None:
        self.kind = options_box(
            [
                Option(NEEDED, say("Must be done")),
                Option(OPTIONAL, say("May be passed over")),
                *(Option(g, say("One of group {letter}", letter=g)) for g in GROUPS),
            ]
        )
        self.kind.activated.connect(self._make)
        column.addWidget(FormRow(say("The step in hand"), self.kind))
        self.edit = Button(
            say("Fields, text, picture …"), icon="edit", press=self._edit, key="Ctrl+E"
        )
        column.addWidget(self.edit)
        self.up = Button(say("Up"), icon="arrow-up", key="Alt+Up", press=lambda: self._move(-1))
        self.down = Button(
            say("Down"), icon="arrow-down", key="Alt+Down", press=lambda: self._move(1)
        )
        self.remove = Button(say("Take it out"), icon="trash", press=self._remove)
        for tool in (self.up, self.down, self.remove):
            column.addWidget(tool)
        self.all_steps = QComboBox()
        column.addWidget(FormRow(say("Another step"), self.all_steps))
        self.add = Button(say("Add it below"), icon="plus", press=self._add)
        column.addWidget(self.add)
        self.new = Button(say("New step …"), icon="plus", press=lambda: self.stepAsked.emit(""))
        column.addWidget(self.new)

    def _add_loops(self, column: QVBoxLayout) -> None:
        self.loops: list[tuple[QComboBox, QComboBox, QSpinBox]] = []
        for number in range(1, MOST_LOOPS + 1):
            first, last, most = QComboBox(), QComboBox(), number_box(2, 99, 3)
            column.addWidget(FormRow(say("May be done again ({n}): from", n=number), first))
            column.addWidget(FormRow(say("to ({n})", n=number), last))
            column.addWidget(FormRow(say("times in all ({n})", n=number), most))
            for box in (first, last):
                box.activated.connect(self._repeat)
            most.valueChanged.connect(self._repeat)
            self.loops.append((first, last, most))

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.bench is not None and self.bench.is_changed

    def forget(self) -> None:
        """What was changed is saved, or not wanted."""
        self.bench = None

    def offer_steps(self, steps: Sequence[Any]) -> None:
        """All steps of the shop, to be put into a routing."""
        self._names = {step.code: say(step.name) for step in steps}
        fill(self.all_steps, [Option(code, name) for code, name in self._names.items()])
        self._show_steps()

    def show_routing(self, bench: RoutingBench, told: str) -> None:
        """Edit this routing; `told` says which version it is and who goes that way."""
        self.bench = bench
        self.setTitle(say(bench.name))
        self._told.setText(told)
        self.name.setText(bench.name)
        self.purpose.setText(bench.purpose)
        self.suits.setText(bench.suits)
        self.usual.setChecked(bench.usual)
        self._show_steps(bench.steps[0] if bench.steps else "")

    def _show_steps(self, in_hand: str = "") -> None:
        bench = self.bench
        if bench is None:
            return
        now = in_hand or self.table.currentRow() or ""
        self.table.setRows(list(bench.steps))
        if now in bench.steps:
            self.table.go(now)
        options = [Option("", say("No steps")), *(Option(s, self._name(s)) for s in bench.steps)]
        blank = ("", "", 3)
        shown = [*bench.loops, *[blank] * MOST_LOOPS][:MOST_LOOPS]
        for (first, last, most), (begin, end, times) in zip(self.loops, shown, strict=True):
            fill(first, options, begin)
            fill(last, options, end)
            most.blockSignals(True)
            most.setValue(times)
            most.blockSignals(False)
        self._show_step()

    def _show_step(self) -> None:
        step = self.table.currentRow()
        for tool in (self.kind, self.edit, self.up, self.down, self.remove):
            tool.setEnabled(step is not None)
        if self.bench is not None and step is not None:
            self.kind.setCurrentIndex(self.kind.findData(self.bench.kind(step)))

    def _edit(self) -> None:
        step = self.table.currentRow()
        if step is not None:
            self.stepAsked.emit(step)

    def _name(self, step: str) -> str:
        return self._names.get(step, step)

    def _kind(self, step: str) -> str:
        kind = self.bench.kind(step) if self.bench else NEEDED
        return self.kind.itemText(self.kind.findData(kind))

    def _typed(self) -> None:
        if self.bench is not None:
            self.bench.name, self.bench.purpose = self.name.text(), self.purpose.text()
            self.bench.suits, self.bench.usual = self.suits.text(), self.usual.isChecked()

    def _make(self) -> None:
        step = self.table.currentRow()
        if self.bench is not None and step is not None:
            self.bench.make(step, str(self.kind.currentData()))
            self._show_steps(step)

    def _move(self, by: int) -> None:
        step = self.table.currentRow()
        if self.bench is not None and step is not None:
            self.bench.move(step, by)
            self._show_steps(step)

    def _remove(self) -> None:
        step = self.table.currentRow()
        if self.bench is not None and step is not None:
            place = self.bench.steps.index(step)
            self.bench.remove(step)
            left = self.bench.steps
            self._show_steps(left[min(place, len(left) - 1)] if left else "")

    def _add(self) -> None:
        self.put_in(str(self.all_steps.currentData() or ""))

    def put_in(self, step: str) -> None:
        """Put this step into the routing, below the one in hand."""
        if self.bench is not None and step:
            stop = self.bench.add(step, self.table.currentRow() or "")
            if stop is not None:
                self.stopped.emit(stop)
            else:
                self._show_steps(step)

    def _repeat(self) -> None:
        if self.bench is not None:
            self.bench.repeat(
                [
                    (str(first.currentData() or ""), str(last.currentData() or ""), most.value())
                    for first, last, most in self.loops
                ]
            )

    def _save(self) -> None:
        if self.bench is not None:
            self.saved.emit(self.bench)

    def _leave(self) -> None:
        self.forget()
        self.left.emit()
