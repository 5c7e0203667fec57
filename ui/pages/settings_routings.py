# SPDX-License-Identifier: MIT
"""Settings: the routings, edited step by step and saved as new versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.pages.page import Page
from ui.pages.routing_editor import RoutingEditor
from ui.pages.settings_parts import Section
from ui.pages.step_editor import StepEditor, used_in
from ui.widgets.controls import Button
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.benches.routings import RoutingBench
from workshop.benches.step_drafts import StepDraft
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.routing import RoutingVersion


class RoutingsSection(Section):
    """The list of routings, and the one that is chosen in the editor."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._wanted = ""  # the code of what was saved a moment ago
        self._new = ""  # the code of a step that was made a moment ago
        self._steps: dict[str, Any] = {}
        self._stack = QStackedWidget()
        self.column.addWidget(self._stack)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        panel = Panel(say("Routings"), margin=12)
        panel.setFixedWidth(230)
        self.table = Table(
            [
                Column(mark("Routing"), lambda row: say(row.name), strong=True),
                Column(mark("Cards"), "cards", width=72, align="right"),
            ],
            name=mark("Routings"),
            key=lambda row: row.code,
        )
        self.table.picked.connect(self._picked)
        panel.body.addWidget(self.table, 1)
        self.copy = Button(say("New one like this"), icon="plus", press=self._copy)
        panel.body.addWidget(self.copy)
        row.addWidget(panel)
        self.editor = RoutingEditor()
        self.editor.saved.connect(self.save)
        self.editor.stopped.connect(self.follow)
        self.editor.left.connect(self._again)
        self.editor.stepAsked.connect(self.edit_step)
        row.addWidget(self.editor, 1)
        self._stack.addWidget(whole)
        self.step = StepEditor(self.desk, self.context)
        self.step.saved.connect(self.save_step)
        self.step.left.connect(self._step_left)
        self._stack.addWidget(self.step)

    def refresh(self) -> None:
        """Ask for the steps and the routings."""
        self.desk.ask("steps", {}, self._steps_came, self, "steps")
        self.desk.ask("routing_versions", {}, self._came, self, "routings")

    def _steps_came(self, rows: Sequence[Any]) -> None:
        self._steps = {step.code: step for step in rows}
        self.editor.offer_steps(rows)
        new, self._new = self._new, ""
        if new:
            self.editor.put_in(new)

    def _came(self, rows: Sequence[RoutingVersion]) -> None:
        now = self.table.currentRow()
        known = {row.code: row for row in rows}
        self.table.setRows(rows)
        wanted, self._wanted = self._wanted or (now.code if now else ""), ""
        row = known.get(wanted, rows[0])
        if now is None or row.code != now.code:
            self.table.go(row.code)
        # A new step goes in behind the one in hand, which would be another after that.
        if not self.editor.is_changed and not self._new:
            self._picked(row)

    def _picked(self, row: RoutingVersion | None) -> None:
        if row is not None:
            self.editor.show_routing(RoutingBench(row), _told(row))

    def _again(self) -> None:
        self._picked(self.table.currentRow())

    def _copy(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            bench = RoutingBench(row)
            bench.copy()
            self.editor.show_routing(bench, say("A new routing: give it a name of its own."))

    def save(self, bench: RoutingBench) -> None:
        """Save it as a new version, or say what is missing."""
        self.follow(bench.answer())

    # One step of it

    def edit_step(self, code: str) -> None:
        """Edit a step, or a new one, in place of its routing; what was changed there stays."""
        names = {step.code: step.name for step in self._steps.values()}
        draft = StepDraft(self._steps.get(code), names)
        self.step.show_step(draft, used_in(code, self.table.rows.rows()))
        self._stack.setCurrentWidget(self.step)

    def save_step(self, draft: StepDraft) -> None:
        """Save it as a new version, or say what is wrong at its place."""
        answer = draft.answer()
        self.step.show_faults(draft)
        self.follow(answer)

    def _step_left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.refresh()

    def done(self, receipt: dict[str, Any], _text: str) -> None:
        """It is saved."""
        if receipt.get("kind") == "step":
            words = say("{step}, version {n} saved", step=receipt["name"], n=receipt["version"])
            if self.step.draft is not None and self.step.draft.is_new:
                self._new = receipt["code"]
                hint = say("It is in the routing now. Save that too.")
            else:
                hint = say("Cards under way keep the version they are on.")
            self.context.answer("done", words, hint)
            self.step.forget()
            self._step_left()
            return
        self.editor.forget()
        words = say("Routing {code}, version {n} saved", code=receipt["code"], n=receipt["version"])
        self.context.answer("done", words, say("Cards under way keep the version they are on."))
        self._wanted = receipt["code"]
        self.refresh()


def _told(row: RoutingVersion) -> str:
    """Which version it is, and who goes that way."""
    version = say("Version {n}", n=row.version) if row.version else say("As shipped")
    going = say_many("{n} card goes this way", "{n} cards go this way", row.cards)
    older = say("{n} on an older version", n=row.older) if row.older else ""
    return " · ".join(part for part in (version, going, older) if part)
