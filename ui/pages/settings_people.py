# SPDX-License-Identifier: MIT
"""Settings: who works here, at which stations, and the places things lie in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui import theme
from ui.pages.page import Page
from ui.pages.paper import labels_to_pdf, open_file, stamp
from ui.pages.place_parts import (
    PLACE_KINDS,
    TakesChips,
    dry_look,
    grades_taken,
    kinds_taken,
    paint_place,
)
from ui.pages.settings_parts import BadgePicture, Field, Form, Option, Section, fill
from ui.sign_on import PinDialog, choose_pin, sign_on
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Hairline, Panel
from ui.widgets.table import Column, Table
from workshop.domain.terms import PlaceKind, Role
from workshop.language import mark, say

ROLES = {
    Role.TECHNICIAN: mark("Technician"),
    Role.INTAKE: mark("Intake"),
    Role.LEAD: mark("Lead"),
    Role.MANAGER: mark("Manager"),
}


class BadgeLabel(NamedTuple):
    """A label with the badge of a person, a station or a place."""

    tag: str
    kind: str
    line: str


class Register(Section):
    """A list of what has a code and a badge, and the form that adds to it."""

    query = ""
    act = ""
    heading = ""
    adding = ""
    word = ""  # what a badge label says it is
    empty = ""
    hint = mark("Choose a line to see its badge.")
    printing = mark("All badges as PDF")

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._added = ""  # the code of what was added a moment ago
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._list(), 1)
        adding = Panel(say(self.adding))
        adding.setFixedWidth(320)
        self.form = Form(self.fields())
        self.form.text_of("name").returnPressed.connect(self.form.text_of("code").setFocus)
        self.form.text_of("code").returnPressed.connect(self.add)
        adding.body.addWidget(self.form)
        adding.body.addSpacing(theme.GRID)
        self.add_button = Button(
            say("Add"), tone=Tone.ACCENT, filled=True, icon="plus", press=self.add
        )
        adding.body.addWidget(self.add_button)
        adding.body.addStretch(1)
        row.addWidget(adding)
        self.column.addLayout(row)

    def _list(self) -> Panel:
        """The list, and under it the badge of the line that is chosen."""
        panel = Panel(say(self.heading))
        self.table = Table(
            self.columns(), name=self.heading, empty=self.empty, key=lambda one: one.code
        )
        self.table.picked.connect(self._picked)
        panel.body.addWidget(self.table, 1)
        panel.body.addWidget(Hairline())
        row = QHBoxLayout()
        row.setSpacing(16)
        self.badge = BadgePicture()
        self.badge.hide()
        row.addWidget(self.badge)
        self.badge_words = Label(say(self.hint), ink="quiet", wraps=True)
        row.addWidget(self.badge_words, 1)
        self.buttons = buttons = QVBoxLayout()
        self.mine = Button("", press=self.choose)
        self.mine.hide()
        self.print_all = Button(say(self.printing), icon="pdf", press=self.print_badges)
        buttons.addWidget(self.mine)
        buttons.addWidget(self.print_all)
        row.addLayout(buttons)
        panel.body.addLayout(row)
        self.below = panel.body
        return panel

    def columns(self) -> list[Column]:
        """The columns of the list."""
        return [
            Column(mark("Code"), "code", strong=True, width=140),
            Column(mark("Name"), "name", share=2),
        ]

    def fields(self) -> list[Field]:
        """The fields of the form."""
        return [
            Field("name", mark("Name")),
            Field("code", mark("Code: capitals, digits and dashes")),
        ]

    def choose(self) -> None:
        """Use the line that is chosen, where this kind of list can be used so."""

    def refresh(self) -> None:
        """Ask for the list."""
        self.desk.ask(self.query, {}, self._show, self, "list")

    def _show(self, rows: Sequence[Any]) -> None:
        self.table.setRows(rows)
        self.print_all.setEnabled(bool(rows))
        self.listed(rows)
        added, self._added = self._added, ""
        if added and self.table.go(added):
            self._picked(self.table.currentRow())

    def listed(self, rows: Sequence[Any]) -> None:
        """The list came: what else depends on it."""

    def badge_of(self, row: Any) -> str:
        """What its label is scanned as."""
        return str(row.badge)

    def _picked(self, row: Any) -> None:
        self.badge.show()
        self.badge.show_badge(self.badge_of(row), row.name)
        self.badge_words.setText(f"{row.name}\n{self.badge_of(row)}")
        self.mine.setVisible(bool(self.mine.words()))

    def add(self) -> None:
        """Add what the form says; it is emptied when that is saved."""
        if self.form.complain():
            return
        facts: dict[str, Any] = {k: v for k, v in self.form.facts().items() if v}

        def added(receipt: Any, text: str) -> None:
            self._added = receipt["code"]
            self.refresh()
            self.form.clear()
            self.form.text_of("name").setFocus()
            self.context.answer("done", text)

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("refused", sentence)
            told = (fact for fact, typed in facts.items() if f"“{typed}”" in sentence)
            self.form.rows[next(told, "code")].setFault(sentence)

        self.desk.do(self.act, facts, added, no, owner=self)

    def print_badges(self) -> None:
        """Write the badges of the whole list to a PDF."""
        rows = self.table.rows.rows()
        labels = [BadgeLabel(self.badge_of(row), say(self.word), row.name) for row in rows]
        labels_to_pdf(self.page, labels, stamp(say(self.heading)), open_file)


class People(Register):
    """Who works here."""

    query, act = "people", "add_person"
    heading, adding = mark("People"), mark("Add somebody")
    word, empty = mark("Person"), mark("Nobody yet.")

    def columns(self) -> list[Column]:
        """Code, name and role."""
        role = Column(mark("Role"), lambda row: say(ROLES[Role(row.role)]), share=1, ink="quiet")
        pin = Column(mark("PIN"), lambda row: say("Yes") if row.has_pin else "", width=88)
        return [*super().columns(), role, pin]

    def fields(self) -> list[Field]:
        """Name, code and role."""
        roles = [Option(role.value, say(words)) for role, words in ROLES.items()]
        return [*super().fields(), Field("role", mark("Role"), roles)]

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.asking: PinDialog | None = None
        self.mine.setText(say("This is me"))
        self.pin = Button(say("Set a PIN …"), icon="lock", press=self.set_pin)
        self.pin.hide()
        self.buttons.insertWidget(1, self.pin)

    def choose(self) -> None:
        """Who is chosen in the list starts to work."""
        row = self.table.currentRow()
        if row is not None:
            self.asking = sign_on(self.desk, self.context, row, self.window())

    def set_pin(self) -> None:
        """Give who is chosen in the list another PIN."""
        row = self.table.currentRow()
        if row is not None:
            self.asking = choose_pin(self.desk, row, self._pin_set, self.window())

    def _pin_set(self, text: str) -> None:
        self.refresh()
        self.context.answer("done", text)

    def _picked(self, row: Any) -> None:
        super()._picked(row)
        self.pin.show()


class Stations(Register):
    """The bench PCs."""

    query, act = "stations", "add_station"
    heading, adding = mark("Stations"), mark("Add a station")
    word = mark("Station")
    empty = mark("No station yet. Add this computer first, so that records say where.")

    def columns(self) -> list[Column]:
        """Code and name, and which one this computer is."""
        here = Column(mark("This computer"), self._here, width=150, ink="accent")
        return [*super().columns(), here]

    def _here(self, row: Any) -> str:
        return say("✓ here") if row.code == self.context.station else ""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.mine.setText(say("This computer is here"))

    def choose(self) -> None:
        """This computer is the station that is chosen from now on."""
        row = self.table.currentRow()
        if row is not None:
            self.context.set("station", row.code, row.name)
            self.context.answer("done", say("This is station {name}", name=row.name))
            self.refresh()


class Places(Register):
    """Rooms, racks, bins and trays."""

    query, act = "place_tree", "add_place"
    heading, adding = mark("Places"), mark("Add a place")
    word = mark("Place")
    empty = mark("No place yet. Add the trays and bins that pieces are put into.")

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.takes = TakesChips()
        self.takes.changed.connect(self._change)
        self.takes.hide()
        self.below.addWidget(self.takes)

    def columns(self) -> list[Column]:
        """Code below what it is in, name, kind, what it takes, and whether it is dry."""
        return [
            Column(mark("Code"), "code", strong=True, share=3, paint=paint_place),
            Column(mark("Name"), "name", share=3),
            Column(
                mark("Kind"), lambda row: say(PLACE_KINDS[PlaceKind(row.kind)]), width=92,
                ink="quiet",
            ),
            Column(mark("Accepts"), _takes, share=3, ink="quiet"),
            Column(mark("Storage"), "is_dry", width=92, look=dry_look),
        ]  # fmt: skip

    def fields(self) -> list[Field]:
        """Name, code, kind and what it is in."""
        kinds = [Option(kind.value, say(words)) for kind, words in PLACE_KINDS.items()]
        nowhere = [Option("", say("Nothing"))]
        return [
            *super().fields(),
            Field("kind", mark("Kind"), sorted(kinds, key=lambda kind: kind.value != "tray")),
            Field("parent", mark("It is in"), nowhere),
        ]

    def listed(self, rows: Sequence[Any]) -> None:
        """A new place may be in any that is there."""
        places = [Option(row.code, f"{row.code} · {row.name}") for row in rows]
        fill(self.form.box_of("parent"), [Option("", say("Nothing")), *places])
        now = self.table.currentRow()
        self.takes.show_place(next((row for row in rows if now and row.code == now.code), None))

    def refresh(self) -> None:
        """Ask for the list, and for the grades a place may be kept for."""
        super().refresh()
        self.desk.ask("intake_choices", {}, self._choices_came, self, "grades")

    def _choices_came(self, choices: Any) -> None:
        self.takes.offer_grades(choices.grades)

    def _picked(self, row: Any) -> None:
        super()._picked(row)
        self.takes.show()
        self.takes.show_place(row)

    def _change(self, facts: dict[str, Any]) -> None:
        self.desk.do("change_place", facts, self.done, self.refused, owner=self)


def _takes(row: Any) -> str:
    """What a place takes, where not everything."""
    if not row.takes_kinds and not row.takes_grades:
        return say("Everything")
    return say("{kinds}, {grades}", kinds=kinds_taken(row), grades=grades_taken(row))
