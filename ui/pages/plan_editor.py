# SPDX-License-Identifier: MIT
"""A test plan being edited: what it is for and which tools feed it, and what it measures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.context import Context
from ui.pages.bench_parts import Scrolled
from ui.pages.plan_about import PlanAbout
from ui.pages.plan_line import LinePane
from ui.pages.tabs import Tabs
from ui.pages.tests_plan import limits
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.plan_drafts import (
    LIMITS_OF,
    NUMBER,
    TYPES,
    YES_NO,
    LineDraft,
    PlanDraft,
)
from workshop.language import mark, say

_SIDE = 320  # px
_DEFAULT = Look(Tone.CAREFUL, "warning", mark("Default, check it"))


def _number(typed: str) -> float | None:
    """A limit as far as it can be read."""
    try:
        return float(typed.strip().replace(",", "."))
    except ValueError:
        return None


class PlanEditor(Panel):
    """A plan in hand. `saved` with its draft; `left` says that the list of plans is wanted."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(margin=16)
        self._context = context
        self.draft: PlanDraft | None = None
        self._warned = False
        self._told = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.body.addWidget(self._told)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(self._list(), 1)
        middle.addWidget(self._beside())
        self.body.addLayout(middle, 1)
        row = QHBoxLayout()
        self.back = Button(say("Back to the plans"), icon="chevron-left", press=self.leave)
        self.save = Button(
            say("Save as a new version"), tone=Tone.ACCENT, icon="save", filled=True,
            press=self._save, key="Ctrl+S",
        )  # fmt: skip
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)

    def _beside(self) -> QWidget:
        """The measurement in hand, and what is said of the whole plan."""
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.tabs = Tabs([("line", mark("Measurement")), ("plan", mark("The plan itself"))])
        self.tabs.addStretch(1)
        self.tabs.tapped.connect(self.turn)
        column.addLayout(self.tabs)
        hand = Scrolled()
        self.pane = LinePane()
        self.pane.typed.connect(self._show_rows)
        hand.column.addWidget(self.pane)
        hand.column.addStretch(1)
        self._sides = QStackedWidget()
        self._sides.addWidget(hand)
        self.about = PlanAbout()
        self._sides.addWidget(self.about)
        column.addWidget(self._sides, 1)
        return side

    def _list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        self.table = Table(
            [
                Column(mark("Measurement"), self._label, share=5, strong=True),
                Column(mark("What passes"), self._passes, share=4, ink="quiet"),
                Column("", self._default, width=184, look=self._look),
            ],
            name=mark("Measurements of the plan"),
            empty=mark("The plan measures nothing yet. Add a measurement below."),
            key=lambda place: place,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.picked.connect(lambda _place: self._picked())
        self.table.clicked.connect(lambda _index: self.turn("line"))
        column.addWidget(self.table, 1)
        self.lacks = Label("", theme.NOTE, ink="refused", wraps=True)
        self.lacks.hide()
        column.addWidget(self.lacks)
        self.add = Button(say("Add a measurement"), icon="plus", press=self._add)
        self.remove = Button(say("Take it out"), icon="trash", press=self._remove)
        self.up = Button(say("Up"), icon="arrow-up", key="Alt+Up", press=lambda: self._move(-1))
        self.down = Button(
            say("Down"), icon="arrow-down", key="Alt+Down", press=lambda: self._move(1)
        )
        for pair in ((self.add, self.remove), (self.up, self.down)):
            row = QHBoxLayout()
            row.setSpacing(theme.GRID)
            for button in pair:
                row.addWidget(button, 1)
            column.addLayout(row)
        return column

    # What is shown

    def turn(self, side: str) -> None:
        """Show the measurement in hand, or what is said of the whole plan."""
        self.tabs.set_off(side)
        self._sides.setCurrentIndex(self.tabs.place(side))

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.draft is not None and self.draft.is_changed

    def forget(self) -> None:
        """What was changed is saved, or not wanted."""
        self.draft = None

    def show_plan(self, draft: PlanDraft, told: str, names: Iterable[str]) -> None:
        """Edit this plan; `told` says what it was used for, `names` what values are called."""
        self.draft, self._warned = None, False
        self.setTitle(say("New plan") if draft.is_new else draft.name)
        self.save.setText(say("Save the plan") if draft.is_new else say("Save as a new version"))
        self._told.setText(told)
        self.lacks.hide()
        self.about.show_plan(draft)
        self.draft = draft
        self.pane.offer_names(names)
        self._show_rows()
        self.table.go(0)
        self._show_line()
        self.turn("plan" if draft.is_new else "line")
        first = self.about.name if draft.is_new else self.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self) -> None:
        lines = self.draft.lines if self.draft else []
        self.table.setRows(list(range(len(lines))))

    def _show_line(self) -> None:
        place = self.table.currentRow()
        lines = self.draft.lines if self.draft else []
        line = lines[place] if place is not None and place < len(lines) else None
        self.pane.show_line(line)
        for tool in (self.up, self.down, self.remove):
            tool.setEnabled(line is not None)

    def _picked(self) -> None:
        self._show_line()
        self.turn("line")

    def _line(self, place: int) -> LineDraft:
        assert self.draft is not None
        return self.draft.lines[place]

    def _label(self, place: int) -> str:
        line = self._line(place)
        label = line.label or say("(not said yet)")
        return say("{label} *", label=label) if line.required else label

    def _passes(self, place: int) -> str:
        """What is held against a value, or what it takes where nothing is."""
        line = self._line(place)
        if line.type == NUMBER:
            if line.limit_of:
                return say(LIMITS_OF[line.limit_of])
            words = limits(_number(line.low), _number(line.high), line.unit)
        elif line.type == YES_NO and line.passing:
            words = say("Yes") if line.passing == "yes" else say("No")
        else:
            words = line.passing
        what = say(TYPES[line.type])
        if words:
            return words
        return say("{what}, {unit}", what=what, unit=line.unit) if line.unit else what

    def _default(self, place: int) -> str:
        return say("Default, check it") if self._line(place).is_default else ""

    def _look(self, place: int) -> Look | None:
        return _DEFAULT if self._line(place).is_default else None

    # What is done

    def _go(self, place: int) -> None:
        self._show_rows()
        self.table.go(place)
        self._picked()

    def _add(self) -> None:
        if self.draft is not None:
            now = self.table.currentRow()
            self._go(self.draft.add(-1 if now is None else now))
            self.lacks.hide()
            self.pane.text_of("label").setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, by: int) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self._go(self.draft.move(place, by))

    def _remove(self) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self.draft.remove(place)
            self._go(min(place, len(self.draft.lines) - 1))

    def _save(self) -> None:
        if self.draft is not None:
            self.saved.emit(self.draft)

    def show_faults(self, draft: PlanDraft) -> None:
        """Say at its place what cannot be kept; the first measurement with a fault is in hand."""
        lacks = draft.wrong.get("lines")
        self.lacks.setText(str(lacks or ""))
        self.lacks.setVisible(lacks is not None)
        places = sorted({where[0] for where in draft.wrong if isinstance(where, tuple)})
        if places:
            self._go(places[0])
        place = self.table.currentRow()
        self.pane.show_faults(
            {where[1]: str(fault) for where, fault in draft.wrong.items()
             if isinstance(where, tuple) and where[0] == place}
        )  # fmt: skip
        if self.about.rows.keys() & draft.wrong.keys():
            self.turn("plan")
        self.about.show_faults(draft.wrong)

    def leave(self) -> None:
        """Go back to the plans; what is not saved is asked about once."""
        if self.is_changed and not self._warned:
            self._warned = True
            self._context.answer(
                "careful", say("The plan is not saved"),
                say("Press it once more to give the changes up."),
            )  # fmt: skip
            return
        self.forget()
        self.left.emit()
