# SPDX-License-Identifier: MIT
"""Whatever the keyboard can reach has a name: the first form, and what a fault looks like.

Pages and dialogs are looked at for it where each is painted.
"""

import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless, reachable

from ui.welcome import Welcome
from ui.widgets.controls import Button


def test_the_first_form_has_names(app: QApplication) -> None:
    welcome = Welcome()
    welcome.show()
    welcome.show_form()
    assert nameless(welcome) == []
    assert len(reachable(welcome)) == 4
    welcome.close()


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
