# SPDX-License-Identifier: MIT
"""In the settings: which kinds come off a board good only with a grade."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt

from ui.pages.settings_harvest import NeedsGrade


@pytest.fixture
def section(hands: Any) -> NeedsGrade:
    page = hands.go("settings")
    page.show_tag("hot")
    hands.settle()
    found = page.sections["hot"].needs_grade
    assert isinstance(found, NeedsGrade)
    return found


def needed(hands: Any) -> list[str]:
    return list(hands.shop.ask("grading").harvest_needs_grade)


def test_a_tick_asks_for_a_grade_at_the_bench_until_it_is_undone(
    hands: Any, section: NeedsGrade
) -> None:
    assert not any(box.isChecked() for box in section.boxes.values())
    assert section.grades.text() == "Grades, the best first: A, B, C, D"
    hands.tap(section.boxes["memory"], QPointF(16, section.boxes["memory"].height() / 2))
    assert hands.strip == ("done", "Catalogue: Cards changed", "It counts from now on.")
    assert needed(hands) == ["memory"]
    hands.shop.card("SN0001")
    bench = hands.go("bench")
    hands.scan("SN0001")
    bench.sites.take("M1")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused" and "is graded here" in hands.strip[1]
    hands.tap(bench.view.site.grades["B"])
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "done"


def test_the_other_words_of_the_shop_stay(hands: Any, section: NeedsGrade) -> None:
    ours = {"grades": ["1", "2"], "minor": "1", "major": "2", "critical": "2"}
    hands.shop.do("set_catalogue", kind="grading", code="CARD", body=ours)
    hands.wait(lambda: "1, 2" in section.grades.text())
    section.boxes["die"].setFocus()
    hands.key(Qt.Key.Key_Space)
    grading = hands.shop.ask("grading")
    assert (list(grading.grades), needed(hands)) == (["1", "2"], ["die"])
    hands.key(Qt.Key.Key_Space)
    assert needed(hands) == []
