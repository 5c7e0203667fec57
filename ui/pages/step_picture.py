# SPDX-License-Identifier: MIT
"""The picture of a step: opened beside everything else, and a tap shows it large."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.context import Context
from ui.desk import Desk, Errand, Step
from ui.pages.photo_view import PhotoDialog
from ui.pages.words import two_lines
from ui.widgets import draw
from ui.widgets.controls import Press
from workshop.benches.photos import photo_size, small_copy
from workshop.language import say

_HIGH = 168  # px
_COPY = (640, 400)  # px: sharp also where a point of the screen is two pixels


class _Large(NamedTuple):
    """The picture as the view of photos wants it; its size is in upright px."""

    id: int
    sha256: str
    name: str
    width: int
    height: int


class StepPicture(Press):
    """A picture by the SHA-256 it is kept under; out of sight while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk: Desk | None = None
        self._context: Context | None = None
        self._sha256 = self._of = ""
        self._errand: Errand | None = None
        self.image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.enlarge)
        self.hide()

    def connect_to(self, desk: Desk, context: Context) -> None:
        """Who opens the picture, and where to say that it cannot be opened."""
        self._desk, self._context = desk, context

    def show_picture(self, sha256: str, of: str) -> None:
        """Show this picture, of a step of this name; none for an empty hash."""
        self.setAccessibleName(say("Picture of {step}: press to enlarge", step=of))
        self._of = of
        self.setVisible(bool(sha256))
        if sha256 == self._sha256 and self.image is not None:
            return
        self._call_off()
        self._sha256, self.image = sha256, None
        self.setText(say("Opening the picture …"))
        if sha256 and self._desk is not None:
            self._errand = self._desk.run(
                partial(_opened, sha256), partial(self._came, sha256), self._refused,
                owner=self, acts=True,
            )  # fmt: skip

    def _call_off(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
        self._errand = None

    def _came(self, sha256: str, image: QImage) -> None:
        if sha256 == self._sha256:
            self.image = image
            self.update()

    def _refused(self, sentence: str, _kind: str) -> None:
        self.setText(sentence)

    def setText(self, text: str) -> None:
        """Say this in place of the picture; what it is called stays."""
        name = self.accessibleName()
        super().setText(text)
        self.setAccessibleName(name)

    def enlarge(self) -> None:
        """Show it over the window, as large as it is."""
        sha256 = self._sha256
        if self._desk is not None and self.image is not None:
            self._desk.run(
                lambda database, _step: photo_size(database, sha256),
                partial(self._enlarged, sha256), self._not_enlarged, owner=self, acts=True,
            )  # fmt: skip

    def _enlarged(self, sha256: str, size: tuple[int, int]) -> None:
        if self._desk is None or sha256 != self._sha256:
            return
        large = _Large(0, sha256, self._of, *size)
        view = PhotoDialog(
            self._desk, [large], 0, lambda _photo: self._of,
            lambda _sha256: self.image, self, may_remove=False,
        )  # fmt: skip
        view.open()

    def _not_enlarged(self, sentence: str, _kind: str) -> None:
        if self._context is not None:
            self._context.answer("refused", *two_lines(sentence))

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the whole picture in its middle, or what is said in its place."""
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            line = "edge" if self.underMouse() else "line"
            draw.box(painter, where, "ground", line)
            if self.image is None:
                room = where.adjusted(12, 0, -12, 0)
                draw.words(painter, room, self.words(), theme.font(theme.NOTE), "quiet",
                           draw.MIDDLE)  # fmt: skip
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                room = where.adjusted(4, 4, -4, -4)
                size = self.image.size().scaled(
                    room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
                )
                inner = QRectF(0, 0, size.width(), size.height())
                inner.moveCenter(room.center())
                painter.drawImage(inner, self.image)
                corner = QRectF(where.right() - 34, where.bottom() - 34, 28, 28)
                draw.box(painter, corner, "surface", "line")
                icons.paint(painter, "zoom-in", corner.adjusted(5, 0, -5, 0), "text")
            draw.focus_ring(painter, self)


def _opened(sha256: str, database: Any, step: Step) -> QImage:
    """A small copy, decoded; for a thread."""
    step(0, 1)  # nobody waits any more for a step that was left
    return QImage.fromData(small_copy(database, sha256, _COPY))
