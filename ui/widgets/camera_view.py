# SPDX-License-Identifier: MIT
"""What the camera sees: the picture that was read, a line around each code, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.camera_scanner import Found, Seen, State, state_words
from ui.visible import visible
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from workshop.language import say

if TYPE_CHECKING:
    from ui.camera_scanner import CameraScanner

_WIDE = 300  # px, margins included
_LINE = 3.0  # px around a code


class Finder(QWidget):
    """The live picture, as wide as there is room, with the codes outlined."""

    def __init__(self) -> None:
        super().__init__()
        self._image, self._found = QImage(), list[Found]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_seen(self, seen: Seen) -> None:
        """Show this picture."""
        if not seen.image.isNull():
            if seen.image.size() != self._image.size():
                self.updateGeometry()
            self._image, self._found = seen.image, seen.found
            self.update()

    def sizeHint(self) -> QSize:
        """In the shape of the picture, 16 to 9 before there is one."""
        wide = _WIDE - 46  # margins, and the lines of the panel
        size = self._image.size() if not self._image.isNull() else QSize(16, 9)
        return QSize(wide, round(wide * size.height() / size.width()))

    def outlines(self) -> list[QPolygonF]:
        """Where the codes are in this widget."""
        scale = self.width() / max(1, self._image.width())
        return [QTransform.fromScale(scale, scale).map(one.corners) for one in self._found]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and a line around each code."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.rect(), theme.color("ground"))
            if self._image.isNull():
                return
            high = self.width() * self._image.height() / self._image.width()
            painter.drawImage(QRectF(0, 0, self.width(), high), self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color("good"), _LINE)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for outline in self.outlines():
                painter.drawPolygon(outline)


class CameraView(QWidget):
    """The panel at the side of the window while the camera is on; `closed` asks to switch it off.

    The picture is the one that was read, so that the lines lie where the codes are.
    """

    closed = Signal()
    photographed = Signal(object)  # a QImage: what it saw when the button was pressed

    def __init__(self, camera: CameraScanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self.setFixedWidth(_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 12, 12)
        self._panel = Panel("·")
        column.addWidget(self._panel)
        self.finder = Finder()
        self._panel.body.addWidget(self.finder)
        self.state = Label("", ink="quiet", wraps=True)
        self._panel.body.addWidget(self.state)
        self._head = Label("", theme.NOTE, ink="quiet")
        self.read = Label("", strong=True, wraps=True)
        for one in (self._head, self.read):
            one.hide()
            self._panel.body.addWidget(one)
        self._panel.body.addStretch(1)
        self.photo = Button("", icon="camera", press=self._photograph)
        self._panel.body.addWidget(self.photo)
        self.off = Button("", icon="cross", press=self.closed.emit)
        self._panel.body.addWidget(self.off)
        camera.seen.connect(self.finder.show_seen)
        camera.scanned.connect(self._scanned)
        camera.changed.connect(self._changed)
        self.speak()

    def speak(self) -> None:
        """Say everything in the language in force."""
        self._panel.setTitle(say("Camera"))
        self.finder.setAccessibleName(say("What the camera sees"))
        self._head.setText(say("Read last"))
        self.photo.setText(say("Take a photo"))
        self.off.setText(say("Switch the camera off"))
        self._changed()

    def _changed(self) -> None:
        self.state.setText(state_words(self._camera.state))
        self.photo.setEnabled(self._camera.state is State.ON)
        self.state.setInk("quiet" if self._camera.state is State.ON else "careful")

    def _photograph(self) -> None:
        image = self._camera.picture()
        if not image.isNull():
            self.photographed.emit(image)

    def _scanned(self, text: str) -> None:
        self.read.setText(visible(text[3:]))  # behind its AIM prefix
        for one in (self._head, self.read):
            one.show()
