# SPDX-License-Identifier: MIT
"""The desk: acts in order on one thread, questions on others, and everything comes home once."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import patience
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from ui.desk import Desk
from workshop.storage.engines import sqlite_module


class AtDesk:
    """A desk whose answers are noted as they come home."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.said: list[Any] = []
        self.threads: set[str] = set()
        self.desk.refused.connect(lambda *no: self.said.append(no))

    def note(self, *answer: Any) -> None:
        """Keep an answer, and the thread it came on."""
        self.threads.add(threading.current_thread().name)
        self.said.append(answer[0] if len(answer) == 1 else answer)

    def wait(self, true: Callable[[], object]) -> None:
        patience.wait(true, lambda: self.said)

    def open(self, target: str | Path, by: str = "ANA") -> "AtDesk":
        self.desk.by = by
        self.desk.open(target)
        self.wait(lambda: self.desk.is_open)
        return self

    def batch(self, number: str, **more: Any) -> str:
        """Ask for a new batch; returns the key."""
        facts = {"number": number, "supplier": "Rheintal"}
        return self.desk.do("open_batch", facts, self.note, self.note, **more)

    def numbers(self) -> list[str]:
        """The batches there are, oldest first."""
        found: list[Any] = []
        self.desk.ask("batches", {}, found.append, in_turn=True)
        self.wait(lambda: found)
        return [row.number for row in reversed(found[0])]


@pytest.fixture
def at(app: QApplication) -> Iterator[AtDesk]:
    found = AtDesk()
    yield found
    found.desk.close()


@pytest.fixture
def open_at(at: AtDesk, file_shop: Any) -> AtDesk:
    return at.open(file_shop.database.target)


@contextmanager
def locked(at: AtDesk, target: str | Path) -> Iterator[None]:
    """Another connection writes and does not end; the desk gives up on it at once.

    It is of the same SQLite: two libraries in one process do not see each other's locks.
    """
    with at.desk._room.opened()._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite_module().connect(target, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def look_around(at: AtDesk) -> None:
    """Let the desk ask once more what other windows did, and take in the answer."""
    at.wait(lambda: not at.desk._polling)
    at.desk._look_around()
    assert at.desk._polling
    at.wait(lambda: not at.desk._polling)


# Opening


def test_a_missing_workshop_is_said_and_another_can_be_opened(
    at: AtDesk, file_shop: Any, tmp_path: Path
) -> None:
    at.desk.failed.connect(at.note)
    at.desk.open(tmp_path / "nowhere.db")
    at.wait(lambda: at.said)
    assert at.said[0].startswith("There is no workshop at ")
    assert not at.desk.is_open
    at.open(file_shop.database.target)
    assert at.numbers() == ["B1"]


def test_a_file_that_is_no_workshop_is_left_alone(at: AtDesk, tmp_path: Path) -> None:
    other = tmp_path / "letter.db"
    other.write_text("Dear Ana")
    at.desk.failed.connect(at.note)
    at.desk.open(other)
    at.wait(lambda: at.said)
    assert "is not a workshop database" in at.said[0]
    assert other.read_text() == "Dear Ana"


def test_a_new_workshop_is_made_and_open(at: AtDesk, tmp_path: Path) -> None:
    at.desk.by = "ANA"
    at.desk.create(tmp_path / "new.db", name="Rheintal Cards", owner="ana")
    at.wait(lambda: at.desk.is_open)
    at.desk.ask("workshop", {}, at.note)
    at.wait(lambda: at.said)
    assert (at.said[0].name, at.said[0].owner) == ("Rheintal Cards", "ANA")


def test_a_demo_says_how_far_it_is(at: AtDesk, tmp_path: Path) -> None:
    far: list[tuple[int, int]] = []
    at.desk.making.connect(lambda *step: far.append(step))
    at.desk.demo(tmp_path / "demo.db", 3)
    at.wait(lambda: at.desk.is_open)
    assert far[-1] == (3, 3)
    at.desk.ask("batches", {}, at.note)
    at.wait(lambda: at.said)
    assert at.said[0][0].received >= 3


def test_a_demo_in_the_making_is_called_off_and_leaves_nothing(at: AtDesk, tmp_path: Path) -> None:
    far: list[tuple[int, int]] = []
    at.desk.making.connect(lambda *step: far.append(step))
    at.desk.demo(tmp_path / "demo.db", 400)
    at.wait(lambda: far)
    at.desk.close()
    assert not at.desk.is_open
    assert far[-1][0] < 100
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("demo.db")] == []


# Acts


def test_an_act_comes_home_with_its_receipt_and_its_sentence(open_at: AtDesk) -> None:
    touched: list[frozenset[str]] = []
    open_at.desk.changed.connect(touched.append)
    open_at.desk.station = ""
    open_at.batch("B2")
    open_at.wait(lambda: touched)
    receipt, text = open_at.said[0]
    assert receipt["batch"] == "B2" and receipt["entry"] > 1
    assert text == "Batch B2 opened"
    assert touched == [frozenset({"batch"})]
    assert open_at.threads == {threading.main_thread().name}


def test_acts_are_done_in_the_order_they_were_given(open_at: AtDesk) -> None:
    wanted = [f"N{number}" for number in range(40)]
    for number in wanted:
        open_at.batch(number)
    assert open_at.numbers() == ["B1", *wanted]
    assert [receipt["batch"] for receipt, _ in open_at.said] == wanted


def test_who_and_where_are_those_of_the_moment_of_asking(open_at: AtDesk, file_shop: Any) -> None:
    file_shop.do("add_person", code="LI", name="Li")
    file_shop.do("add_station", code="BENCH-3", name="Bench 3")
    open_at.desk.station = "BENCH-3"
    open_at.batch("B2")
    open_at.desk.by, open_at.desk.station = "LI", ""
    open_at.batch("B3")
    open_at.wait(lambda: len(open_at.said) == 2)
    last = file_shop.ask("recent", limit=2)
    assert [(entry.person, entry.station) for entry in last] == [("LI", ""), ("ANA", "BENCH-3")]


def test_nobody_signs_nothing(open_at: AtDesk) -> None:
    open_at.desk.by = ""
    open_at.batch("B2")
    assert open_at.said == [("Nobody is signed in. Scan your badge, then scan again.", "refused")]
    assert open_at.numbers() == ["B1"]


def test_the_three_kinds_of_no_are_told_apart(open_at: AtDesk, file_shop: Any) -> None:
    tag = file_shop.card("M9YVCM1")
    open_at.batch("B1")
    open_at.desk.do("receive", {"batch": "B1", "serial": "M9YVCM1"}, None, open_at.note)
    open_at.wait(lambda: len(open_at.said) == 2)
    with locked(open_at, file_shop.database.target):
        open_at.batch("B2")
        open_at.wait(lambda: len(open_at.said) == 3)
    (exists, refused), (here, already), (busy, unavailable) = open_at.said
    assert (exists, refused) == ("Batch B1 exists already.", "refused")
    assert already == "already_here" and "is already here" in here and tag[3:9] in here
    assert unavailable == "unavailable" and busy.startswith("The database is busy")


def test_without_a_taker_a_refusal_is_for_everybody(open_at: AtDesk) -> None:
    open_at.desk.do("close_batch", {"batch": "B9"})
    open_at.wait(lambda: open_at.said)
    assert open_at.said == [("There is no batch “B9”.", "refused")]


def test_what_could_not_be_saved_is_kept_and_saved_once(open_at: AtDesk, file_shop: Any) -> None:
    stuck: list[int] = []
    open_at.desk.stuck.connect(stuck.append)
    with locked(open_at, file_shop.database.target):
        key = open_at.batch("B2")
        open_at.wait(lambda: open_at.desk.kept)
    assert stuck == [1]
    open_at.desk.retry()
    open_at.wait(lambda: len(open_at.said) == 2)
    assert (open_at.desk.kept, stuck) == (0, [1, 0])
    entry = open_at.said[1][0]["entry"]
    open_at.batch("B2", key=key)
    open_at.wait(lambda: len(open_at.said) == 3)
    assert open_at.said[2][0]["entry"] == entry, "the same key was done twice"
    assert open_at.numbers() == ["B1", "B2"]


def test_the_next_act_brings_the_kept_one_along_in_order(open_at: AtDesk, file_shop: Any) -> None:
    with locked(open_at, file_shop.database.target):
        open_at.batch("B2")
        open_at.wait(lambda: open_at.desk.kept)
    open_at.batch("B3")
    assert open_at.numbers() == ["B1", "B2", "B3"]


def test_a_kept_act_can_be_given_up(open_at: AtDesk, file_shop: Any) -> None:
    with locked(open_at, file_shop.database.target):
        open_at.batch("B2")
        open_at.wait(lambda: open_at.desk.kept)
    open_at.desk.give_up()
    open_at.batch("B3")
    assert open_at.numbers() == ["B1", "B3"]


def test_a_bug_is_a_bug_and_the_next_act_goes_on(
    open_at: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: caught.append(kind))
    open_at.desk.do("open_batch", {"nummer": "B2"}, open_at.note, open_at.note)
    open_at.desk.ask("no_such_query", {}, open_at.note)
    open_at.batch("B3")
    open_at.wait(lambda: len(caught) == 2)
    assert caught == [TypeError, KeyError] or caught == [KeyError, TypeError]
    assert open_at.numbers() == ["B1", "B3"]
    assert len(open_at.said) == 1


# Questions


def test_an_answer_for_a_page_that_is_gone_is_dropped(open_at: AtDesk) -> None:
    gone, there = QObject(), QObject()
    for owner in (gone, there):
        open_at.desk.ask("batches", {}, lambda rows, who=owner: open_at.note(who), owner)
    delete(gone)
    open_at.desk.do("open_batch", {"number": "B2", "supplier": "X"}, open_at.note, owner=gone)
    assert open_at.numbers() == ["B1", "B2"], "the act itself must be done"
    open_at.wait(lambda: open_at.said)
    assert open_at.said == [there]


def test_a_newer_question_replaces_the_older_one(open_at: AtDesk) -> None:
    page = QObject()
    for number in range(30):
        open_at.desk.ask(
            "search", {"text": "B1"}, lambda rows, n=number: open_at.note(n), page, "search"
        )
    open_at.desk.ask("batches", {}, lambda rows: open_at.note("batches"), page, "batches")
    open_at.wait(lambda: {29, "batches"} <= set(open_at.said))
    assert set(open_at.said) == {29, "batches"}


def test_a_question_in_turn_sees_what_was_done_before_it(open_at: AtDesk) -> None:
    for number in range(5):
        open_at.batch(f"N{number}")
    assert len(open_at.numbers()) == 6


def test_a_question_that_is_refused_says_so(open_at: AtDesk) -> None:
    open_at.desk.ask("passport", {"tag": "nonsense"}, open_at.note, on_refused=open_at.note)
    open_at.wait(lambda: open_at.said)
    assert open_at.said[0][1] == "refused"


def test_another_window_is_seen_by_the_next_look_around(open_at: AtDesk, file_shop: Any) -> None:
    touched: list[frozenset[str]] = []
    open_at.desk.changed.connect(touched.append)
    assert open_at.desk._poll.isActive() and open_at.desk._poll.interval() <= 500
    look_around(open_at)
    assert touched == []
    file_shop.card("M9YVCM1")
    look_around(open_at)
    assert len(touched) == 1
    assert {"piece", "identifier", "visit", "label"} <= touched[0]


def test_its_own_acts_are_announced_once(open_at: AtDesk) -> None:
    touched: list[frozenset[str]] = []
    open_at.desk.changed.connect(touched.append)
    open_at.batch("B2")
    open_at.wait(lambda: touched)
    for _ in range(2):
        look_around(open_at)
    assert touched == [frozenset({"batch"})]


def test_the_window_lives_while_the_database_waits(open_at: AtDesk, file_shop: Any) -> None:
    ticks: list[None] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(None))
    other = sqlite_module().connect(file_shop.database.target, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    timer.start()
    # A window that waited with the database would come to none of this before the lock is gone.
    open_at.batch("B2")
    open_at.wait(lambda: len(ticks) > 10)
    open_at.desk.ask("batches", {}, open_at.note)
    open_at.wait(lambda: open_at.said)
    assert [row.number for row in open_at.said.pop()] == ["B1"]
    other.execute("ROLLBACK")
    other.close()
    open_at.wait(lambda: open_at.said)
    timer.stop()
    assert open_at.said[0][1] == "Batch B2 opened"


# Long work


def test_long_work_says_how_far_it_is_and_brings_its_result(open_at: AtDesk) -> None:
    far: list[tuple[int, int]] = []

    def work(connection: Any, step: Callable[[int, int], None]) -> str:
        from workshop.queries import QUERIES

        for number in range(3):
            step(number + 1, 3)
        return str(QUERIES["workshop"](connection).name)

    open_at.desk.run(work, open_at.note, progress=lambda *step: far.append(step))
    open_at.wait(lambda: open_at.said)
    assert (open_at.said, far) == (["Test workshop"], [(1, 3), (2, 3), (3, 3)])


def test_long_work_can_be_cancelled(open_at: AtDesk) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(_connection: Any, step: Callable[[int, int], None]) -> None:
        try:
            while True:
                step(1, 2)
                begun.set()
                time.sleep(0.002)
        finally:
            ended.set()

    errand = open_at.desk.run(work, open_at.note, open_at.note)
    open_at.wait(begun.is_set)
    errand.cancel()
    open_at.wait(ended.is_set)
    open_at.wait(lambda: not open_at.desk._jobs)  # nothing waits for it any more
    assert errand.is_cancelled and open_at.said == []


def test_long_work_does_not_hold_up_a_scan(open_at: AtDesk) -> None:
    stop = threading.Event()
    open_at.desk.run(lambda _connection, _step: stop.wait(60), open_at.note)
    open_at.batch("B2")
    open_at.wait(lambda: open_at.said)
    assert open_at.said[0][1] == "Batch B2 opened"
    stop.set()


def test_a_refusal_of_long_work_is_said(open_at: AtDesk, tmp_path: Path) -> None:
    def work(connection: Any, _step: Any) -> None:
        from workshop.queries import QUERIES

        QUERIES["batch"](connection, number="B9")

    open_at.desk.run(work, open_at.note, open_at.note)
    open_at.wait(lambda: open_at.said)
    assert open_at.said == [("There is no batch “B9”.", "refused")]


def test_closing_finishes_what_was_begun(at: AtDesk, file_shop: Any) -> None:
    at.open(file_shop.database.target)
    for number in range(20):
        at.batch(f"N{number}")
    at.desk.run(lambda _connection, step: [step(1, 2) for _ in iter(int, 1)], at.note)
    at.desk.close()
    assert len(file_shop.ask("batches")) == 21
    assert not [t for t in threading.enumerate() if t.name.startswith("desk")]


def test_closing_while_it_opens_is_no_trouble(at: AtDesk, file_shop: Any) -> None:
    at.desk.open(file_shop.database.target)
    at.desk.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("desk")]
