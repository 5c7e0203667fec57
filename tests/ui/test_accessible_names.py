# SPDX-License-Identifier: MIT
"""Whatever the keyboard can reach has a name: what a fault against it looks like.

Pages and dialogs are looked at for it where each is painted, the first run where it is gone
through.
"""

import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless

from ui.widgets.controls import Button


def test_a_button_without_words_is_noticed(app: QApplication) -> None:
    """A planted fault: an icon alone."""
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(Button("Words"))
    column.addWidget(Button("", icon="fit"))
    window.show()
    QTest.qWaitForWindowExposed(window)
    assert nameless(window) == ["Button '' in QWidget"]
    window.close()
