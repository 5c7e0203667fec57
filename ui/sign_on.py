# SPDX-License-Identifier: MIT
"""Signing on by the list: who has a PIN is asked for it; a badge needs none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from workshop.language import say


class Somebody(Protocol):
    """Who is chosen from a list."""

    code: str
    name: str
    has_pin: bool


class PinDialog(QDialog):
    """Asks for a PIN that is not shown, in so many fields; `take` is given what was typed.

    It stays until it is told that it is done, so that a wrong one can be typed again.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[str],
        words: str,
        take: Callable[[PinDialog, list[str]], object],
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._take = take
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(Label(title, theme.TITLE, strong=True, wraps=True))
        if hint:
            column.addWidget(Label(hint, ink="quiet", wraps=True))
        self.rows = [FormRow(each, hidden_field()) for each in fields]
        for row in self.rows:
            column.addWidget(row)
        for one, after in zip(self.fields, [*self.fields[1:], None], strict=True):
            one.returnPressed.connect(after.setFocus if after else self.give)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID)
        self.ok = Button(words, tone=Tone.ACCENT, filled=True, press=self.give)
        buttons.addWidget(self.ok)
        buttons.addWidget(Button(say("Cancel"), press=self.reject))
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.fields[0].setFocus()

    @property
    def fields(self) -> list[QLineEdit]:
        """What is typed into."""
        return [row.field for row in self.rows if isinstance(row.field, QLineEdit)]

    def give(self) -> None:
        """Hand over what was typed; nothing more can be pressed until that is answered."""
        if self.ok.isEnabled():
            self.ok.setEnabled(False)
            self._take(self, [field.text() for field in self.fields])

    def say_no(self, sentence: str) -> None:
        """Say what is wrong, and ask again."""
        self.ok.setEnabled(True)
        for field in self.fields:
            field.clear()
        self.rows[0].setFault(sentence)
        self.fields[0].setFocus()


def hidden_field() -> QLineEdit:
    """A field that shows dots in place of what is typed."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def sign_on(
    desk: Desk, context: Context, who: Somebody, parent: QWidget | None
) -> PinDialog | None:
    """Let somebody work who was chosen from a list, once their PIN is right if they have one."""
    code, name = who.code, who.name

    def let_in(*_: Any) -> None:
        context.set("person", code, name)
        context.answer("done", say("{name} is working now", name=name))

    if not who.has_pin:
        let_in()
        return None

    def take(dialog: PinDialog, typed: list[str]) -> None:
        def work(database: Any, _step: Any) -> None:
            from workshop.keeping.pins import check_pin

            check_pin(database, code, typed[0])

        def right(_: Any) -> None:
            dialog.accept()
            let_in()

        def wrong(sentence: str, _kind: str) -> None:
            context.answer("refused", sentence)
            dialog.say_no(sentence)

        desk.run(work, right, wrong, owner=dialog, acts=True)

    dialog = PinDialog(
        say("PIN of {name}", name=name), [say("PIN")], say("Sign on"), take,
        hint=say("Or scan your badge: it needs no PIN."), parent=parent,
    )  # fmt: skip
    dialog.open()
    return dialog


def choose_pin(
    desk: Desk, who: Somebody, then: Callable[[str], object], parent: QWidget | None
) -> PinDialog:
    """Ask for another PIN of somebody, twice; `then` is told what was done."""

    def take(dialog: PinDialog, typed: list[str]) -> None:
        if typed[0] != typed[1]:
            dialog.say_no(say("The two are not the same. Type the PIN again, both times."))
            return
        code, by, station = who.code, desk.by, desk.station or None

        def work(database: Any, _step: Any) -> Any:
            from workshop.keeping.pins import change_pin

            return change_pin(database, code, typed[0], by=by, station=station)

        def done(receipt: Any) -> None:
            dialog.accept()
            has = receipt["has_pin"]
            words = say("{name} has a PIN now", name=who.name)
            then(words if has else say("{name} has no PIN any more", name=who.name))

        desk.run(work, done, lambda no, _kind: dialog.say_no(no), owner=dialog, acts=True)

    dialog = PinDialog(
        say("New PIN of {name}", name=who.name),
        [say("4 to 12 digits, empty for none"), say("The same again")], say("Keep it"), take,
        hint=say("It is asked for where the name is chosen from the list. A badge needs none."),
        parent=parent,
    )  # fmt: skip
    dialog.open()
    return dialog
