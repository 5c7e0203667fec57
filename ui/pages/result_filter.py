# SPDX-License-Identifier: MIT
"""One filter above a list of cards: what their tests said, at any plan or at one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui import theme
from ui.actions import Action
from ui.pages.plan_line import as_narrow_as_there_is_room
from ui.pages.settings_parts import Option, fill, options_box
from ui.widgets.controls import Button, Label
from workshop.domain.terms import LastResult
from workshop.language import mark, say, say_many

KEY, OFF_KEY = "F10", "Shift+F10"

_ALL = ""
_RESULTS: dict[str, tuple[str, dict[str, Any]]] = {
    _ALL: (mark("All results"), {}),
    "passed": (mark("Passed"), {"result": LastResult.PASSED.value}),
    "failed": (mark("Failed"), {"result": LastResult.FAILED.value}),
    "twice": (mark("Failed twice or more"), {"times": 2}),
    "inconclusive": (mark("Inconclusive"), {"result": LastResult.INCONCLUSIVE.value}),
    "untested": (mark("Not tested"), {"result": LastResult.UNTESTED.value}),
}


class ResultFilter(QWidget):
    """Which cards a list shows by their tests; `changed` says that it is another choice.

    What is set is written in the two lists, and a button that takes it off stands beside them.
    """

    changed = Signal()

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        column = QBoxLayout(way, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.result = options_box([Option(key, say(words)) for key, (words, _) in _RESULTS.items()])
        self.result.setAccessibleName(say("Cards with this result"))
        self.plan = options_box([Option("", say("At any test plan"))])
        self.plan.setAccessibleName(say("At this test plan"))
        self.off = Button(say("All results"), icon="cross", press=self.take_off, key=OFF_KEY)
        self.count = Label("", theme.NOTE, ink="quiet")
        for box in (self.result, self.plan):
            box.setFont(theme.font())
            as_narrow_as_there_is_room(box)
            box.activated.connect(self._chosen)
            box.setMinimumWidth(0 if narrow else 240)
        for box in (self.result, self.plan):
            column.addWidget(box)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.off)
        row.addWidget(self.count)
        row.addStretch(1)
        column.addLayout(row)
        self._show()

    @property
    def is_set(self) -> bool:
        """Whether only some cards are shown."""
        return bool(self.result.currentData() != _ALL)

    def facts(self) -> dict[str, Any]:
        """What a query is asked besides."""
        if not self.is_set:
            return {}
        plan = str(self.plan.currentData() or "")
        return {**_RESULTS[self.result.currentData()][1], **({"test": plan} if plan else {})}

    def offer_plans(self, plans: Sequence[Any]) -> None:
        """The test plans to choose from; the one that is chosen stays."""
        named = [Option(plan.code, say(plan.name)) for plan in plans]
        fill(self.plan, [Option("", say("At any test plan")), *named])

    def show_count(self, n: int, more: bool) -> None:
        """Say how many cards are shown; `more` says that these are not all."""
        if not self.is_set:
            return
        words = say_many("{n} card or more", "{n} cards or more", n) if more else say_many(
            "{n} card", "{n} cards", n
        )  # fmt: skip
        self.count.setText(words)

    def keys(self, go: Callable[[], object]) -> list[Action]:
        """The keys of a page that has it; `go` brings the keyboard to it."""
        return [
            Action(mark("Only cards with a result"), KEY, go),
            Action(mark("Cards with all results again"), OFF_KEY),
        ]

    def take_keys(self) -> None:
        """Give the keyboard to the filter."""
        self.result.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_off(self) -> None:
        """Show all cards again."""
        if self.is_set:
            self.clear()
            self.changed.emit()

    def clear(self) -> None:
        """Forget what is set, and tell nobody: who shows the list asks for it anyway."""
        for box in (self.result, self.plan):
            with QSignalBlocker(box):
                box.setCurrentIndex(0)
        self._show()

    def _chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        if not self.is_set and (self.plan.hasFocus() or self.off.hasFocus()):
            self.take_keys()  # before what has the keyboard goes out of sight
        for part in (self.plan, self.off, self.count):
            part.setVisible(self.is_set)
        self.count.setText("")
