# SPDX-License-Identifier: MIT
"""The ovens: a load is put together by scanning, and taken out with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui import theme
from ui.pages.field_codes import FieldCodes
from ui.pages.page import Page
from ui.pages.stock_parts import Pane
from ui.pages.words import moment, number
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.states import BAKED, Look
from ui.widgets.table import Column, Table
from workshop.benches.commands import fills_in
from workshop.benches.oven import Loading
from workshop.benches.tags import spelled
from workshop.domain.terms import BakeVerdict, ScanKind
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.dry import BakeRow
    from workshop.queries.find import Identified


def _state(row: Any) -> Look:
    if not row.ended_at:
        return BAKED[""]
    return BAKED[BakeVerdict.SHORT if row.short else BakeVerdict.DONE]


def _set(row: Any) -> str:
    """What the oven was set to."""
    facts = {"hours": number(row.hours), "degrees": number(row.temperature)}
    if row.humidity is None:
        return say("{hours} h at {degrees} °C", **facts)
    return say("{hours} h at {degrees} °C, {damp} %RH", **facts, damp=number(row.humidity))


def _asked(row: Any) -> str:
    return "–" if row.needed_h is None else say("{hours} h", hours=number(row.needed_h))


def _lasted(row: Any) -> str:
    return "" if row.actual_h is None else say("{hours} h", hours=number(row.actual_h))


BAKES = (
    Column(mark("State"), "ended_at", width=126, look=_state),
    Column(mark("Bake"), "number", width=72, strong=True),
    Column(mark("Oven"), lambda row: row.oven or "–", share=2),
    Column(mark("Set to"), _set, share=3),
    Column(mark("Table asks"), _asked, width=96, align="right"),
    Column(mark("Lasted"), _lasted, width=84, align="right"),
    Column(mark("Pieces"), "n", width=72, align="right"),
    Column(mark("Loaded"), "loaded_at", show=moment, width=172, ink="quiet"),
)

LOAD = (Column(mark("Piece"), lambda tag: spelled(tag), strong=True),)


class OvensPane(Pane):
    """The bakes that run and those that ended, and the load that is put together."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.loading = Loading()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._bakes(), 1)
        load = self._load()
        row.addWidget(load)
        self._codes = FieldCodes(self.context, lambda: [load], self._keep)
        self.column.addLayout(row, 1)
        self._show_load()

    def _bakes(self) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Bakes, the newest first"), theme.TITLE, strong=True))
        head.addStretch(1)
        self.unload = Button(say("Unload"), icon="export", filled=True, tone=Tone.ACCENT,
                             press=self._unload)  # fmt: skip
        self.unload.setEnabled(False)
        head.addWidget(self.unload)
        panel.body.addLayout(head)
        self.table = Table(
            BAKES,
            name=mark("Bakes"),
            empty=mark("Nothing was baked yet. Scan the oven, then the pieces that go in."),
            key=lambda bake: bake.number,
        )
        self.table.picked.connect(lambda bake: self.unload.setEnabled(not bake.ended_at))
        panel.body.addWidget(self.table, 1)
        return panel

    def _load(self) -> Panel:
        panel = Panel(say("Load an oven"), margin=16)
        panel.setFixedWidth(320)
        self.oven = Label("", wraps=True)
        panel.body.addWidget(self.oven)
        self.pieces = Table(
            LOAD,
            name=mark("Pieces that go into the oven"),
            empty=mark("Scan the pieces that go in."),
            key=lambda tag: tag,
        )
        panel.body.addWidget(self.pieces, 1)
        self.out = Button(say("Leave this one out"), icon="minus", press=self._leave_out)
        panel.body.addWidget(self.out)
        self.fields: dict[str, QLineEdit] = {}
        for name, words, unit, now in (
            ("temperature", say("Temperature"), "°C", "125"),
            ("hours", say("Hours"), "h", ""),
            ("humidity", say("Humidity, if measured"), "%RH", ""),
        ):
            field = self.fields[name] = QLineEdit(now)
            field.returnPressed.connect(self._start)
            panel.body.addWidget(FormRow(words, field, unit))
        self.start = Button(say("Start the bake"), icon="heat", filled=True, tone=Tone.ACCENT,
                            press=self._start)  # fmt: skip
        panel.body.addWidget(self.start)
        return panel

    def refresh(self) -> None:
        """Ask for the bakes."""
        self.desk.ask("bakes", {}, self._came, self, "bakes")

    def _came(self, rows: Sequence[BakeRow]) -> None:
        self.table.setRows(sorted(rows, key=lambda row: bool(row.ended_at)))
        row = self.table.currentRow()
        self.unload.setEnabled(row is not None and not row.ended_at)

    def take(self, scan: Identified) -> bool:
        """An oven or a piece for the load, or what its fields are filled in with."""
        if scan.kind == ScanKind.COMMAND and fills_in(scan.value):
            self._codes.take(scan.value)
            return True
        if scan.kind == ScanKind.PLACE:
            self.follow(self.loading.take_oven(scan.value))
            self._show_load()
            self._look_into(scan.value)
            return True
        if scan.tag:
            self.take_piece(scan.tag)
            return True
        return False

    def _look_into(self, oven: str) -> None:
        """Where a bake runs in this oven it is the one to unload."""
        rows = self.table.rows.rows()
        bake = next((row for row in rows if row.oven == oven and not row.ended_at), None)
        if bake is not None and self.table.go(bake.number):
            words = say("Bake {n} is in {oven}", n=bake.number, oven=oven)
            hint = say("Scan keep to take it out, or the pieces that go in.")
            self.context.answer("question", words, hint)

    def _keep(self) -> bool:
        """Start the bake that is put together; with none, unload the one in hand."""
        if self.loading.pieces or not self.unload.isEnabled():
            self._start()
        else:
            self._unload()
        return True

    def take_piece(self, tag: str) -> None:
        """This piece goes into the load; the hours it needs are filled in where none are."""
        self.follow(self.loading.take_piece(tag))
        self._show_load()
        self.desk.ask("clock", {"tag": tag}, self._needs, self, f"needs {tag}")

    def _needs(self, row: Any) -> None:
        hottest = max(row.bakes, key=lambda bake: bake.temperature) if row and row.bakes else None
        if hottest is None or self.fields["temperature"].text() != f"{hottest.temperature:g}":
            return
        typed = self.fields["hours"].text()
        if not typed or (typed.isdigit() and int(typed) < hottest.hours):
            self.fields["hours"].setText(f"{hottest.hours:g}")

    def _show_load(self) -> None:
        oven = self.loading.oven
        self.oven.setText(
            say("Oven: {oven}", oven=oven) if oven else say("No oven yet: scan its label.")
        )
        self.pieces.setRows(list(self.loading.pieces))
        self.out.setEnabled(bool(self.loading.pieces))

    def _leave_out(self) -> None:
        tag = self.pieces.currentRow() or next(iter(reversed(self.loading.pieces)), None)
        if tag is not None:
            self.loading.leave_out(tag)
            self._show_load()

    def leave(self) -> bool:
        """Forget the load that was put together."""
        if not self.loading.pieces and not self.loading.oven:
            return False
        self._forget()
        self.context.answer("idle", say("Nothing was loaded"))
        return True

    def _forget(self) -> None:
        self.loading = Loading()
        self.fields["hours"].clear()
        self._show_load()

    def _start(self) -> None:
        self.follow(
            self.loading.start(
                *(self.fields[n].text() for n in ("temperature", "hours", "humidity"))
            )
        )

    def _unload(self) -> None:
        row = self.table.currentRow()
        if row is not None and not row.ended_at:
            facts = {"bake": row.number}
            self.desk.do("unload", facts, self._unloaded, self.refused, owner=self)

    def done(self, receipt: dict[str, Any], text: str) -> None:
        """The oven is loaded."""
        short = receipt["short"]
        if short:
            first = spelled(short[0])
            said = say_many(
                "{tag} needs longer by the table.",
                "{n} need longer by the table, {tag} among them.",
                len(short), tag=first,
            )  # fmt: skip
            self.context.answer("careful", text, said)
        else:
            self.context.answer("done", text)
        self._forget()

    def _unloaded(self, receipt: dict[str, Any], text: str) -> None:
        small = say("Scan on Places where they go now: their floor life runs.")
        if receipt["short"]:
            small = say_many(
                "{n} was in too short: bake it again.",
                "{n} were in too short: bake them again.",
                len(receipt["short"]),
            )
        self.context.answer("careful" if receipt["short"] else "done", text, small)
