# SPDX-License-Identifier: MIT
"""What the panes of the stock page share: answers of a bench in the strip, and written times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.page import Page
from ui.pages.words import two_lines
from workshop.benches.answers import Answer, Ask, Do
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.find import Identified


class Pane(QWidget):
    """One part of the stock page: it takes scans while it is in sight."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk, self.context = page, page.desk, page.context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def take(self, scan: Identified) -> bool:
        """Answer a scan; False where this part has no use for it."""
        return False

    def refresh(self) -> None:
        """Ask again for what is shown."""

    def leave(self) -> bool:
        """Leave what was begun here; False where nothing was."""
        return False

    def follow(self, answer: Answer) -> None:
        """Do what the bench answers, or say what it asks for."""
        if isinstance(answer, Do):
            self.desk.do(answer.act, answer.facts, self.done, self.refused, owner=self)
            return
        words = two_lines(say(answer.template, **answer.facts))
        self.context.answer("question" if isinstance(answer, Ask) else "refused", *words)

    def done(self, _receipt: dict[str, Any], text: str) -> None:
        """An act was done."""
        self.context.answer("done", text)

    def refused(self, sentence: str, _kind: str) -> None:
        """An act was refused."""
        self.context.answer("refused", *two_lines(sentence))


def span(seconds: float) -> str:
    """A stretch of time as people say it: days and hours, or hours and minutes."""
    minutes = int(abs(seconds)) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return say("{days} d {hours} h", days=days, hours=hours)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes % 60)


def said_bake(bake: Any) -> str:
    """A bake of the table: how long, how hot, and how dry where that matters."""
    facts = {"hours": f"{bake.hours:g}", "degrees": f"{bake.temperature:g}"}
    if bake.humidity is None:
        return say("{hours} h at {degrees} °C", **facts)
    return say("{hours} h at {degrees} °C, ≤ {damp} %RH", **facts, damp=f"{bake.humidity:g}")
