# SPDX-License-Identifier: MIT
"""kill -9 at any moment of what changes whole files: the old is there or the new, never between."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish
from lengths import full
from next_revision import HEAD, REVISION, write_next

sys.path.insert(0, str(Path(__file__).parent))
from forge import Forge, forge

from workshop.acts import ACTS
from workshop.storage import evidence
from workshop.storage.archive import unpack
from workshop.storage.backup import back_up
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.schema import JOURNALLED

SEED = int(os.environ.get("CARD_WORKSHOP_SEED", "20261124"))
ENTRIES = 65  # of the workshop below
KILLS = full(200, everyday=20)


@pytest.fixture(scope="module")
def smith() -> Iterator[Forge]:
    with forge() as made:
        yield made


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop of this release with a kept file, closed."""
    folder = tmp_path_factory.mktemp("old")
    shop = furnish(Shop(Database.create(folder / "w.db", name="T", owner="ANA")))
    for number in range(30):
        card = shop.card(f"S-{number}")
        shop.do("move", piece=card, place="TRAY-12")
    shop.do(
        "record_log", piece=card, tool="nvidia-smi", tool_version="570", verdict="pass",
        readings=[], identifiers={}, evidence=evidence.keep(shop.database, os.urandom(50_000), "x"),
    )  # fmt: skip
    shop.database.close()
    return folder


class Aim:
    """The moments to kill a task at, spread over all of it however fast this computer is now."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)
        self.longest = 0.2

    def learn(self, done: bool) -> None:
        """Aim earlier after a task that was done before it could be killed, else a little later."""
        self.longest *= 0.8 if done else 1.1


def killed(smith: Forge, folder: Path, aim: Aim, task: str, *facts: str) -> bool:
    """Run a task and kill it at some moment; whether it was done before."""
    pid, said = smith.start(folder / f"pipe-{random.random()}", task, *facts)
    with said:
        assert said.readline() == "begins\n"
        time.sleep(aim.dice.uniform(0, aim.longest))
        os.kill(pid, signal.SIGKILL)
        rest = said.read()
    smith.ended()
    assert rest in ("", "done\n"), rest
    aim.learn(rest == "done\n")
    return rest == "done\n"


def done(smith: Forge, folder: Path, task: str, *facts: str) -> None:
    """Run a task that nobody disturbs."""
    _, said = smith.start(folder / f"pipe-{random.random()}", task, *facts)
    with said:
        assert said.read() == "begins\ndone\n"
    smith.ended()


def rows(path: Path) -> dict[str, list[Any]]:
    """Every row of the tables both releases know, as SQLite has them after a kill."""
    connection = sqlite_module().connect(str(path))
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            name: connection.execute(
                f"SELECT {', '.join(c.name for c in table.columns)} FROM {name} ORDER BY id"
            ).fetchall()
            for name, table in JOURNALLED.items()
        }
    finally:
        connection.close()


def release(path: Path) -> tuple[str, list[str]]:
    """Which revision a file says it is, and which tables and columns of the next one it has."""
    connection = sqlite_module().connect(str(path))
    try:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        found = connection.execute(
            "SELECT name FROM sqlite_schema"
            " WHERE name LIKE '%shelf_note%' OR name LIKE '%alembic_tmp%'"
            " UNION ALL SELECT name FROM pragma_table_info('place') WHERE name='colour'"
        ).fetchall()
        return version, sorted(name for (name,) in found)
    finally:
        connection.close()


def copy_of(folder: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to / "w.db"


def test_a_killed_migration_leaves_the_old_or_the_new(
    smith: Forge, old: Path, tmp_path: Path
) -> None:
    scripts = str(write_next(tmp_path))
    facts = (scripts, REVISION, HEAD)
    wanted = rows(old / "w.db")
    path = copy_of(old, tmp_path / "w")
    done(smith, tmp_path, "migrate", str(path), *facts)
    aim = Aim()
    ends: dict[str, int] = {HEAD: 0, REVISION: 0}
    copies = 0
    for turn in range(KILLS):
        path = copy_of(old, tmp_path / "w")
        was_done = killed(smith, tmp_path, aim, "migrate", str(path), *facts)
        where = f"turn {turn}, seed {SEED}"
        copy = path.with_name(f"w.db.before-{HEAD}")
        assert rows(path) == wanted, where
        version, new = release(path)
        assert (version, new) in [(HEAD, []), (REVISION, ["colour", "shelf_note"])], where
        assert version == REVISION or not was_done, where
        ends[version] += 1
        if version == REVISION or copy.exists():
            copies += 1
            assert release(copy) == (HEAD, []), where
            assert rows(copy) == wanted, where
        # The next start takes it up.
        done(smith, tmp_path, "migrate", str(path), *facts)
        assert release(path) == (REVISION, ["colour", "shelf_note"]), where
        assert rows(path) == wanted, where
    assert ends[HEAD] > KILLS // 10, ends  # the moments were spread over all of it
    assert copies > KILLS // 10, copies


def test_a_killed_backup_leaves_a_whole_one_before_and_no_half_one(
    smith: Forge, old: Path, tmp_path: Path
) -> None:
    path = copy_of(old, tmp_path / "w")
    folder = tmp_path / "copies"
    database = Database.open(path)
    back_up(database, folder)
    database.close()
    done(smith, tmp_path, "back_up", str(path), str(folder))
    aim = Aim()
    finished = 0
    for turn in range(KILLS // 2):
        finished += killed(smith, tmp_path, aim, "back_up", str(path), str(folder))
        named = list(folder.glob("*.zip"))
        assert named, f"turn {turn}, seed {SEED}"
        for made in named:  # whatever has a name is whole
            assert unpack(made).entry == ENTRIES, f"turn {turn}, seed {SEED}"
    assert finished < KILLS // 2
    database = Database.open(path)
    assert check(database, deep=True).findings == []
    assert unpack(Path(back_up(database, folder)["file"])).entry == ENTRIES
    database.close()


def test_a_killed_restore_leaves_a_whole_database_or_none(
    smith: Forge, old: Path, tmp_path: Path
) -> None:
    database = Database.open(copy_of(old, tmp_path / "w"))
    backup = back_up(database, tmp_path / "copies")["file"]
    database.close()
    path = tmp_path / "back" / "w.db"
    done(smith, tmp_path, "restore", backup, str(path))
    wanted = rows(path)
    aim = Aim()
    whole = 0
    for turn in range(KILLS // 2):
        shutil.rmtree(path.parent)
        was_done = killed(smith, tmp_path, aim, "restore", backup, str(path))
        where = f"turn {turn}, seed {SEED}"
        assert path.exists() or not was_done, where
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            continue
        whole += 1
        assert rows(path) == wanted, where
        again = Database.open(path)
        assert check(again, deep=True).findings == [], where  # the kept files too
        again.close()
    assert whole < KILLS // 2


def test_a_killed_replacement_leaves_the_one_or_the_other(
    smith: Forge, old: Path, tmp_path: Path
) -> None:
    path = copy_of(old, tmp_path / "w")
    database = Database.open(path)
    backup = back_up(database, tmp_path / "copies")["file"]
    then = rows(path)
    database.write(ACTS["add_place"], by="ANA", code="SINCE", name="Since", kind="bin")
    database.close()
    since, kept = rows(path), path.read_bytes()
    assert since != then
    done(smith, tmp_path, "replace", backup, str(path))
    assert rows(path) == then
    aim = Aim()
    stays = 0
    for turn in range(KILLS // 2):
        path.write_bytes(kept)
        killed(smith, tmp_path, aim, "replace", backup, str(path))
        where = f"turn {turn}, seed {SEED}"
        found = rows(path)
        assert found in (then, since), where
        stays += found == since
        Database.open(path).dispose()
    assert stays, "it was killed before it was done"


def test_a_killed_creation_leaves_a_whole_database_or_none(smith: Forge, tmp_path: Path) -> None:
    path = tmp_path / "made" / "w.db"
    done(smith, tmp_path, "create", str(path))
    aim = Aim()
    missing = 0
    for turn in range(KILLS // 2):
        shutil.rmtree(path.parent)
        killed(smith, tmp_path, aim, "create", str(path))
        if not path.exists():
            # Nothing stands in the way of the next try.
            path.parent.mkdir(exist_ok=True)
            missing += 1
            continue
        again = Database.open(path)
        assert again.owner == "ANA", f"turn {turn}, seed {SEED}"
        assert check(again, deep=True).findings == []
        again.close()
    assert missing
    shutil.rmtree(path.parent)
    done(smith, tmp_path, "create", str(path))
