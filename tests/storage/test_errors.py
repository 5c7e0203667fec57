# SPDX-License-Identifier: MIT
"""What the database or the disk cannot do is a sentence; a bug stays a bug."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy.exc import DBAPIError, OperationalError

from workshop.acts import ACTS
from workshop.domain.refused import Overridable, Refused
from workshop.storage import engines
from workshop.storage.engines import only_reading, sqlite_module
from workshop.storage.errors import Unavailable, cannot, in_words, sentence, unavailable
from workshop.storage.outcome import how_it_failed, told

BUSY = "The database is busy"
FULL = "The disk is full or does not answer"
READ_ONLY = "The database is read-only"
DAMAGED = "The database file is damaged"
GONE = "The database does not answer"

SQLITE: Any = sqlite_module()


def _busy(path: Path) -> None:
    first, second = (SQLITE.connect(str(path), timeout=0, isolation_level=None) for _ in "12")
    try:
        first.execute("CREATE TABLE t (x)")
        first.execute("BEGIN IMMEDIATE")
        second.execute("BEGIN IMMEDIATE")
    finally:
        first.close()
        second.close()


def _full(path: Path) -> None:
    connection = SQLITE.connect(str(path), isolation_level=None)
    try:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("PRAGMA max_page_count=4")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    finally:
        connection.close()


def _read_only(path: Path) -> None:
    SQLITE.connect(str(path)).execute("CREATE TABLE t (x)").connection.close()
    connection = only_reading(path)
    try:
        connection.execute("INSERT INTO t VALUES (1)")
    finally:
        connection.close()


def _no_database(path: Path) -> None:
    path.write_text("something else " * 100)
    connection = only_reading(path)
    try:
        connection.execute("SELECT * FROM t")
    finally:
        connection.close()


def _no_text(path: Path) -> None:
    connection = SQLITE.connect(str(path))
    try:
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchone()
    finally:
        connection.close()


def _missing(path: Path) -> None:
    only_reading(path / "none.db").execute("SELECT 1")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_busy, BUSY),
        (_full, FULL),
        (_read_only, READ_ONLY),
        (_no_database, DAMAGED),
        (_no_text, DAMAGED),
        (_missing, GONE),
    ],
)
def test_what_sqlite_cannot_do_is_a_sentence(
    tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    with pytest.raises(Unavailable, match=said), in_words():
        harm(tmp_path / "x.db")


def test_a_mistake_in_our_own_sql_stays_a_bug(tmp_path: Path) -> None:
    """Even one whose words sound like something else."""
    connection = SQLITE.connect(str(tmp_path / "x.db"))
    for statement in ("SELEC 1", "SELECT * FROM locked", "SELECT busy, disk_full"):
        with pytest.raises(SQLITE.OperationalError), in_words():
            connection.execute(statement)
    connection.close()
    with pytest.raises(Unavailable, match=DAMAGED), in_words():
        b"\xff".decode()  # what is damaged may have a name that is no text any more
    with pytest.raises(ZeroDivisionError), in_words():
        raise ZeroDivisionError
    with pytest.raises(Refused), in_words():
        raise Refused("No.")


def test_the_same_told_from_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_shop(postgres_url).database
    with pytest.raises(DBAPIError) as bug, database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM locked")
    assert unavailable(bug.value) is None
    with pytest.raises(Unavailable, match=READ_ONLY), database.read() as connection:
        connection.exec_driver_sql("UPDATE batch SET note = ''")
    with pytest.raises(Unavailable, match=GONE), database.read() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(engines, "BUSY_MS", 50)
    database._writer.dispose()
    holder = engines.make_engine(postgres_url, writes=True)
    with holder.connect() as held:
        held.exec_driver_sql("SELECT 1")
        with pytest.raises(Unavailable, match=BUSY):
            database.write(ACTS["add_station"], code="B-1", name="Bench")
    holder.dispose()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", FULL),
        ("58030", FULL),
        ("40001", BUSY),
        ("40P01", BUSY),
        ("55P03", BUSY),
        ("XX001", DAMAGED),
        ("XX002", DAMAGED),
        ("53300", GONE),
    ],
)
def test_a_state_of_postgresql_has_its_sentence(state: str, said: str) -> None:
    """What a test cannot bring about for real: a full disk of a server, its damaged pages."""
    from psycopg import errors

    kind = type(errors.lookup(state)("x"))
    assert str(sentence(kind("something"))).startswith(said)


def test_a_lost_connection_of_any_kind_is_unavailable() -> None:
    class Strange(Exception):
        pass

    lost = OperationalError("x", {}, Strange("the line is cut.\nmore"), connection_invalidated=True)
    assert str(unavailable(lost)) == "The database does not answer: the line is cut."
    assert unavailable(OperationalError("x", {}, Strange("bug"))) is None
    assert unavailable(DBAPIError("x", {}, None)) is None


def test_what_the_disk_cannot_do_is_a_sentence(tmp_path: Path) -> None:
    assert str(cannot(OSError(errno.ENOSPC, "No space left"))).startswith(FULL)
    assert str(cannot(OSError(errno.EIO, "Input/output error"))).startswith(FULL)
    with pytest.raises(Unavailable, match=r"none/x cannot be used: No such file"), in_words():
        (tmp_path / "none" / "x").read_bytes()


def test_the_three_ways_to_end_are_told_apart(shop: Shop) -> None:
    card = shop.card("S-1")
    with pytest.raises(Refused) as twice:
        shop.card("S-1")
    assert how_it_failed(twice.value) == "already_here"
    with pytest.raises(Refused) as refused:
        shop.do("move", piece=card, place="NOWHERE")
    assert how_it_failed(refused.value) == "refused"
    assert how_it_failed(Overridable("Not without a reason.")) == "overridable"
    assert how_it_failed(Unavailable("Later.")) == "unavailable"
    assert how_it_failed(KeyError("x")) is None
    receipt = shop.do("move", piece=card, place="TRAY-12")
    assert "TRAY-12" in told("move", {"piece": card, "place": "TRAY-12"}, receipt)
