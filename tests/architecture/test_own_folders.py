# SPDX-License-Identifier: MIT
"""What tests make lies in folders of their own, not in those of the person who runs them."""

from pathlib import Path

import pytest

from workshop.storage.checkpoint import checkpoint_path


def test_what_a_test_takes_back_is_not_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert checkpoint_path("postgresql://nobody@127.0.0.1/none", "x").is_relative_to(tmp_path)
