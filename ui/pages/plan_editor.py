# SPDX-License-Identifier: MIT
"""A test plan being edited: what it is for and which tools feed it, and what it measures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from ui import theme
from ui.context import Context
from ui.pages.plan_about import PlanAbout
from ui.pages.plan_line import LinePane
from ui.pages.rows_editor import RowsEditor
from ui.pages.tests_plan import limits
from ui.theme import Tone
from ui.widgets.controls import Label
from ui.widgets.states import Look
from ui.widgets.table import Column
from workshop.benches.plan_drafts import (
    LIMITS_OF,
    NUMBER,
    TYPES,
    YES_NO,
    LineDraft,
    PlanDraft,
)
from workshop.language import mark, say

_DEFAULT = Look(Tone.CAREFUL, "warning", mark("Default, check it"))


def _number(typed: str) -> float | None:
    """A limit as far as it can be read."""
    try:
        return float(typed.strip().replace(",", "."))
    except ValueError:
        return None


class PlanEditor(RowsEditor):
    """A plan in hand, and what it measures."""

    draft: PlanDraft | None
    pane: LinePane

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("Back to the plans"), say("The plan is not saved"))
        self.lacks = Label("", theme.NOTE, ink="refused", wraps=True)
        self.lacks.hide()
        columns = [
            Column(mark("Measurement"), self._label, share=5, strong=True),
            Column(mark("What passes"), self._passes, share=4, ink="quiet"),
            Column("", self._default, width=184, look=self._look),
        ]
        lines = self.list_of(
            columns,
            name=mark("Measurements of the plan"),
            empty=mark("The plan measures nothing yet. Add a measurement below."),
            add=say("Add a measurement"),
            note=self.lacks,
        )
        self.table.clicked.connect(lambda _index: self.turn("line"))
        self.middle.addLayout(lines, 1)
        self.pane = LinePane()
        self.pane.typed.connect(self.show_rows)
        self.about = PlanAbout()
        tabs = ("line", mark("Measurement")), ("plan", mark("The plan itself"))
        self.middle.addWidget(self.beside(*tabs, self.about))

    # What is shown

    def show_plan(self, draft: PlanDraft, told: str, names: Iterable[str]) -> None:
        """Edit this plan; `told` says what it was used for, `names` what values are called."""
        self.draft = None  # what is filled in now is typed by nobody
        self.setTitle(say("New plan") if draft.is_new else say(draft.name))
        self.save.setText(say("Save the plan") if draft.is_new else say("Save as a new version"))
        self.lacks.hide()
        self.about.show_plan(draft)
        self.pane.offer_names(names)
        self.begin(draft, told)
        self.turn("plan" if draft.is_new else "line")
        first = self.about.name if draft.is_new else self.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def picked(self) -> None:
        """Another measurement is in hand."""
        super().picked()
        self.turn("line")

    def _line(self, place: int) -> LineDraft:
        assert self.draft is not None
        return self.draft.lines[place]

    def _label(self, place: int) -> str:
        line = self._line(place)
        label = say(line.label) or say("(not said yet)")
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

    def _add(self) -> None:
        self.lacks.hide()
        super()._add()

    def show_faults(self, draft: PlanDraft) -> None:
        """Say at its place what cannot be kept; the first measurement with a fault is in hand."""
        lacks = draft.wrong.get("lines")
        self.lacks.setText(str(lacks or ""))
        self.lacks.setVisible(lacks is not None)
        super().show_faults(draft)
        if self.about.rows.keys() & draft.wrong.keys():
            self.turn("plan")
        self.about.show_faults(draft.wrong)
