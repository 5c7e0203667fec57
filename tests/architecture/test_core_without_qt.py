# SPDX-License-Identifier: MIT
"""The core opens in an environment that has every package except Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OPEN_EVERY_ROOM = """
import importlib, pkgutil, workshop
names = [found.name for found in pkgutil.walk_packages(workshop.__path__, "workshop.")]
for name in names:
    if not name.endswith("__main__") and ".migrations." not in name:
        importlib.import_module(name)
print(len(names))
"""


@pytest.fixture(scope="module")
def core_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment without Qt."""
    folder = tmp_path_factory.mktemp("core") / "environment"
    subprocess.run(
        [sys.executable, ROOT / "installer/core_environment.py", str(folder)], check=True
    )
    return folder / "bin" / "python"


def run(python: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run a line of code from the root of the project, warnings as errors."""
    return subprocess.run(
        [python, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )


def test_every_room_of_the_core_opens_without_qt(core_python: Path) -> None:
    answer = run(core_python, OPEN_EVERY_ROOM)
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) > 10


@pytest.mark.parametrize("package", ["PySide6", "PySide6.QtWidgets", "shiboken6", "pytestqt"])
def test_qt_is_truly_missing_there(core_python: Path, package: str) -> None:
    answer = run(core_python, f"import {package}")
    assert answer.returncode == 1
    assert "ModuleNotFoundError" in answer.stderr


def test_the_window_does_not_open_there(core_python: Path) -> None:
    answer = run(core_python, "import ui.desk")
    assert answer.returncode == 1
    assert "No module named 'PySide6'" in answer.stderr


def test_everything_else_is_there(core_python: Path) -> None:
    answer = run(
        core_python, "import sqlalchemy, psycopg, pysqlite3, reportlab, zxingcpp, pytest, PIL.Image"
    )
    assert answer.returncode == 0, answer.stderr


def test_the_core_tests_are_as_strict_there(core_python: Path) -> None:
    settings = core_python.parents[1].joinpath("pytest.ini").read_text("utf-8")
    assert "filterwarnings = error" in settings
    assert "--strict-markers" in settings
    assert "qt_" not in settings
