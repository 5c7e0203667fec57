# SPDX-License-Identifier: MIT
"""The curves of a log that was kept: from its attempt or the passport, by unit, as one picks."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

FIRST_PAGE = "tests"

MADE = Path(__file__).parents[2] / "testlogs" / "made" / "gpu-z"


@pytest.fixture
def card(hands: Any) -> str:
    """A card whose sensor log was imported."""
    page = hands.go("tests")
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    page.logs.take([MADE / "2-59-geforce.txt"])
    hands.wait(lambda: page.side.attempts.rows.rowCount() == 1)
    return str(tag)


@pytest.fixture
def drawn(hands: Any, card: str) -> Any:
    """Its curves, in sight."""
    page = hands.window.page
    hands.tap_row(page.side.attempts, 0)
    hands.wait(page.seen.curves.isVisible)
    hands.tap(page.seen.curves)
    hands.wait(lambda: bool(page.curves.charts))
    return page.curves


def test_temperature_power_and_clocks_each_have_a_picture(drawn: Any) -> None:
    assert [chart.unit for chart in drawn.charts] == ["°C", "W", "MHz"]
    names = [curve.name for curve in drawn.charts[0].curves]
    assert names == ["Core", "Hot spot", "Hot spot above core", "Memory"]
    assert drawn.told.text().startswith("GPU-Z · ")
    for chart in drawn.charts:
        assert not chart.grab().isNull() and chart.height() >= 150


def test_a_screen_reader_is_told_highest_and_limit(drawn: Any) -> None:
    heat = drawn.charts[0]
    said = heat.accessibleDescription().split("; ")
    assert heat.accessibleName() == "Over time, in °C"
    assert said[1].startswith("Hot spot: 46.1 °C to 109.3 °C, highest after 2 s")
    core = next(each for each in heat.curves if each.name == "Core")
    if core.high is not None:
        assert said[0].endswith(f"limit {core.high:g} °C")
    assert any(each.high is not None for each in heat.curves)
    kept = {row.name: row.high for row in drawn._test.measurements}
    assert core.high == kept["core_temp"]


def test_what_is_seen_is_picked_by_keys_alone(hands: Any, drawn: Any) -> None:
    load = drawn.picks["gpu_load"]
    assert load.accessibleDescription() == "Not shown"
    load.setFocus()
    hands.key(Qt.Key.Key_Space)
    assert [chart.unit for chart in drawn.charts] == ["°C", "W", "MHz", "%"]
    assert load.accessibleDescription() == "Shown" and load.hasFocus()
    for name in list(drawn._picked - {"power_draw"}):
        drawn.pick(name)
    assert [chart.unit for chart in drawn.charts] == ["W"]
    drawn.pick("power_draw")  # the last one stays
    assert [chart.unit for chart in drawn.charts] == ["W"]


def test_escape_leads_back_step_by_step(hands: Any, drawn: Any) -> None:
    page = hands.window.page
    hands.key(Qt.Key.Key_Escape)
    assert page.seen.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert page.form.isVisible()


def test_the_passport_leads_to_the_attempt(hands: Any, card: str) -> None:
    find = hands.go("find")
    find.show_tag(card)
    view = find.view
    hands.wait(lambda: any(getattr(row, "test", 0) for row in view.facts.rows.rows()))
    view.look_at("known")
    place = next(n for n, row in enumerate(view.facts.rows.rows()) if getattr(row, "test", 0))
    hands.tap_row(view.facts, place)
    hands.settle()
    page = hands.window.page
    assert page.name == "tests" and page.tag == card
    hands.wait(page.seen.isVisible)
    assert page.seen.curves.isVisible()


def test_a_typed_attempt_has_no_curves(hands: Any, card: str) -> None:
    page = hands.window.page
    hands.shop.do("record_test", piece=card, plan="VBIOS", values={"vbios_version": "95.02"})
    hands.wait(lambda: page.side.attempts.rows.rowCount() == 2)
    hands.tap_row(page.side.attempts, 0)
    assert page.seen.isVisible() and not page.seen.curves.isVisible()


def test_a_lost_file_is_told(hands: Any, card: str, tmp_path: Path) -> None:
    page = hands.window.page
    test = page.passport.tests[0]
    page.curves.show_of(test._replace(log="0" * 64))
    hands.wait(lambda: "is missing" in page.curves.told.text())
    assert page.curves.charts == []
