# SPDX-License-Identifier: MIT
"""The left of the tests page: which card this is, and the plans that suit it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from ui import theme
from ui.desk import Desk
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Hairline, Panel
from ui.widgets.states import VERDICTS
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.benches.testing import suiting
from workshop.domain.terms import Verdict
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.pieces import Passport

WIDTH = 250


def _nothing(_value: object) -> str:
    return ""


class TestCard(Panel):
    """A card and its plans; `planPicked(code)` says which one is tested by from now on."""

    planPicked = Signal(str)

    def __init__(
        self, desk: Desk, choose_log: Callable[[], object], choose_folder: Callable[[], object]
    ) -> None:
        super().__init__(margin=16)
        self.setFixedWidth(WIDTH)
        self.code = ""
        self._plans: list[Any] = []
        self._kin: dict[str, tuple[str, str]] = {}  # series and family of a model
        self._passport: Passport | None = None
        self._name = Label("", theme.TITLE, strong=True, wraps=True)
        self._maker = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.tag = Label("", theme.BODY, strong=True, ink="accent")
        for label in (self._name, self._maker, self.tag):
            self.body.addWidget(label)
        self.body.addWidget(Hairline())
        self.plans = Table(
            [
                Column(mark("Plan"), "name", share=3),
                Column("", "code", width=44, align="centre", icon=self.plan_icon, show=_nothing),
            ],
            name=mark("Test plans that suit this card"),
            empty=mark("No plan suits this card."),
            key=lambda plan: plan.code,
        )
        self.plans.setObjectName("plans")
        self.plans.horizontalHeader().hide()
        self.plans.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.plans.picked.connect(lambda plan: self.planPicked.emit(plan.code))
        self.body.addWidget(self.plans, 1)
        self.load = Button(say("Import logs …"), icon="import", press=choose_log)
        self.body.addWidget(self.load)
        self.load_all = Button(say("Import a folder …"), icon="folder", press=choose_folder)
        self.body.addWidget(self.load_all)
        desk.ask("plans", {}, self._plans_came, self, "plans")
        desk.ask("models", {}, self._models_came, self, "models")

    def _plans_came(self, plans: Sequence[Any]) -> None:
        self._plans = list(plans)
        self._show_plans()

    def _models_came(self, models: Sequence[Any]) -> None:
        self._kin = {model.name: (model.series, model.family) for model in models}
        self._show_plans()

    def show_passport(self, passport: Passport) -> None:
        """Show this card and its plans, the last used one in hand if it suits."""
        self._passport = passport
        piece = passport.piece
        self._name.setText(piece.model or say("No model yet"))
        known = [piece.maker, say("SN {serial}", serial=piece.serial) if piece.serial else ""]
        self._maker.setText(" · ".join(part for part in known if part))
        self.tag.setText(spelled(piece.tag))
        self._show_plans()

    def _show_plans(self) -> None:
        if self._passport is None or not self._plans:
            return
        model = self._passport.piece.model
        plans = suiting(self._plans, model, *self._kin.get(model, ()))
        self.plans.setRows(plans)
        codes = [plan.code for plan in plans]
        if self.code not in codes and codes:
            self.planPicked.emit(codes[0])
        self.plans.go(self.code)

    def plan_icon(self, plan: Any) -> str:
        """The mark of the last verdict of a plan; what was broken off or is golden has none."""
        tests = self._passport.tests if self._passport else []
        counts = (test for test in reversed(tests) if test.plan == plan.code and not test.run)
        last = next(counts, None)
        return VERDICTS[Verdict(last.verdict)].icon if last else ""
