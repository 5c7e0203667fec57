# SPDX-License-Identifier: MIT
"""A workshop is founded whole or not at all, and let go of when it is closed or killed."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish
from other_process import process

from workshop.domain.refused import Refused
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.errors import Unavailable

ROOT = Path(__file__).parents[2]


WORK = """
import os, signal, sys
from workshop.acts import ACTS
from workshop.storage.database import Database
database = Database.open(sys.argv[1])
for n in range(20):
    print(database.write(ACTS["receive"], batch="B1", serial=f"K{n}")["tag"], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_a_killed_process_everything_acknowledged_is_there(file_shop: Shop) -> None:
    file_shop.database.close()
    path = Path(file_shop.database.target)
    with process(WORK, str(path)) as worker:
        assert worker.stdout
        tags = worker.stdout.read().split()
        assert worker.wait(timeout=30) == -signal.SIGKILL
    assert len(tags) == 20
    assert path.with_name("workshop.db-wal").stat().st_size > 0  # nobody tidied up
    again = Database.open(path)
    assert [piece.tag for piece in Shop(again).ask("pieces")] == tags
    assert check(again, deep=True).findings == []
    again.close()
    assert not path.with_name("workshop.db-wal").exists()


def test_where_a_workshop_is_no_second_one_is_made(target: str | Path) -> None:
    Database.create(target, name="First", owner="ANA").close()
    with pytest.raises(Refused, match="exists already|a workshop in this database already"):
        Database.create(target, name="Second", owner="EVE")
    database = Database.open(target)
    assert (database.owner, Shop(database).ask("workshop").name) == ("ANA", "First")
    database.close()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " ", "owner": "ANA"}, "The name of the workshop"),
        ({"name": "T", "owner": ""}, "The code of the owner"),
        ({"name": "T", "owner": "ANA", "site": "O1"}, "The site code “O1” must be two of"),
        ({"name": "T", "owner": "ANA", "site": "\x00"}, "The site code"),
    ],
)
def test_a_workshop_that_cannot_be_founded_leaves_nothing(
    target: str | Path, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        Database.create(target, **facts)
    if isinstance(target, Path):
        assert list(target.parent.glob("workshop*")) == []
    # What was begun there does not stand in the way of the next try.
    Database.create(target, name="T", owner="ANA").close()


def test_a_log_left_by_another_database_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    shop = furnish(Shop(Database.create(path, name="Old", owner="ANA")))
    left = path.with_name("w.db-wal").read_bytes()
    shop.database.close()
    path.unlink()
    path.with_name("w.db.checkpoint").unlink()
    path.with_name("w.db-wal").write_bytes(left)
    with pytest.raises(Refused, match="w.db-wal was left by another database"):
        Database.create(path, name="New", owner="EVE")
    assert [file.name for file in tmp_path.iterdir()] == ["w.db-wal"]


MAKE = """
import sys
import alembic.command
from workshop.domain.refused import Refused
from workshop.storage.database import Database
print("ready", flush=True)
sys.stdin.readline()
try:
    Database.create(sys.argv[1], name="T", owner=sys.argv[2]).close()
    print(sys.argv[2])
except Refused as refused:
    print(refused)
"""


def test_of_two_that_make_a_workshop_at_once_one_is_refused(target: str | Path) -> None:
    with process(MAKE, str(target), "ANA") as one, process(MAKE, str(target), "LI") as other:
        for maker in (one, other):
            assert maker.stdout
            assert maker.stdout.readline() == "ready\n"
        for maker in (one, other):
            print(file=maker.stdin, flush=True)
        outcomes = sorted(str(maker.stdout and maker.stdout.read()) for maker in (one, other))
    won = [outcome.strip() for outcome in outcomes if outcome in ("ANA\n", "LI\n")]
    assert len(won) == 1, outcomes
    assert any("already" in outcome for outcome in outcomes), outcomes
    database = Database.open(target)
    assert database.owner == won[0]
    assert check(database, deep=True).findings == []
    database.close()
    if isinstance(target, Path):
        assert list(target.parent.glob("*.new*")) == []


def test_a_database_that_cannot_be_read_is_let_go_again(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go: list[Database] = []
    dispose = Database.dispose

    def failing(self: Database) -> Any:
        raise Unavailable("The database is busy. Wait a moment and try again.")

    def noted(self: Database) -> None:
        let_go.append(self)
        dispose(self)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", failing)
        patched.setattr(Database, "dispose", noted)
        with pytest.raises(Unavailable, match="busy"):
            Database.open(file_shop.database.target)
    assert len(let_go) == 1


def test_no_process_is_left_holding_the_file(file_shop: Shop) -> None:
    """Every connection is closed: what the system knows of open files says so."""
    file_shop.database.close()
    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not list open files")
    links = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(handle.readlink()))
        except OSError:
            continue
    assert not any(link.startswith(os.fspath(file_shop.database.target)) for link in links)
