# SPDX-License-Identifier: MIT
"""A backup is whole, checked and comes back as it was; anything else leaves nothing."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backed_up import LOGS, contents, rows, worked
from bench_shop import Shop
from next_revision import REVISION, become_next, write_next

from workshop.domain.refused import Refused
from workshop.storage import engines, evidence, migrate
from workshop.storage.archive import unpack
from workshop.storage.backup import back_up, restore
from workshop.storage.check import check
from workshop.storage.checkpoint import read_checkpoint
from workshop.storage.database import Database
from workshop.storage.errors import Unavailable
from workshop.storage.upkeep import upkeep_file


def test_what_comes_back_is_what_was_there(
    full: Shop, elsewhere: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies" / "of today"
    made = back_up(full.database, folder)
    before = rows(full.database)
    file = Path(made["file"])
    assert made["entry"] == len(before["journal"])
    assert {found.name for found in folder.iterdir()} == {
        file.name,
        file.with_suffix(".checkpoint").name,
    }
    witness = read_checkpoint(file.with_suffix(".checkpoint"))
    assert witness == (full.database.database_id, made["entry"], made["hash"])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another-computer"))
    said = restore(file, elsewhere)
    assert said == {"database": str(elsewhere), "entry": made["entry"], "hash": made["hash"]}
    again = Database.open(elsewhere)
    assert again.database_id == full.database.database_id
    assert rows(again) == before
    assert check(again, deep=True).findings == []
    for data in LOGS:
        known = evidence.keep(full.database, data, "log.xml")
        assert evidence.read(again, known["sha256"]) == data
    Shop(again).card("S-9")
    assert check(again, deep=True).findings == []
    again.close()
    with pytest.raises(Refused, match="exists already|a workshop in this database already"):
        restore(file, elsewhere)


def test_a_backup_of_one_kind_of_database_is_no_backup_of_the_other(
    full: Shop, target: str | Path, tmp_path: Path, postgres_server: str | None
) -> None:
    made = back_up(full.database, tmp_path / "copies")
    other = tmp_path / "w.db" if isinstance(target, str) else "postgresql://nobody@127.0.0.1:9/x"
    with pytest.raises(Refused, match="This is a backup of a (PostgreSQL database|database file)"):
        restore(Path(made["file"]), other)
    assert not (tmp_path / "w.db").exists()


def behind_the_back(database: Database, statement: str) -> None:
    with database._writer.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_backup_of_a_damaged_database_is_not_kept(full: Shop, tmp_path: Path) -> None:
    behind_the_back(full.database, "UPDATE batch SET supplier='Somebody else'")
    with pytest.raises(
        Refused, match="not kept, because the database has faults: batch .*supplier"
    ):
        back_up(full.database, tmp_path / "copies")
    assert contents(tmp_path / "copies") == {}


def test_a_file_sqlite_cannot_read_is_not_kept(file_full: Shop, tmp_path: Path) -> None:
    file_full.database.close()
    path = Path(file_full.database.target)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 30_000] = bytes(30_000)
    path.write_bytes(data)
    with pytest.raises((Refused, Unavailable), match="damaged|faults"):
        back_up(Database(path), tmp_path / "copies")
    assert contents(tmp_path / "copies") == {}


def test_while_two_windows_write_every_backup_is_of_one_moment(
    full: Shop, target: str | Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    problems: list[BaseException] = []

    def scan(who: int) -> None:
        window = Shop(Database.open(target))
        try:
            for number in range(10_000):
                if stop.is_set():
                    break
                window.do("receive", batch="B1", serial=f"W{who}N{number}")
        except BaseException as problem:
            problems.append(problem)
        finally:
            window.database.close()

    threads = [threading.Thread(target=scan, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    made = [back_up(full.database, tmp_path / "copies") for _ in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    numbers = [backup["entry"] for backup in made]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 3  # they did write meanwhile
    hashes = {entry.number: entry.hash for entry in journal(full)}
    assert [hashes[backup["entry"]] for backup in made] == [backup["hash"] for backup in made]
    if isinstance(target, Path):
        restore(Path(made[-1]["file"]), tmp_path / "back.db")
        again = Database.open(tmp_path / "back.db")
        assert check(again, deep=True).findings == []
        assert len(journal(Shop(again))) == made[-1]["entry"]
        again.close()


def journal(shop: Shop) -> list[Any]:
    found: list[Any] = shop.ask("journal", limit=100_000)
    return found


@pytest.mark.parametrize("kind", ["vfat", "cifs"])
def test_a_backup_goes_to_a_stick_or_a_share_where_no_database_may_be(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    stick = tmp_path / "stick"
    monkeypatch.setattr(
        engines,
        "file_system",
        lambda path, mounts=None: kind if path.is_relative_to(stick) else "ext4",
    )
    before = contents(tmp_path)
    made = back_up(file_full.database, stick)
    assert sorted(contents(tmp_path).keys() - before.keys()) == sorted(
        [*(f"stick/{Path(made['file']).stem}{ending}" for ending in (".zip", ".checkpoint")),
         upkeep_file(file_full.database).name]
    )  # fmt: skip
    restore(Path(made["file"]), tmp_path / "back.db")
    with pytest.raises(Refused, match="network share|formatted vfat"):
        restore(Path(made["file"]), stick / "back.db")


def test_a_server_is_backed_up_to_a_stick_as_well_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shop = worked(make_shop(postgres_url))
    monkeypatch.setattr(engines, "file_system", lambda path, mounts=None: "vfat")
    made = back_up(shop.database, tmp_path / "stick")
    assert unpack(Path(made["file"])).entry == made["entry"]


def test_what_is_being_kept_at_the_moment_is_no_part_of_a_backup(
    file_full: Shop, tmp_path: Path
) -> None:
    """A file half written beside the others, by another window: its name is not a hash yet."""
    folder = evidence.evidence_folder(file_full.database.target, "")
    (folder / "aa").mkdir(exist_ok=True)
    (folder / "aa" / ("a" * 64 + ".4711-1.part")).write_bytes(b"half")
    made = back_up(file_full.database, tmp_path / "copies")
    restore(Path(made["file"]), tmp_path / "back.db")
    kept = evidence.kept_files(evidence.evidence_folder(tmp_path / "back.db", ""))
    assert len(kept) == len(LOGS)


def test_a_lost_photo_does_not_end_all_backups(file_full: Shop, tmp_path: Path) -> None:
    """What else is there is worth as much as before; the check tells of the photo."""
    lost, changed, _ = evidence.kept_files(evidence.evidence_folder(file_full.database.target, ""))
    lost.unlink()
    changed.write_bytes(b"not the same")
    made = back_up(file_full.database, tmp_path / "copies")
    restore(Path(made["file"]), tmp_path / "back.db")
    again = Database.open(tmp_path / "back.db")
    findings = [finding.what for finding in check(again, deep=True).findings]
    assert sorted(what.split()[-1] for what in findings) == ["changed.", "missing."]
    again.close()


def test_restoring_mends_a_kept_file_and_leaves_a_good_one(file_full: Shop, tmp_path: Path) -> None:
    made = back_up(file_full.database, tmp_path / "copies")
    file_full.database.close()
    path = Path(file_full.database.target)
    path.unlink()
    good, bad, gone = evidence.kept_files(evidence.evidence_folder(path, ""))
    bad.write_bytes(b"harm")
    gone.unlink()
    stamp = good.stat().st_mtime_ns
    restore(Path(made["file"]), path)
    assert good.stat().st_mtime_ns == stamp
    again = Database.open(path)
    assert check(again, deep=True).findings == []
    again.close()


def test_a_backup_of_an_older_release_is_brought_up_to_date(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(file_full.database, tmp_path / "copies")
    before = rows(file_full.database)
    become_next(write_next(tmp_path), monkeypatch)
    restore(Path(made["file"]), tmp_path / "back" / "w.db")
    again = Database.open(tmp_path / "back" / "w.db")
    with again.read() as connection:
        assert migrate.revision(connection) == REVISION
    assert rows(again) == before
    again.dispose()
    assert "w.db" in contents(tmp_path / "back")
    assert not any("before" in name for name in contents(tmp_path / "back"))
