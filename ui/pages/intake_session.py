# SPDX-License-Identifier: MIT
"""The receiving sessions of a batch at the intake: the one that is open, and what is to be signed.

A session begins by itself with the first card of a batch, so that nobody has to think of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.controls import SURE_MS, Button, Label
from workshop.benches.answers import Do
from workshop.benches.intake import IntakeBench
from workshop.language import say, say_many

# How often the time a session has lasted is written anew, in milliseconds.
EVERY_MS = 15_000


class SessionPane(QWidget):
    """Who receives and since when, with what ends it; then who signs it off.

    `wanted` asks for an act. While `signing` is a session, the next badge signs it.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, context: Context, bench: IntakeBench) -> None:
        super().__init__()
        self._desk, self._context, self._bench = desk, context, bench
        self._open: Any = None
        self._unsigned: list[Any] = []
        self._second = False
        self.signing = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.words = Label("", theme.NOTE, strong=True)
        self.counts = Label("", theme.NOTE, ink="quiet")
        for label in (self.words, self.counts):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            column.addWidget(label)
        row.addLayout(column)
        self.toggle = Button("", press=self._toggle)
        self.undo = Button("", icon="undo", press=self._undo)
        self._sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self._sure.timeout.connect(self._show)
        self.sign = Button(say("Sign off"), tone=Tone.ACCENT, icon="edit", press=self._sign)
        row.addWidget(self.undo)
        row.addWidget(self.toggle)
        row.addWidget(self.sign)
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Count the minutes while they are seen."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._clock.stop()

    # What there is

    def refresh(self) -> None:
        """Ask which session is open here, and which of the batch are not signed off."""
        who = {"person": self._context.person, "station": self._context.station}
        self._desk.ask("session_here", who, self._found, self, "here", in_turn=True)
        batch = self._bench.batch
        if batch:
            self._desk.ask("receivings", {"batch": batch}, self._listed, self, "all", _quiet)

    def _found(self, session: Any) -> None:
        self._bench.session.know(session)
        self._open = session
        self._show()

    def _listed(self, sessions: Sequence[Any]) -> None:
        self._unsigned = [one for one in sessions if one.ended and not one.signed]
        self._show()

    def show_numbers(self, found: Any) -> None:
        """Learn whether this batch asks for a second person."""
        self._second = found.second_person
        self._show()

    def _show(self) -> None:
        found = self._open
        here = found is not None and found.batch == self._bench.batch
        if found is None:
            self.words.setText(say("No session is open"))
            self.counts.setText(say("The first card starts one."))
        else:
            words = say("Session of {who}", who=self._context.person_name or found.person)
            elsewhere = say("Session in batch {batch}", batch=found.batch)
            self.words.setText(words if here else elsewhere)
            self.counts.setText(_counts(found))
        self.toggle.setText(say("End session") if found is not None else say("Start session"))
        self.toggle.setIconName("clock" if found is not None else "play")
        self._sure.stop()
        again = self._to_undo()
        self.undo.setText(say("Undo session"))
        self.undo.setVisible(again is not None)
        self.sign.setVisible(bool(self._unsigned) and (self._second or found is None))
        self.sign.setFilled(self._second and bool(self._unsigned))

    # What is done

    def _toggle(self) -> None:
        session = self._bench.session
        self.wanted.emit(session.end() if session.id else session.start(self._bench.batch))

    def _to_undo(self) -> Any:
        """The session an undo takes back: the one open here, else the last one not signed off."""
        here = self._open
        if here is not None:
            return here if here.batch == self._bench.batch else None
        mine = [one for one in self._unsigned if one.person == self._context.person]
        return mine[-1] if mine else None

    def _undo(self) -> None:
        """Undo a whole session as one; it wants a second press."""
        one = self._to_undo()
        if one is None:
            return
        if not self._sure.isActive():
            self._sure.start()
            self.undo.setText(
                say_many(
                    "Again: undo {n} card", "Again: undo {n} cards", one.received + one.refused
                )
            )
            return
        self._sure.stop()
        self.wanted.emit(Do("undo_receiving", {"receiving": one.id}))

    def _sign(self) -> None:
        """Ask for the badge of who signs the oldest session that is not signed off."""
        if not self._unsigned:
            return
        one = self._unsigned[0]
        self.signing = one.id
        big = say_many(
            "Who signs off {n} card that {who} received?",
            "Who signs off {n} cards that {who} received?",
            one.received,
            who=one.person,
        )
        hint = say("Scan the badge of the second person.") if self._second else say("Scan a badge.")
        self._context.answer("question", big, hint)

    def take_badge(self, person: str) -> Do | None:
        """Sign with this badge, where a signature was asked for."""
        signing, self.signing = self.signing, 0
        return Do("sign_off", {"receiving": signing}) if signing else None


def _quiet(_sentence: str, _kind: str) -> None:
    """The page says it: the batch is gone."""


def _counts(session: Any) -> str:
    cards = say_many("{n} card", "{n} cards", session.received)
    parts = [cards]
    if session.refused:
        parts.append(say("{n} refused", n=session.refused))
    parts.append(lasted(session.started, datetime.now(UTC)))
    return " · ".join(parts)


def lasted(started: str, now: datetime) -> str:
    """How long ago something began, in minutes, from an hour on in hours and minutes."""
    minutes = max(0, int((now - datetime.fromisoformat(started)).total_seconds())) // 60
    if minutes < 60:
        return say("{n} min", n=minutes)
    return say("{hours} h {minutes} min", hours=minutes // 60, minutes=f"{minutes % 60:02}")
