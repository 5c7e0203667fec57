# SPDX-License-Identifier: MIT
"""The power fails at any moment: what was acknowledged is there, and nothing is half there."""

import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bench_shop import Shop, furnish
from lengths import full

sys.path.insert(0, str(Path(__file__).parent))
from disk import Disk, Step, watched_disk

from workshop.storage import files
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module

SEED = int(os.environ.get("CARD_WORKSHOP_SEED", "20261124"))
STATES = full(6_000, everyday=300)
SCANS = 24
SCANS_IN_LOG = 10
SECTOR = 512

Image = dict[str, bytearray]


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk that remembers every write."""
    with watched_disk() as made:
        if made is None:
            pytest.skip("this SQLite lets no disk be put under it: power failures were not tried")
        yield made


def scan(shop: Shop, disk: Disk) -> None:
    """A session of scans, with checkpoints of the log in between, and the end of it."""
    for number in range(SCANS):
        shop.do("receive", batch="B1", serial=f"P{number:03d}")
        disk.note("acknowledged", f"P{number:03d}")
    shop.database.dispose()


def session(folder: Path, disk: Disk, synchronous: str) -> tuple[Image, list[Step]]:
    """The database as it was before a session, and every step of the session."""
    path = folder / "w.db"
    furnish(Shop(Database.create(path, name="T", owner="ANA"))).database.close()
    before = {str(path): bytearray(path.read_bytes())}
    disk.steps.clear()
    shop = Shop(Database.open(path))
    with shop.database._writer.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA wal_autocheckpoint=60")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
    scan(shop, disk)
    return before, list(disk.steps)


class Moment(NamedTuple):
    """What may be on the disk when the power fails, and what was acknowledged by then."""

    durable: Image
    pending: list[Step]
    acknowledged: list[str]


def moments(before: Image, steps: list[Step]) -> Iterator[Moment]:
    """After each step: what is certainly on the disk, and what may be."""
    durable = {name: bytearray(data) for name, data in before.items()}
    pending: list[Step] = []
    acknowledged: list[str] = []
    for step in steps:
        if step.what == "acknowledged":
            acknowledged.append(step.path)
        elif step.what == "sync":
            for done in [one for one in pending if one.path == step.path]:
                _reach(durable, done)
            pending = [one for one in pending if one.path != step.path]
            durable.setdefault(step.path, bytearray())
        else:
            pending.append(step)
        yield Moment(durable, pending, acknowledged)


def _reach(image: Image, step: Step) -> None:
    if step.what == "delete":
        image.pop(step.path, None)
        return
    data = image.setdefault(step.path, bytearray())
    if step.what == "truncate":
        del data[step.at :]
        return
    if len(data) < step.at:
        data.extend(bytes(step.at - len(data)))
    data[step.at : step.at + len(step.data)] = step.data


def outcomes(moment: Moment, dice: random.Random) -> Iterator[tuple[str, Image]]:
    """What a disk may hold after a power failure at this moment."""
    half = [step for step in moment.pending if dice.random() < 0.5]
    ways: dict[str, list[Step]] = {"none": [], "all": moment.pending, "half": half}
    if moment.pending and moment.pending[-1].what == "write":
        last = moment.pending[-1]
        cut = SECTOR * dice.randrange(0, len(last.data) // SECTOR + 1)
        garbage = dice.randbytes(len(last.data) - cut)
        ways["torn"] = [*moment.pending[:-1], last._replace(data=last.data[:cut] + garbage)]
    for way, steps in ways.items():
        image = {name: bytearray(data) for name, data in moment.durable.items()}
        for step in steps:
            _reach(image, step)
        yield way, image
        if not moment.pending:
            return


def wrong(folder: Path, image: Image, acknowledged: list[str], *, whole: bool) -> str:
    """What is wrong with a database after the power came back; empty where nothing is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in image.items():
        (folder / Path(name).name).write_bytes(data)
    try:
        connection = sqlite_module().connect(str(folder / "w.db"))
        try:
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
            rows = connection.execute(
                "SELECT i.normal FROM identifier i JOIN piece p ON p.id = i.piece_id ORDER BY 1"
            ).fetchall()
            count, newest = connection.execute(
                "SELECT count(*), max(number) FROM journal"
            ).fetchone()
        finally:
            connection.close()
    except sqlite_module().Error as error:
        return f"corrupt: {error}"
    present = [row[0] for row in rows]
    if said != "ok":
        return f"corrupt: {said}"
    if present[: len(acknowledged)] != acknowledged:
        return f"lost: {sorted(set(acknowledged) - set(present))}"
    if len(present) > len(acknowledged) + 1 or not count == newest == 4 + len(present):
        return f"half: {len(present)} cards, {count} entries up to {newest}"
    if not whole:
        return ""
    database = Database.open(folder / "w.db")
    findings = check(database, deep=True).findings
    database.close()
    return f"findings: {findings}" if findings else ""


def look(folder: Path, before: Image, steps: list[Step], states: int) -> tuple[int, list[str]]:
    """Look at moments evenly spread; how many, and what was wrong."""
    dice = random.Random(SEED)
    every = max(1, len(steps) * 4 // states)
    seen, faults = 0, []
    for number, moment in enumerate(moments(before, steps)):
        if every > 1 and dice.randrange(every):
            continue
        for way, image in outcomes(moment, dice):
            seen += 1
            fault = wrong(folder, image, moment.acknowledged, whole=seen % 60 == 0)
            if fault:
                faults.append(f"step {number} of {len(steps)}, {way}, seed {SEED}: {fault}")
    return seen, faults


def test_nothing_acknowledged_is_lost(tmp_path: Path, disk: Disk) -> None:
    before, steps = session(tmp_path, disk, "FULL")
    kinds = {step.what for step in steps}
    assert kinds >= {"write", "sync", "acknowledged"}
    # The session had checkpoints: the database file itself was written to.
    assert sum(s.what == "write" and s.path.endswith("w.db") for s in steps) > 20
    disk.take_out()
    seen, faults = look(tmp_path / "after", before, steps, STATES)
    assert faults == []
    assert seen >= min(STATES, 3 * len(steps)) * 0.6


@pytest.mark.parametrize(("synchronous", "fault"), [("NORMAL", "lost"), ("OFF", "corrupt")])
def test_a_database_that_does_not_wait_for_the_disk_is_caught(
    tmp_path: Path, disk: Disk, synchronous: str, fault: str
) -> None:
    """Teeth: the settings others recommend for speed."""
    before, steps = session(tmp_path, disk, synchronous)
    disk.take_out()
    _, faults = look(tmp_path / "after", before, steps, STATES // 3)
    assert any(fault in what for what in faults), faults[:5]


def test_a_new_database_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, sync, sync_folder = os.link, files.sync, files.sync_folder

    def linked(part: Path, path: Path) -> None:
        disk.note("named", str(path))
        link(part, path)

    def synced(path: Path) -> None:
        disk.note("sync", str(path))
        sync(path)

    def folder_synced(folder: Path) -> None:
        disk.note("folder", str(folder))
        sync_folder(folder)

    monkeypatch.setattr(files.os, "link", linked)
    monkeypatch.setattr(files, "sync", synced)
    monkeypatch.setattr(files, "sync_folder", folder_synced)
    database = Database.create(tmp_path / "w.db", name="T", owner="ANA")
    written = [step.what for step in disk.steps]
    named = written.index("named")
    steps = disk.steps[:named]
    *_, last = moments({}, [step for step in steps if step.what != "folder"])
    (part,) = [name for name in last.durable if name.endswith(".new")]
    # Whatever was not waited for when it got its name is the log, which is gone by then.
    assert not any(step.path == part for step in last.pending)
    assert "folder" in written[named:]
    (tmp_path / "after").mkdir()
    (tmp_path / "after" / "w.db").write_bytes(last.durable[part])
    disk.take_out()
    again = Database.open(tmp_path / "after" / "w.db")
    assert again.owner == "ANA"
    assert check(again, deep=True).findings == []
    again.close()
    database.close()


class Log(NamedTuple):
    """A database whose log was not folded in, and how long the log was after each scan."""

    data: bytes
    log: bytes
    checkpoint: str
    lengths: list[int]
    start: int


@pytest.fixture
def log(tmp_path: Path) -> Log:
    path = tmp_path / "source" / "w.db"
    furnish(Shop(Database.create(path, name="T", owner="ANA"))).database.close()
    shop = Shop(Database.open(path))
    lengths = []
    for number in range(SCANS_IN_LOG):
        shop.do("receive", batch="B1", serial=f"P{number:03d}")
        lengths.append(path.with_name("w.db-wal").stat().st_size)
    shop.database.save_checkpoint()
    found = Log(
        path.read_bytes(),
        path.with_name("w.db-wal").read_bytes(),
        shop.database.checkpoint_file().read_text(),
        lengths,
        4,
    )
    shop.database.close()
    return found


def placed(folder: Path, log: Log, wal: bytes) -> Path:
    """The database with another log, and the checkpoint beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "w.db"
    path.write_bytes(log.data)
    path.with_name("w.db-wal").write_bytes(wal)
    path.with_name("w.db.checkpoint").write_text(log.checkpoint)
    return path


def entries(path: Path) -> list[int]:
    connection = sqlite_module().connect(str(path))
    try:
        assert connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        rows = connection.execute("SELECT number FROM journal ORDER BY number").fetchall()
    finally:
        connection.close()
    return [number for (number,) in rows]


def shortened(path: Path) -> list[str]:
    database = Database.open(path)
    findings = [finding.what for finding in check(database).findings]
    database.dispose()
    return findings


def test_a_log_cut_anywhere_holds_exactly_what_was_committed(tmp_path: Path, log: Log) -> None:
    dice = random.Random(SEED)
    frame = 24 + 4096
    cuts = {32 + frame * n for n in range(len(log.log) // frame + 1)}
    cuts |= {dice.randrange(len(log.log)) for _ in range(100)}
    for turn, cut in enumerate(sorted(cuts)):
        path = placed(tmp_path / "cut", log, log.log[:cut])
        wanted = log.start + sum(length <= cut for length in log.lengths)
        assert entries(path) == list(range(1, wanted + 1)), f"cut at {cut}, seed {SEED}"
        if turn % 16 and wanted < log.start + SCANS_IN_LOG:
            continue
        path = placed(tmp_path / "cut", log, log.log[:cut])
        findings = shortened(path)
        if wanted < log.start + SCANS_IN_LOG:
            assert findings == [
                f"The end of the journal is missing: the checkpoint saw entry "
                f"{log.start + SCANS_IN_LOG}, the newest one now is {wanted}."
            ]
        else:
            assert findings == []


def test_damage_to_the_log_never_shortens_the_history_unnoticed(tmp_path: Path, log: Log) -> None:
    """SQLite drops what follows a damaged frame without a word, and calls the file "ok"."""
    dice = random.Random(SEED)
    silent = 0
    for _ in range(40):
        place = dice.randrange(32, log.lengths[-2])
        harmed = bytearray(log.log)
        harmed[place] ^= 1 << dice.randrange(8)
        path = placed(tmp_path / "harmed", log, bytes(harmed))
        left = entries(path)
        assert left == list(range(1, len(left) + 1))
        path = placed(tmp_path / "harmed", log, bytes(harmed))
        found = shortened(path)
        assert (len(left) == log.start + SCANS_IN_LOG) == (found == []), (
            f"byte {place}, seed {SEED}"
        )
        # Teeth: without the witness outside the database nothing would tell.
        path = placed(tmp_path / "harmed", log, bytes(harmed))
        path.with_name("w.db.checkpoint").unlink()
        silent += shortened(path) == [] and len(left) < log.start + SCANS_IN_LOG
    assert silent > 30


def test_the_checkpoint_is_of_the_newest_entry(log: Log) -> None:
    known: dict[str, Any] = json.loads(log.checkpoint)
    assert known["number"] == log.start + SCANS_IN_LOG
