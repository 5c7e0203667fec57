# SPDX-License-Identifier: MIT
"""What a step uses up, by lot: scanned or tapped, with how much of it where somebody measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.words import lot_word
from ui.widgets.controls import Badge, Button, Chip, Label
from ui.widgets.states import EXPIRED
from workshop.domain.terms import LotState
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.queries.lots import LotRow

_AMOUNT, _WIDE = 80, 272  # px


class LotLine(QWidget):
    """A lot that is used: its number, what it is, how much of it, and a way to take it out."""

    def __init__(self, lot: LotRow, amount: str) -> None:
        super().__init__()
        self.lot = lot
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(lot.code, theme.BODY, strong=True, cuts=True))
        words.addWidget(Label(lot.name, theme.NOTE, ink="quiet", cuts=True))
        self.expired = Badge()
        self.expired.setLook(EXPIRED)
        if lot.is_expired:
            words.addWidget(self.expired, 0, Qt.AlignmentFlag.AlignLeft)
        self.amount = QLineEdit(amount)
        self.amount.setPlaceholderText("0.5 g")
        self.amount.setAccessibleName(say("How much of lot {lot}", lot=lot.code))
        self.amount.setFixedWidth(_AMOUNT)
        self.amount.setFont(theme.font())
        self.remove = Button("", icon="cross")
        self.remove.setFixedWidth(theme.TOUCH)
        self.remove.setAccessibleName(say("Lot {lot} was not used", lot=lot.code))
        self.remove.setToolTip(self.remove.accessibleName())
        row.addLayout(words, 1)
        row.addWidget(self.amount)
        row.addWidget(self.remove)


class StepLots(QWidget):
    """The lots a step uses, each on a line, and those that are open to be chosen from.

    Out of sight where the shop keeps no lots.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, LotLine] = {}
        self.chips: dict[str, Chip] = {}
        self._open: dict[str, LotRow] = {}
        self._used_up: frozenset[str] = frozenset()
        self._wanted: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        hint = say("Material used: scan its lot, or choose it")
        column.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.GRID)
        column.addLayout(self._lines)
        self.choose = Button("", icon="plus", press=self._show)
        self.choose.setCheckable(True)
        column.addWidget(self.choose)
        self._offered = QWidget()
        self._chips = QVBoxLayout(self._offered)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(0)
        column.addWidget(self._offered)
        self.hide()

    def begin(self, used: Mapping[str, str]) -> None:
        """Begin with these lots and amounts: those of the last piece that had the same step."""
        self._clear()
        self._wanted = dict(used)
        self.choose.setChecked(False)
        self._take_wanted()

    def offer(self, lots: Sequence[LotRow]) -> None:
        """These are the lots of the shop; the open ones can be used."""
        self._open = {lot.code: lot for lot in lots if lot.state == LotState.OPEN}
        self._used_up = frozenset(lot.code for lot in lots) - self._open.keys()
        for code in [code for code in self.lines if code not in self._open]:
            self._remove(code)
        self.setVisible(bool(self._open))
        self._take_wanted()

    def _take_wanted(self) -> None:
        for code in [code for code in self._wanted if code in self._open]:
            self._add(self._open[code], self._wanted.pop(code))
        self._show()

    def _clear(self) -> None:
        for code in list(self.lines):
            self._remove(code)

    def is_used_up(self, said: Sequence[str]) -> str:
        """The lot that is meant by one of these texts and used up; empty where none is."""
        return next((code for code in _codes(said) if code in self._used_up), "")

    def meant(self, said: Sequence[str]) -> str:
        """The open lot that is meant by one of these texts; empty where none is."""
        return next((code for code in _codes(said) if code in self._open), "")

    def use(self, code: str) -> LotRow:
        """Use something of this open lot."""
        lot = self._open[code]
        if code not in self.lines:
            self._add(lot, "")
            self._show()
        return lot

    def used(self) -> dict[str, str]:
        """The lots that are used, and how much of each, as it was typed."""
        return {code: line.amount.text().strip() for code, line in self.lines.items()}

    def _add(self, lot: LotRow, amount: str) -> None:
        line = self.lines[lot.code] = LotLine(lot, amount)
        line.remove.clicked.connect(lambda: self._not_used(lot.code))
        self._lines.addWidget(line)

    def _not_used(self, code: str) -> None:
        self._remove(code)
        self._show()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, code: str) -> None:
        line = self.lines.pop(code)
        line.hide()
        line.deleteLater()

    def _tapped(self, code: str) -> None:
        self.use(code)
        self.lines[code].amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        """Show what can still be chosen."""
        for chip in self.chips.values():
            chip.hide()
            chip.deleteLater()
        self.chips = {}
        for lot in self._open.values():
            if lot.code not in self.lines:
                words = say("{lot} · {what}", lot=lot.code, what=lot.name or lot_word(lot.kind))
                chip = self.chips[lot.code] = Chip(words, icon="plus", widest=_WIDE)
                chip.setAccessibleName(say("Use lot {lot}: {what}", lot=lot.code, what=lot.name))
                chip.clicked.connect(partial(self._tapped, lot.code))
                self._chips.addWidget(chip)
        n = len(self.chips)
        self.choose.setText(say_many("Choose from {n} lot …", "Choose from {n} lots …", n))
        self.choose.setVisible(n > 0)
        self._offered.setVisible(n > 0 and self.choose.isChecked())


def _codes(said: Sequence[str]) -> list[str]:
    """Texts as the numbers of lots are kept."""
    return [text.strip().upper() for text in said if text.strip()]
