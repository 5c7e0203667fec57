# SPDX-License-Identifier: MIT
"""Signs of a fake to look for on a card: each a question, answered by one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Hairline
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.identity import Identity, SignRow

_ANSWERS = {"yes": mark("Yes"), "no": mark("No"), "": mark("Not looked at")}


class Answers(QWidget):
    """The answers to one question, the given one filled with its mark: a cross is a bad one."""

    tapped = Signal(str)

    def __init__(self, sign: SignRow) -> None:
        super().__init__()
        self._sign = sign
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        self.buttons: dict[str, Button] = {}
        for answer, word in _ANSWERS.items():
            tone = Tone.PLAIN if not answer else (
                Tone.REFUSED if answer == sign.bad else Tone.GOOD
            )  # fmt: skip
            button = Button(say(word), tone=tone)
            button.setAccessibleName(
                say("{question} {answer}", question=say(sign.name), answer=say(word))
            )
            # Room for the mark, so that a tap moves nothing.
            button.setMinimumWidth(button.sizeHint().width() + 28)
            button.clicked.connect(lambda _=False, a=answer: self.tapped.emit(a))
            self.buttons[answer] = button
            row.addWidget(button)

    def show_answer(self, given: str) -> None:
        """Set the given answer off from the others."""
        for answer, button in self.buttons.items():
            chosen = answer == given
            button.setFilled(chosen and bool(answer))
            icon = "ring" if not answer else "cross" if answer == self._sign.bad else "check"
            button.setIconName(icon if chosen else "")
            button.setAccessibleDescription(say("This is the answer") if chosen else "")


class SignsPane(QWidget):
    """A line a sign: the question, where to look, and the answers. `wanted` asks for an act."""

    wanted = Signal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scrolled()
        column.addWidget(self._scroll)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._scroll.column.addLayout(self._lines)
        self._scroll.column.addStretch(1)
        self._shown: list[tuple[str, str]] = []
        self.answers: dict[str, Answers] = {}

    def show_identity(self, who: Identity) -> None:
        """Show every sign, and what was answered."""
        signs = [(sign.code, sign.name) for sign in who.signs]
        if signs != self._shown:
            self._shown = signs
            self._make(who.signs)
        for sign in who.signs:
            self.answers[sign.code].show_answer(sign.answer)

    def _make(self, signs: list[SignRow]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.answers = {}
        for number, sign in enumerate(signs):
            if number:
                self._lines.addWidget(Hairline())
            self._lines.addWidget(self._line(sign))

    def _line(self, sign: SignRow) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(say(sign.name), strong=True, wraps=True))
        words.addWidget(Label(say(sign.text), theme.NOTE, ink="quiet", wraps=True))
        row.addLayout(words, 1)
        answers = Answers(sign)
        answers.tapped.connect(lambda answer, code=sign.code: self._tap(code, answer))
        self.answers[sign.code] = answers
        row.addWidget(answers)
        return whole

    def _tap(self, code: str, answer: str) -> None:
        self.wanted.emit("note_identity", {"source": "signs", "facts": {code: answer}})
