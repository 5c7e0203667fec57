# SPDX-License-Identifier: MIT
"""Settings: the rework profiles, looked at as curves and edited segment by segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.pages.page import Page
from ui.pages.profile_editor import ProfileEditor
from ui.pages.settings_parts import Section
from ui.widgets import draw
from ui.widgets.controls import Button
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.benches.profiles import ProfileBench
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.heat import Reballing
    from workshop.queries.runs import ProfileRow


_HIGH = 52  # px of a row of two lines


class ProfilesSection(Section):
    """The list of profiles, and the one that is chosen in the editor."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._rows: dict[str, ProfileRow] = {}
        self._wanted = ""  # the code of what was saved a moment ago
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._list())
        self.editor = ProfileEditor()
        self.editor.saved.connect(self.save)
        self.editor.stopped.connect(self.follow)
        self.editor.left.connect(self._again)
        row.addWidget(self.editor, 1)
        self.column.addLayout(row)

    def _list(self) -> Panel:
        panel = Panel(say("Rework profiles"), margin=12)
        panel.setFixedWidth(270)
        self.table = Table(
            [Column(mark("Profile"), _words, paint=_paint)],
            name=mark("Rework profiles"),
            key=lambda row: row.profile.code,
        )
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_HIGH)
        self.table.picked.connect(self._picked)
        panel.body.addWidget(self.table, 1)
        self.copy = Button(say("New one like this"), icon="plus", press=self._copy)
        panel.body.addWidget(self.copy)
        return panel

    def refresh(self) -> None:
        """Ask for the profiles and the alloys."""
        self.desk.ask("reballing", {}, self._alloys_came, self, "alloys")
        self.desk.ask("profiles", {}, self._came, self, "profiles")

    def _alloys_came(self, rows: Reballing) -> None:
        self.editor.offer_alloys(
            [(alloy.code, say(alloy.name), alloy.melts) for alloy in rows.alloys]
        )

    def _came(self, rows: Sequence[ProfileRow]) -> None:
        self._rows = {row.profile.code: row for row in rows}
        now = self.table.currentRow()
        self.table.setRows(rows)
        if self._wanted in self._rows:
            self.table.go(self._wanted)
            self._picked(self._rows[self._wanted])
            self._wanted = ""
        elif now is None and rows:
            self.table.go(rows[0].profile.code)
            self._picked(rows[0])
        elif now is not None and not self.editor.is_changed:
            self._picked(self._rows.get(now.profile.code, rows[0]))

    def _picked(self, row: ProfileRow) -> None:
        if row is not None:
            self.editor.show_profile(ProfileBench(row))

    def _again(self) -> None:
        self._picked(self.table.currentRow())

    def _copy(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            bench = ProfileBench(row)
            bench.copy()
            self.editor.show_profile(bench)

    def save(self, bench: ProfileBench) -> None:
        """Save it as a new version, or say what is wrong."""
        answer = bench.answer()
        self.editor.show_faults()
        self.follow(answer)

    def done(self, receipt: dict[str, Any], _text: str) -> None:
        """It is saved."""
        self.editor.forget()
        words = say("Profile {code}, version {n} saved", code=receipt["code"], n=receipt["version"])
        hint = say("Runs of the past keep the version they were judged by.")
        self.context.answer("done", words, hint)
        self._wanted = receipt["code"]
        self.refresh()


def _detail(row: ProfileRow) -> str:
    version = say("version {n}", n=row.version) if row.version else say("as shipped")
    parts = [row.profile.code, row.profile.alloy, version]
    if row.profile.confirmed:
        parts.append(say("confirmed"))
    return " · ".join(parts)


def _words(row: ProfileRow) -> str:
    return joined(say(row.profile.name), _detail(row))


def _paint(painter: QPainter, where: QRectF, row: ProfileRow) -> None:
    """The name, and below it code, alloy and version."""
    above, below = QRectF(where), QRectF(where)
    above.setBottom(where.top() + where.height() * 0.58)
    below.setTop(where.top() + where.height() * 0.5)
    draw.words(painter, above, say(row.profile.name), theme.font(theme.NOTE, strong=True))
    draw.words(painter, below, _detail(row), theme.font(theme.SMALL), "quiet")
