# SPDX-License-Identifier: MIT
"""A backup is made when one is due, never without need, and never into a folder that is gone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.keeping import scheduled
from workshop.storage.upkeep import read_upkeep


def due(shop: Shop, folder: Path, hours: float = 4) -> dict[str, Any] | None:
    return scheduled.back_up_if_due(
        shop.database, folder, hours=hours, keep=3, step=lambda _done, _of: None
    )


def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(UTC) + timedelta(hours=hours)

    monkeypatch.setattr(scheduled, "datetime", Clock)


def test_a_backup_is_due_by_the_hour_and_only_where_something_was_done(
    file_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    assert due(file_shop, folder) is not None
    assert due(file_shop, folder, hours=0) is None, "nothing was done since"
    file_shop.card("S-1")
    assert due(file_shop, folder) is None, "the last one is not old yet"
    with monkeypatch.context() as patched:
        later(patched, 5)
        assert due(file_shop, folder) is not None
    file_shop.card("S-2")
    with monkeypatch.context() as patched:
        later(patched, -48)
        assert due(file_shop, folder) is not None, "the clock was put back"
    file_shop.card("S-3")
    assert due(file_shop, folder, hours=0) is not None, "as at the close of the window"


def test_a_backup_is_due_where_the_last_is_gone_or_elsewhere(
    file_shop: Shop, tmp_path: Path
) -> None:
    folder, other = tmp_path / "copies", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    first = due(file_shop, folder)
    assert first is not None
    Path(first["file"]).unlink()
    assert due(file_shop, folder) is not None
    assert due(file_shop, other) is not None


def test_a_folder_that_is_gone_is_never_made_anew(file_shop: Shop, tmp_path: Path) -> None:
    """The stick was pulled: a folder in its place would be on the disk of the database."""
    folder = tmp_path / "stick" / "copies"
    folder.mkdir(parents=True)
    assert due(file_shop, folder) is not None
    shutil.rmtree(tmp_path / "stick")
    with pytest.raises(Refused, match="The folder for backups is not there: .*Plug its disk in"):
        due(file_shop, folder)
    assert not (tmp_path / "stick").exists()
    known = read_upkeep(file_shop.database).failed
    assert known is not None and known.folder == str(folder)
    folder.mkdir(parents=True)
    assert due(file_shop, folder) is not None
    assert read_upkeep(file_shop.database).failed is None
