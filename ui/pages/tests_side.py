# SPDX-License-Identifier: MIT
"""Beside the plan: the verdict of the whole, the attempts that were kept, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.pages.bench_parts import Head, Scrolled, only_shown
from ui.pages.log_curves import has_curves
from ui.pages.tests_plan import limits
from ui.pages.tray import RESULTS, Tray
from ui.pages.words import clock, moment, number
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button, Label, paint_badge
from ui.widgets.meters import paint_gauge
from ui.widgets.panels import FormRow
from ui.widgets.states import BROKEN_OFF, VERDICTS, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import RunKind, Verdict
from workshop.language import joined, listed, mark, say, say_day, say_value

if TYPE_CHECKING:
    from workshop.queries.results import TestRow

KEEP_KEY = "F10"
_SAME = mark("Same for every card I scan")


class BigVerdict(QWidget):
    """The verdict of the whole, readable from where the probes are held."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = VERDICTS[Verdict.INCONCLUSIVE]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setLook(self, look: Look) -> None:
        """Show this verdict."""
        self._look = look
        self.setAccessibleName(say("Verdict: {verdict}", verdict=self._look.word))
        self.update()

    def words(self) -> str:
        """The word it shows."""
        return self._look.word

    def sizeHint(self) -> QSize:
        """84 px high; it takes the width there is."""
        return QSize(200, 84)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, mark and word."""
        with QPainter(self) as painter:
            t, look = theme.tokens(), self._look
            ink = t.ink(look.tone)
            where = QRectF(self.rect())
            draw.box(painter, where, t.on(look.tone), ink, theme.RADIUS)
            letters = theme.font(theme.ANSWER, strong=True)
            wide = 34 + 12 + draw.width_of(look.word, letters)
            left = where.center().x() - wide / 2
            icons.paint(painter, look.icon, QRectF(left, 0, 34, where.height()), ink)
            room = QRectF(left + 46, 0, where.width() - left - 46, where.height())
            draw.words(painter, room, look.word, letters, ink)


def _came_to(row: Any) -> Look:
    """What an attempt came to: its verdict, or that it was broken off."""
    return BROKEN_OFF if row.run == RunKind.ABORTED else VERDICTS[Verdict(row.verdict)]


def _attempt_of(painter: QPainter, where: QRectF, row: Any) -> None:
    """One attempt: plan and number over the time, its verdict on the right."""
    look = _came_to(row)
    wide = draw.width_of(look.word, theme.font(theme.NOTE, strong=True)) + 38
    badge = QRectF(where.right() - wide, where.center().y() - 13, wide, 26)
    paint_badge(painter, badge, look.word, look.tone, look.icon)
    name, when = QRectF(where), QRectF(where)
    for line in (name, when):
        line.setRight(badge.left() - 8)
    name.setBottom(where.top() + where.height() * 0.56)
    when.setTop(where.top() + where.height() * 0.5)
    draw.words(painter, name, row.name, theme.font(theme.NOTE, strong=True), "text")
    draw.words(painter, when, _told(row), theme.font(theme.SMALL), "quiet")


def _named(row: Any) -> str:
    return say("{plan}, attempt {n}", plan=row.name, n=row.attempt)


def _told(row: Any) -> str:
    golden = row.run == RunKind.GOLDEN
    which = say("Golden card") if golden else say("Attempt {n}", n=row.attempt)
    return joined(which, clock(row.at), row.by, row.tool)


def _measured_with(row: Any) -> list[str]:
    """With which instruments and golden card the values of an attempt were measured and judged."""
    used = dict.fromkeys((one.instrument, one.calibrated_until) for one in row.measurements)
    told = [
        say("Measured with {code}, calibrated until {day}", code=code, day=say_day(day))
        if day
        else say("Measured with {code}", code=code)
        for code, day in used
        if code
    ]
    golden = dict.fromkeys(one.golden for one in row.measurements if one.golden)
    return told + [say("Compared with golden card {tag}", tag=spelled(tag)) for tag in golden]


class Side(QWidget):
    """The right of the tests page: of what is typed, or of an attempt that is looked at.

    `kept` asks to keep what is typed, `opened` to look at an attempt, `left` to go back to typing.
    """

    kept = Signal()
    opened = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._so_far = (VERDICTS[Verdict.INCONCLUSIVE], "")
        self.verdict = BigVerdict()
        self.lacking = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(66)
        self.keep = only_shown(
            Button(
                say("Keep this attempt"), tone=Tone.ACCENT, icon="save", filled=True, big=True,
                key=KEEP_KEY,
            )
        )  # fmt: skip
        self.keep.clicked.connect(lambda: self.kept.emit())
        self.same = Button(say(_SAME), icon="scan")
        self.same.setCheckable(True)
        self.tray = Tray(RESULTS)
        self._trays = Scrolled()
        self._trays.column.setContentsMargins(0, 0, 0, 0)
        self._trays.column.addWidget(self.tray)
        self._trays.column.addStretch(1)
        self._trays.hide()
        self.attempts = Table(
            [Column(mark("Attempts"), _named, paint=_attempt_of)],
            name=mark("Attempts that were kept"),
            empty=mark("No attempt was kept yet."),
            key=lambda row: row.entry,
        )
        self.attempts.verticalHeader().setDefaultSectionSize(52)
        self.attempts.clicked.connect(
            lambda index: self.opened.emit(self.attempts.rows.row(index.row()))
        )
        self.attempts.opened.connect(self.opened)
        self._note = FormRow(say("Note"), self.note)
        self.back = Button(say("Go on typing"), icon="chevron-left", press=self.left.emit)
        for part in (self.verdict, self.lacking, self._note, self.keep, self.same, self.back):
            column.addWidget(part)
        self.back.hide()
        column.addWidget(self.attempts, 1)
        column.addWidget(self._trays, 1)

    def show_series(self) -> None:
        """Show what a tray of cards got, in place of the attempts; nothing where none is filled."""
        n = len(self.tray.records)
        self.same.setText(say("{n} recorded, scan the next", n=n) if n else say(_SAME))
        self._trays.setVisible(bool(n))
        self.attempts.setVisible(not n)

    def show_verdict(
        self, verdict: Verdict, lacking: Sequence[str], wrong: int, run: str = ""
    ) -> None:
        """Show what the values say so far, and what is still needed for more."""
        broken_off = run == RunKind.ABORTED
        if wrong:
            words = say("{n} values cannot be read.", n=wrong) if wrong > 1 else say(
                "One value cannot be read."
            )  # fmt: skip
        elif broken_off:
            words = say("It does not count. Write into the note why it was broken off.")
        elif lacking:
            words = say("Still needed: {names}", names=listed(lacking))
        elif run == RunKind.GOLDEN:
            words = say("What it measures stands in for limits of its model. It does not count.")
        else:
            words = say("Everything that is needed is there.")
        self._so_far = (BROKEN_OFF if broken_off else VERDICTS[verdict], words)
        if self.back.isHidden():
            self._say(*self._so_far)

    def _say(self, look: Look, words: str) -> None:
        self.verdict.setLook(look)
        self.lacking.setText(words)

    def look_at(self, test: TestRow | None) -> None:
        """Show the verdict of an attempt that was kept; for none, that of what is typed."""
        for part in (self._note, self.keep, self.same):
            part.setVisible(test is None)
        self.back.setVisible(test is not None)
        if test is None:
            self._say(*self._so_far)
        else:
            self._say(_came_to(test), say("Kept: {attempt}", attempt=_named(test)))

    def show_attempts(self, tests: Sequence[TestRow]) -> None:
        """Show the attempts of a card, the newest first."""
        self.attempts.setRows(list(reversed(tests)))


def _look(row: Any) -> Look | None:
    return VERDICTS[Verdict(row.verdict)] if row.verdict else None


def _measured(row: Any) -> str:
    return " ".join(part for part in (say_value(row.value, row.unit), row.unit) if part)


def _paint_scale(painter: QPainter, where: QRectF, row: Any) -> None:
    if row.low is None and row.high is None:
        return
    try:
        value = float(row.value)
    except ValueError:
        value = None
    look = _look(row)
    paint_gauge(painter, where, value, row.low, row.high, look.tone if look else Tone.ACCENT)


class AttemptView(QWidget):
    """The values of an attempt that was kept, with the limits of its time."""

    left = Signal()
    curvesAsked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.test: TestRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = Head("", self.left.emit, cuts=True)
        self._title = head.title
        column.addLayout(head)
        self._told = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(self._told)
        self.table = Table(
            [
                Column(mark("Measurement"), lambda row: row.label or row.name, share=5),
                Column(mark("Value"), _measured, align="right", width=116, strong=True),
                Column(mark("Limits"), lambda row: limits(row.low, row.high, row.unit), share=4,
                       ink="quiet"),
                Column("", lambda row: "", width=96, paint=_paint_scale),
                Column(mark("Verdict"), "verdict", width=126, look=_look),
            ],
            name=mark("Values of the attempt"),
            empty=mark("Nothing was measured in this attempt."),
            key=lambda row: row.name,
        )  # fmt: skip
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)  # room for a second line
        column.addWidget(self.table, 1)
        self.curves = Button(say("Curves of this log"), icon="chart")
        self.curves.clicked.connect(lambda: self.curvesAsked.emit(self.test))
        column.addWidget(self.curves)

    def show_attempt(self, test: TestRow) -> None:
        """Show this attempt."""
        self.test = test
        self.curves.setVisible(has_curves(test))
        self._title.setText(_named(test))
        room = "" if test.ambient is None else say("Room {n} °C", n=number(test.ambient))
        run = {
            RunKind.ABORTED: say("Broken off: it does not count"),
            RunKind.GOLDEN: say("Golden card: it does not count"),
        }
        passed = say("Let pass: {reason}", reason=test.override) if test.override else ""
        told = [moment(test.at), test.by, test.tool, run.get(RunKind(test.run), ""), test.note]
        self._told.setText(joined(*told, *_measured_with(test), passed, room))
        self.table.setRows(test.measurements)
