# SPDX-License-Identifier: MIT
"""The whole window on the workshop of a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from whole_window import WholeWindow, own_home


@pytest.fixture
def at(
    app: QApplication, file_shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WholeWindow]:
    """The window, with what `file_shop` has in it."""
    own_home(monkeypatch, tmp_path)
    found = WholeWindow(file_shop.database.target, tmp_path)
    yield found
    found.close()
