# SPDX-License-Identifier: MIT
"""What is said of a whole test plan as it is edited: its name, its cards and its tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from ui.pages.bench_parts import Scrolled
from ui.pages.plan_line import as_narrow_as_there_is_room
from ui.pages.rows_editor import show_faults
from ui.pages.settings_parts import Option, fill
from ui.widgets.panels import FormRow
from workshop.benches.plan_drafts import STAGES, PlanDraft, with_word
from workshop.language import listed, say


class PlanAbout(Scrolled):
    """The fields of a plan in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.draft: PlanDraft | None = None
        self._tools: frozenset[str] = frozenset()
        self._cards: frozenset[str] = frozenset()
        self.name, self.suits, self.tools, self.note = (QLineEdit() for _ in range(4))
        self.suits.setPlaceholderText(say("All cards"))
        self.tools.setPlaceholderText(say("None: values are typed"))
        self.stage, self.all_cards, self.all_tools = (QComboBox() for _ in range(3))
        self.rows = {
            "name": FormRow(say("Name of the plan"), self.name),
            "stage": FormRow(say("When it is tested"), self.stage),
            "suits": FormRow(say("For series, families or models"), self.suits),
            "more cards": FormRow(say("Add one of these"), self.all_cards),
            "tools": FormRow(say("Judges the logs of"), self.tools),
            "more tools": FormRow(say("Add one of these tools"), self.all_tools),
            "note": FormRow(say("Note"), self.note),
        }
        for row in self.rows.values():
            self.column.addWidget(row)
        for field in (self.name, self.suits, self.tools, self.note):
            field.textEdited.connect(self._typed)
        self.stage.activated.connect(self._typed)
        for box, field in ((self.all_cards, self.suits), (self.all_tools, self.tools)):
            as_narrow_as_there_is_room(box)
            box.activated.connect(partial(self._add_word, box, field))
        self.column.addStretch(1)

    # What may be chosen

    def offer_cards(self, names: Iterable[str]) -> None:
        """The series, families and models a plan may be for."""
        self._cards = frozenset(names)
        self._offer(self.all_cards, self._cards)

    def offer_tools(self, names: Iterable[str]) -> None:
        """The test tools whose logs are read here."""
        self._tools = frozenset(names)
        self._offer(self.all_tools, self._tools)

    def _offer(self, box: QComboBox, names: Iterable[str]) -> None:
        named = [Option(name, name) for name in sorted(names, key=str.casefold)]
        fill(box, [Option("", say("Choose …")), *named], "")
        if self.draft is not None:
            self.draft.known_tools, self.draft.known_cards = self._tools, self._cards

    def show_plan(self, draft: PlanDraft) -> None:
        """Take this plan in hand."""
        self.draft = None
        for field, text in (
            (self.name, draft.name), (self.suits, draft.suits), (self.tools, draft.tools),
            (self.note, draft.note),
        ):  # fmt: skip
            field.setText(text)
            field.setCursorPosition(0)  # what is too long is seen from its beginning
        stages = {stage: say(words) for stage, words in STAGES.items()}
        stages.setdefault(draft.stage, draft.stage)
        fill(self.stage, [Option(stage, words) for stage, words in stages.items()], draft.stage)
        for row in self.rows.values():
            row.setFault("")
        draft.known_tools, draft.known_cards = self._tools, self._cards
        self.draft = draft

    def show_faults(self, wrong: Mapping[Any, object]) -> None:
        """Say at each field what is wrong with it; the keyboard goes to the first, if any is."""
        show_faults(self.rows, wrong)

    # What is done

    def _typed(self) -> None:
        if self.draft is not None:
            self.draft.name, self.draft.stage = self.name.text(), str(self.stage.currentData())
            self.draft.suits, self.draft.tools = self.suits.text(), self.tools.text()
            self.draft.note = self.note.text()

    def _add_word(self, box: QComboBox, field: QLineEdit, _place: int) -> None:
        word = str(box.currentData() or "")
        if word:
            field.setText(with_word(field.text(), word))
            box.setCurrentIndex(0)
            self._typed()


def stage_word(stage: str) -> str:
    """What a stage is called."""
    return say(STAGES.get(stage, stage))


def words_of(names: Sequence[str]) -> str:
    """The cards a plan is for."""
    return listed(names) or say("All cards")
