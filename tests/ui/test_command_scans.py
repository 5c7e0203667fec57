# SPDX-License-Identifier: MIT
"""Command codes at the whole window: forged ones do nothing, and useless ones say so."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))
from whole_window import WholeWindow

from ui.page_list import PAGES
from workshop.domain.command import command_text
from workshop.storage.schema import JOURNALLED


@pytest.fixture
def at(app: QApplication, file_shop: Any, tmp_path: Path) -> Iterator[WholeWindow]:
    """A window where Ana works."""
    made = WholeWindow(file_shop.database.target, tmp_path / "computer")
    yield made
    made.desk.give_up()
    made.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_forged_command_does_nothing_on_any_page(
    at: WholeWindow, file_shop: Any, page: str
) -> None:
    before = len(file_shop.ask("journal", limit=100))
    at.go(page)
    at.scan("!UNDO-7K3F9Q")
    assert at.answers[-1][0] == "refused"
    assert "is no command of this workshop" in " ".join(at.window.strip.words())
    assert at.window.page is not None and at.window.page.name == page
    assert len(file_shop.ask("journal", limit=100)) == before


def test_a_command_a_page_has_no_use_for_says_so(at: WholeWindow, file_shop: Any) -> None:
    with file_shop.database.read() as connection:
        own = JOURNALLED["workshop"].c
        secret = str(connection.execute(select(own.secret)).scalar_one())
    for page in ("find", "batches"):
        at.go(page)
        at.scan(command_text(secret, "next_card"))
        assert at.answers[-1][0] == "careful"
        assert "This command is for the Intake page" in " ".join(at.window.strip.words())
