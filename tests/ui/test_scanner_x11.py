# SPDX-License-Identifier: MIT
"""Real X11 keys at a scanner's speed, into whatever has the focus."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from real_window import FIRST, missing, screen

WINDOW = Path(__file__).with_name("wedge_window.py")


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """The environment of a program on an X screen with a window manager."""
    absent = missing()
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}; no scan was typed with real keys")
    with screen() as env:
        yield env


def run(display: dict[str, str], *options: str) -> dict[str, Any]:
    """What became of the scans, told by the window they were typed into."""
    command = [*FIRST, sys.executable, str(WINDOW), *options]
    done = subprocess.run(command, env=display, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_two_hundred_scans_are_heard_and_touch_nothing(display: dict[str, str]) -> None:
    found = run(display, "200")
    assert len(found["codes"]) == 200
    assert found["scans"] == found["codes"]
    assert found["pressed"] == found["enters"] == found["shortcuts"] == 0
    assert found["text"] == ""
    assert found["combo"] == "Alpha"
    assert found["dialog"]


def test_without_the_scanner_they_press_buttons(display: dict[str, str]) -> None:
    found = run(display, "10", "--off")
    assert found["scans"] == []
    assert found["pressed"] > 0
    assert found["enters"] > 0
    assert found["text"] != ""


def test_a_person_types_and_a_busy_window_hears_every_key_of_a_scan(
    display: dict[str, str],
) -> None:
    found = run(display, "0", "--human")
    assert found["text"] == "bake at 125"
    assert found["enters"] == 1
    assert found["shortcuts"] == 1
    assert found["scans"] == ["[)>\x1e06\x1d1p \x1e\x04"]
    assert found["pressed"] == 0
