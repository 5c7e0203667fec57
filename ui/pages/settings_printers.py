# SPDX-License-Identifier: MIT
"""Settings: the printers of this computer, each set up once and tried with one label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.paper import printers
from ui.pages.printing import printers_kept, try_printer
from ui.pages.settings_parts import Field, Form, Option, Section, fill
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.printing.printers import Printer

KINDS = {
    "zpl": mark("Zebra, or another that speaks ZPL"),
    "brother": mark("Brother QL"),
    "system": mark("Printer of this system"),
    "png": mark("Pictures in the folder (PNG)"),
    "pdf": mark("A PDF in the folder"),
}
_SHORT = {
    "zpl": mark("ZPL"),
    "brother": mark("Brother QL"),
    "system": mark("System"),
    "png": mark("PNG"),
    "pdf": mark("PDF"),
}
_SENT = ("zpl", "brother")
_ROLLS = {"": mark("Cut to the label"), "continuous": mark("Continuous")}
_HEADS = {"": mark("62 mm"), "wide": mark("102 mm (QL-1100)")}
# Which fields are asked for, by the kind; the rest keeps its usual value.
_ASKED = {
    "zpl": {"address", "dpi", "darkness"},
    "brother": {"address", "roll", "head"},
    "system": {"system"},
    "png": {"dpi"},
    "pdf": set(),
}  # fmt: skip

_BESIDE = (("dpi", "darkness"), ("roll", "head"), ("copies", "offset_x_mm", "offset_y_mm"))


class Printers(Section):
    """A list of printers, and the one in hand; kept with the settings of this computer."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._list(), 1)
        row.addWidget(self._form())
        self.column.addLayout(row)
        self._show_kind()

    def _list(self) -> QWidget:
        panel = Panel(say("Printers of this computer"))
        self.table = Table(
            [
                Column(mark("Name"), "name", strong=True, share=4),
                Column(mark("Kind"), lambda one: say(_SHORT[one.kind]), width=108, ink="quiet"),
                Column(mark("Address"), _where, share=3),
                Column(mark("Label size"), "layout", width=124),
            ],
            name=mark("Printers of this computer"),
            empty=mark("No printer is set up here yet. Labels go to a PDF, or to a printer of the "
                       "system."),
            key=lambda one: one.name,
        )  # fmt: skip
        self.table.picked.connect(self._show)
        panel.body.addWidget(self.table, 1)
        hint = say("Which of them labels are printed on is chosen in Labels.")
        panel.body.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.new = Button(say("Another printer"), icon="plus", press=self.begin)
        self.remove = Button(say("Remove it"), icon="minus", press=self._remove)
        for button in (self.new, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        panel.body.addLayout(row)
        return panel

    def _form(self) -> Panel:
        panel = Panel(say("The printer"))
        panel.setFixedWidth(400)
        kinds = [Option(kind, say(words)) for kind, words in KINDS.items()]
        system = [Option(name, name) for name in printers()] or [Option("", say("None is there"))]
        self.form = Form(
            [
                Field("name", mark("Name"), hint="Zebra"),
                Field("kind", mark("Kind"), kinds),
                Field("address", mark("Address"), hint="tcp://192.0.2.7:9100"),
                Field("system", mark("Printer of this system"), system),
                Field("layout", mark("Label size"), [Option("62x29", "62x29")]),
                Field("dpi", mark("Dots per inch"), [Option(n, n) for n in ("203", "300", "600")]),
                Field("roll", mark("Roll"), [Option(k, say(w)) for k, w in _ROLLS.items()]),
                Field("head", mark("Width of its head"),
                      [Option(k, say(w)) for k, w in _HEADS.items()]),
                Field("darkness", mark("Darkness, 0 to 30"), hint=say("As the printer is set"),
                      needed=False),
                Field("copies", mark("Copies"), hint="1", needed=False),
                Field("offset_x_mm", mark("To the right, mm"), hint="0", needed=False),
                Field("offset_y_mm", mark("Down, mm"), hint="0", needed=False),
            ]
        )  # fmt: skip
        self.form.box_of("kind").currentIndexChanged.connect(self._show_kind)
        self.trouble = Label("", theme.NOTE, ink="refused", wraps=True)
        self.trouble.hide()
        panel.body.addWidget(self.form)
        for pair in _BESIDE:
            beside = QHBoxLayout()
            beside.setSpacing(12)
            for fact in pair:
                beside.addWidget(self.form.rows[fact], 1)
            panel.body.addLayout(beside)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.test = Button(say("Print a test label"), icon="print", press=self._try)
        self.save = Button(
            say("Keep it"), tone=Tone.ACCENT, filled=True, icon="save", press=self._keep
        )
        row.addWidget(self.test)
        row.addWidget(self.save, 1)
        panel.body.addLayout(row)
        return panel

    def _layouts(self) -> None:
        def read(connection: Any, _step: Any) -> list[tuple[str, str]]:
            from workshop.labels.layout import layouts

            return [(one.code, one.name) for one in layouts(connection).values()]

        self.desk.run(read, self._show_layouts, owner=self)

    def _show_layouts(self, found: Sequence[tuple[str, str]]) -> None:
        fill(self.form.box_of("layout"), [Option(code, say(name)) for code, name in found])

    def refresh(self) -> None:
        """Show what is kept; the label sizes are those of the shop."""
        self._layouts()
        self._show_list()

    def _show_list(self) -> None:
        self.table.setRows(printers_kept(self.context.settings))
        self.remove.setEnabled(self.table.currentRow() is not None)

    def _show_kind(self) -> None:
        """Ask only for what a printer of this kind has."""
        asked = _ASKED[str(self.form.box_of("kind").currentData())]
        for fact in ("address", "system", "dpi", "roll", "head", "darkness"):
            self.form.rows[fact].setVisible(fact in asked)

    def _show(self, one: Printer | None) -> None:
        """Take this printer in hand."""
        self.remove.setEnabled(one is not None)
        if one is None:
            return
        self._say_no("")
        texts = {
            "name": one.name, "address": one.address, "copies": str(one.copies),
            "darkness": "" if one.darkness is None else str(one.darkness),
            "offset_x_mm": f"{one.offset_x_mm:g}", "offset_y_mm": f"{one.offset_y_mm:g}",
        }  # fmt: skip
        choices = {
            "kind": one.kind.value, "layout": one.layout, "dpi": str(one.dpi),
            "system": one.address, "roll": "continuous" if one.continuous else "",
            "head": "wide" if one.wide else "",
        }  # fmt: skip
        for fact, text in texts.items():
            self.form.text_of(fact).setText(text)
        for fact, value in choices.items():
            box = self.form.box_of(fact)
            box.setCurrentIndex(max(0, box.findData(value)))

    def begin(self) -> None:
        """An empty form for one more printer."""
        self.form.clear()
        self.table.clearSelection()
        self._say_no("")
        self.form.text_of("name").setFocus()

    def _read(self) -> Printer | None:
        """The printer that is typed; None, and the reason said, where it makes no sense."""
        from workshop.printing.printers import read_or_say

        facts = self.form.facts()
        kind = facts["kind"]
        row: dict[str, Any] = {
            "name": facts["name"], "kind": kind, "layout": facts["layout"],
            "dpi": 300 if kind == "brother" else int(facts["dpi"]),
            "address": facts["system" if kind == "system" else "address"],
            "continuous": bool(facts["roll"]), "wide": bool(facts["head"]),
        }  # fmt: skip
        try:
            for fact, number in (("copies", int), ("darkness", int), ("offset_x_mm", float),
                                 ("offset_y_mm", float)):  # fmt: skip
                typed = facts[fact].replace(",", ".")
                if typed and fact in _ASKED[kind] | {"copies", "offset_x_mm", "offset_y_mm"}:
                    row[fact] = number(typed)
        except ValueError:
            self._say_no(say("“{text}” is no number.", text=typed))
            return None
        made = read_or_say(row)
        self._say_no(made if isinstance(made, str) else "")
        return None if isinstance(made, str) else made

    def _say_no(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def _keep(self) -> None:
        """Keep the printer under its name, in the place of the one that had it."""
        from workshop.printing.printers import kept

        one = self._read()
        if one is None:
            return
        settings = self.context.settings
        others = [row for row in settings.printers if row.get("name") != one.name]
        place = next((n for n, row in enumerate(settings.printers)
                      if row.get("name") == one.name), len(others))  # fmt: skip
        settings.printers = [*others[:place], kept(one), *others[place:]]
        settings.printer = settings.printer or one.name
        self.keep_settings(self.trouble)
        self._show_list()
        self.table.go(one.name)
        if not settings.trouble:
            self.context.answer("done", say("Printer {name} is kept", name=one.name))

    def _remove(self) -> None:
        one = self.table.currentRow()
        if one is None:
            return
        settings = self.context.settings
        settings.printers = [row for row in settings.printers if row.get("name") != one.name]
        if settings.printer == one.name:
            settings.printer = ""
        self.keep_settings(self.trouble)
        self._show_list()
        self.context.answer("done", say("Printer {name} removed", name=one.name))

    def _try(self) -> None:
        """Print one label as it would be kept."""
        one = self._read()
        if one is not None:
            try_printer(self.page, one, self.test)


def _where(one: Any) -> str:
    """Where its labels go."""
    return one.address if one.kind in (*_SENT, "system") else ""
