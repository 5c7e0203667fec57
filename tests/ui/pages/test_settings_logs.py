# SPDX-License-Identifier: MIT
"""Settings: the folder test PCs put logs in, the test slot, the tools whose logs are read."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from ui.settings import Settings

PACKAGE = Path(__file__).parents[2] / "testlogs" / "shop_package"


@pytest.fixture
def section(hands: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The section, with the example package of a shop installed."""
    monkeypatch.syspath_prepend(str(PACKAGE))
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    page = hands.go("settings")
    page.show_tag("logs")
    hands.wait(lambda: page.sections["logs"].tools.rows.rowCount() > 0)
    return page.sections["logs"]


def kept(hands: Any) -> Settings:
    return Settings.load(hands.context.settings.file)


def test_the_tools_are_listed_ours_and_the_shops(hands: Any, section: Any) -> None:
    table = section.tools
    rows = [[column.text(row) for column in table.rows.columns] for row in table.rows.rows()]
    assert rows[0] == ["nvidia-smi", "Card Workshop", "Read", ""]
    assert rows[-1] == ["Rail test", "rail-test-log 2.1", "Read", ""]


def test_a_folder_of_logs_is_watched_or_none(hands: Any, section: Any, tmp_path: Path) -> None:
    assert (
        section.watched.folder.text() == "No folder is watched"
        and not section.watched.none.isEnabled()
    )
    told: list[str] = []
    hands.context.restyled.connect(lambda: told.append(hands.context.settings.log_folder))
    section.watched.choose()
    dialog = section.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert section.watched.folder.text() == kept(hands).log_folder == str(tmp_path)
    hands.tap(section.watched.none)
    assert kept(hands).log_folder == "" and told == [str(tmp_path), ""]


def test_the_slot_is_typed_as_the_tool_writes_it(hands: Any, section: Any) -> None:
    hands.type(section.slot, "slot 1")
    hands.key(Qt.Key.Key_Return)
    assert "“slot 1” is no PCI bus" in section.slot_row.fault.text()
    assert kept(hands).test_slot == ""
    section.slot.clear()
    hands.type(section.slot, "00000000:0a:00.0")
    hands.key(Qt.Key.Key_Return)
    assert section.slot.text() == kept(hands).test_slot == "0000:0A:00.0"
    assert section.slot_row.fault.text() == ""
    section.slot.clear()
    hands.key(Qt.Key.Key_Return)
    assert kept(hands).test_slot == ""
