# SPDX-License-Identifier: MIT
"""A list of blocked serials before it is saved: read beside the window, its counts and faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QWidget

from ui import theme
from ui.pages.batch_parts import Figure, Figures
from ui.theme import Tone
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from ui.desk import Step
    from workshop.manifests.blocked import BlockedList
    from workshop.manifests.texts import Preview

_FACTS = {"serial": mark("Serial"), "maker": mark("Maker"), "reason": mark("Reason")}


class Wanted(NamedTuple):
    """A list as people hand it over; without an encoding the evidence decides."""

    path: Path
    encoding: str | None = None


class Unclear(NamedTuple):
    """Only people can tell the encoding: how the file reads in each that is possible."""

    wanted: Wanted
    previews: tuple[Preview, ...]


def look(connection: Any, step: Step, wanted: Wanted) -> BlockedList | Unclear:
    """Read a list and look through every row of it; made for a thread."""
    from workshop.manifests.blocked import look_through
    from workshop.manifests.read import read_list
    from workshop.manifests.take_in import read_bytes
    from workshop.manifests.texts import WhichEncoding

    data = read_bytes(wanted.path)
    try:
        source = read_list(data, wanted.path.name, encoding=wanted.encoding, step=step)
    except WhichEncoding as which:
        return Unclear(wanted, which.previews)
    return look_through(connection, source, step=step)


class PreviewPanel(Panel):
    """What saving a list would do: the numbers, which columns were read, and what is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.figures = Figures()
        self.body.addWidget(self.figures)
        self.columns = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.body.addWidget(self.columns)
        self.sentence = Label("", ink="refused", wraps=True)
        self.faults = Table(
            [
                Column(mark("Row"), "row", align="right", width=72),
                Column(mark("Column"), "where", width=130),
                Column(mark("Text"), "value", width=130, cut="middle"),
                Column(mark("What is wrong"), lambda fault: str(fault.sentence), share=1),
            ],
            name=mark("Rows with errors"),
            empty=mark("No row has an error. Nothing is saved before you confirm."),
        )
        self.faults.picked.connect(lambda fault: self.sentence.setText(str(fault.sentence)))
        self.body.addWidget(self.faults, 1)
        self.body.addWidget(self.sentence)

    def show_list(self, looked: BlockedList) -> None:
        """Show what came of looking through this list."""
        counts = looked.counts()
        wrong = counts["errors"]
        self.heading.setText(looked.source.name)
        self.figures.setFigures(
            [
                Figure(say("Rows"), str(counts["rows"])),
                Figure(say("New"), str(counts["new"]), tone=Tone.GOOD),
                Figure(say("Blocked already"), str(counts["listed"])),
                Figure(say("Twice in the file"), str(counts["repeated"])),
                Figure(say("Errors"), str(wrong), tone=Tone.REFUSED if wrong else Tone.PLAIN),
            ]
        )
        named = [
            say("{label}: {value}", label=say(_FACTS[fact]), value=where)
            for fact, where in looked.named().items()
        ]
        self.columns.setText(" · ".join(named))
        self.sentence.setText("")
        self.faults.setRows(looked.faults)
