# SPDX-License-Identifier: MIT
"""Whatever the keyboard can reach has a name and a role: what a fault against it looks like.

Pages and dialogs are looked at for it where each is painted, the first run where it is gone
through.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless, role_of, roleless

from ui.widgets.controls import Button
from ui.widgets.series_chart import SeriesChart


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


def test_what_is_painted_says_what_it_is_and_a_fault_is_noticed(app: QApplication) -> None:
    """A planted fault: a painted widget of no kind beside one that says its kind."""
    window = QWidget()
    column = QVBoxLayout(window)
    chart, nothing = SeriesChart("W", [], 1.0), QWidget()
    nothing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    nothing.setAccessibleName("Painted")
    for widget in (chart, nothing):
        column.addWidget(widget)
    window.show()
    assert role_of(chart) is QAccessible.Role.Chart
    assert roleless(window) == ["QWidget “Painted”"]
    window.close()
