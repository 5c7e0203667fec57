# SPDX-License-Identifier: MIT
"""Steps can be picked, walked through and told apart."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.widgets.controls import Press
from ui.widgets.steps import Step, StepList

STEPS = [
    Step("inspect", "Visual inspection", "done", "10:02"),
    Step("cold", "Cold resistance", "failed", "10:14"),
    Step("desolder", "Desolder", "next", "06:41"),
    Step("dress", "Site dressing", "todo"),
    Step("dry", "Dry <b>storage</b>", "skipped"),
]


@pytest.fixture
def steps(app: QApplication) -> StepList:
    """A list of steps in sight."""
    steps = StepList()
    steps.resize(260, 300)
    steps.setSteps(STEPS, "desolder")
    steps.show()
    steps.activateWindow()
    QTest.qWaitForWindowActive(steps)
    return steps


def rows(steps: StepList) -> list[Press]:
    """The steps from the top."""
    return sorted(steps.findChildren(Press), key=lambda row: row.y())


def test_a_step_is_picked_by_tap_and_by_keyboard(steps: StepList) -> None:
    picked: list[str] = []
    steps.picked.connect(picked.append)
    QTest.mouseClick(rows(steps)[3], Qt.MouseButton.LeftButton)
    rows(steps)[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows(steps)[0], Qt.Key.Key_Down)
    assert rows(steps)[1].hasFocus()
    QTest.keyClick(rows(steps)[1], Qt.Key.Key_Return)
    assert picked == ["dress", "cold"]


def test_steps_are_read_with_their_state(steps: StepList) -> None:
    readers = [QAccessible.queryAccessibleInterface(row) for row in rows(steps)]
    assert [reader.text(QAccessible.Text.Name) for reader in readers] == [s.name for s in STEPS]
    said = [reader.text(QAccessible.Text.Description) for reader in readers]
    assert said == ["Done · 10:02", "Failed · 10:14", "Next · 06:41", "To do", "Skipped"]


def test_states_differ_in_shape(steps: StepList) -> None:
    seen = set()
    for row in rows(steps):
        mark = row.grab(row.rect().adjusted(8, 8, -220, -8)).toImage()
        mark = mark.convertToFormat(mark.Format.Format_Mono)
        seen.add(bytes(mark.constBits()))
    assert len(seen) == len(STEPS)


def test_the_list_grows_and_shrinks(steps: StepList) -> None:
    kept = rows(steps)[0]
    steps.setSteps(STEPS[:2])
    assert len([row for row in rows(steps) if row.isVisible()]) == 2
    steps.setSteps([*STEPS, Step("more", "More", "todo")], "more")
    QTest.qWait(5)
    visible = [row for row in rows(steps) if row.isVisible()]
    assert [row.words() for row in visible][-1] == "More"
    assert visible[0] is kept
    assert all(row.height() >= 44 for row in visible)
