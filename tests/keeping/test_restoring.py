# SPDX-License-Identifier: MIT
"""A backup is compared as a copy, and takes the place of a workshop nobody has open, or nothing."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backed_up import rows
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.keeping.restoring import (
    Copy,
    Relation,
    forget_copies,
    keep_present,
    open_copy,
    take_back,
)
from workshop.storage import evidence
from workshop.storage.backup import back_up
from workshop.storage.check import check
from workshop.storage.database import Database


def step(_done: int, _of: int) -> None:
    pass


def opened(shop: Shop, backup: str | Path) -> Copy:
    return open_copy(shop.database, Path(backup), step)


@pytest.fixture
def backup(file_shop: Shop, tmp_path: Path) -> str:
    """A backup after which one more card came."""
    shop = file_shop
    tag = shop.card("S-THEN")
    shop.do("attach_photo", piece=tag, width=4, height=3,
            evidence=evidence.keep(shop.database, b"then", "then.jpg"))  # fmt: skip
    made: str = back_up(shop.database, tmp_path / "copies")["file"]
    shop.card("S-SINCE")
    return made


@pytest.fixture
def beside(file_shop: Shop) -> Iterator[Path]:
    """The folder of the database; what was opened there is gone in the end."""
    folder = Path(file_shop.database.target).parent
    yield folder
    forget_copies(folder)
    assert not list(folder.glob(".workshop-copy-*"))


def test_a_copy_says_what_is_in_it_and_what_would_be_missing(
    file_shop: Shop, backup: str, beside: Path
) -> None:
    before = rows(file_shop.database)
    found = opened(file_shop, backup)
    assert (found.relation, found.more) == (Relation.OLDER, 1)
    assert found.content.cards == found.present.cards - 1 and found.content.files == 1
    assert found.content.name == "Test workshop" and found.content.last_at
    assert rows(file_shop.database) == before
    copy = Database.open(found.database)
    assert check(copy, deep=True).findings == []
    copy.dispose()


def test_a_copy_is_told_apart_from_the_same_a_newer_and_another(
    file_shop: Shop, backup: str, beside: Path, tmp_path: Path
) -> None:
    same = back_up(file_shop.database, tmp_path / "copies")["file"]
    assert opened(file_shop, same).relation is Relation.SAME
    other = Database.create(tmp_path / "other.db", name="Other", owner="LI")
    theirs = back_up(other, tmp_path / "theirs")["file"]
    assert opened(file_shop, theirs).relation is Relation.ANOTHER
    found = opened(file_shop, backup)
    older = Shop(Database.open(found.database))
    assert opened(older, same).relation is Relation.NEWER
    older.card("S-APART")
    assert opened(older, same).relation is Relation.PARTED
    forget_copies(found.database.parent)
    older.database.dispose()
    other.dispose()


def test_what_is_no_backup_is_refused_and_leaves_nothing(
    file_shop: Shop, backup: str, beside: Path, tmp_path: Path
) -> None:
    data = bytearray(Path(backup).read_bytes())
    data[len(data) // 2] ^= 0xFF
    harmed = tmp_path / "harmed.zip"
    harmed.write_bytes(data)
    for file in (harmed, tmp_path / "nowhere.zip"):
        with pytest.raises(Refused):
            opened(file_shop, file)
    assert not list(beside.glob(".workshop-copy-*"))


def test_nothing_is_written_into_a_copy(file_shop: Shop, backup: str, beside: Path) -> None:
    copy = Database.open(opened(file_shop, backup).database)
    copy.is_copy = True
    with pytest.raises(Refused, match="This is a copy to look at"):
        Shop(copy).card("S-NEW")
    copy.dispose()


def test_a_backup_takes_the_place_and_its_undoing_too(
    file_shop: Shop, backup: str, tmp_path: Path
) -> None:
    path = Path(file_shop.database.target)
    with pytest.raises(Refused, match="The folder for backups is not there"):
        keep_present(file_shop.database, tmp_path / "unplugged", step)
    now = keep_present(file_shop.database, tmp_path / "copies", step)["file"]
    before = rows(file_shop.database)
    file_shop.database.close()
    aside = take_back(Path(backup), path)
    then = Database.open(path)
    assert check(then, deep=True).findings == []
    assert len(rows(then)["journal"]) == len(before["journal"]) - 1
    Shop(then).card("S-AFTER")
    assert check(then, deep=True).findings == []
    then.close()
    kept = Database.open(aside)
    assert rows(kept) == before and check(kept, deep=True, kept=False).findings == []
    kept.dispose()
    take_back(Path(now), path)
    again = Database.open(path)
    assert rows(again) == before
    assert check(again, deep=True).findings == []
    again.close()


def test_a_workshop_that_another_window_has_open_is_not_replaced(
    file_shop: Shop, backup: str
) -> None:
    path = Path(file_shop.database.target)
    other = Shop(Database.open(path))
    file_shop.database.close()
    before = path.stat().st_ino
    with pytest.raises(Refused, match="Another window or program works on this database"):
        take_back(Path(backup), path)
    assert path.stat().st_ino == before
    assert not list(path.parent.glob("*.replaced-*")) and not list(path.parent.glob(".restore-*"))
    other.card("S-OTHER")
    assert check(other.database, deep=True).findings == []
    other.database.close()
    take_back(Path(backup), path)


def test_where_no_workshop_is_yet_a_backup_becomes_one(
    file_shop: Shop, backup: str, tmp_path: Path
) -> None:
    new = tmp_path / "new" / "workshop.db"
    new.parent.mkdir()
    assert take_back(Path(backup), new) == new
    Database.open(new).close()


def test_a_workshop_with_faults_is_kept_as_it_is(
    file_shop: Shop, backup: str, tmp_path: Path
) -> None:
    with file_shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE batch SET supplier='Somebody else'")
    said = keep_present(file_shop.database, tmp_path / "copies", step)
    assert said["file"] == "" and "supplier" in said["faults"]
    file_shop.database.close()
    aside = take_back(Path(backup), Path(file_shop.database.target))
    harmed = Database.open(aside)
    with harmed.read() as connection:
        found: Any = connection.exec_driver_sql("SELECT supplier FROM batch").scalar()
    assert found == "Somebody else"
    harmed.dispose()


def test_copies_that_were_left_are_forgotten_a_day_later(
    file_shop: Shop, backup: str, beside: Path
) -> None:
    left = opened(file_shop, backup).database.parent
    second = opened(file_shop, backup).database.parent
    assert left.exists(), "another window may look at it"
    os.utime(left, (time.time() - 90_000,) * 2)
    opened(file_shop, backup)
    assert not left.exists() and second.exists()


def test_a_server_is_restored_on_the_command_line(
    make_shop: Any, postgres_url: str, backup: str
) -> None:
    with pytest.raises(Refused, match="workshop --db ADDRESS restore FILE"):
        open_copy(make_shop(postgres_url).database, Path(backup), step)
