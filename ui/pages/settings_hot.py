# SPDX-License-Identifier: MIT
"""Settings: alloys, faults of a reball, how much heat a piece may see, what needs a grade."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_harvest import NeedsGrade
from ui.pages.settings_parts import Field, Form, Option, Section
from ui.pages.words import KINDS, kind_word, number, to_type, two_lines
from ui.theme import Tone
from ui.widgets.controls import Button
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.benches.answers import Do
from workshop.benches.profiles import entry
from workshop.language import mark, say


class Entries(Panel):
    """One list of the catalogue, and the form of the entry that is chosen or new."""

    def __init__(
        self,
        page: Page,
        kind: str,
        key: str,
        title: str,
        columns: Sequence[Column],
        fields: Sequence[Field],
        read: Callable[[Any], Mapping[str, str]],
        *,
        grows: bool = True,
        in_a_row: int = 1,
        drops: bool = False,
    ) -> None:
        super().__init__(say(title), margin=12)
        self._desk, self._context = page.desk, page.context
        self._kind, self._key, self._read = kind, key, read
        self.table = Table(columns, name=title, key=lambda row: str(self._read(row)[self._key]))
        self.table.picked.connect(self._picked)
        self.body.addWidget(self.table, 1)
        self.form = Form(fields, in_a_row)
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.save = Button(say("Save"), tone=Tone.ACCENT, filled=True, icon="save",
                           press=self.keep)  # fmt: skip
        row.addWidget(self.save, 1)
        self.new = Button(say("New"), icon="plus", press=self.begin)
        row.addWidget(self.new)
        self.drop = Button(say("Delete"), icon="trash", press=self._drop)
        row.addWidget(self.drop)
        self.body.addLayout(row)
        self.drop.setVisible(drops)
        self.new.setVisible(grows)  # not before it has a parent, or it would be a window

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these entries; the first one is in the form where none was chosen yet."""
        now = self.table.currentRow()
        self.table.setRows(rows)
        if now is None and rows:
            self.table.go(self._read(rows[0])[self._key])
            self._picked(rows[0])

    def _picked(self, row: Any) -> None:
        if row is None:
            return
        for name, text in self._read(row).items():
            put(self.form.rows[name].field, text)
        self._lock(True)

    def begin(self) -> None:
        """Empty the form for a new entry."""
        self.form.clear()
        self._lock(False)
        self.form.rows[self._key].field.setFocus()

    def _lock(self, locked: bool) -> None:
        """What an entry is called by is said once."""
        self.form.rows[self._key].field.setEnabled(not locked)

    def keep(self) -> None:
        """Save what stands in the form as the shop's own word."""
        answer = entry(self._kind, self._key, self.form.facts())
        if not isinstance(answer, Do):
            lines = two_lines(str(answer))
            self._context.answer("question", *lines)
            return
        self._desk.do(
            answer.act,
            answer.facts,
            self._kept,
            lambda sentence, _kind: self._context.answer("refused", *two_lines(sentence)),
            owner=self,
        )

    def _drop(self) -> None:
        row = self.table.currentRow()
        if row is None:
            return
        facts = {"kind": self._kind, "code": self._read(row)[self._key]}

        def done(_receipt: dict[str, Any], text: str) -> None:
            self.form.clear()  # the keyboard stays where it was, so that Ctrl+Z undoes it
            self._lock(False)
            self._context.answer("done", text)

        self._desk.do(
            "drop_copies", facts, done,
            lambda sentence, _kind: self._context.answer("refused", *two_lines(sentence)),
            owner=self,
        )  # fmt: skip

    def _kept(self, receipt: dict[str, Any], _text: str) -> None:
        self._lock(True)
        words = say("{code}, version {n} saved", code=receipt["code"], n=receipt["version"])
        self._context.answer("done", words, say("It counts from now on."))


def put(field: QWidget, text: str) -> None:
    """Write a text into a field, or choose it in a list."""
    if isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(text)))
    elif isinstance(field, QLineEdit):
        field.setText(text)


class HotWorkSection(Section):
    """Alloys, criteria and limits side by side, and below them what needs a grade at harvest."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        yes_no = (Option("no", say("No")), Option("yes", say("Yes")))
        self.alloys = Entries(
            page, "alloy", "code", mark("Alloys"),
            [
                Column(mark("Code"), "code", strong=True, share=3),
                Column(mark("°C"), "melts", align="right", show=number, width=56),
                Column(mark("Leaded"), lambda row: say("leaded") if row.leaded else "", share=3,
                       ink="careful"),
            ],
            [
                Field("code", mark("Code")),
                Field("name", mark("Name")),
                Field("melts", mark("All liquid from, °C")),
                Field("leaded", mark("Has lead"), yes_no),
            ],
            lambda row: {"code": row.code, "name": row.name, "melts": to_type(row.melts),
                         "leaded": "yes" if row.leaded else "no"},
        )  # fmt: skip
        self.criteria = Entries(
            page, "criterion", "code", mark("Faults of a reball"),
            [
                Column(mark("Fault"), lambda row: say(row.name), strong=True, share=3),
            ],
            [
                Field("code", mark("Code")),
                Field("name", mark("Name")),
                Field("text", mark("What to look at")),
            ],
            lambda row: {"code": row.code, "name": row.name, "text": row.text},
        )  # fmt: skip
        self.limits = Entries(
            page, "heat_limit", "kind", mark("Heat limits"),
            [
                Column(mark("Kind of piece"), lambda row: kind_word(row.kind), share=5),
                Column(mark("Cycles"), lambda row: row.cycles or say("none"), align="right",
                       width=68),
                Column(mark("Whose"), _whose, share=3, ink="quiet"),
            ],
            [
                Field("kind", mark("Kind of piece"),
                      [Option(kind, say(words)) for kind, words in KINDS.items()]),
                Field("cycles", mark("Heat cycles it may have; 0 for no limit")),
                Field("confirmed", mark("Confirmed by your own trials"), yes_no),
            ],
            lambda row: {"kind": row.kind, "cycles": str(row.cycles),
                         "confirmed": "yes" if row.confirmed else "no"},
            grows=False,
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(12)
        for panel in (self.alloys, self.criteria, self.limits):
            row.addWidget(panel, 1)
        self.column.addLayout(row, 1)
        self.needs_grade = NeedsGrade(page)
        self.column.addWidget(self.needs_grade)

    def refresh(self) -> None:
        """Ask for all three lists, and for what needs a grade."""
        self.needs_grade.refresh()
        self.desk.ask("reballing", {}, self._came, self, "reballing")
        self.desk.ask("heat_limits", {}, self.limits.show_rows, self, "limits")

    def _came(self, rows: Any) -> None:
        self.alloys.show_rows(rows.alloys)
        self.criteria.show_rows(rows.criteria)


def _whose(row: Any) -> str:
    """Whose word a limit is."""
    if not row.version:
        return say("given") if row.cycles else ""
    return say("ours, confirmed") if row.confirmed else say("ours")
