# SPDX-License-Identifier: MIT
"""Real X11 keys at a scanner's speed, into whatever has the focus."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TOOLS = ("Xvfb", "openbox", "xdotool")
WINDOW = Path(__file__).with_name("wedge_window.py")


@pytest.fixture(scope="module")
def screen() -> Iterator[dict[str, str]]:
    """The environment of a program on an X screen with a window manager."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}; no scan was typed with real keys")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=env, stderr=subprocess.DEVNULL)
    yield env
    for process in (manager, server):
        process.terminate()
        process.wait(10)


def run(screen: dict[str, str], *options: str) -> dict[str, Any]:
    """What became of the scans, told by the window they were typed into."""
    command = [sys.executable, str(WINDOW), *options]
    done = subprocess.run(command, env=screen, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_two_hundred_scans_are_heard_and_touch_nothing(screen: dict[str, str]) -> None:
    found = run(screen, "200")
    assert len(found["codes"]) == 200
    assert found["scans"] == found["codes"]
    assert found["pressed"] == found["enters"] == found["shortcuts"] == 0
    assert found["text"] == ""
    assert found["combo"] == "Alpha"
    assert found["dialog"]


def test_without_the_scanner_they_press_buttons(screen: dict[str, str]) -> None:
    found = run(screen, "10", "--off")
    assert found["scans"] == []
    assert found["pressed"] > 0
    assert found["enters"] > 0
    assert found["text"] != ""


def test_a_person_types_and_a_busy_window_hears_every_key_of_a_scan(
    screen: dict[str, str],
) -> None:
    found = run(screen, "0", "--human")
    assert found["text"] == "bake at 125"
    assert found["enters"] == 1
    assert found["shortcuts"] == 1
    assert found["scans"] == ["[)>\x1e06\x1d1p \x1e\x04"]
    assert found["pressed"] == 0
    assert found["widest_gap"] < 50
