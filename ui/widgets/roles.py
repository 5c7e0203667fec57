# SPDX-License-Identifier: MIT
"""What painted widgets are to a screen reader; Qt knows the kinds of its own widgets alone."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role


def _face(name: str, thing: QObject) -> QAccessibleInterface | None:
    """How a widget is heard whose class says `heard_as`; Qt asks for each of its classes."""
    role = getattr(thing, "heard_as", None)
    if role is None or name != type(thing).__name__ or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, role)


@cache
def install() -> None:
    """Tell Qt, once, who is asked."""
    QAccessible.installFactory(_face)
