# SPDX-License-Identifier: MIT
"""A photo of a board in several sizes, so that it is painted fast however near one looks."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

# px: a copy this wide is small enough to be painted at any scale.
_SMALLEST = 500


class Layers(NamedTuple):
    """The same picture again and again at half the size, the largest first; empty for none."""

    images: tuple[QImage, ...] = ()

    @property
    def width(self) -> int:
        """Px of the largest."""
        return self.images[0].width() if self.images else 0

    def for_width(self, width: float) -> QImage:
        """The smallest that is no coarser than `width` px of the screen, else the largest."""
        fine = [image for image in self.images if image.width() >= width]
        return fine[-1] if fine else self.images[0]


def layers_of(picture: bytes) -> Layers:
    """The layers of a picture, empty where it is none; for a thread, never the window's own."""
    image = QImage.fromData(picture)
    if image.isNull():
        return Layers()
    # As the window keeps its own picture, so that nothing is converted while it is painted.
    images = [image.convertToFormat(QImage.Format.Format_RGB32)]
    while images[-1].width() > _SMALLEST:
        half = QSize(images[-1].width() // 2, max(1, images[-1].height() // 2))
        smooth = Qt.TransformationMode.SmoothTransformation
        small = images[-1].scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        images.append(small.convertToFormat(QImage.Format.Format_RGB32))
    return Layers(tuple(images))


def paint_layers(
    painter: QPainter, where: QRectF, layers: Layers, *, sharp: bool, ratio: float = 1.0
) -> None:
    """Paint the photo into `where`; `sharp` takes longer, `ratio` is px of the screen for one."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, sharp)
    painter.drawImage(where, layers.for_width(where.width() * ratio))
