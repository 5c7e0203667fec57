# SPDX-License-Identifier: MIT
"""Below the strip: what was refused may be let pass by a lead, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.widgets.aside import Aside
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Picture
from workshop.language import listed, say

if TYPE_CHECKING:
    from ui.widgets.reason import ReasonRow


class LetPass(Aside):
    """Offers to do an act again that was refused, on the word of who may say so.

    To anybody else it says who may; their badge is enough. It goes with the next answer, for then
    something else is at hand. What is in it is made when it is first needed.
    """

    who: Label
    reason: ReasonRow
    close_it: Button

    def __init__(self, desk: Desk, context: Context, rest: QWidget) -> None:
        super().__init__(rest)
        self._desk, self._context = desk, context
        self._again: Callable[..., object] | None = None
        self._person_came = False
        desk.stopped.connect(self.offer)
        context.answered.connect(self._answered)
        context.changed.connect(self._changed)

    def _make(self) -> None:
        from ui.widgets.reason import ReasonRow

        row = self.lay()
        row.addWidget(Picture("lock", "careful", 24))
        self.who = Label("", theme.BODY, wraps=True)
        self.reason = ReasonRow("check")
        self.reason.given.connect(self._pass)
        self.reason.left.connect(self._left)
        self.close_it = Button(say("Close"), press=self.put_away)
        row.addWidget(self.who, 1)
        row.addWidget(self.reason, 1)
        row.addWidget(self.close_it)

    def offer(self, again: Callable[..., object]) -> None:
        """Offer to do this again with a reason."""
        if self.layout() is None:
            self._make()
        self._again = again
        self._ask()

    def put_away(self) -> None:
        """Offer nothing any more."""
        self._again = None
        super().put_away()

    def _left(self) -> None:
        self._rest.setFocus()
        self.put_away()

    def _ask(self) -> None:
        self._desk.ask("leads", {}, self._show, self, "leads")

    def _show(self, leads: Sequence[Any]) -> None:
        """Ask for the reason, or say who may give one."""
        if self._again is None:
            return
        may = any(one.code == self._context.person for one in leads)
        self.reason.setVisible(may)
        self.who.setVisible(not may)
        self.close_it.setVisible(not may)
        self.show()
        if may:
            self.reason.begin(
                say("Why may it pass, {name}?", name=self._context.person_name), say("Let it pass")
            )
        else:
            names = listed(one.name for one in leads)
            self.who.setText(
                say(
                    "Who may let it pass, with a reason: {names}. Their badge is enough.",
                    names=names,
                )
            )

    def _pass(self, reason: str) -> None:
        again, self._again = self._again, None
        if again is not None:
            again(override=reason)

    def _changed(self, what: str) -> None:
        if what == "person" and self._again is not None:
            self._person_came = True  # who scanned a badge is told so in the next breath
            QTimer.singleShot(0, self, self._told)
            self._ask()

    def _told(self) -> None:
        self._person_came = False

    def _answered(self, _state: str, _big: str, _small: str) -> None:
        """Something else is at hand now, unless it was only said who works here."""
        if not self._person_came:
            self.put_away()
