# SPDX-License-Identifier: MIT
"""One card looked at closely in place of a page: who it is, signs of a fake, its condition."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context, State
from ui.desk import Desk
from ui.pages.bench_parts import only_shown
from ui.pages.card_condition import ConditionPane
from ui.pages.card_hold import HoldButtons
from ui.pages.card_identity import IdentityPane
from ui.pages.card_signs import SignsPane
from ui.pages.card_words import FACTS, matter_of, names_of, reason_of
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Chip, Label
from ui.widgets.panels import Panel
from ui.widgets.reason import ReasonRow
from ui.widgets.states import PIECES
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceState
from workshop.language import say

if TYPE_CHECKING:
    from ui.pages.card_words import Tab
    from workshop.queries.condition import Found
    from workshop.queries.find import Identified
    from workshop.queries.identity import Identity


class CardView(QWidget):
    """Shows one card until `left`; `recorded` says which entry an act here was.

    It takes no scan away: the page behind it answers them, and shows another card here.
    """

    left = Signal()
    recorded = Signal(int)

    def __init__(self, desk: Desk, context: Context, edge: int = 0) -> None:
        super().__init__()
        self._desk, self._context = desk, context
        self.tag = ""
        self.tab: Tab = "who"
        self.who: Identity | None = None
        self.identity, self.signs, self.condition = IdentityPane(), SignsPane(), ConditionPane()
        self.buttons, self.reason = HoldButtons(), ReasonRow("lock")
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.GRID)
        column.addLayout(self._head())
        column.addWidget(self.reason)
        column.addLayout(self._tabs())
        panel = Panel(margin=12)
        self._stack = QStackedWidget()
        for pane in (self.identity, self.signs, self.condition):
            self._stack.addWidget(pane)
            pane.wanted.connect(self._do)
        panel.body.addWidget(self._stack, 1)
        column.addWidget(panel, 1)
        self.buttons.asked.connect(self._ask_reason)
        self.buttons.released.connect(lambda: self._do("release", {}))
        self.reason.given.connect(lambda reason: self._do("quarantine", {"reason": reason}))
        self.reason.left.connect(self._show_head)
        self.condition.defects.codesAsked.connect(self._ask_codes)
        self.turn("who")

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.back = only_shown(
            Button(say("Back"), icon="chevron-left", key="Esc", press=self.left.emit)
        )
        self._name = Label("", theme.TITLE, strong=True, cuts=True)
        self._tag = Label("", theme.BODY, strong=True, ink="accent")
        self.state = Badge()
        row.addWidget(self.back)
        row.addWidget(self._name, 1)
        row.addWidget(self._tag)
        row.addWidget(self.state)
        row.addWidget(self.buttons)
        return row

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.tabs: dict[Tab, Chip] = {
            "who": Chip(say("Identity")),
            "signs": Chip(say("Signs of a fake")),
            "condition": Chip(say("Condition")),
        }
        for tab, chip in self.tabs.items():
            chip.clicked.connect(lambda _=False, t=tab: self.turn(t))
            row.addWidget(chip)
        row.addStretch(1)
        self.matter = Badge()
        row.addWidget(self.matter)
        return row

    # What is shown

    def show_card(self, tag: str, tab: Tab | Literal[""] = "") -> None:
        """Show this card, on this tab or on the one that is in sight."""
        if tag != self.tag:
            self.tag, self.who = tag, None
            self.identity.clear()
            self.condition.clear()
            self.reason.hide()
            self._show_head()
        if tab:
            self.turn(tab)
        self._desk.ask("intake_choices", {}, self.condition.offer, self, "choices")
        self.refresh()

    def turn(self, tab: Tab) -> None:
        """Bring this tab into sight."""
        self.tab = tab
        panes: dict[Tab, QWidget] = {
            "who": self.identity, "signs": self.signs, "condition": self.condition
        }  # fmt: skip
        self._stack.setCurrentWidget(panes[tab])
        for name, chip in self.tabs.items():
            chip.setFilled(name == tab)
            chip.setAccessibleDescription(say("In sight") if name == tab else "")

    def refresh(self) -> None:
        """Ask again for all that is known of the card."""
        if not self.tag:
            return
        facts = {"tag": self.tag}
        self._desk.ask("identity", facts, self._identity_came, self, "identity", self._gone)
        self._desk.ask("condition", facts, self._condition_came, self, "condition", _quiet)

    def _gone(self, _sentence: str, _kind: str) -> None:
        """Its receipt was undone, which whoever undid it knows."""
        self.tag = ""
        self.left.emit()

    def _identity_came(self, who: Identity) -> None:
        if who.tag == self.tag:
            self.who = who
            self.identity.show_identity(who)
            self.signs.show_identity(who)
            self._show_head()

    def _condition_came(self, found: Found) -> None:
        if found.tag == self.tag:
            self.condition.show_found(found)

    def _show_head(self) -> None:
        who = self.who
        self._tag.setText(spelled(self.tag) if self.tag else "")
        known = [who.model or say("Model unknown"), who.maker] if who else []
        self._name.setText(" · ".join(part for part in known if part))
        self.state.setVisible(who is not None)
        matter = matter_of(who) if who else None
        self.matter.setVisible(matter is not None)
        signs = say("Signs of a fake")
        if who is not None:
            self.state.setLook(PIECES[PieceState(who.state)])
            looked = sum(bool(sign.answer) for sign in who.signs)
            signs = say("Signs of a fake, {n} of {of}", n=looked, of=len(who.signs))
        if matter is not None:
            self.matter.setState(matter.badge, Tone.CAREFUL, "warning")
        self.tabs["signs"].setText(signs)
        state = who.state if who else ""
        asking = not self.reason.isHidden()
        self.buttons.show_state(state, doubtful=bool(who and who.doubts), asking=asking)

    def leave_inner(self) -> bool:
        """Leave what is asked over the card; False where nothing is."""
        asking = not self.reason.isHidden() or self.condition.is_asking
        self.reason.leave()
        self.condition.rest()
        return asking

    # What people do

    def take(self, scan: Identified) -> bool:
        """A label that is scanned is what some source says, ready to be noted; else False."""
        names = {"marking": "die_marking"}
        name = names.get(scan.kind, str(scan.kind))
        if self.tab != "who" or name not in FACTS or scan.note or scan.tag not in ("", self.tag):
            return False
        self.identity.offer(name, value=scan.value)
        words = say("{what}: {value}", what=say(FACTS[name]), value=scan.value)
        self._context.answer("question", words, say("Choose what it was read from, then note it."))
        return True

    def _ask_reason(self) -> None:
        self.reason.begin(
            say("Why does it go into quarantine?"),
            say("Put into quarantine"),
            reason_of(self.who) if self.who else "",
        )
        self._show_head()

    def _ask_codes(self) -> None:
        tag = self.tag

        def came(rows: Any) -> None:
            if tag == self.tag:
                self.condition.defects.offer(rows)

        self._desk.ask("defects", {}, came, self, "codes")

    def _do(self, act: str, facts: dict[str, Any]) -> None:
        """Do this with the card in sight."""
        if self.tag:
            self._desk.do(
                act, {"piece": self.tag, **facts}, partial(self._done, act), self._not_done,
                owner=self,
            )  # fmt: skip

    def _done(self, act: str, receipt: dict[str, Any], text: str) -> None:
        self.recorded.emit(receipt["entry"])
        if act == "note_defect":
            self.condition.defects.answered(True)
        names = names_of(self.who) if self.who else {}
        fresh = [names[code] for code in receipt.get("new_doubts", ()) if code in names]
        if fresh:
            text = say("Does not fit: {rules}", rules="; ".join(fresh))
        self._context.answer(*_answer(act, receipt, text))

    def _not_done(self, sentence: str, _kind: str) -> None:
        self.condition.defects.answered(False)
        self._context.answer("refused", *two_lines(sentence))


def _answer(act: str, receipt: dict[str, Any], text: str) -> tuple[State, str, str]:
    """What the strip says of an act: its state, what was done, and what is next."""
    if act == "note_identity" and receipt["new_doubts"]:
        return "careful", text, say("Look at it once more, go on, or put it into quarantine.")
    if act == "quarantine":
        return "done", text, say("Put it where cards in quarantine lie.")
    if act == "release":
        return "done", text, say("Work on it may go on.")
    if act == "note_defect":
        return "done", text, say("Defects allow {cap} at best.", cap=receipt["capped"])
    if act == "assess" and receipt["reason"]:
        words = say("Better than its defects allow: {reason}", reason=receipt["reason"])
        return "careful", text, words
    return "done", text, ""


def _quiet(_sentence: str, _kind: str) -> None:
    """The question who it is says it already."""
