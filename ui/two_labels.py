# SPDX-License-Identifier: MIT
"""Below the strip: a piece that was scanned has two labels about, of which one must come off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.aside import Aside
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Picture
from workshop.benches.tags import spelled
from workshop.language import joined, say, say_day

if TYPE_CHECKING:
    from workshop.queries.print_queue import LiveLabel

KEY = "Ctrl+Shift+L"


class TwoLabels(Aside):
    """Says so until somebody says that only one is left, or another piece is scanned.

    What is in it is made when it is first needed.
    """

    told: Label
    one_left: Button
    close_it: Button

    def __init__(self, desk: Desk, context: Context, rest: QWidget) -> None:
        super().__init__(rest)
        self._desk, self._context = desk, context
        self._tag = ""
        self._alarm = ("", "")
        self._page_answered = False
        context.answered.connect(self._heard)

    def _make(self) -> None:
        row = self.lay()
        row.addWidget(Picture("warning", "careful", 24))
        self.told = Label("", theme.BODY, wraps=True)
        self.one_left = Button(
            say("Only one label is left"), tone=Tone.CAREFUL, filled=True, icon="check",
            press=self.say_one_left, key=KEY,
        )  # fmt: skip
        self.close_it = Button(say("Close"), press=self.put_away)
        row.addWidget(self.told, 1)
        row.addWidget(self.one_left)
        row.addWidget(self.close_it)

    def look_at(self, tag: str) -> None:
        """Tell of the labels of this piece; "" where the piece at hand has no more than one."""
        self._tag, self._alarm = tag, ("", "")
        self._page_answered = False
        if not tag:
            self.put_away()
            return
        self._desk.ask("live_labels", {"tag": tag}, self._show, self, "labels", in_turn=True)

    def _show(self, labels: Sequence[LiveLabel]) -> None:
        if len(labels) < 2:
            self.put_away()
            return
        if self.layout() is None:
            self._make()
        days = joined(*(_day(label.at) for label in labels))
        words = say("{n} labels of {tag} are about", n=len(labels), tag=spelled(self._tag))
        off = say("Take off the older ones, then press {key}. Printed on: {days}.",
                  key=KEY, days=days)  # fmt: skip
        self.told.setText(
            say("{n} labels of {tag} are about, printed on {days}. Take the older ones off.",
                n=len(labels), tag=spelled(self._tag), days=days)
        )  # fmt: skip
        self.show()
        self._alarm = (words, off)
        self._raise()

    def _raise(self) -> None:
        if self._alarm[0] and self.isVisible():
            self._context.answer("careful", *self._alarm)

    def _heard(self, state: str, big: str, _small: str) -> None:
        """What the page answers to the same scan, late, does not take the alarm from the strip."""
        if state == "idle" or big == self._alarm[0] or self._page_answered:
            return
        self._page_answered = True
        if self.isVisible() and state != "refused":
            QTimer.singleShot(0, self, self._raise)

    def say_one_left(self) -> None:
        """Note that the older labels were taken off."""

        def done(_receipt: Any, text: str) -> None:
            self.put_away()
            self._context.answer("done", text)

        def no(sentence: str, _kind: str) -> None:
            self._context.answer("refused", sentence)

        if self._tag and self.isVisible():
            self._desk.do("one_label_left", {"piece": self._tag}, done, no, owner=self)


def _day(at: str) -> str:
    """The day of a time of the journal, where people are."""
    return say_day(datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d"))
