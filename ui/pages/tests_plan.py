# SPDX-License-Identifier: MIT
"""The rows of a test plan: what is measured, its limits, the value as it is typed, its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.field_codes import CALLED, UNIT
from ui.pages.words import number
from ui.theme import Tone
from ui.widgets.controls import Badge, Label
from ui.widgets.meters import LimitGauge
from ui.widgets.panels import Hairline
from ui.widgets.states import VERDICTS
from workshop.benches.testing import Attempt
from workshop.domain.terms import Verdict
from workshop.language import listed, say

_LABEL, _VALUE, _UNIT, _GAUGE, _VERDICT = range(5)


class PlanLine(Protocol):
    """One measurement of a plan."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def pass_choices(self) -> Sequence[str]: ...
    @property
    def note(self) -> str: ...
    @property
    def instrument(self) -> str: ...


def limits(low: float | None, high: float | None, unit: str) -> str:
    """The limits of a value in words; nothing where there are none."""
    facts = {"low": number(low), "high": number(high), "unit": unit}
    if low is not None and high is not None:
        words = say("{low} to {high} {unit}", **facts)
    elif low is not None:
        words = say("{low} {unit} or more", **facts)
    elif high is not None:
        words = say("at most {high} {unit}", **facts)
    else:
        return ""
    return " ".join(words.split())


class Typed(QLineEdit):
    """A field whose Enter goes on to the next one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is Tab here; with Ctrl it is left to the page."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if plain:
                self.focusNextChild()
            else:
                event.ignore()
            return
        super().keyPressEvent(event)


class PlanRow:
    """The widgets of one measurement."""

    def __init__(
        self, line: PlanLine, changed: Callable[[str, str], object], parent: QWidget
    ) -> None:
        self.line = line
        self.field: QWidget
        if line.type in ("yes_no", "choice"):
            box = QComboBox(parent)
            box.addItem("", "")
            yes_no = {"yes": say("Yes"), "no": say("No")} if line.type == "yes_no" else {}
            for choice in yes_no or line.choices:
                box.addItem(yes_no.get(choice, say(choice)), choice)
            box.currentIndexChanged.connect(lambda _: changed(line.name, self.typed()))
            self.field = box
        else:
            edit = Typed(parent)
            edit.textChanged.connect(lambda _: changed(line.name, self.typed()))
            if line.type == "number":
                edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.field = edit
        self.field.setFont(theme.font())
        self.field.setAccessibleName(" ".join(p for p in (say(line.label), line.unit) if p))
        self.field.setProperty(CALLED, say(line.label))
        self.field.setProperty(UNIT, line.unit if line.type == "number" else "")
        self.gauge = LimitGauge(parent)
        self.limits = Label(self._wanted(), theme.SMALL, ink="quiet", cuts=True, parent=parent)
        self.badge = Badge(parent=parent)
        self.fault = Label("", theme.SMALL, ink="refused", wraps=True, parent=parent)
        self.fault.hide()
        self.show_nothing()

    def _wanted(self) -> str:
        if self.line.pass_choices:
            words = {"yes": say("Yes"), "no": say("No")}
            shown = [words.get(choice, say(choice)) for choice in self.line.pass_choices]
            return say("Good: {choices}", choices=listed(shown))
        return limits(self.line.low, self.line.high, self.line.unit)

    @property
    def has_limits(self) -> bool:
        """Whether a gauge has something to show."""
        return self.line.low is not None or self.line.high is not None

    def typed(self) -> str:
        """What stands in the field."""
        if isinstance(self.field, QComboBox):
            return str(self.field.currentData() or "")
        return self.field.text() if isinstance(self.field, QLineEdit) else ""

    def put(self, typed: str) -> None:
        """Type this into the field."""
        if isinstance(self.field, QComboBox):
            self.field.setCurrentIndex(max(0, self.field.findData(typed)))
        elif isinstance(self.field, QLineEdit):
            self.field.setText(typed)

    def _gauge(self, value: float | None, tone: Tone) -> None:
        self.gauge.setValue(value, self.line.low, self.line.high, tone)

    def show_nothing(self) -> None:
        """Nothing is typed, or nothing that can be judged."""
        self._gauge(None, Tone.PLAIN)
        required = self.line.required
        self.badge.setState(say("Needed") if required else "", Tone.PLAIN, "dot")
        self.badge.setVisible(required)
        self.show_fault("")
        self._describe()

    def show_verdict(self, verdict: str, value: float | None) -> None:
        """Show what the value says; no verdict where there is no limit."""
        self.show_fault("")
        self.badge.setVisible(bool(verdict))
        tone = Tone.ACCENT
        if verdict:
            look = VERDICTS[Verdict(verdict)]
            self.badge.setLook(look)
            tone = look.tone
        self._gauge(value, tone)
        self._describe()

    def show_fault(self, fault: str) -> None:
        """Say what is wrong with what was typed."""
        if fault == self.fault.text():
            return
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.field.setProperty("wrong", "true" if fault else "false")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self._describe()

    def _describe(self) -> None:
        """Tell a screen reader with the field what stands beside it: fault, limits, verdict."""
        verdict = "" if self.badge.isHidden() else self.badge.text()
        said = (self.fault.text(), self.limits.text(), verdict)
        self.field.setAccessibleDescription("; ".join(words for words in said if words))


class PlanForm(Scrolled):
    """The rows of one attempt; `changed` after every key that changes a value."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Its lines are as high as their labels need, which a grid tells at their own width alone.
        self.inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.attempt: Attempt | None = None
        self.rows: dict[str, PlanRow] = {}
        self._body = QWidget()
        self.column.addWidget(self._body)
        self.column.addStretch(1)

    def begin(self, attempt: Attempt, lines: Sequence[PlanLine], typed: Mapping[str, str]) -> None:
        """Show the rows of an attempt, with what was typed into them before."""
        self.attempt = attempt
        old, self._body = self._body, QWidget()
        self.column.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        for place, (stretch, least) in enumerate(((6, 140), (3, 88), (0, 30), (4, 88), (0, 112))):
            grid.setColumnStretch(place, stretch)
            grid.setColumnMinimumWidth(place, least)
        self.rows = {}
        for line in lines:
            self.rows[line.name] = row = PlanRow(line, self._typed, self._body)
            self._lay(grid, row)
        for name, text in typed.items():
            if name in self.rows:
                self.rows[name].put(text)
        self.verticalScrollBar().setValue(0)
        self.changed.emit()

    def typed(self) -> dict[str, str]:
        """What stands in the fields, by measurement; empty ones left out."""
        found = {name: row.typed().strip() for name, row in self.rows.items()}
        return {name: typed for name, typed in found.items() if typed}

    def _lay(self, grid: QGridLayout, row: PlanRow) -> None:
        at = grid.rowCount()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        label = Label(say(row.line.label), wraps=True)
        label.setBuddy(row.field)
        names.addWidget(label)
        if row.line.note:
            names.addWidget(Label(say(row.line.note), theme.SMALL, ink="quiet", wraps=True))
        names.addStretch(1)
        grid.addLayout(names, at, _LABEL)
        wide = 1 if row.line.type == "number" else 2
        grid.addWidget(row.field, at, _VALUE, 1, wide)
        if wide == 1:
            grid.addWidget(Label(row.line.unit, ink="quiet"), at, _UNIT)
        scale = QVBoxLayout()
        scale.setSpacing(0)
        if row.has_limits:
            scale.addWidget(row.gauge)
        else:
            row.gauge.hide()
        scale.addWidget(row.limits)
        grid.addLayout(scale, at, _GAUGE, Qt.AlignmentFlag.AlignVCenter)
        badge = QHBoxLayout()
        badge.addWidget(row.badge)
        badge.addStretch(1)
        grid.addLayout(badge, at, _VERDICT)
        grid.addWidget(row.fault, at + 1, _VALUE, 1, 4)
        grid.addWidget(Hairline(), at + 2, 0, 1, 5)

    def _typed(self, name: str, typed: str) -> None:
        if self.attempt is None:
            return
        self.attempt.type(name, typed)
        row = self.rows[name]
        if name in self.attempt.wrong:
            row.show_nothing()
            row.show_fault(str(self.attempt.wrong[name]))
        elif name in self.attempt.judged:
            judged = self.attempt.judged[name]
            row.show_verdict(judged.verdict, judged.number)
        else:
            row.show_nothing()
        self.changed.emit()

    def focus_first(self) -> None:
        """Put the keyboard into the first row, or the first one that is wrong."""
        wrong = self.attempt.wrong if self.attempt else {}
        name = next(iter(wrong), next(iter(self.rows), ""))
        if name:
            self.rows[name].field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.rows[name].field)

    def marked(self) -> PlanRow | None:
        """The row the keyboard is in; None where it is in none."""
        return next((row for row in self.rows.values() if row.field.hasFocus()), None)

    def mark_next(self, row: PlanRow) -> PlanRow | None:
        """Mark the next row of a number, what stands in it to be replaced; none after the last."""
        names = list(self.rows)
        after = [self.rows[name] for name in names[names.index(row.line.name) + 1 :]]
        found = next((each for each in after if each.line.type == "number"), None)
        if found is None:
            row.field.clearFocus()
        elif isinstance(found.field, QLineEdit):
            found.field.setFocus(Qt.FocusReason.TabFocusReason)
            found.field.selectAll()
            self.ensureWidgetVisible(found.field)
        return found

    def verdict_of(self, field: QWidget) -> str:
        """The word for what stands in a field so far; nothing for what is not judged."""
        found = next((row for row in self.rows.values() if row.field is field), None)
        judged = self.attempt.judged.get(found.line.name) if self.attempt and found else None
        return VERDICTS[Verdict(judged.verdict)].word if judged and judged.verdict else ""
