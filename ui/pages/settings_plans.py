# SPDX-License-Identifier: MIT
"""Settings: the test plans, and the one that is edited and saved as a new version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.plan_about import stage_word, words_of
from ui.pages.plan_editor import PlanEditor
from ui.pages.settings_parts import Section
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.plan_drafts import PlanDraft, known_cards
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.catalogue import PlanVersion
    from workshop.testlogs.apart import KnownTool

_IN_USE = Look(Tone.GOOD, "check", mark("In use"))
_UNUSED = Look(Tone.PLAIN, "minus", mark("Not used"))


class PlansSection(Section):
    """The list of plans; the one that is opened takes its place until it is saved or left."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._plans: dict[str, PlanVersion] = {}
        self._wanted = ""  # the code of what was saved a moment ago
        self._has_tools = False
        self._stack = QStackedWidget()
        self.column.addWidget(self._stack)
        self._stack.addWidget(self._list())
        self.editor = PlanEditor(self.context)
        self.editor.saved.connect(self.save)
        self.editor.left.connect(self._left)
        self._stack.addWidget(self.editor)

    def _list(self) -> Panel:
        panel = Panel(say("Test plans"))
        words = say(
            "A plan that is changed becomes a new version. Results of the past keep the limits "
            "they were judged by."
        )
        panel.body.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.table = Table(
            [
                Column(mark("Plan"), lambda row: say(row.plan.name), share=4, strong=True),
                Column(mark("When"), lambda row: stage_word(row.plan.stage), width=124),
                Column(mark("For"), lambda row: words_of(row.plan.suits), share=3),
                Column(mark("Version"), _version, width=104, ink="quiet"),
                Column(mark("State"), lambda row: _look(row).word, width=136, look=_look),
                Column(mark("Limits to check"), _to_check, width=126, align="right"),
            ],
            name=mark("Test plans"),
            key=lambda row: row.plan.code,
        )  # fmt: skip
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.clicked.connect(lambda index: self.edit(self.table.rows.row(index.row())))
        self.table.opened.connect(self.edit)
        panel.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.open = Button(say("Open the plan"), icon="edit", key="Ctrl+E", press=self._edit)
        self.copy = Button(say("New one like this"), icon="plus", press=self._copy)
        self.new = Button(
            say("New plan"), icon="plus", press=lambda: self._show(PlanDraft(None, self._names()))
        )
        for button in (self.open, self.copy, self.new):
            row.addWidget(button)
        row.addStretch(1)
        panel.body.addLayout(row)
        return panel

    def _names(self) -> dict[str, str]:
        return {code: row.plan.name for code, row in self._plans.items()}

    # What is known

    def refresh(self) -> None:
        """Ask for the plans, and for what they may be for and be fed by."""
        self.desk.ask("plan_versions", {}, self._came, self, "plans")
        self.desk.ask("models", {}, self._models_came, self, "models")
        if self._has_tools:
            return
        self._has_tools = True

        def work(_connection: Any, _step: Any) -> list[KnownTool]:
            from workshop.testlogs.apart import Reader

            with Reader() as reader:
                return reader.tools()

        self.desk.run(work, self._tools_came, owner=self)

    def _models_came(self, models: Sequence[Any]) -> None:
        self.editor.about.offer_cards(known_cards(models))

    def _tools_came(self, tools: Sequence[KnownTool]) -> None:
        self.editor.about.offer_tools(tool.name for tool in tools)

    def _came(self, rows: Sequence[PlanVersion]) -> None:
        self._plans = {row.plan.code: row for row in rows}
        now = self.table.currentRow()
        self.table.setRows(rows)
        wanted, self._wanted = self._wanted or (now or rows[0]).plan.code, ""
        self.table.go(wanted)

    # What is done

    def _edit(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            self.edit(row)

    def edit(self, row: PlanVersion) -> None:
        """Edit this plan in place of the list."""
        self._show(PlanDraft(row.plan, self._names()), _told(row))

    def _begin(self) -> None:
        self._show(PlanDraft(None, self._names()))

    def _copy(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            draft = PlanDraft(row.plan, self._names())
            draft.copy()
            self._show(draft)

    def _show(self, draft: PlanDraft, told: str = "") -> None:
        names = {line.name for row in self._plans.values() for line in row.plan.measurements}
        self._stack.setCurrentWidget(self.editor)
        told = told or say("A new plan: give it a name of its own.")
        self.editor.show_plan(draft, told, names)

    def save(self, draft: PlanDraft) -> None:
        """Save it as a new version, or say what is wrong at its place."""
        answer = draft.answer()
        self.editor.show_faults(draft)
        self.follow(answer)

    def _left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def done(self, receipt: dict[str, Any], _text: str) -> None:
        """It is saved."""
        words = say("{plan}, version {n} saved", plan=receipt["name"], n=receipt["version"])
        hint = say("Results of the past keep the limits they were judged by.")
        self.context.answer("done", words, hint)
        self.editor.forget()
        self._wanted = receipt["code"]
        self._left()


def _version(row: PlanVersion) -> str:
    return say("Version {n}", n=row.version) if row.version else say("As shipped")


def _look(row: PlanVersion) -> Look:
    return _IN_USE if row.results else _UNUSED


def _to_check(row: PlanVersion) -> object:
    return PlanDraft(row.plan).defaults or ""


def _told(row: PlanVersion) -> str:
    """Which version it is, and how many results it judged."""
    if not row.results:
        return say("{version}. No result of it counts yet.", version=_version(row))
    return say_many(
        "{version}. {n} result of it counts, and keeps the limits it was judged by.",
        "{version}. {n} results of it count, and keep the limits they were judged by.",
        row.results, version=_version(row),
    )  # fmt: skip
