# SPDX-License-Identifier: MIT
"""Scenarios in the window are as strict as its own tests: no warning, timer or thread is left."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

UI = Path(__file__).parents[1] / "ui"
sys.path.insert(0, str(UI))


def _of_the_window() -> ModuleType:
    spec = importlib.util.spec_from_file_location("strictness_of_the_window", UI / "conftest.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_window = _of_the_window()
qt_warnings, app = _window.qt_warnings, _window.app
