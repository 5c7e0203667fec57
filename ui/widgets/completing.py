# SPDX-License-Identifier: MIT
"""Known texts that a field completes what is typed with."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from ui import theme


def complete(field: QLineEdit | QComboBox, texts: Iterable[str], anywhere: bool = True) -> None:
    """Offer those texts that what is typed is in, or that begin with it; case is no matter.

    The list opens in a window of its own, which Qt gives no parent to take its look from.
    """
    completer = QCompleter(list(texts), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    if anywhere:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
    popup = completer.popup()
    assert popup is not None
    theme.dress(popup)
    field.setCompleter(completer)
