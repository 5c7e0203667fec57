# SPDX-License-Identifier: MIT
"""What can be wrong with how a view looks, whatever is in it."""

from by_keys import unheard
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.controls import Badge, Button, Chip, Press


def painted(widget: QWidget) -> QImage:
    """A picture of a window; of one colour it is, if nothing was painted."""
    image = widget.grab().toImage()
    step = max(1, image.width() // 240)
    first = image.pixel(0, 0)
    assert any(
        image.pixel(x, y) != first
        for x in range(0, image.width(), step)
        for y in range(0, image.height(), step)
    ), "nothing was painted"
    return image


def cut_off(top: QWidget) -> list[str]:
    """What is pressed, and what names a state, without the room for its words.

    Longer sentences, such as all that speaks against a card, may end in an ellipsis, and a button
    may have its words on two lines.
    """
    pressed = [
        (one, one.words(), one.minimumSizeHint())
        for one in top.findChildren(Press)
        if type(one) in (Button, Chip)
    ]
    named = [(one, one.text(), one.sizeHint()) for one in top.findChildren(Badge)]
    return [
        words
        for one, words, needs in [*pressed, *named]
        if one.isVisible() and one.width() < needs.width() and 0 < len(words) <= 40
    ]


def undressed() -> list[str]:
    """The windows in sight that are without the style sheet of the theme."""
    return [
        type(window).__name__
        for window in QApplication.topLevelWidgets()
        if window.isVisible() and window.style().metaObject().className() != "QStyleSheetStyle"
    ]


def faults_of(window: QWidget, view: QWidget) -> tuple[int, list[str]]:
    """How much of a view can have the keyboard, and what is wrong with it and its window."""
    reached, silent = unheard(view)
    return reached, [*silent, *cut_off(window), *undressed()]
