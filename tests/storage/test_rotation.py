# SPDX-License-Identifier: MIT
"""Old backups make room by one rule, nothing else is touched, and the last good one stays."""

import json
import os
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage import backup
from workshop.storage.backup import back_up
from workshop.storage.rotation import backup_name, backups_in, kept, rotate, sweep
from workshop.storage.upkeep import read_upkeep, upkeep_file

OURS, OTHERS = "0" * 8 + "-0000-4000-8000-" + "0" * 12, "1" * 8 + "-0000-4000-8000-" + "0" * 12
MONDAY = datetime(2026, 11, 30, 12)


def made(folder: Path, at: datetime, entry: int, database: str = OURS) -> Path:
    """A file that says it is a backup, and has nothing in it."""
    folder.mkdir(exist_ok=True)
    file = folder / backup_name("01", at)
    said = {"format": 1, "database_id": database, "entry": entry, "hash": "a" * 64,
            "files": {"workshop.db": "b" * 64}}  # fmt: skip
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", json.dumps(said))
    file.with_suffix(".checkpoint").write_text("{}")
    return file


def test_the_newest_stay_then_one_a_day_then_one_a_week(tmp_path: Path) -> None:
    hours = [MONDAY - timedelta(hours=6 * n) for n in range(4 * 90)]
    for entry, at in enumerate(reversed(hours), 1):
        made(tmp_path, at, entry)
    newest = tmp_path / backup_name("01", MONDAY)
    gone = rotate(tmp_path, OURS, 5, newest)
    stays = [one.at for one in backups_in(tmp_path, OURS)]
    assert len(gone) == len(hours) - len(stays)
    assert stays[:5] == hours[:5]
    days = [at for at in stays if at.date() > (MONDAY - timedelta(days=7)).date()]
    assert {at.date() for at in days} == {(MONDAY - timedelta(days=n)).date() for n in range(7)}
    assert all(at.hour == 18 for at in days[5:]), "the last of its day"
    weeks = {at.isocalendar()[:2] for at in stays}
    assert weeks == {(MONDAY - timedelta(weeks=n)).isocalendar()[:2] for n in range(8)}
    assert len(stays) <= 5 + 7 + 8
    assert rotate(tmp_path, OURS, 5, newest) == []
    assert {file.stem for file in tmp_path.glob("*.checkpoint")} == {
        file.stem for file in tmp_path.glob("*.zip")
    }


def test_what_is_not_ours_is_never_touched(tmp_path: Path) -> None:
    for n in range(4):
        newest = made(tmp_path, MONDAY + timedelta(minutes=n), n + 1)
    other = made(tmp_path, MONDAY - timedelta(days=400), 1, OTHERS)
    damaged = tmp_path / backup_name("01", MONDAY - timedelta(days=401))
    damaged.write_bytes(b"PK\x03\x04 cut off")
    holiday, tagged = tmp_path / "holiday.zip", tmp_path / "workshop-01-before-moving.zip"
    for file in (holiday, tagged):
        file.write_bytes(other.read_bytes())
    linked = tmp_path / backup_name("01", MONDAY - timedelta(days=402))
    linked.symlink_to(tmp_path / backup_name("01", MONDAY))
    gone = rotate(tmp_path, OURS, 1, newest)
    assert len(gone) == 3
    assert all(file.exists() for file in (newest, other, damaged, holiday, tagged))
    assert linked.is_symlink()


def test_neither_a_wrong_clock_nor_an_older_workshop_makes_the_new_one_old(tmp_path: Path) -> None:
    future = [made(tmp_path, MONDAY + timedelta(days=900 + n), 100 + n) for n in range(3)]
    now = [made(tmp_path, MONDAY + timedelta(minutes=n), 200 + n) for n in range(3)]
    restored = made(tmp_path, MONDAY + timedelta(hours=1), 7)
    stay = kept(backups_in(tmp_path, OURS), 1)
    assert future[-1] in stay and now[-1] in stay
    rotate(tmp_path, OURS, 1, restored)
    assert restored.exists() and now[-1].exists()


def test_what_a_killed_backup_left_is_removed_a_day_later(tmp_path: Path) -> None:
    part = tmp_path / f".{backup_name('01', MONDAY)}.part"
    part.write_bytes(b"half")
    staging = tmp_path / ".workshop-backup-x1"
    staging.mkdir()
    (staging / "workshop.db").write_bytes(b"half")
    ours = tmp_path / ".workshop-notes"
    ours.write_text("mine")
    sweep(tmp_path)
    assert part.exists() and staging.exists(), "another window may be at it"
    for left in (part, staging, ours):
        os.utime(left, (time.time() - 90_000,) * 2)
    sweep(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [".workshop-notes"]


def test_a_backup_is_noted_and_the_ones_before_make_room(full: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    first = back_up(full.database, folder, keep=1)
    full.card("S-NEW")
    second = back_up(full.database, folder, keep=1)
    assert second["removed"] == [Path(first["file"]).name]
    assert [one.file for one in backups_in(folder, full.database.database_id)] == [
        Path(second["file"])
    ]
    known = read_upkeep(full.database)
    assert known.backed_up is not None and known.failed is None
    assert (known.backed_up.file, known.backed_up.entry) == (second["file"], second["entry"])
    assert known.checked is not None and known.checked.deep and known.checked.faults == 0


def test_a_backup_that_fails_is_noted_and_takes_none_away(
    full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    first = Path(back_up(full.database, folder, keep=1)["file"])

    def cut_off(part: Path) -> None:
        raise Refused("{path} is not a whole backup of a workshop.", path=part)

    with monkeypatch.context() as patched:
        patched.setattr(backup, "unpack", cut_off)
        with pytest.raises(Refused, match="not a whole backup"):
            back_up(full.database, folder, keep=1)
    known = read_upkeep(full.database)
    assert known.failed is not None and "not a whole backup" in known.failed.why
    assert known.backed_up is not None and known.backed_up.file == str(first) and first.exists()
    assert not [file for file in folder.iterdir() if file.name.startswith(".")]
    back_up(full.database, folder, keep=1)
    assert read_upkeep(full.database).failed is None


def test_a_backup_can_be_called_off(full: Shop, tmp_path: Path) -> None:
    class Off(Exception):
        pass

    def step(done: int, of: int) -> None:
        raise Off

    with pytest.raises(Off):
        back_up(full.database, tmp_path / "copies", step=step)
    assert list((tmp_path / "copies").iterdir()) == []
    assert read_upkeep(full.database).failed is None


@pytest.mark.parametrize("text", ["", "[", "[1]", '{"database_id": "x"}', '{"backed_up": 3}'])
def test_a_note_that_makes_no_sense_says_nothing(full: Shop, text: str) -> None:
    upkeep_file(full.database).write_text(text)
    assert read_upkeep(full.database) == (None, None, None)
    kept = f'{{"database_id": "{full.database.database_id}", "checked": {{"at": 3}}}}'
    upkeep_file(full.database).write_text(kept)
    assert read_upkeep(full.database).checked is None
