# SPDX-License-Identifier: MIT
"""The strip answers in colour, shape and words, and its chips can be tapped."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.strip import Answer, ChipText, Strip

CHIPS = [
    ChipText("batch", "Batch B26-0012"),
    ChipText("place", "TRAY-12"),
    ChipText("person", "Ana · Bench 3", filled=True),
]


@pytest.fixture
def strip(app: QApplication) -> Strip:
    """A strip as wide as a window."""
    strip = Strip()
    strip.resize(1274, 66)
    strip.setChips(CHIPS)
    strip.show()
    return strip


def ground(strip: Strip) -> str:
    """The colour of the strip."""
    return strip.grab().toImage().pixelColor(2, 2).name().upper()


@pytest.mark.parametrize(
    ("answer", "color"),
    [
        ("idle", theme.LIGHT.surface),
        ("done", theme.LIGHT.good_on),
        ("careful", theme.LIGHT.careful_on),
        ("refused", theme.LIGHT.refused_on),
        ("question", theme.LIGHT.question_on),
    ],
)
def test_every_answer_has_its_colour_and_is_read_out(strip: Strip, answer: str, color: str) -> None:
    strip.show_answer(answer, "M3 is empty", "Scan another card")
    assert strip.answer() is Answer(answer)
    assert strip.words() == ("M3 is empty", "Scan another card")
    assert strip.accessibleName().endswith("M3 is empty. Scan another card")
    strip.show_answer(answer, "Is M3 empty?", "Scan another card")
    assert strip.accessibleName().endswith("Is M3 empty? Scan another card")
    QTest.qWait(200)
    assert ground(strip) == color


def test_answers_differ_in_shape_too(strip: Strip) -> None:
    """Seen in grey, no two answers look the same."""
    seen = set()
    for answer in Answer:
        strip.show_answer(answer, "The same words")
        QTest.qWait(200)
        grey = strip.grab(strip.rect().adjusted(16, 4, -1210, -6)).toImage()
        grey = grey.convertToFormat(grey.Format.Format_Mono)
        seen.add(bytes(grey.constBits()))
    assert len(seen) == len(Answer)


def test_the_same_answer_twice_is_seen_twice(strip: Strip) -> None:
    for _ in range(2):
        strip.show_answer(Answer.REFUSED, "M3 is empty")
        assert ground(strip) == theme.LIGHT.refused
        QTest.qWait(200)
        assert ground(strip) == theme.LIGHT.refused_on


def test_it_answers_before_the_event_loop_turns(strip: Strip) -> None:
    before = strip.grab().toImage()
    strip.show_answer(Answer.DONE, "M3 good")
    assert strip.grab().toImage() != before


def test_a_tapped_chip_says_which(strip: Strip) -> None:
    tapped: list[str] = []
    strip.chipTapped.connect(tapped.append)
    QTest.mouseClick(strip.chip("place"), Qt.MouseButton.LeftButton)
    QTest.keyClick(strip.chip("person"), Qt.Key.Key_Return)
    assert tapped == ["place", "person"]


def test_chips_change_without_losing_the_focus(strip: Strip) -> None:
    strip.activateWindow()
    QTest.qWaitForWindowActive(strip)
    chip = strip.chip("place")
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    strip.setChips([ChipText("place", "TRAY-13"), ChipText("step", "Desolder")])
    assert strip.chip("place") is chip and chip.hasFocus()
    assert chip.words() == "TRAY-13"
    with pytest.raises(KeyError):
        strip.chip("batch")
    QTest.qWait(10)
    assert strip.chip("place").x() < strip.chip("step").x()


def test_long_text_gives_way_to_the_chips(strip: Strip) -> None:
    strip.show_answer(Answer.DONE, "A very long answer " * 20, "and more " * 40)
    QTest.qWait(200)
    assert strip.toolTip().startswith("A very long answer")
    with_text = strip.grab().toImage()
    strip.show_answer(Answer.DONE, "")
    QTest.qWait(200)
    without = strip.grab().toImage()
    first = strip.chip("batch").x()
    differ = [
        x
        for x in range(with_text.width())
        if any(with_text.pixel(x, y) != without.pixel(x, y) for y in range(5, 60, 3))
    ]
    assert differ and max(differ) < first


def test_user_text_is_plain(strip: Strip) -> None:
    strip.show_answer(Answer.REFUSED, "<h1>big</h1>", "<script>")
    assert "<h1>" not in strip.toolTip() and "&lt;h1&gt;" in strip.toolTip()
