# SPDX-License-Identifier: MIT
"""What is wrong with a workshop comes first and says what to do; support learns no name of it."""

import json
import shutil
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish

from workshop.keeping import health as kept
from workshop.keeping.health import health
from workshop.keeping.line import Line, State, support_text
from workshop.storage import evidence
from workshop.storage.backup import back_up
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.errors import cannot, disk_full
from workshop.storage.upkeep import note_check, note_failure, upkeep_file

pytest_plugins = ["command_line"]


def lines(shop: Shop) -> dict[str, Line]:
    return {line.name: line for line in health(shop.database)}


def aged(shop: Shop, hours: float) -> None:
    """What is known of backup and check is so many hours old."""
    file = upkeep_file(shop.database)
    known = json.loads(file.read_text())
    at = (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for name in ("backed_up", "checked"):
        known[name]["at"] = at
    file.write_text(json.dumps(known))


def test_a_new_workshop_is_asked_to_be_backed_up_and_checked(file_shop: Shop) -> None:
    found = lines(file_shop)
    assert found["backup"].state is State.LOOK
    assert found["backup"].words == "This workshop was never backed up."
    assert found["check"].advice == "Press “Check now”."
    assert found["place"].words.endswith(str(file_shop.database.target))
    assert found["engine"].words.startswith("SQLite 3.")
    assert found["content"].facts["entries"] > 1


def test_a_backup_is_well_then_old_then_too_old(file_shop: Shop, tmp_path: Path) -> None:
    back_up(file_shop.database, tmp_path / "copies")
    found = lines(file_shop)
    assert (found["backup"].state, found["check"].state) == (State.OK, State.OK)
    assert found["backup"].facts["entries"] == 0
    assert found["check"].words.endswith(": every entry, row and hash.")
    aged(file_shop, 24 * 40)
    found = lines(file_shop)
    assert found["backup"].state is State.OK, "nothing was done since"
    assert found["check"].state is State.LOOK
    file_shop.card("S-1")
    for hours, state in ((1, State.OK), (30, State.LOOK), (24 * 8, State.WRONG)):
        aged(file_shop, hours)
        assert lines(file_shop)["backup"].state is state
    assert lines(file_shop)["backup"].facts["entries"] == 1


def test_what_is_wrong_comes_first_with_what_to_do(file_shop: Shop, tmp_path: Path) -> None:
    back_up(file_shop.database, tmp_path / "copies")
    note_check(file_shop.database, ["batch 1: supplier is another"], deep=True)
    note_failure(file_shop.database, tmp_path, disk_full())
    found = health(file_shop.database)
    assert [line.name for line in found if line.state is State.WRONG] == ["backup", "check"]
    assert [line.state for line in found] == sorted(
        (line.state for line in found), key=list(State).index
    )
    assert all(line.advice for line in found if line.state is not State.OK)
    assert not any(line.advice for line in found if line.state is State.OK)
    backup, faults = found[:2]
    assert "failed: The disk is full" in backup.words
    assert faults.words.endswith("The first: batch 1: supplier is another")


def test_a_backup_that_is_gone_and_a_history_cut_off_are_seen(
    file_shop: Shop, tmp_path: Path
) -> None:
    made = back_up(file_shop.database, tmp_path / "copies")
    Path(made["file"]).unlink()
    assert "no longer at" in lines(file_shop)["backup"].words
    file_shop.database.save_checkpoint()
    assert lines(file_shop)["history"].state is State.OK
    file = file_shop.database.checkpoint_file()
    known = json.loads(file.read_text())
    file.write_text(json.dumps({**known, "number": 4711}))
    cut = lines(file_shop)["history"]
    assert cut.state is State.WRONG and "entry 4711" in cut.words
    file.unlink()
    assert lines(file_shop)["history"].state is State.LOOK


@pytest.mark.parametrize(
    ("free", "state"), [(2**20, State.WRONG), (2**30, State.LOOK), (2**35, State.OK)]
)
def test_a_disk_that_fills_is_seen(
    file_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    back_up(file_shop.database, tmp_path / "copies")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 2**40 - free, free))
    found = lines(file_shop)
    assert found["space"].state is state
    same_disk = "on the same disk as the database" in found["backup space"].words
    assert same_disk == (state is State.OK)
    monkeypatch.setattr(kept, "_one_disk", lambda _folder, _path: False)
    assert lines(file_shop)["backup space"].state is state


SECRETS = {
    "workshop": "Rheintal Karten", "person": "Gwendolyn", "code": "GWEN", "station": "Fensterplatz",
    "place": "Nordregal", "supplier": "Hehlerware & Sohn", "serial": "ZX81SPECTRUM",
    "note": "Scheckbetrug", "file": "urlaub-auf-juist.jpg", "user": "gwendolyn.meier",
}  # fmt: skip


def test_support_learns_no_name_serial_note_or_place(
    make_shop: Callable[[str | Path], Shop], tmp_path: Path
) -> None:
    home = tmp_path / SECRETS["user"]
    database = Database.create(
        home / "workshop.db", name=SECRETS["workshop"], owner=SECRETS["code"]
    )
    shop = Shop(database)
    shop.do("add_person", code="GW2", name=SECRETS["person"])
    shop.do("add_station", code="S1", name=SECRETS["station"])
    shop.do("add_place", code="T1", name=SECRETS["place"], kind="tray")
    shop.do("open_batch", number="B9", supplier=SECRETS["supplier"], note=SECRETS["note"])
    tag = shop.do("receive", batch="B9", serial=SECRETS["serial"], note=SECRETS["note"])["tag"]
    shop.do("attach_photo", piece=tag, width=4, height=3,
            evidence=evidence.keep(database, b"x", SECRETS["file"]))  # fmt: skip
    back_up(database, home / "copies")
    evidence.kept_files(evidence.evidence_folder(database.target, ""))[0].unlink()
    faults = [finding.what for finding in check(database, deep=True).findings]
    assert SECRETS["file"] in faults[0], "the first fault does name it"
    note_check(database, [*faults, SECRETS["supplier"]], deep=True)
    before = support_text(health(database))
    note_failure(database, home, cannot(OSError(30, "Read-only file system", str(home))))
    shown = " ".join(line.words for line in health(database))
    assert SECRETS["user"] in shown and SECRETS["file"] in shown, "here it is told in full"
    for text in (before, support_text(health(database))):
        named = [secret for secret in (*SECRETS.values(), tag, "GW2", "B9") if secret in text]
        assert named == [] and str(tmp_path) not in text and database.database_id not in text
        assert "Last check: Faults found on" in text and "Card Workshop" in text
    database.close()


def test_the_command_says_the_same_and_ends_by_it(run: Any, tmp_path: Path) -> None:
    told = run("health", "--json")
    assert told.status == 0
    found = json.loads(told.out)
    assert {line["name"] for line in found} >= {"backup", "check", "space", "place", "program"}
    assert run("health").out.startswith("Look here  ")
    support = run("health", "--support").out
    assert "Last backup: This workshop was never backed up." in support
    assert str(tmp_path) not in support


def test_the_server_says_how_it_is_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = furnish(make_shop(postgres_url))
    found = lines(shop)
    assert found["place"].words == "On a PostgreSQL server"
    assert found["engine"].words.startswith("PostgreSQL ")
    assert "space" not in found
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert lines(shop)["pg_dump"].state is State.WRONG
