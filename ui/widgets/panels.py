# SPDX-License-Identifier: MIT
"""What pages are laid out with: panels, form rows, empty pages, the line of what was done last."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from workshop.language import say


class Panel(QFrame):
    """A surface with a thin line around it; `body` is the layout to put things in."""

    def __init__(self, title: str = "", margin: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(theme.GRID)
        self.heading = Label(title, theme.TITLE, strong=True, cuts=True)
        self.body.addWidget(self.heading)
        self.heading.setVisible(bool(title))

    def setTitle(self, title: str) -> None:
        """Write this above what is in the panel; nothing for an empty title."""
        self.heading.setText(title)
        self.heading.setVisible(bool(title))


class Hairline(QWidget):
    """A thin line between two things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line in the theme's colour."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("line"))


class FormRow(QWidget):
    """A label above its field, the unit after it, and below what is wrong with it."""

    def __init__(
        self, label: str, field: QWidget, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.label = Label(label, theme.NOTE, ink="quiet", cuts=True, most=2)
        # As wide as its words where there is room, and no wider than the field where there is none.
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.label.setBuddy(field)
        column.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(field, 1)
        self.unit = Label(unit, theme.BODY, ink="quiet", parent=self)
        row.addWidget(self.unit)
        self.unit.setVisible(bool(unit))
        column.addLayout(row)
        self.fault = Label("", theme.NOTE, ink="refused", wraps=True)
        self.fault.hide()
        column.addWidget(self.fault)
        field.setFont(theme.font())
        inner = field.findChild(QLineEdit)
        if isinstance(field, QAbstractSpinBox) and inner is not None:
            inner.setTextMargins(10, 0, 0, 0)  # a style sheet does not reach into it
        field.setAccessibleName(" ".join(part for part in (label, unit) if part))
        self._help = ""

    def explain(self, help: str) -> None:
        """Tell what the field is for: where the pointer rests on it, and to who cannot see it."""
        self._help = help
        for widget in (self.label, self.field):
            widget.setToolTip(draw.plain_tip(help))
        self.field.setAccessibleDescription(help)

    def setFault(self, fault: str) -> None:
        """Say what is wrong with the field and mark it; an empty text takes that back."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.field.setProperty("wrong", "true" if fault else "false")
        self.field.setAccessibleDescription(fault or self._help)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)


class Picture(QWidget):
    """One of our icons, drawn in a colour of the theme."""

    def __init__(
        self, icon: str, ink: str = "quiet", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._ink = icon, ink
        self.setFixedSize(size, size)

    def setIcon(self, icon: str, ink: str | None = None) -> None:
        """Show another icon, in another colour if one is given."""
        self._icon, self._ink = icon, ink or self._ink
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        if self._icon:
            with QPainter(self) as painter:
                icons.paint(painter, self._icon, QRectF(self.rect()), self._ink)


class EmptyState(QWidget):
    """What an empty page says: a picture, what is missing, and what to do first."""

    def __init__(
        self,
        icon: str,
        title: str,
        hint: str = "",
        *buttons: Button,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._picture = Picture(icon, "edge", 48)
        column.addWidget(self._picture, 0, middle)
        self._title = Label(title, theme.TITLE, strong=True, wraps=True)
        self._hint = Label(hint, theme.BODY, ink="quiet", wraps=True)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if buttons:
            column.addSpacing(theme.GRID)
            row = QHBoxLayout()
            row.setSpacing(theme.GRID)
            row.addStretch(1)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)

    def setWords(self, title: str, hint: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._hint.setText(hint)


class LastLine(QFrame):
    """The line at the bottom: what was done last, newest first, and Undo that says what it undoes.

    Entries that do not fit in the width are left out whole, the oldest first.
    """

    undoAsked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.setSpacing(16)
        self._entries = _Entries()
        row.addWidget(self._entries, 1)
        self.undo = Button("", icon="undo", key="Ctrl+Z")
        self.undo.clicked.connect(self.undoAsked)
        row.addWidget(self.undo)
        self.setUndo("")

    def setEntries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show these (time, what was done), newest first."""
        self._entries.show_these(list(entries))

    def setUndo(self, what: str) -> None:
        """Offer to undo this; with nothing to undo the button is pale."""
        self._what = what
        self.undo.setEnabled(bool(what))
        self._fit()

    def _fit(self) -> None:
        """The undo says what it undoes in half the width, so that the entries keep the other."""
        room = self.width() / 2 - draw.width_of(say("Undo “{what}”", what=""), self.undo.font())
        letters = QFontMetricsF(self.undo.font())
        cut = letters.elidedText(self._what, Qt.TextElideMode.ElideRight, max(160.0, room - 120))
        self.undo.setText(say("Undo “{what}”", what=cut) if cut else say("Nothing to undo"))
        self.undo.setToolTip(draw.plain_tip(self._what if cut != self._what else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into the new width."""
        super().resizeEvent(event)
        self._fit()


class _Entries(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str]] = []
        self.setMinimumHeight(theme.TOUCH)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.TOUCH)

    def show_these(self, entries: list[tuple[str, str]]) -> None:
        self._shown = entries
        said = "; ".join(f"{time} {text}" for time, text in entries[:3])
        self.setAccessibleName(said)
        self.setToolTip(draw.plain_tip("\n".join(f"{t}  {text}" for t, text in entries)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            font, left = theme.font(theme.NOTE), 0.0
            for number, (time, text) in enumerate(self._shown):
                needs = draw.width_of(time, font) + 8 + draw.width_of(text, font)
                if number and left + needs > self.width():
                    break
                room = QRectF(left, 0, self.width() - left, self.height())
                left += draw.words(painter, room, time, font, "quiet") + 8
                room.setLeft(left)
                left += draw.words(painter, room, text, font, "text") + 28
