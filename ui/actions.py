# SPDX-License-Identifier: MIT
"""Actions are data: one list gives the shortcuts and the help that lists them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workshop.language import say


class Action(NamedTuple):
    """Something a key does. `words` is an English template; `keys` such as "F5" or "Ctrl+Z".

    Never a bare letter or figure: a scanner types those. `do` is None where a button or the
    rail answers to the key itself and the list only tells of it.
    """

    words: str
    keys: str
    do: Callable[[], object] | None = None


class Keys:
    """The shortcuts of a list of actions while one widget is in sight; a new list replaces it."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self._shortcuts: list[QShortcut] = []
        self.actions: list[Action] = []

    def give(self, actions: Iterable[Action]) -> None:
        """Let these actions, and no others, answer to their keys."""
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self.actions = list(actions)
        self._shortcuts = []
        for action in self.actions:
            if action.do is None:
                continue
            shortcut = QShortcut(QKeySequence(action.keys), self._owner)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(action.do)
            self._shortcuts.append(shortcut)


def key_words(keys: str) -> str:
    """The keys as this desktop writes them, such as Ctrl+Z or ⌘Z."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def help_lines(groups: Iterable[tuple[str, Iterable[Action]]]) -> list[tuple[str, str, str]]:
    """Every key as group, keys and words, in the order of the lists."""
    return [
        (group, key_words(action.keys), say(action.words))
        for group, actions in groups
        for action in actions
    ]
