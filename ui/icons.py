# SPDX-License-Identifier: MIT
"""Our own line icons, drawn in the colours of the theme and kept per size and screen."""

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from ui import theme

# The picture of the program itself, in colours of its own.
PROGRAM = "program/card-workshop"


@cache
def _drawing(name: str) -> bytes:
    return (files("resources") / "icons" / f"{name}.svg").read_bytes()


def names() -> list[str]:
    """Every icon there is."""
    found = (files("resources") / "icons").iterdir()
    return sorted(f.name.removesuffix(".svg") for f in found if f.name.endswith(".svg"))


@lru_cache(maxsize=512)
def _pixmap(name: str, code: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    drawing = _drawing(name).replace(b"currentColor", code.encode())
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, size, size))
    return picture


def pixmap(name: str, ink: str = "text", size: int = 20, ratio: float | None = None) -> QPixmap:
    """The icon as a square of `size` px in a token's colour, sharp on the screen in use.

    `ink` is the name of a token or a code like #1D5BD8. An icon that is not there is a bug.
    """
    if ratio is None:
        application = QGuiApplication.instance()
        ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _pixmap(name, theme.color(ink).name(), size, ratio)


def icon(name: str, ink: str = "text", size: int = 20) -> QIcon:
    """The icon for an action or a window; paler where the action is disabled."""
    found = QIcon(pixmap(name, ink, size))
    found.addPixmap(pixmap(name, "edge", size), QIcon.Mode.Disabled)
    return found


def of_program() -> QIcon:
    """The picture of the program, for its windows, in the sizes that desktops show."""
    found = QIcon()
    for size in (16, 32, 48, 128):
        found.addPixmap(pixmap(PROGRAM, size=size, ratio=1.0))
    return found


def paint(painter: QPainter, name: str, where: QRectF, ink: str = "text") -> None:
    """Paint the icon as the largest square in the middle of `where`."""
    size = round(min(where.width(), where.height()))
    picture = pixmap(name, ink, size, painter.device().devicePixelRatioF())
    middle = where.center()
    painter.drawPixmap(round(middle.x() - size / 2), round(middle.y() - size / 2), picture)
