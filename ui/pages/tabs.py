# SPDX-License-Identifier: MIT
"""A row of words, one for each part of a page; the one in sight is set off."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.widgets.controls import Chip
from workshop.language import say


class Tabs(QHBoxLayout):
    """A chip for each (key, template); `tapped` names the key of the one that was tapped."""

    tapped = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setSpacing(theme.GRID)
        self.chips: dict[str, Chip] = {}
        for key, words in tabs:
            chip = Chip(say(words))
            chip.clicked.connect(lambda _=False, k=key: self.tapped.emit(k))
            self.chips[key] = chip
            self.addWidget(chip)

    def place(self, tab: str) -> int:
        """The place of a tab among them, from 0."""
        return list(self.chips).index(tab)

    def after(self, tab: str) -> str:
        """The tab after this one; after the last comes the first."""
        keys = list(self.chips)
        return keys[(self.place(tab) + 1) % len(keys)]

    def set_off(self, tab: str) -> None:
        """Show which part of the page is in sight."""
        for key, chip in self.chips.items():
            chip.setFilled(key == tab)
            chip.setAccessibleDescription(say("In sight") if key == tab else "")
