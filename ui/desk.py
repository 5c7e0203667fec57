# SPDX-License-Identifier: MIT
"""The desk: acts and questions go to threads, and what comes of them comes home to the window."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from workshop.language import say

if TYPE_CHECKING:
    from workshop.storage.database import Database

READERS = 3

# How often a window looks for what other windows did, in milliseconds.
POLL_MS = 400

Done = Callable[..., object]
No = Callable[[str, str], object]
Step = Callable[[int, int], None]


class Cancelled(Exception):
    """Long work was called off; raised inside it where it tells how far it is."""


class Errand:
    """Long work on its own thread. `cancel` calls it off at its next sign of life."""

    def __init__(self, thread: threading.Thread | None = None) -> None:
        self._stop = threading.Event()
        self.thread = thread

    def cancel(self) -> None:
        """Call the work off; nothing of it comes home any more."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self._stop.is_set()


class _Write(NamedTuple):
    act: str
    facts: dict[str, Any]
    key: str
    by: str
    station: str


class _Job(NamedTuple):
    """What waits on the main thread for the outcome; no thread ever holds a widget."""

    on_done: Done | None
    on_no: No | None
    owner: QObject | None
    slot: tuple[int, str] | None = None
    write: _Write | None = None
    on_progress: Done | None = None


class _Outcome(NamedTuple):
    ticket: int
    how: str  # done, progress, dropped, bug, or one of the three kinds of no
    value: Any


_Waiting = queue.SimpleQueue[tuple[int, Callable[[], Any]] | None]


class _BackRoom:
    """What the threads share: the database and what waits for it. It never sees a widget."""

    def __init__(self, wanted: dict[int, _Job], bring: Callable[[_Outcome], None]) -> None:
        self.database: Database | None = None
        self.seen = 0
        self.writes: _Waiting = queue.SimpleQueue()
        self.reads: _Waiting = queue.SimpleQueue()
        self._wanted = wanted
        self._bring = bring

    def bring(self, outcome: _Outcome) -> None:
        """Send an outcome home."""
        try:
            self._bring(outcome)
        except RuntimeError:
            return  # the window went while the work ended

    def write_all(self, ticket: int, make: Callable[[type[Database]], Database]) -> None:
        """The writer thread: open the database, do what comes, close it."""
        outcome = _tried(ticket, lambda: self._open(make))
        self.bring(outcome)
        if outcome.how == "done":
            self._work_off(self.writes)
            self.opened().close()

    def read_all(self) -> None:
        """A reader thread."""
        self._work_off(self.reads)

    def opened(self) -> Database:
        """The database, which is open by the time anything waits for it."""
        assert self.database is not None
        return self.database

    def answer(self, query: str, facts: dict[str, Any]) -> Any:
        """The rows of one question."""
        from workshop.queries import QUERIES

        with self.opened().read() as connection:
            return QUERIES[query](connection, **facts)

    def commit(self, write: _Write) -> tuple[Any, str, Any]:
        """The receipt of one act, what it says, and the tables that were touched meanwhile."""
        from workshop.acts import ACTS
        from workshop.storage.errors import Unavailable
        from workshop.storage.outcome import told

        receipt = self.opened().write(
            ACTS[write.act],
            by=write.by or None,
            station=write.station or None,
            key=write.key,
            **write.facts,
        )
        try:
            touched = self.answer("touched_since", {"number": self.seen})
        except Unavailable:
            touched = None  # it is saved; the next look around finds what it touched
        return receipt, told(write.act, write.facts, receipt), touched

    def _open(self, make: Callable[[type[Database]], Database]) -> int:
        from workshop.queries import QUERIES
        from workshop.storage.database import Database

        self.database = make(Database)
        with self.database.read() as connection:
            newest: int = QUERIES["newest"](connection)
        return newest

    def _work_off(self, waiting: _Waiting) -> None:
        """Do what comes until nothing more will; what nobody wants any more is left out."""
        while (item := waiting.get()) is not None:
            ticket, work = item
            if ticket in self._wanted:
                self.bring(_tried(ticket, work))
            del item, work


class Desk(QObject):
    """Runs acts in one writer thread and questions in a few readers; knows no word of the shop.

    `by` and `station` are the codes that every act carries. Nothing here waits: every answer
    comes through a callback or a signal on the main thread, and a callback whose owner is gone
    is not called.
    """

    ready = Signal()
    failed = Signal(str)
    making = Signal(int, int)  # a demo workshop is being made: cards done, cards in all
    changed = Signal(object)  # frozenset of the tables that were touched, here or elsewhere
    refused = Signal(str, str)  # sentence and kind, where nobody else takes them
    stopped = Signal(object)  # runs an overridable act again, with the facts it is given too
    stuck = Signal(int)  # how many acts are kept until the database takes them again
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by = ""
        self.station = ""
        self.target: str | Path | None = None
        self.is_open = self.is_copy = False
        self._threads: list[threading.Thread] = []
        self._errands: list[Errand] = []
        self._jobs: dict[int, _Job] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._kept: list[tuple[_Job, _Write]] = []
        self._ticket = 0
        self._polling = False
        self._came.connect(self._arrive, Qt.ConnectionType.QueuedConnection)
        self._room = _BackRoom(self._jobs, self._came.emit)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look_around)

    # Opening and closing

    def open(self, target: str | Path, *, is_copy: bool = False) -> None:
        """Open an existing workshop; `ready` or `failed` says when. A copy is only looked at."""
        self.is_copy = is_copy

        def make(database: type[Database]) -> Database:
            opened = database.open(target)
            opened.is_copy = is_copy
            return opened

        self._start(target, make)

    def take_back(self, target: Path, backup: Path) -> None:
        """Put a backup in the place of a workshop that is closed, and open it."""

        def make(database: type[Database]) -> Database:
            from workshop.keeping.restoring import take_back

            take_back(backup, target)
            return database.open(target)

        self._start(target, make)

    def create(self, target: str | Path, **founding: Any) -> None:
        """Make a new workshop with its first person, and open it."""
        self._start(target, lambda database: database.create(target, **founding))

    def demo(self, target: str | Path, cards: int) -> None:
        """Make a demo workshop with a batch of so many cards, and open it; closing calls it off."""
        self._errands.append(errand := Errand())
        step = partial(_step, errand, self._room, self._ticket + 1)  # the one it starts with

        def make(database: type[Database]) -> Database:
            from workshop.demo import make

            made = make(target, cards=cards, progress=step)
            made.close()  # it was worked through on days gone by; from here on it is today
            return database.open(target)

        self._start(target, make)

    def _start(self, target: str | Path, make: Callable[[type[Database]], Database]) -> None:
        self.target = target
        job = _Job(self._opened, self._not_opened, None, on_progress=self.making.emit)
        write, args = self._room.write_all, (self._expect(job), make)
        writer = threading.Thread(target=write, args=args, name="desk-writer", daemon=True)
        self._threads = [writer]
        writer.start()

    def _opened(self, seen: int) -> None:
        self._room.seen = seen
        self.is_open = True
        for number in range(READERS):
            reader = threading.Thread(
                target=self._room.read_all, name=f"desk-reader-{number}", daemon=True
            )
            self._threads.append(reader)
            reader.start()
        self._poll.start()
        self.ready.emit()

    def _not_opened(self, sentence: str, _kind: str) -> None:
        self._threads[0].join()
        self._threads.clear()
        self.failed.emit(sentence)

    def close(self) -> None:
        """Finish what was begun, let go of the database, and end every thread."""
        self._poll.stop()
        self.is_open = self._polling = False
        for errand in self._errands:
            errand.cancel()
        for _ in self._threads[1:]:
            self._room.reads.put(None)
        # The writer closes the database: last, so that nobody has a connection to it any more.
        for thread in self._threads[1:] + [e.thread for e in self._errands if e.thread]:
            thread.join()
        for writer in self._threads[:1]:
            self._room.writes.put(None)
            writer.join()
        self._threads.clear()
        self._errands.clear()
        self._jobs.clear()
        self._newest.clear()

    # What pages call

    def do(
        self,
        act: str,
        facts: dict[str, Any],
        on_done: Done | None = None,
        on_refused: No | None = None,
        key: str | None = None,
        owner: QObject | None = None,
    ) -> str:
        """Run an act. `on_done(receipt, text)`, or `on_refused(sentence, kind)`, comes home.

        `kind` is refused, already_here, near_twin, overridable or unavailable. An unavailable act
        is kept, with its key, until `retry`, the next act, or `give_up`. Refused while `by` is
        empty. Returns the key.
        """
        if not self.by:
            nobody = say("Nobody is signed in. Scan your badge, then scan again.")
            self._said_no(_Job(on_done, on_refused, owner), nobody, "refused", False)
            return ""
        if self._kept:
            self.retry()
        from uuid import uuid4

        write = _Write(act, dict(facts), key or str(uuid4()), self.by, self.station)
        self._send(_Job(on_done, on_refused, owner, write=write), write)
        return write.key

    def ask(
        self,
        query: str,
        facts: dict[str, Any],
        on_rows: Done,
        owner: QObject | None = None,
        slot: str = "",
        on_refused: No | None = None,
        in_turn: bool = False,
    ) -> None:
        """Ask a query; `on_rows(rows)` comes home unless `owner` is gone by then.

        A newer question of the same owner and slot replaces an older one. `in_turn` asks it
        after every act that was given before.
        """
        key = (id(owner), slot) if owner is not None and slot else None
        ticket = self._expect(_Job(on_rows, on_refused, owner, slot=key))
        if key is not None:
            self._jobs.pop(self._newest.get(key, 0), None)
            self._newest[key] = ticket
        waiting = self._room.writes if in_turn else self._room.reads
        waiting.put((ticket, partial(self._room.answer, query, dict(facts))))

    def run(
        self,
        work: Callable[[Any, Step], Any],
        on_done: Done,
        on_error: No | None = None,
        progress: Done | None = None,
        owner: QObject | None = None,
        acts: bool = False,
    ) -> Errand:
        """Do long work beside everything else: `work(connection, step)` on a thread of its own.

        The work calls `step(done, of)`, which comes home as `progress(done, of)` and ends the
        work where it was cancelled. What it returns goes to `on_done`. With `acts` it is given
        the database instead, to run acts of its own; what these changed is told when it is done.
        """

        def on_snapshot(step: Step) -> Any:
            if acts:
                return work(self._room.opened(), step)
            with self._room.opened().read() as connection:
                return work(connection, step)

        def acted(found: Any) -> None:
            if self.is_open:
                self._look_around()
            on_done(found)

        return self._errand(on_snapshot, acted if acts else on_done, on_error, progress, owner)

    def aside(self, work: Callable[[], Any], on_done: Done, owner: QObject | None = None) -> Errand:
        """Do slow work that needs no workshop on a thread of its own."""
        return self._errand(lambda _step: work(), on_done, None, None, owner)

    @property
    def kept(self) -> int:
        """How many acts wait until the database takes them again."""
        return len(self._kept)

    def retry(self) -> None:
        """Give every kept act again, in order and with its key, so that none is done twice."""
        kept, self._kept = self._kept, []
        for job, write in kept:
            self._send(job, write)
        self.stuck.emit(0)

    def give_up(self) -> None:
        """Forget the kept acts."""
        self._kept.clear()
        self.stuck.emit(0)

    # On the main thread

    def _expect(self, job: _Job) -> int:
        self._ticket += 1
        self._jobs[self._ticket] = job
        return self._ticket

    def _send(self, job: _Job, write: _Write) -> None:
        self._room.writes.put((self._expect(job), partial(self._room.commit, write)))

    def _errand(
        self,
        work: Callable[[Step], Any],
        on_done: Done,
        on_error: No | None,
        progress: Done | None,
        owner: QObject | None,
    ) -> Errand:
        ticket = self._expect(_Job(on_done, on_error, owner, on_progress=progress))
        errand, room = Errand(), self._room

        def whole() -> None:
            outcome = _tried(ticket, lambda: work(partial(_step, errand, room, ticket)))
            room.bring(_Outcome(ticket, "dropped", None) if errand.is_cancelled else outcome)

        errand.thread = threading.Thread(target=whole, name="desk-errand", daemon=True)
        going = [e for e in self._errands if e.thread is None or e.thread.is_alive()]
        self._errands = [*going, errand]
        errand.thread.start()
        return errand

    def _arrive(self, outcome: _Outcome) -> None:
        """The outcome of a ticket, back on the main thread."""
        job = self._jobs.get(outcome.ticket)
        if job is None:
            return
        gone = job.owner is not None and not isValid(job.owner)
        if outcome.how == "progress":
            if job.on_progress and not gone:
                job.on_progress(*outcome.value)
            return
        del self._jobs[outcome.ticket]
        if job.slot and self._newest.get(job.slot) == outcome.ticket:
            del self._newest[job.slot]
        if outcome.how == "bug":
            error = outcome.value
            sys.excepthook(type(error), error, error.__traceback__)
        elif outcome.how == "done":
            self._done(job, outcome.value, gone)
        elif outcome.how != "dropped":  # else it was called off, and nobody waits for it
            self._said_no(job, outcome.value, outcome.how, gone)

    def _done(self, job: _Job, value: Any, gone: bool) -> None:
        given = (value,) if job.write is None else value[:2]  # of an act receipt and text
        if job.on_done and not gone:
            job.on_done(*given)
        if job.write is not None:
            self._announce(value[2])

    def _said_no(self, job: _Job, sentence: str, kind: str, gone: bool) -> None:
        if kind == "unavailable" and job.write is not None:
            self._kept.append((job, job.write))
            self.stuck.emit(len(self._kept))
        if job.on_no is None:
            self.refused.emit(sentence, kind)
        elif not gone:
            job.on_no(sentence, kind)
        if kind == "overridable" and job.write is not None and not gone:
            self.stopped.emit(partial(_again, self, job, job.write))

    def _announce(self, touched: Any) -> None:
        self._polling = False
        if touched is not None and touched.number > self._room.seen:
            self._room.seen = touched.number
            self.changed.emit(frozenset(touched.tables))

    def _look_around(self) -> None:
        """Ask what other windows did, unless the last time is not answered yet."""
        if not self._polling:
            self._polling = True
            self.ask(
                "touched_since",
                {"number": self._room.seen},
                self._announce,
                on_refused=self._cannot_look,
            )

    def _cannot_look(self, _sentence: str, _kind: str) -> None:
        self._polling = False  # the next act says what is wrong; the next look may succeed


def _step(errand: Errand, room: _BackRoom, ticket: int, done: int, of: int) -> None:
    """Tell how far long work is; it ends here where it was called off."""
    if errand.is_cancelled:
        raise Cancelled
    room.bring(_Outcome(ticket, "progress", (done, of)))


def _again(desk: Desk, job: _Job, write: _Write, **more: Any) -> None:
    """Run the act of a job once more, with these facts too."""
    desk.do(write.act, {**write.facts, **more}, job.on_done, job.on_no, owner=job.owner)


def _tried(ticket: int, work: Callable[[], Any]) -> _Outcome:
    """The outcome of work; an error that is no answer of the workshop is a bug."""
    try:
        return _Outcome(ticket, "done", work())
    except Cancelled:
        return _Outcome(ticket, "refused", say("Cancelled."))
    except Exception as error:
        from workshop.storage.outcome import how_it_failed

        kind = how_it_failed(error)
        return _Outcome(ticket, kind or "bug", str(error) if kind else error)
