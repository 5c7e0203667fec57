# SPDX-License-Identifier: MIT
"""The disk is full or fails: nothing acknowledged is lost, it is said, and work goes on after."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish
from lengths import full
from next_revision import HEAD, become_next, write_next

sys.path.insert(0, str(Path(__file__).parent))
from disk import FULL, SYNC_FAILS, WRITE_FAILS, Disk, Step, watched_disk

from workshop.keeping.scheduled import back_up_if_due
from workshop.storage import evidence, migrate
from workshop.storage.backup import back_up, restore
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.engines import file_system
from workshop.storage.errors import Unavailable
from workshop.storage.upkeep import read_upkeep

ROOT = Path(__file__).parents[2]
ROUNDS = full(500, everyday=50)
DISK_IS_FULL = "The disk is full or does not answer. Free some space and try again"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)],
        capture_output=True, text=True, check=False,
    ) if sys.platform == "linux" else None  # fmt: skip
    if mounted is None or mounted.returncode:
        pytest.skip("no disk may be mounted here: a full one was not tried")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def serials(shop: Shop) -> set[str]:
    return {piece.serial for piece in shop.ask("pieces", limit=100_000)}


def fill(place: Path, leave: int = 0) -> Path:
    """Take all the space there is, but for some bytes."""
    ballast = place / f"ballast-{uuid.uuid4().hex}"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    os.truncate(ballast, max(0, ballast.stat().st_size - leave))
    return ballast


def test_a_full_disk_takes_nothing_and_gives_everything_back(small: Path) -> None:
    assert file_system(small) == "tmpfs"
    shop = furnish(Shop(Database.create(small / "w.db", name="T", owner="ANA")))
    acknowledged: set[str] = set()
    refused = 0
    for turn in range(ROUNDS):
        ballast = fill(small, leave=turn * 37_000 % 400_000)
        key = ""
        for number in range(10_000):
            key, serial = str(uuid.uuid4()), f"T{turn}N{number}"
            try:
                shop.do("receive", key=key, batch="B1", serial=serial)
            except Unavailable as full:
                assert str(full).startswith(DISK_IS_FULL)
                refused += 1
                break
            acknowledged.add(serial)
        # Reading goes on, and what was refused is not there.
        assert serials(shop) == acknowledged
        assert shop.ask("search", text=f"T{turn}N{number}") == []
        with pytest.raises(Unavailable, match=DISK_IS_FULL):
            shop.do("receive", key=key, batch="B1", serial=serial)
        size = (small / "w.db").stat().st_size
        ballast.unlink()
        # The same key, without a restart: once, and once only.
        tag = shop.do("receive", key=key, batch="B1", serial=serial)["tag"]
        assert shop.do("receive", key=key, batch="B1", serial=serial)["tag"] == tag
        acknowledged.add(serial)
        assert (small / "w.db").stat().st_size >= size
        if turn % 4 == 3:
            shop.database.close()
            shop = Shop(Database.open(small / "w.db"))
    assert refused == ROUNDS
    assert serials(shop) == acknowledged
    assert check(shop.database, deep=True).findings == []
    shop.database.close()
    assert sorted(path.name for path in small.iterdir()) == ["w.db", "w.db.checkpoint"]


def test_closing_on_a_full_disk_loses_nothing(small: Path) -> None:
    shop = furnish(Shop(Database.create(small / "w.db", name="T", owner="ANA")))
    shop.database.save_checkpoint()
    for number in range(20):
        shop.card(f"S-{number}")
    ballast = fill(small)
    shop.database.close()
    assert list(small.glob("*.part")) == []
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        Shop(Database.open(small / "w.db")).card("S-20")
    ballast.unlink()
    again = Shop(Database.open(small / "w.db"))
    assert serials(again) == {f"S-{number}" for number in range(20)}
    assert check(again.database, deep=True).findings == []
    again.database.close()


def test_a_full_stick_keeps_the_backups_it_has_and_takes_new_ones_later(
    small: Path, tmp_path: Path
) -> None:
    shop = furnish(Shop(Database.create(tmp_path / "w.db", name="T", owner="ANA")))

    def due() -> Any:
        return back_up_if_due(shop.database, small, hours=0, keep=1, step=lambda *_: None)

    first = Path(due()["file"])
    kept = first.read_bytes()
    shop.card("S-1")
    ballast = fill(small, leave=20_000)
    for _ in range(3):
        with pytest.raises(Unavailable, match=DISK_IS_FULL):
            due()
    assert {path.name for path in small.iterdir()} == {
        ballast.name, first.name, first.with_suffix(".checkpoint").name,
    }  # fmt: skip
    assert first.read_bytes() == kept
    failed = read_upkeep(shop.database).failed
    assert failed is not None and failed.why.startswith(DISK_IS_FULL)
    ballast.unlink()
    second = Path(due()["file"])
    assert second.exists() and not first.exists()
    assert read_upkeep(shop.database).failed is None
    shop.database.close()


def test_whatever_else_a_full_disk_meets_leaves_nothing_half(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = furnish(Shop(Database.create(small / "w.db", name="T", owner="ANA")))
    for number in range(20):
        shop.card(f"S-{number}")
    good = Path(back_up(shop.database, tmp_path / "elsewhere")["file"])
    shop.database.close()
    shop = Shop(Database.open(small / "w.db"))
    folder = evidence.evidence_folder(small / "w.db", "")
    fill(small, leave=40_000)
    before = sorted(path.name for path in small.iterdir())

    def nothing_new() -> None:
        assert sorted(path.name for path in small.iterdir() if path != folder) == before
        assert not [path for path in folder.rglob("*") if path.is_file()]

    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        evidence.keep(shop.database, os.urandom(100_000), "photo.jpg")
    nothing_new()
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        back_up(shop.database, small)
    nothing_new()
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        restore(good, small / "back.db")
    nothing_new()
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        Database.create(small / "new.db", name="T", owner="ANA")
    nothing_new()
    # A backup to another disk is what is needed now.
    assert back_up(shop.database, tmp_path / "elsewhere")["entry"] == 24
    shop.database.dispose()
    become_next(write_next(tmp_path), monkeypatch)
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        Database.open(small / "w.db")
    assert not list(small.glob("*before*"))
    monkeypatch.undo()
    again = Database.open(small / "w.db")
    with again.read() as connection:
        assert migrate.revision(connection) == HEAD
    assert check(again, deep=True).findings == []
    again.dispose()


LIMITED = """
import json, resource, signal, sys
from workshop.acts import ACTS
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.errors import Unavailable
from workshop.storage.upkeep import read_upkeep

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database.open(sys.argv[1])
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
said, done = "", []
for number in range(10_000):
    serial = f"L{number}"
    try:
        database.write(ACTS["receive"], key=f"key-{number}", batch="B1", serial=serial)
    except Unavailable as full:
        said = str(full)
        break
    done.append(serial)
with database.read() as connection:
    read = len(QUERIES["pieces"](connection, limit=10_000))
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
database.write(ACTS["receive"], key=f"key-{number}", batch="B1", serial=serial)
database.close()
print(json.dumps({"said": said, "done": done, "read": read, "last": serial}))
"""


@pytest.mark.parametrize("limit", [400_000, 633_000, 1_250_001])
def test_a_file_that_may_not_grow_is_a_full_disk(file_shop: Shop, limit: int) -> None:
    """SQLite calls this one an I/O error: the sentence is the same."""
    path = Path(file_shop.database.target)
    file_shop.database.close()
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(limit)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    assert told["said"].startswith(DISK_IS_FULL)
    assert told["done"]
    assert told["read"] == len(told["done"])
    again = Shop(Database.open(path))
    assert serials(again) == {*told["done"], told["last"]}
    assert check(again.database, deep=True).findings == []
    again.database.close()


@pytest.fixture
def failing(file_shop: Shop) -> Iterator[tuple[Shop, Disk]]:
    """A workshop on a disk that can fail at any write."""
    file_shop.database.close()
    with watched_disk() as disk:
        if disk is None:
            pytest.skip("this SQLite lets no disk be put under it: I/O errors were not tried")
        shop = Shop(Database.open(file_shop.database.target))
        yield shop, disk
        disk.fails = None
        shop.database.close()


def fail_at(disk: Disk, number: int, code: int, *, for_good: bool) -> None:
    """From now on the write of this number fails, once or with all after it."""
    count = 0

    def fails(step: Step) -> int:
        nonlocal count
        if (step.what == "sync") != (code == SYNC_FAILS):
            return 0
        count += 1
        return code if count == number or (for_good and count > number) else 0

    disk.fails = fails


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("code", [FULL, WRITE_FAILS, SYNC_FAILS])
def test_whichever_write_fails_the_scan_is_there_once_or_not_at_all(
    failing: tuple[Shop, Disk], code: int, for_good: bool
) -> None:
    shop, disk = failing
    with shop.database._writer.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_autocheckpoint=20")
    disk.steps.clear()
    shop.card("S-1")
    writes = sum(step.what != "sync" for step in disk.steps)
    # Up to a write that does not come any more. A scan waits for the disk once, a checkpoint twice.
    numbers = range(1, 6) if code == SYNC_FAILS else range(1, 2 * writes, writes // 10)
    refused = answered = 0
    for number in numbers:
        key, serial = str(uuid.uuid4()), f"F{number}"
        fail_at(disk, number, code, for_good=for_good)
        receipt = None
        try:
            receipt = shop.do("receive", key=key, batch="B1", serial=serial)
            answered += 1
        except Unavailable as failed:
            assert str(failed).startswith(DISK_IS_FULL)
            refused += 1
        disk.fails = None
        assert (serial in serials(shop)) == (receipt is not None)
        again = shop.do("receive", key=key, batch="B1", serial=serial)
        assert receipt in (None, again)
        assert sum(piece.serial == serial for piece in shop.ask("pieces", limit=1000)) == 1
    assert refused
    assert answered
    assert check(shop.database, deep=True).findings == []
    shop.database.close()
    reopened = Database.open(shop.database.target)
    assert check(reopened, deep=True).findings == []
    reopened.close()


def test_a_disk_that_fails_while_closing_is_tidied_up_by_the_next(
    failing: tuple[Shop, Disk],
) -> None:
    shop, disk = failing
    shop.card("S-1")
    disk.fails = lambda step: WRITE_FAILS
    shop.database.close()
    disk.fails = None
    again = Shop(Database.open(shop.database.target))
    assert serials(again) == {"S-1"}
    assert check(again.database, deep=True).findings == []
    again.database.close()
