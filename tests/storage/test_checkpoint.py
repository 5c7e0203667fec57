# SPDX-License-Identifier: MIT
"""The witness outside the database: written whole, moved on, and never talked out of anything."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage import files
from workshop.storage.check import check
from workshop.storage.checkpoint import (
    Checkpoint,
    checkpoint_path,
    keep_checkpoint,
    read_checkpoint,
)
from workshop.storage.database import Database
from workshop.storage.files import make_folder, sync_folder, write_whole
from workshop.storage.journal import head


def findings(database: Database) -> list[str]:
    return [finding.what for finding in check(database).findings]


def test_it_names_the_newest_entry(shop: Shop) -> None:
    shop.card("S-1")
    shop.database.save_checkpoint()
    with shop.database.read() as connection:
        newest = head(connection)
    known = read_checkpoint(shop.database.checkpoint_file())
    assert known == Checkpoint(shop.database.database_id, newest.number, newest.hash)
    stamp = shop.database.checkpoint_file().stat().st_mtime_ns
    shop.database.save_checkpoint()  # nothing new: not written again
    assert shop.database.checkpoint_file().stat().st_mtime_ns == stamp


def test_it_lies_beside_a_file_and_in_the_data_folder_for_a_server(tmp_path: Path) -> None:
    assert checkpoint_path(tmp_path / "w.db", "id") == tmp_path / "w.db.checkpoint"
    server = checkpoint_path("postgresql://ana@shop/w", "some-id")
    assert server.name == "some-id.checkpoint"
    assert server.is_relative_to(tmp_path / "data-home")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '"x"', "null", "{}", '{"database_id": "x", "number": "y"}', "[" * 9999]
)
def test_one_that_cannot_be_read_is_a_finding(file_shop: Shop, text: str) -> None:
    file_shop.database.save_checkpoint()
    path = file_shop.database.checkpoint_file()
    path.write_text(text)
    assert read_checkpoint(path) is None
    assert findings(file_shop.database) == ["The checkpoint file cannot be read."]
    path.write_bytes(b"\xff\xfe")
    assert read_checkpoint(path) is None
    path.unlink()
    assert findings(file_shop.database) == []


def test_one_of_another_database_is_a_finding(file_shop: Shop) -> None:
    """Two files that were swapped."""
    file_shop.database.save_checkpoint()
    path = file_shop.database.checkpoint_file()
    path.write_text(json.dumps({**json.loads(path.read_text()), "database_id": "another"}))
    assert findings(file_shop.database) == ["The checkpoint file belongs to another database."]


def test_one_the_journal_contradicts_is_not_moved_on(file_shop: Shop) -> None:
    database = file_shop.database
    database.save_checkpoint()
    path = database.checkpoint_file()
    false = {**json.loads(path.read_text()), "hash": "f" * 64}
    path.write_text(json.dumps(false))
    file_shop.card("S-1")
    with database.read() as connection:
        keep_checkpoint(path, connection, database.database_id, head(connection))
    assert json.loads(path.read_text()) == false
    assert any("written anew" in what for what in findings(database))


def test_a_file_rolled_back_to_a_copy_of_yesterday_is_found(
    tmp_path: Path, make_shop: Callable[[str | Path], Shop]
) -> None:
    shop = make_shop(tmp_path / "w.db")
    shop.do("open_batch", number="B1", supplier="S")
    shop.database.close()
    yesterday = (tmp_path / "w.db").read_bytes()
    today = Shop(Database.open(tmp_path / "w.db"))
    today.card("S-1")
    today.database.close()
    (tmp_path / "w.db").write_bytes(yesterday)
    rolled = Database.open(tmp_path / "w.db")
    assert any(what.startswith("The end of the journal is missing") for what in findings(rolled))
    rolled.close()


def test_an_empty_journal_leaves_no_checkpoint(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "w.db", name="T", owner="ANA")
    database.checkpoint_file().unlink(missing_ok=True)
    with database._writer.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("DROP TRIGGER journal_stands_delete")
        cursor.execute("DELETE FROM journal")
    database.save_checkpoint()
    assert not database.checkpoint_file().exists()
    database.dispose()


def test_a_file_is_written_whole_or_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some" / "new" / "folder" / "x.checkpoint"
    write_whole(path, b"first")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert [found.name for found in path.parent.iterdir()] == ["x.checkpoint"]


def test_it_is_on_the_disk_before_it_has_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file")
        sync(handle)

    def replaced(self: Path, target: Path) -> Path:
        done.append("name")
        return replace(self, target)

    monkeypatch.setattr(files.os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_whole(tmp_path / "x", b"x")
    assert done == ["file", "name", "folder"]
    done.clear()
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert done == ["folder", "folder"]


def test_a_share_that_cannot_sync_a_folder_still_takes_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(handle: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(files.os, "fsync", cannot)
    sync_folder(tmp_path)

    def broken(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        sync_folder(tmp_path)
    monkeypatch.delattr(files.os, "O_DIRECTORY")
    sync_folder(tmp_path)  # Windows


def test_a_name_somebody_took_meanwhile_is_not_taken_from_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "part").write_text("ours")
    (tmp_path / "name").write_text("theirs")
    monkeypatch.setattr(files, "require_free", lambda path: None)  # they came right after it
    with pytest.raises(Refused, match="exists already"):
        files.appear(tmp_path / "part", tmp_path / "name")
    assert (tmp_path / "name").read_text() == "theirs"


def test_a_file_system_without_links_gets_its_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(files.os, "link", none)
    database = Database.create(tmp_path / "w.db", name="T", owner="ANA")
    assert findings(database) == []
    database.close()
    assert sorted(p.name for p in tmp_path.glob("w.db*")) == ["w.db", "w.db.checkpoint"]
