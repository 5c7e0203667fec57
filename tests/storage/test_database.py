# SPDX-License-Identifier: MIT
"""Writing, asking and letting go: what was acknowledged is there, what was refused is not."""

import re
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bench_shop import Shop, furnish
from lengths import full
from other_process import process
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from unchanged import tables

from workshop.acts import ACTS
from workshop.domain.refused import Refused
from workshop.storage import database as storage
from workshop.storage import engines
from workshop.storage.check import check
from workshop.storage.checkpoint import read_checkpoint
from workshop.storage.database import Database, utc_now
from workshop.storage.engines import sqlite_module
from workshop.storage.errors import Unavailable
from workshop.storage.rows import new, new_many
from workshop.storage.things import Person, Station

ROOT = Path(__file__).parents[2]


def codes(shop: Shop) -> list[str]:
    return sorted(person.code for person in shop.ask("people"))


def entries(shop: Shop) -> int:
    return len(shop.ask("journal", limit=1000))


def failed(shop: Shop) -> Exception:
    """What the database's own module raises when a commit fails half way."""
    if shop.database._writer.dialect.name == "sqlite":
        error: Exception = sqlite_module().OperationalError("disk I/O error")
        error.sqlite_errorcode = 10  # type: ignore[attr-defined]
        return error
    return psycopg.OperationalError("server closed the connection unexpectedly")


def break_commit(shop: Shop, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """The next commit fails once, before or after the database has done it."""
    dialect = shop.database._writer.dialect
    honest = dialect.do_commit

    def commit(connection: Any) -> None:
        monkeypatch.setattr(dialect, "do_commit", honest)
        if after:
            honest(connection)
        raise failed(shop)

    monkeypatch.setattr(dialect, "do_commit", commit)


def test_a_commit_that_failed_but_was_done_is_answered_with_its_receipt(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(uuid.uuid4())
    before = entries(shop)
    break_commit(shop, monkeypatch, after=True)
    receipt = shop.do("receive", key=key, batch="B1", serial="S-1")
    assert receipt["entry"] == before + 1
    assert [piece.tag for piece in shop.ask("pieces")] == [receipt["tag"]]
    assert shop.do("receive", key=key, batch="B1", serial="S-1") == receipt
    assert entries(shop) == before + 1
    assert check(shop.database, deep=True).findings == []


def test_a_commit_that_failed_and_was_not_done_may_be_tried_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(uuid.uuid4())
    before = entries(shop)
    break_commit(shop, monkeypatch, after=False)
    with pytest.raises(Unavailable):
        shop.do("receive", key=key, batch="B1", serial="S-1")
    assert shop.ask("pieces") == []
    assert entries(shop) == before
    receipt = shop.do("receive", key=key, batch="B1", serial="S-1")
    assert [piece.tag for piece in shop.ask("pieces")] == [receipt["tag"]]
    assert check(shop.database, deep=True).findings == []


def test_without_the_key_the_same_failure_would_be_a_second_piece(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teeth: were the outcome not looked up, the caller would hear that it failed."""
    monkeypatch.setattr(Database, "_after_error", lambda *_: 1 / 0)
    break_commit(shop, monkeypatch, after=True)
    with pytest.raises(ZeroDivisionError):
        shop.do("receive", batch="B1", serial="S-1")
    assert len(shop.ask("pieces")) == 1


def test_a_key_of_something_else_is_refused_and_nothing_is_lost(shop: Shop) -> None:
    key = str(uuid.uuid4())
    first = shop.do("receive", key=key, batch="B1", serial="S-1")
    for act, facts in (
        ("receive", {"batch": "B1", "serial": "S-2"}),
        ("move", {"piece": first["tag"], "place": "TRAY-12"}),
    ):
        with pytest.raises(Refused, match=f"in entry {first['entry']}. Every act needs a key"):
            shop.do(act, key=key, **facts)
    assert shop.do("receive", key=key, batch="B1", serial="S-1") == first


def test_when_nobody_can_say_how_it_ended_it_is_unavailable(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_commit(shop, monkeypatch, after=True)

    def gone() -> Any:
        raise DBAPIError("x", {}, failed(shop))

    honest = shop.database._reader.connect
    monkeypatch.setattr(shop.database._reader, "connect", gone)
    key = str(uuid.uuid4())
    with pytest.raises(Unavailable):
        shop.do("receive", key=key, batch="B1", serial="S-1")
    monkeypatch.setattr(shop.database._reader, "connect", honest)
    assert shop.do("receive", key=key, batch="B1", serial="S-1")["tag"]
    assert len(shop.ask("pieces")) == 1


def test_a_server_that_ends_the_connection_loses_nothing_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = furnish(make_shop(postgres_url))
    dialect = shop.database._writer.dialect
    honest = dialect.do_commit

    def cut(connection: Any) -> None:
        monkeypatch.setattr(dialect, "do_commit", honest)
        with psycopg.connect(postgres_url, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(%s)", [connection.dbapi_connection.info.backend_pid]
            )
        honest(connection)

    monkeypatch.setattr(dialect, "do_commit", cut)
    key = str(uuid.uuid4())
    with pytest.raises(Unavailable, match="does not answer"):
        shop.do("receive", key=key, batch="B1", serial="S-1")
    assert shop.ask("pieces") == []
    shop.do("receive", key=key, batch="B1", serial="S-1")
    assert len(shop.ask("pieces")) == 1


HOLD = """
import sys
from workshop.storage.engines import sqlite_module
held = sqlite_module().connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
held.close()
print("free", flush=True)
sys.stdin.readline()
"""


def test_a_database_another_window_keeps_busy_is_unavailable(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 100)
    shop = Shop(Database.open(file_shop.database.target))
    with process(HOLD, str(shop.database.target)) as holder:
        assert holder.stdin and holder.stdout
        assert holder.stdout.readline() == "held\n"
        key = str(uuid.uuid4())
        said: list[str] = []
        writer = shop.database._writer
        event.listen(writer, "before_cursor_execute", lambda *given: said.append(given[2]))
        with pytest.raises(Unavailable, match="The database is busy"):
            shop.do("receive", key=key, batch="B1", serial="S-1")
        # It waited for the lock once, and not a second time to ask how it ended.
        assert said == ["BEGIN IMMEDIATE"]
        assert [batch.number for batch in shop.ask("batches")] == ["B1"]
        print(file=holder.stdin, flush=True)
        assert holder.stdout.readline() == "free\n"
        assert shop.do("receive", key=key, batch="B1", serial="S-1")["tag"]
    shop.database.close()


def test_a_server_somebody_keeps_busy_is_unavailable_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_shop(postgres_url)
    monkeypatch.setattr(engines, "BUSY_MS", 100)
    shop = Shop(Database.open(postgres_url))
    with psycopg.connect(postgres_url) as holder:
        holder.execute(f"SELECT pg_advisory_xact_lock({engines.WRITER_LOCK})")
        with pytest.raises(Unavailable, match="The database is busy"):
            shop.do("add_station", code="B-1", name="Bench")
        assert codes(shop) == ["ANA"]
        holder.rollback()
        shop.do("add_station", code="B-1", name="Bench")
    shop.database.close()


def test_what_is_there_already_is_refused_even_without_looking(shop: Shop) -> None:
    """The fence under every rule: a UNIQUE index."""

    def careless(session: Any) -> dict[str, Any]:
        new(session, Person, code="LI", name="Li", role="lead")
        new(session, Person, code="ANA", name="Another", role="lead")
        return {}

    before = entries(shop)
    with pytest.raises(Refused, match="Somebody else recorded the same at the same moment"):
        shop.database.write(careless)
    assert codes(shop) == ["ANA"]
    assert entries(shop) == before


def test_any_other_broken_rule_of_the_database_is_a_bug(shop: Shop) -> None:
    def no_name(session: Any) -> dict[str, Any]:
        new(session, Station, code="B-1")
        return {}

    with pytest.raises(IntegrityError):
        shop.database.write(no_name)
    with pytest.raises(KeyError):
        shop.database.write(lambda session: {}["nothing"])

    def misspelt(session: Any) -> dict[str, Any]:
        session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
        return {}

    with pytest.raises(DBAPIError, match="nowhere"):
        shop.database.write(misspelt)
    shop.do("add_station", code="B-1", name="Bench 1")
    assert check(shop.database, deep=True).ok


def test_an_act_may_insert_many_rows_at_once_and_none(shop: Shop) -> None:
    def many(session: Any) -> dict[str, Any]:
        new_many(session, Station, [])
        rows = [{"id": 9_000 + n, "code": f"B-{n}", "name": "Bench"} for n in range(3)]
        new_many(session, Station, rows)
        return {"made": len(rows)}

    assert shop.database.write(many)["made"] == 3
    assert [station.code for station in shop.ask("stations")] == ["B-0", "B-1", "B-2"]
    assert check(shop.database, deep=True).findings == []


def test_a_change_on_top_of_a_change_in_one_act_is_one_change(shop: Shop) -> None:
    """Flushed in between: made and changed, changed twice, changed and gone."""

    def busy(session: Any) -> dict[str, Any]:
        made = new(session, Station, code="B-1", name="One")
        gone = new(session, Station, code="B-2", name="Two")
        session.flush()
        made.name = "Once more"
        ana = session.query(Person).filter_by(code="ANA").one()
        ana.name = "First"
        session.delete(gone)
        session.flush()
        made.name, ana.name, ana.role = "Last", "Second", "lead"
        session.flush()
        return {}

    number = shop.database.write(busy)["entry"]
    assert [(s.code, s.name) for s in shop.ask("stations")] == [("B-1", "Last")]
    assert check(shop.database, deep=True).findings == []
    shop.do("undo", entry=number)
    assert shop.ask("stations") == []
    assert [(p.name, p.role) for p in shop.ask("people")] == [("Ana", "manager")]
    assert check(shop.database, deep=True).findings == []


def test_who_writes_and_where_must_be_known(shop: Shop) -> None:
    with pytest.raises(Refused, match="Nobody here has the code “EVE”"):
        shop.do("add_station", by="EVE", code="B-1", name="Bench")
    write = shop.database.write
    with pytest.raises(Refused, match="There is no station “B-9”"):
        write(ACTS["add_person"], station="b-9", code="LI", name="Li", role="lead")
    shop.do("add_station", by=" ana ", code="B-1", name="Bench")
    write(ACTS["add_person"], station="b-1", code="LI", name="Li", role="lead")
    newest = shop.ask("recent", limit=1)[0]
    assert (newest.person, newest.station) == ("ANA", "B-1")


def test_a_reader_can_change_nothing(shop: Shop) -> None:
    for statement in ("UPDATE batch SET note='x'", "DELETE FROM batch", "CREATE TABLE t (x int)"):
        with pytest.raises(Unavailable, match="read-only"), shop.database.read() as connection:
            connection.exec_driver_sql(statement)
    assert [batch.note for batch in shop.ask("batches")] == [""]


def test_a_reader_sees_one_moment(shop: Shop) -> None:
    with shop.database.read() as connection:
        count = "SELECT count(*) FROM batch"
        assert connection.exec_driver_sql(count).scalar() == 1
        shop.do("open_batch", number="B2", supplier="S")
        assert connection.exec_driver_sql(count).scalar() == 1
    assert len(shop.ask("batches")) == 2


def test_a_bug_in_a_question_stays_a_bug(shop: Shop) -> None:
    with pytest.raises(DBAPIError), shop.database.read() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    with pytest.raises(ZeroDivisionError), shop.database.read():
        raise ZeroDivisionError


def test_the_clock_is_the_one_it_was_given(tmp_path: Path) -> None:
    database = Database.create(
        tmp_path / "w.db", name="T", owner="ANA", clock=lambda: "2026-11-24T10:00:00.000000Z"
    )
    assert [e.at for e in Shop(database).ask("journal")] == ["2026-11-24T10:00:00.000000Z"]
    database.close()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", utc_now())


def test_eight_threads_write_at_once(shop: Shop) -> None:
    each = full(100, everyday=40)
    receipts: list[list[dict[str, Any]]] = [[] for _ in range(8)]
    problems: list[BaseException] = []

    def scan(who: int) -> None:
        try:
            for n in range(each):
                receipts[who].append(shop.do("receive", batch="B1", serial=f"T{who}N{n}"))
                if n % 20 == 0:
                    shop.ask("batch", number="B1")
        except BaseException as problem:
            problems.append(problem)

    before = entries(shop)
    threads = [threading.Thread(target=scan, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    written = [receipt for by in receipts for receipt in by]
    assert len({receipt["tag"] for receipt in written}) == 8 * each
    assert sorted(r["entry"] for r in written) == list(range(before + 1, before + 8 * each + 1))
    assert shop.ask("batch", number="B1").received == 8 * each
    assert check(shop.database, deep=True).findings == []


def test_closing_writes_the_checkpoint_and_folds_up_the_log(file_shop: Shop) -> None:
    database = file_shop.database
    path = Path(database.target)
    file_shop.card("S-1")
    assert path.with_name("workshop.db-wal").exists()
    database.close()
    assert sorted(file.name for file in path.parent.iterdir() if "data-home" not in file.name) == [
        "workshop.db",
        "workshop.db.checkpoint",
    ]
    again = Database.open(path)
    known = read_checkpoint(again.checkpoint_file())
    assert known is not None
    assert known.number == entries(Shop(again))
    again.close()


def test_the_checkpoint_moves_on_while_work_goes_on(shop: Shop) -> None:
    for n in range(storage.CHECKPOINT_EVERY + 3):
        shop.do("open_batch", number=f"N{n}", supplier="S")
    known = read_checkpoint(shop.database.checkpoint_file())
    assert known is not None
    assert entries(shop) - storage.CHECKPOINT_EVERY <= known.number <= entries(shop)


def test_a_checkpoint_that_cannot_be_written_does_not_undo_a_scan(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_shop.database.save_checkpoint()
    monkeypatch.setattr(storage, "CHECKPOINT_EVERY", 1)
    place = file_shop.database.checkpoint_file()
    place.unlink()
    place.mkdir()
    assert file_shop.card("S-1")
    file_shop.database.close()
    assert [file.name for file in place.parent.glob("*.part")] == []
    again = Database.open(file_shop.database.target)
    assert len(Shop(again).ask("pieces")) == 1
    assert [f.what for f in check(again).findings] == ["The checkpoint file cannot be read."]
    place.rmdir()
    again.close()


def test_an_act_that_is_rehearsed_leaves_nothing(shop: Shop) -> None:
    """It says what would come of it, to the letter, and is taken back."""
    before = tables(shop)
    receipt, seen = shop.database.rehearse(
        ACTS["add_person"],
        lambda connection, _receipt: connection.execute(
            select(Person.name).where(Person.code == "LI")
        ).scalar(),
        by="ANA",
        code="LI",
        name="Li",
        role="technician",
    )
    assert (receipt["entry"], seen) == (entries(shop) + 1, "Li")
    assert tables(shop) == before
    with pytest.raises(Refused, match="Nobody here has the code “X”"):
        shop.database.rehearse(ACTS["undo"], lambda *_: None, by="X", entry=1, reason="r")
    with pytest.raises(Refused):
        shop.database.rehearse(ACTS["move"], lambda *_: None, piece="none", place="TRAY-12")
    assert tables(shop) == before
    assert (
        shop.do("add_person", code="LI", name="Li", role="technician")["entry"]
        == (receipt["entry"])
    )
