# SPDX-License-Identifier: MIT
"""A place is counted: every scan is told at once, what is missing is in sight all the time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.pages.batch_parts import Figure, Figures
from ui.pages.stock_parts import Pane
from ui.theme import Tone
from ui.widgets.controls import Button
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.counting import Counting, Told
from workshop.benches.tags import spelled
from workshop.domain.terms import CountResult, ScanKind
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.stock import LyingRow

# So many pieces one place may be counted with: as many scans as the act takes.
MOST = 20_000

RESULTS: dict[CountResult, Look] = {
    CountResult.FOUND: Look(Tone.GOOD, "check", mark("Found")),
    CountResult.MISSING: Look(Tone.CAREFUL, "question", mark("Missing")),
    CountResult.MISPLACED: Look(Tone.QUESTION, "arrow-right", mark("Misplaced")),
    CountResult.UNKNOWN: Look(Tone.REFUSED, "cross", mark("Unknown")),
}

LINES = (
    Column(mark("Result"), "result", width=132, look=lambda row: RESULTS[row.result]),
    Column(mark("Piece or scan"), lambda row: spelled(row.name), strong=True),
)


class CountPane(Pane):
    """The count of one place."""

    left = Signal()

    def __init__(self, owner: Pane) -> None:
        super().__init__(owner.page)
        self.bench: Counting | None = None
        panel = Panel(say("Count"), margin=16)
        self.heading = panel
        self.figures = Figures()
        panel.body.addWidget(self.figures)
        self.lines = Table(
            LINES,
            name=mark("What was scanned last, then what is missing"),
            empty=mark("Scan everything that lies here, in any order."),
        )
        panel.body.addWidget(self.lines, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID)
        self.finish = Button(say("Finish"), icon="check", tone=Tone.GOOD, filled=True,
                             press=self._finish)  # fmt: skip
        self.right = Button(say("Finish and put right"), icon="tray", press=self._put_right)
        self.stop = Button(say("Cancel"), press=self.cancel)
        for button in (self.finish, self.right, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        panel.body.addLayout(buttons)
        self.column.addWidget(panel)

    def begin(self, place: str) -> None:
        """Begin to count this place."""
        self.bench = None
        self.heading.setTitle(say("Count of {place}", place=place))
        self.lines.setRows([])
        facts = {"place": place, "limit": MOST}
        self.desk.ask("contents", facts, lambda rows: self._came(place, rows), self, "contents")

    def _came(self, place: str, rows: Sequence[LyingRow]) -> None:
        self.bench = Counting(place, [row.tag for row in rows])
        self.context.answer(
            "question",
            say_many(
                "{n} piece should lie in {place}",
                "{n} pieces should lie in {place}",
                len(rows),
                place=place,
            ),
            say("Scan everything that lies there."),
        )
        self._show()

    def take(self, scan: Identified) -> bool:
        """Tell what this scan is to the count."""
        if self.bench is None or scan.kind in (ScanKind.COMMAND, ScanKind.PLACE):
            return False
        told = self.bench.take(scan.scan, scan.tag)
        name, word = spelled(told.name), RESULTS[told.result].word
        if told.again:
            self.context.answer("careful", say("{name} was scanned already", name=name), word)
        elif told.result is CountResult.FOUND:
            n = self.bench.number(CountResult.MISSING)
            self.context.answer("done", name, say("{n} still to be found", n=n))
        elif told.result is CountResult.MISPLACED:
            self.context.answer("careful", say("{name} is misplaced", name=name),
                                say("It is on record elsewhere."))  # fmt: skip
        else:
            self.context.answer("refused", say("{name} is not known here", name=name),
                                say("It is counted as unknown."))  # fmt: skip
        self._show()
        return True

    def _show(self) -> None:
        bench = self.bench
        if bench is None:
            return
        counted = {result: bench.number(result) for result in CountResult}
        self.figures.setFigures(
            [
                Figure(RESULTS[result].word, str(n), "", RESULTS[result].tone if n else Tone.PLAIN)
                for result, n in counted.items()
            ]
        )
        missing = [Told(CountResult.MISSING, tag) for tag in bench.missing[:200]]
        self.lines.setRows([*reversed(bench.scans[-200:]), *missing])
        self.right.setEnabled(counted[CountResult.MISPLACED] > 0)

    def _finish(self) -> None:
        if self.bench is not None:
            self.follow(self.bench.finish())

    def _put_right(self) -> None:
        if self.bench is not None:
            self.follow(self.bench.finish(put_right=True))

    def done(self, receipt: dict[str, Any], text: str) -> None:
        """The count is kept."""
        differs = receipt["missing"] or receipt["misplaced"] or receipt["unknown"]
        stay = receipt.get("stay", [])
        small = say("{n} could not be moved here", n=len(stay)) if stay else ""
        self.context.answer("careful" if differs else "done", text, small)
        self.bench = None
        self.left.emit()

    def cancel(self) -> None:
        """Leave the count; nothing of it is kept."""
        self.bench = None
        self.context.answer("idle", say("The count was not kept"))
        self.left.emit()
