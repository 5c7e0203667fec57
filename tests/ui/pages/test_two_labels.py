# SPDX-License-Identifier: MIT
"""Two labels of one piece are an alarm at the next scan of it, until one of them is off."""

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt

FIRST_PAGE = "bench"


def prints(hands: Any) -> None:
    labels = [row.id for row in hands.shop.ask("labels_waiting")]
    hands.shop.do("labels_printed", labels=labels)


@pytest.fixture
def tag(hands: Any) -> str:
    """A card whose label was printed twice."""
    found: str = hands.shop.card("M9YVCM1")
    prints(hands)
    hands.shop.do("print_again", piece=found, reason="smudged")
    prints(hands)
    return found


@pytest.fixture
def heard(hands: Any) -> list[tuple[str, str, str]]:
    answers: list[tuple[str, str, str]] = []
    hands.context.answered.connect(lambda *answer: answers.append(answer))
    return answers


@pytest.mark.parametrize("page", ["bench", "find", "intake", "tests"])
def test_the_next_scan_of_either_raises_an_alarm(
    hands: Any, tag: str, heard: list[tuple[str, str, str]], page: str
) -> None:
    hands.go(page)
    bar = hands.window.two_labels
    assert bar.isHidden()
    hands.scan(tag)
    hands.wait(bar.isVisible)
    hands.settle()
    *_, alarm = heard
    today = datetime.now().astimezone().strftime("%Y-%m-%d")
    assert alarm[:2] == ("careful", "2 labels of C01-000001-Z are about")
    assert alarm[2] == (
        f"Take off the older ones, then press Ctrl+Shift+L. Printed on: {today} · {today}."
    )
    assert bar.told.text().startswith("2 labels of C01-000001-Z are about, printed on ")


@pytest.mark.parametrize("how", ["key", "mouse"])
def test_that_one_is_left_is_said_once(hands: Any, tag: str, how: str) -> None:
    hands.go("bench")
    hands.scan(tag)
    bar = hands.window.two_labels
    hands.wait(bar.isVisible)
    if how == "key":
        hands.key(
            Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    else:
        hands.tap(bar.one_left)
    hands.wait(lambda: hands.strip[:2] == ("done", "C01-000001-Z: only one label is left"))
    assert bar.isHidden() and len(hands.shop.ask("live_labels", tag=tag)) == 1
    hands.scan(tag)
    assert bar.isHidden()


def test_another_piece_or_a_tap_puts_it_away(hands: Any, tag: str) -> None:
    hands.shop.card("M9YVCM2")
    hands.go("bench")
    bar = hands.window.two_labels
    hands.scan(tag)
    hands.wait(bar.isVisible)
    hands.scan("M9YVCM2")
    assert bar.isHidden()
    hands.scan("M9YVCM1")
    hands.wait(bar.isVisible)
    hands.tap(bar.close_it)
    assert bar.isHidden() and len(hands.shop.ask("live_labels", tag=tag)) == 2


def test_a_blank_tag_counts_as_a_label(hands: Any) -> None:
    (blank,) = hands.shop.do("print_blank_tags", count=1)["tags"]
    hands.shop.do("receive", batch="B1", serial="M9YVCM1", tag=blank)
    hands.go("bench")
    hands.scan(blank)
    assert hands.window.two_labels.isHidden()
    hands.shop.do("print_again", piece=blank, reason="torn")
    prints(hands)
    hands.scan(blank)
    hands.wait(hands.window.two_labels.isVisible)
