# SPDX-License-Identifier: MIT
"""A reball at the bench: what the new spheres are, and what they are inspected for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.pages.bench_parts import Head, Scrolled, only_shown
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import FormRow
from ui.widgets.roles import Role
from ui.widgets.states import VERDICTS
from workshop.benches.hot_work import ReballBench
from workshop.domain.terms import Verdict
from workshop.language import say, say_many


class Criterion(Protocol):
    """What a row says of a fault."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...


SPHERES = ("0.40", "0.45", "0.50", "0.60")
"""mm: the spheres of the usual kits; any other is typed."""

_HIGH, _WIDEST = 48, 640  # px of a row
_SIDE = 104  # px of one answer


class ReballForm(QWidget):
    """Stencil, spheres, alloy, flux and note; all but the note stay for the next piece."""

    ended = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(Head(say("Reball"), self.left.emit))
        scroll = Scrolled()
        column.addWidget(scroll, 1)
        self.stencil, self.sphere = QLineEdit(), QLineEdit()
        self.flux, self.note = QLineEdit(), QLineEdit()
        self.alloy = QComboBox()
        self.alloy.currentIndexChanged.connect(self._show_lead)
        self.rows = {
            "stencil": FormRow(say("Stencil"), self.stencil),
            "sphere_mm": FormRow(say("Spheres"), self.sphere, "mm"),
            "alloy": FormRow(say("Alloy"), self.alloy),
            "flux_lot": FormRow(say("Lot of the flux"), self.flux),
            "note": FormRow(say("Note"), self.note),
        }
        for name, row in self.rows.items():
            scroll.column.addWidget(row)
            if name == "sphere_mm":
                scroll.column.addLayout(self._sizes())
            if name == "alloy":
                self.lead = Label("", theme.NOTE, strong=True, ink="careful", wraps=True)
                scroll.column.addWidget(self.lead)
        scroll.column.addStretch(1)
        self.done = only_shown(
            Button(say("Record the reball"), tone=Tone.GOOD, icon="check", filled=True, big=True,
                   key="F5")
        )  # fmt: skip
        self.done.clicked.connect(lambda: self.ended.emit())
        column.addWidget(self.done)
        self._bench: ReballBench | None = None

    def _sizes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for size in SPHERES:
            button = Button(size, press=partial(self.sphere.setText, size))
            button.setAccessibleName(say("Spheres of {size} mm", size=size))
            row.addWidget(button)
        return row

    def begin(self, bench: ReballBench) -> None:
        """Begin for this piece; the keyboard is in the first field that is still empty."""
        self._bench = bench
        now = str(self.alloy.currentData() or "")
        self.alloy.blockSignals(True)
        self.alloy.clear()
        for alloy in bench.alloys.values():
            self.alloy.addItem(say(alloy.name), alloy.code)
        self.alloy.setCurrentIndex(max(0, self.alloy.findData(now)))
        self.alloy.blockSignals(False)
        self._show_lead()
        self.note.setText("")
        self.show_faults({})
        first = next((f for f in (self.stencil, self.sphere) if not f.text()), self.flux)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lead(self) -> None:
        code = str(self.alloy.currentData() or "")
        leaded = self._bench is not None and self._bench.is_leaded(code)
        self.lead.setText(
            say("Leaded: the piece and its papers are marked so from now on.") if leaded else ""
        )
        self.lead.setVisible(leaded)

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {
            "stencil": self.stencil.text(),
            "sphere_mm": self.sphere.text(),
            "alloy": str(self.alloy.currentData() or ""),
            "flux_lot": self.flux.text(),
            "note": self.note.text(),
        }

    def write(self, typed: Mapping[str, str]) -> None:
        """Write this into the fields, as `typed` gave it."""
        for name, row in self.rows.items():
            if isinstance(row.field, QLineEdit):
                row.field.setText(typed[name])
        self.alloy.setCurrentIndex(max(0, self.alloy.findData(typed["alloy"])))

    def show_faults(self, faults: Mapping[str, object]) -> None:
        """Say at each field what is wrong with it."""
        for name, row in self.rows.items():
            row.setFault(str(faults[name]) if name in faults else "")
        first = next((row for name, row in self.rows.items() if name in faults), None)
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)


class CriterionRow(QWidget):
    """One fault a reball is rejected for, and whether it was found.

    Right says that it was, left that it was not; both go on to the next row, as up and down do.
    """

    heard_as = Role.RadioButton

    answered = Signal(str)  # yes, no, or empty where it is taken back

    def __init__(self, criterion: Criterion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self._text, self._answer = say(criterion.name), say(criterion.text), ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        self.show_answer("")

    def show_answer(self, answer: str) -> None:
        """Show what was found: yes, no, or nothing yet."""
        self._answer = answer
        self.setAccessibleName(f"{self.name}: {self.words()}")
        self.setAccessibleDescription(self._text)
        self.update()

    def answer(self) -> str:
        """What it shows."""
        return self._answer

    def words(self) -> str:
        """What it shows, in words."""
        words = {"yes": say("fault found"), "no": say("no fault")}
        return words.get(self._answer, say("not said yet"))

    def sizeHint(self) -> QSize:
        """High enough for a glove."""
        return QSize(420, _HIGH)

    def minimumSizeHint(self) -> QSize:
        """The name gives way before the answers do."""
        return QSize(2 * _SIDE + 120, _HIGH)

    def _sides(self) -> tuple[QRectF, QRectF]:
        high = QRectF(0, 2, _SIDE, _HIGH - 4)
        yes = high.translated(self.width() - _SIDE - 4, 0)
        return yes.translated(-_SIDE - 8, 0), yes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A tap on an answer gives it; the same once more takes it back."""
        no, yes = self._sides()
        for side, answer in ((no, "no"), (yes, "yes")):
            if side.contains(event.position()):
                self.answered.emit("" if answer == self._answer else answer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right answer and go on; up and down go; Delete takes the answer back."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.answered.emit("no" if key == Qt.Key.Key_Left else "yes")
            self.focusNextChild()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.answered.emit("")
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name and the two answers, the one that was given filled and marked."""
        no, yes = self._sides()
        with QPainter(self) as painter:
            room = QRectF(10, 0, no.left() - 20, _HIGH)
            if self._text:
                upper, lower = QRectF(room), QRectF(room)
                upper.setBottom(_HIGH * 0.58)
                lower.setTop(_HIGH * 0.5)
                draw.words(painter, upper, self.name, theme.font(strong=True))
                draw.words(painter, lower, self._text, theme.font(theme.SMALL), "quiet")
            else:
                draw.words(painter, room, self.name, theme.font(strong=True))
            self._paint_side(painter, no, "no", say("No"), Tone.GOOD, "check")
            self._paint_side(painter, yes, "yes", say("Yes"), Tone.REFUSED, "cross")
            draw.focus_ring(painter, self)

    def _paint_side(
        self, painter: QPainter, where: QRectF, answer: str, words: str, tone: Tone, icon: str
    ) -> None:
        given = answer == self._answer
        draw.box(
            painter, where, tone.value if given else "surface", tone.value if given else "line"
        )
        ink = "inverse" if given else "text"
        letters = theme.font(strong=True)
        wide = draw.width_of(words, letters) + 24
        left = where.center().x() - wide / 2
        icons.paint(painter, icon, QRectF(left, where.top(), 18, where.height()), ink)
        inner = QRectF(left + 24, where.top(), where.right() - left - 24, where.height())
        draw.words(painter, inner, words, letters, ink)


class Checklist(QWidget):
    """The inspection of a reball: a row for each fault, and the verdict as it is answered."""

    answered = Signal(str, str)
    restTapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label(say("Inspection: which faults are there?"), theme.TITLE, strong=True))
        self.verdict = Badge()
        head.addWidget(self.verdict)
        head.addStretch(1)
        column.addLayout(head)
        self.left_to_do = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(self.left_to_do)
        scroll = Scrolled()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        scroll.column.addLayout(self._rows)
        scroll.column.addStretch(1)
        column.addWidget(scroll, 1)
        self.rest = only_shown(Button(say("No other fault"), icon="check", key="F7"))
        self.rest.clicked.connect(lambda: self.restTapped.emit())
        below = QHBoxLayout()
        below.addWidget(self.rest)
        below.addStretch(1)
        column.addLayout(below)
        self.rows: dict[str, CriterionRow] = {}

    def begin(self, criteria: Sequence[Criterion]) -> None:
        """Show these faults, none of them answered."""
        for old in self.rows.values():
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = {}
        for each in criteria:
            row = CriterionRow(each)
            row.answered.connect(lambda answer, code=each.code: self.answered.emit(code, answer))
            self.rows[each.code] = row
            self._rows.addWidget(row)

    def show_found(self, bench: ReballBench) -> None:
        """Show what was answered, and what that comes to."""
        for code, row in self.rows.items():
            row.show_answer(bench.found.get(code, ""))
        self.verdict.setLook(VERDICTS[Verdict(bench.verdict)])
        left = bench.to_look_for
        words = say_many("{n} fault is not answered yet.", "{n} faults are not answered yet.", left)
        self.left_to_do.setText(words if left else say("Every fault was looked for."))
        self.rest.setEnabled(left > 0)
