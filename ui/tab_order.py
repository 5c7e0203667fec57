# SPDX-License-Identifier: MIT
"""Where Tab goes: through what is in sight as people read it, wherever it was made and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLayout,
    QScrollArea,
    QWidget,
)

from ui.widgets.roles import Role
from workshop.language import say

_EDGE = 8  # px that are kept in sight around what has the keyboard


class Rest(QWidget):
    """Where the keyboard rests while nobody types: no field, no button; Tab goes into the page."""

    heard_as = Role.Pane

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(say("Page"))


def as_read(top: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """What is in sight inside a widget, in the order of its layouts; then what lies in none.

    And, in its place, what has the keyboard, which may just have been hidden.
    """
    layout = top.layout()
    laid = _laid(layout) if layout is not None else ()
    free = (child for child in top.children() if isinstance(child, QWidget))
    for child in dict.fromkeys([*laid, *free]):
        if child.isWindow():
            continue
        if child.isVisible() or child is here or (here and child.isAncestorOf(here)):
            yield child
            yield from as_read(child, here)


class TabOrder(QObject):
    """Goes on from what has the keyboard in a window, and scrolls to it, however it got it.

    Qt's own order is that in which widgets were made: a field made later would come last of all.
    Where what has the keyboard goes away, it goes to `rest`.
    """

    def __init__(self, top: QWidget, rest: Callable[[], QWidget]) -> None:
        super().__init__(top)
        self._top, self._rest = top, rest
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def go(self, forward: bool) -> bool:
        """Give the keyboard to the next that takes it, from the last to the first again."""
        here = QApplication.focusWidget()
        order = list(as_read(self._top, here))
        place = order.index(here) if here in order else -1
        order = order[place + 1 :] + order[: max(place, 0)]
        for wanted in order if forward else reversed(order):
            if _takes_tab(wanted):
                reason = Qt.FocusReason
                wanted.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
                return True
        return False

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring into sight what keys go to; under the mouse nothing moves."""
        if new is None or (self._top.isAncestorOf(new) and not new.isVisible()):
            QTimer.singleShot(0, self, self._find_back)
        elif not self._top.isAncestorOf(new):
            return
        elif QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            above = new.parentWidget()
            while above is not None and above is not self._top:
                if isinstance(above, QScrollArea):
                    _scroll_to(new, above)
                above = above.parentWidget()

    def _find_back(self) -> None:
        """Go on from what is hidden: a stack gives its page the keyboard where it was last."""
        here = QApplication.focusWidget()
        if here is None and self._top.isActiveWindow():
            self._rest().setFocus()
        elif here is not None and self._top.isAncestorOf(here) and not here.isVisible():
            self.go(True)


def _scroll_to(widget: QWidget, area: QScrollArea) -> None:
    """Show all of a widget, or its top: Qt itself shows the line that is written in alone."""
    inside = area.widget()
    assert inside is not None
    where = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
    for end in (where.bottom(), where.top()):
        area.ensureVisible(where.left(), end, 0, _EDGE)


def _takes_tab(widget: QWidget) -> bool:
    wants = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    can = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return bool(wants) and can


def _laid(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout, and of those in it; of a grid row by row.

    Nobody asks for an item of it: PySide keeps one alive when Qt has deleted it, and takes the next
    widget that comes to lie at its address for that item.
    """
    above = layout.parentWidget()
    widgets = [each for each in above.children() if isinstance(each, QWidget)] if above else []
    layouts = [each for each in layout.children() if isinstance(each, QLayout)]
    places: dict[int, QWidget | QLayout] = {layout.indexOf(each): each for each in widgets}
    places |= {layout.indexOf(each): each for each in layouts}
    places.pop(-1, None)  # what is not in it
    order = sorted(places)
    if isinstance(layout, QGridLayout):
        grid = layout
        order.sort(key=lambda place: cast("tuple[int, ...]", grid.getItemPosition(place))[:2])
    for each in map(places.__getitem__, order):
        if isinstance(each, QWidget):
            yield each
        else:
            yield from _laid(each)
