# SPDX-License-Identifier: MIT
"""What the panes of the stock page share: answers of a bench in the strip, and written times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.pages.settings_parts import Section
from ui.pages.words import number
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.find import Identified


class Pane(Section):
    """One part of the stock page: it takes scans while it is in sight."""

    def take(self, scan: Identified) -> bool:
        """Answer a scan; False where this part has no use for it."""
        return False

    def leave(self) -> bool:
        """Leave what was begun here; False where nothing was."""
        return False


def span(seconds: float) -> str:
    """A stretch of time as people say it: days and hours, or hours and minutes."""
    minutes = int(abs(seconds)) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return say("{days} d {hours} h", days=days, hours=hours)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes % 60)


def said_bake(bake: Any) -> str:
    """A bake of the table: how long, how hot, and how dry where that matters."""
    facts = {"hours": number(bake.hours), "degrees": number(bake.temperature)}
    if bake.humidity is None:
        return say("{hours} h at {degrees} °C", **facts)
    return say("{hours} h at {degrees} °C, ≤ {damp} %RH", **facts, damp=number(bake.humidity))
