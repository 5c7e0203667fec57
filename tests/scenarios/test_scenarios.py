# SPDX-License-Identifier: MIT
"""Scenarios in the shop's words, played without a screen on both databases, and in the window."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scenarios.core_driver import CoreDriver
from scenarios.drivers import Driver
from scenarios.hot_work_steps import TABLE
from scenarios.language import Scenario, Table, play, read

SCENARIOS = [one for file in sorted(Path(__file__).parent.glob("*.txt")) for one in read(file)]


@pytest.fixture(params=["core, sqlite", "core, postgresql", "window"])
def driver(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    make_shop: Callable[[str | Path], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Driver]:
    """Who plays: the core on each database, then the window with its keys and clicks."""
    if request.param == "window":
        request.getfixturevalue("app")
        from scenarios.window_driver import WindowDriver
        from whole_window import own_home

        own_home(monkeypatch, tmp_path)
        at_window = WindowDriver(make_shop(tmp_path / "workshop.db"), tmp_path)
        yield at_window
        at_window.close()
        return
    target: str | Path = tmp_path / "workshop.db"
    if request.param == "core, postgresql":
        target = request.getfixturevalue("postgres_url")
    yield CoreDriver(make_shop(target), tmp_path)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_scenario(driver: Driver, scenario: Scenario) -> None:
    play(TABLE, scenario, driver)


def test_every_line_fits_one_step_and_every_step_has_a_line() -> None:
    used = {TABLE.find(line)[0] for one in SCENARIOS for _, line in one.lines}
    assert {step.play for step in TABLE.steps} == used


def test_a_line_nobody_understands_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 steps fit"):
        TABLE.find("Ana whistles")


def test_what_is_not_so_fails_and_says_at_which_line(
    tmp_path: Path, make_shop: Callable[[str | Path], Any]
) -> None:
    """A planted fault: a scenario that claims one card too many."""
    file = tmp_path / "wrong.txt"
    file.write_text(
        "Scenario: One too many\n"
        "  Given batch B26-1 from Rheintal\n"
        "  When Ana takes cards into B26-1\n"
        "  And she scans M9YVCM1, M9YVCM1\n"
        "  Then 2 cards are received\n"
    )
    with pytest.raises(AssertionError) as caught:
        play(TABLE, read(file)[0], CoreDriver(make_shop(tmp_path / "workshop.db"), tmp_path))
    assert caught.value.__notes__[-1] == "wrong.txt:5: 2 cards are received"


def test_a_scenario_file_holds_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text("Scenario: Something\n  Suddenly it rains\n")
    with pytest.raises(ValueError, match="wrong.txt:2"):
        read(file)


def test_two_meanings_are_none() -> None:
    table = Table()
    table.step("a card .+")(lambda driver: None)
    table.step(".+ comes in")(lambda driver: None)
    with pytest.raises(LookupError, match="2 steps fit"):
        table.find("a card comes in")
