# SPDX-License-Identifier: MIT
"""Frames a second while zooming a board map on a photo of 24 megapixels, against an empty picture.

The floor is a widget of the same size that paints one picture of that size and nothing else.
"""

import os
import statistics
import sys
import time
from io import BytesIO
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import million
from PIL import Image
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

sys.path.insert(0, str(million.ROOT))
from ui import theme
from ui.widgets.board_photo import layers_of
from ui.widgets.board_surface import BoardSurface
from workshop.pictures import flatten

STEPS, AIM = 200, 60
SIZES = ((1366, 768), (1920, 1080))
PHOTO = (6000, 4000)
STATES = ("on_board", "good", "damaged", "missing", "suspect", "fitted", "empty", "left")


class Site(NamedTuple):
    """A site with all that is painted of one."""

    name: str
    x: float
    y: float
    state: str
    w: float = 14.0
    h: float = 12.0
    kind: str = "memory"
    face: str = "front"
    channel: str = "A0"
    expects: str = "GDDR6X 2 GB"
    marking: str = "D8BZC"
    piece: str = "M0100A41P2"


class Board(NamedTuple):
    """A board of 24 sites, of the shape of the photo."""

    tag: str
    name: str
    width: float
    height: float
    sites: list[Site]
    connectors: list[Site]


class Floor(QWidget):
    """Paints one picture of its own size."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__()
        self.resize(*size)
        self._picture = QPixmap(*size)
        self._picture.fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)


def photo() -> bytes:
    """A photo of 24 megapixels in which no two places are alike."""
    made = BytesIO()
    Image.effect_noise(PHOTO, 60).convert("RGB").save(made, "JPEG", quality=88)
    return made.getvalue()


def times(widget: QWidget, step: int, zoom: bool) -> float:
    """Milliseconds of one frame."""
    began = time.perf_counter()
    if zoom and isinstance(widget, BoardSurface):
        around = QPointF(widget.width() * 0.4, widget.height() * 0.6)
        widget.zoom(1.03 if step < STEPS // 2 else 1 / 1.03, around)
    widget.repaint()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    app = QApplication([])
    theme.apply(app, "light")
    width, height = PHOTO
    corners = (40, 30, width - 20, 0, width, height - 10, 0, height)
    data = photo()
    began = time.perf_counter()
    flat = flatten(data, PHOTO, corners)
    layers = layers_of(flat)
    taken = time.perf_counter() - began
    print(f"photo of {width} × {height}, cut out and laid square beside the window {taken:.1f} s")
    sites = [
        Site(f"M{n + 1}", 20 + 44 * (n % 6), 20 + 44 * (n // 6), STATES[n % len(STATES)])
        for n in range(24)
    ]
    for size in SIZES:
        floor, surface = Floor(size), BoardSurface()
        surface.resize(*size)
        surface.setBoard(Board("C1", "Board", 285.0, 190.0, sites, []))
        surface.setPhoto(layers)
        for widget in (floor, surface):
            widget.show()
            app.processEvents()
            times(widget, 0, zoom=False)
        bare = [times(floor, step, zoom=False) for step in range(STEPS)]
        ours = [times(surface, step, zoom=True) for step in range(STEPS)]
        assert QRectF(surface.rect()).intersects(surface.site_rect("M1"))
        slow, base = statistics.quantiles(ours, n=20)[-1], statistics.median(bare)
        median = statistics.median(ours)
        what = f"zoom, 24 sites, 24 MP, {size[0]}x{size[1]}"
        print(
            f"{what:42} {1000 / median:6.0f} frames/s, slowest twentieth {1000 / slow:.0f}; "
            f"{median:.1f} ms = {median / base:4.1f} × {base:.2f} ms   aim ≥ {AIM}"
        )
        floor.close()
        surface.close()


if __name__ == "__main__":
    main()
