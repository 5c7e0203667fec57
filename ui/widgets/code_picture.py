# SPDX-License-Identifier: MIT
"""A barcode or QR code on the screen, to be scanned from it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class CodePicture(QWidget):
    """Rows of modules, "1" dark, black on white in any theme; `quiet` white modules around them.

    One row alone is bars, painted `high` px high.
    """

    def __init__(self, rows: Sequence[str], module: int, quiet: int, high: int, name: str) -> None:
        super().__init__()
        self._rows, self._module, self._quiet, self._high = rows, module, quiet, high
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """Whole pixels for each module, since a scanner measures them."""
        wide = (len(self._rows[0]) + 2 * self._quiet) * self._module
        return QSize(wide, self._high if len(self._rows) == 1 else wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dark modules."""
        edge, module = self._quiet * self._module, self._module
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            for y, row in enumerate(self._rows):
                top = edge + y * module if len(self._rows) > 1 else module * 4
                high = module if len(self._rows) > 1 else self._high - module * 8
                for x, bit in enumerate(row):
                    if bit == "1":
                        where = QRect(edge + x * module, top, module, high)
                        painter.fillRect(where, Qt.GlobalColor.black)
