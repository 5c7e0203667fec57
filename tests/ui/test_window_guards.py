# SPDX-License-Identifier: MIT
"""A warning of Qt, a timer, a thread or a window that is left fails the test that left it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Each test takes away what the one before it left, so that each fails by its own fault.
PLANTED = """
import threading
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget

left = {}

def test_well(app):
    QWidget().show()

def test_warning(app):
    qWarning("planted")

def test_timer(app):
    left["timer"] = QTimer(app)
    left["timer"].start(100_000)

def test_thread(app):
    left["timer"].stop()
    left["thread"] = threading.Timer(0.2, print)
    left["thread"].start()

def test_window(app):
    left["thread"].join()
    left["window"] = QWidget()
    left["window"].deleteLater = lambda: None
"""


def test_what_is_left_behind_fails(tmp_path: Path) -> None:
    for name in ("conftest.py", "scanner_bench.py", "patience.py", "stamps.py"):
        shutil.copy(Path(__file__).with_name(name), tmp_path)
    (tmp_path / "test_planted.py").write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", str(tmp_path), "-rE", "-q", "--tb=line"]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    failed = re.findall(r"^ERROR \S+::(\w+)", done.stdout, re.M)
    assert failed == ["test_warning", "test_timer", "test_thread", "test_window"], done.stdout
    assert "5 passed, 4 errors" in done.stdout
