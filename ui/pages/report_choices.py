# SPDX-License-Identifier: MIT
"""What stands in a batch report: its sections, its paper, and what goes with them, as one likes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.settings import LANGUAGES, PAPERS, Settings
from ui.widgets.controls import Check, Chip
from workshop.language import current, languages, mark, say
from workshop.reports.choices import SECTIONS, USUAL, Choices

# Beside the sections; prices have a section of their own, which comes and goes with them.
_WITH = {
    "prices": mark("Prices"),
    "photos": mark("Photos"),
    "card_pages": mark("A page for every card"),
}
_PRICES = "value"
_COLUMNS = 3


class ReportChoices(QWidget):
    """Boxes to tick, remembered on this computer as soon as one is; `changed` says that one was."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        words = {name: template for name, template in SECTIONS.items() if name != _PRICES}
        self.sections = {name: self._box(template) for name, template in words.items()}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        high = -(-len(words) // _COLUMNS)
        for place, box in enumerate(self.sections.values()):  # read down, column by column
            grid.addWidget(box, place % high, place // high, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(_COLUMNS, 1)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.papers = {paper: self._chip(words, paper) for paper, words in PAPERS.items()}
        codes = languages()
        self.languages = {code: self._chip(LANGUAGES.get(code, code), code) for code in codes}
        for chip in self.papers.values():
            row.addWidget(chip)
        for chip in self.languages.values() if len(codes) > 1 else ():
            row.addWidget(chip)
        self.extras = {name: self._box(template) for name, template in _WITH.items()}
        for box in self.extras.values():
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._show()

    def _box(self, words: str) -> Check:
        box = Check(say(words))
        box.clicked.connect(self._keep)
        return box

    def _chip(self, words: str, value: str) -> Chip:
        chip = Chip(words)
        chip.clicked.connect(lambda: self._set(value))
        return chip

    def _show(self) -> None:
        """Show what was chosen last."""
        chosen = self.chosen()
        for name, box in self.sections.items():
            box.setChecked(name in chosen)
        for name, box in self.extras.items():
            box.setChecked(getattr(chosen, name))
        now = (chosen.paper, chosen.language or current())
        for value, chip in (self.papers | self.languages).items():
            chip.setFilled(value in now)
            chip.setAccessibleDescription(say("Chosen") if value in now else "")

    def _keep(self) -> None:
        """Remember what is ticked."""
        ticked = [name for name, box in self.sections.items() if box.isChecked()]
        settings = self._settings
        settings.report_sections = " ".join(ticked) or "-"
        settings.report_prices = self.extras["prices"].isChecked()
        settings.report_photos = self.extras["photos"].isChecked()
        settings.report_card_pages = self.extras["card_pages"].isChecked()
        settings.save()
        self.changed.emit()

    def _set(self, value: str) -> None:
        """Remember a paper, or a language."""
        if value in self.papers:
            self._settings.report_paper = value
        else:
            self._settings.report_language = value
        self._settings.save()
        self._show()
        self.changed.emit()

    def chosen(self) -> Choices:
        """What this computer remembers; the usual sections where nobody chose any."""
        settings = self._settings
        kept = settings.report_sections.split()
        sections = frozenset(SECTIONS).intersection(kept) if kept else USUAL
        return Choices(
            sections | {_PRICES} if settings.report_prices else sections - {_PRICES},
            settings.report_paper,
            photos=settings.report_photos,
            prices=settings.report_prices,
            card_pages=settings.report_card_pages,
            language=settings.report_language,
        )
