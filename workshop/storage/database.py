# SPDX-License-Identifier: MIT
"""One workshop's database: the only way to change anything, and the way to ask."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from workshop.domain.refused import Refused, Spoken
from workshop.storage import migrate
from workshop.storage.checkpoint import checkpoint_path, keep_checkpoint
from workshop.storage.engines import is_url, make_engine, require_local
from workshop.storage.errors import in_words, unavailable
from workshop.storage.files import make_folder
from workshop.storage.journal import EMPTY, Work, append, canonical, follow, head
from workshop.storage.schema import JOURNAL, JOURNALLED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Receipt = dict[str, Any]
Act = Callable[..., Receipt]
T = TypeVar("T")

# Besides at every close, the checkpoint moves on after so many entries.
CHECKPOINT_EVERY = 64

_BY_KEY = select(JOURNAL.c.number, JOURNAL.c.act, JOURNAL.c.facts, JOURNAL.c.receipt).where(
    JOURNAL.c.key == bindparam("key")
)
_person, _station = JOURNALLED["person"].c, JOURNALLED["station"].c
_PERSON = select(_person.id).where(_person.code == bindparam("code"))
_STATION = select(_station.id).where(_station.code == bindparam("code"))
_workshop = JOURNALLED["workshop"].c
_WHOSE = select(_workshop.database_id, _workshop.site, _workshop.owner)


def _is_twice(error: IntegrityError) -> bool:
    """Whether a UNIQUE index said no; anything else it could be is a bug."""
    return "UNIQUE" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "23505"


def utc_now() -> str:
    """The time of the clock in UTC, in the one width that sorts as text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Database:
    """An open workshop. `write` runs one act in one transaction; `read` gives a snapshot."""

    def __init__(self, target: str | Path, clock: Callable[[], str] = utc_now) -> None:
        self.target = target if is_url(target) else Path(target).absolute()
        self.clock = clock
        self._writer = make_engine(target, writes=True)
        self._reader = make_engine(target, writes=False)
        self._turn = threading.Lock()  # threads of one window take turns before the database
        self._unsaved = 0
        self.is_copy = False  # one to look at: nothing is written into it
        self.database_id = ""
        self.site = ""
        self.owner = ""

    @classmethod
    def open(cls, target: str | Path, clock: Callable[[], str] = utc_now) -> "Database":
        """Open an existing workshop.

        Refuses a missing file, a foreign or newer database, a network share, an unsafe SQLite.
        An older database is migrated, after a backup.
        """
        with in_words():
            if not is_url(target):
                path = Path(target)
                if not path.is_file():
                    raise Refused(
                        "There is no workshop at {path}. Make one with: workshop --db {path} init.",
                        path=path,
                    )
                require_local(path)
            database = cls(target, clock)
            try:
                migrate.make_current(target, database._reader)
                found = database._whose()
                if found is None:
                    raise Refused(
                        "This database holds no workshop yet. Make one with: workshop init."
                    )
            except BaseException:
                database.dispose()
                raise
        database.database_id, database.site, database.owner = found
        return database

    def _whose(self) -> tuple[str, str, str] | None:
        """Its id, site code and owner; None where nobody has founded it yet."""
        try:
            with self.read() as connection:
                row = connection.execute(_WHOSE).first()
        except DBAPIError as error:
            raise Refused("This database is not whole. Restore a backup.") from error
        return (row.database_id, row.site, row.owner) if row else None

    @classmethod
    def create(
        cls,
        target: str | Path,
        *,
        name: str,
        owner: str,
        site: str = "01",
        owner_name: str = "",
        clock: Callable[[], str] = utc_now,
    ) -> "Database":
        """Make a new workshop with its first person; refuses where one is already."""
        from workshop.storage.found import found_workshop

        def found(made: str | Path) -> None:
            database = cls(made, clock)
            try:
                facts = {"name": name, "owner": owner, "site": site, "owner_name": owner_name}
                database.write(found_workshop, by=owner, **facts)
            finally:
                database.dispose()

        with in_words():
            if not is_url(target):
                path = Path(target)
                make_folder(path.parent)
                require_local(path)
            migrate.create(target, found)
        return cls.open(target, clock)

    def write(
        self,
        act: Act,
        *,
        by: str | None = None,
        station: str | None = None,
        key: str | None = None,
        **facts: Any,
    ) -> Receipt:
        """Run one act in one transaction and journal it; returns its receipt.

        `by` and `station` are codes; `key` is a UUID made by the caller: the same key again is
        answered with the first receipt, and refused for anything else. Raises Refused (nothing
        changed) or Unavailable (try
        again with the same key).
        """
        if self.is_copy:
            raise Refused("This is a copy to look at. Nothing is changed in it.")
        key = key or str(uuid.uuid4())
        written = canonical(facts)
        with self._turn:
            try:
                receipt, fresh = self._write_once(act, by, station, key, facts, written)
            except DBAPIError as error:
                receipt, fresh = self._after_error(error, key, act, written), True
            if fresh:
                self._unsaved += 1
                if self._unsaved >= CHECKPOINT_EVERY:
                    self.save_checkpoint()
        return receipt

    def _write_once(
        self,
        act: Act,
        by: str | None,
        station: str | None,
        key: str,
        facts: dict[str, Any],
        written: str,
    ) -> tuple[Receipt, bool]:
        from sqlalchemy.orm import Session  # not before the first write: questions need none

        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            connection = session.connection()
            known = _answered(connection, key, act, written)
            if known is not None:
                return known, False
            migrate.require_current(connection)
            receipt, work = self._work(session, act, by, station, facts)
            append(
                connection,
                work,
                key=key,
                act=act.__name__,
                facts=written,
                receipt=canonical(receipt),
            )
        return receipt, True

    def _work(
        self, session: "Session", act: Act, by: str | None, station: str | None, facts: Receipt
    ) -> tuple[Receipt, Work]:
        """Run an act in a session; its receipt, and what the journal is told of it."""
        connection = session.connection()
        person, bench = self._who(connection, by, station)
        work = Work(head(connection), person, bench, self.clock())
        follow(session, work)
        if self.site:
            session.info["site"] = self.site
        receipt = {"entry": work.number, **act(session, **facts)}
        session.flush()
        return receipt, work

    def rehearse(
        self,
        act: Act,
        look: Callable[[Connection, Receipt], T],
        *,
        by: str | None = None,
        station: str | None = None,
        **facts: Any,
    ) -> tuple[Receipt, T]:
        """Run one act and take it back; its receipt, and what `look(connection, receipt)` sees.

        Nothing is kept. Raises what `write` would raise.
        """
        from sqlalchemy.orm import Session

        try:
            with self._turn, Session(self._writer, expire_on_commit=False) as session:
                receipt, _work = self._work(session, act, by, station, facts)
                found = look(session.connection(), receipt)
                session.rollback()
        except DBAPIError as error:
            said = unavailable(error)
            if said is None:
                raise
            raise said from error
        return receipt, found

    def _who(self, connection: Connection, by: str | None, station: str | None) -> tuple[str, str]:
        """The codes of who writes and where; refuses unknown ones."""
        person = (by or self.owner).strip().upper()
        bench = (station or "").strip().upper()
        if self.database_id:  # the first entry of all is written before anybody is known
            if connection.execute(_PERSON, {"code": person}).scalar() is None:
                raise Refused("Nobody here has the code “{code}”.", code=person)
            if bench and connection.execute(_STATION, {"code": bench}).scalar() is None:
                raise Refused("There is no station “{code}”.", code=bench)
        return person, bench

    def _after_error(self, error: DBAPIError, key: str, act: Act, written: str) -> Receipt:
        """After a database error the outcome is unknown: ask the database by the key."""
        if isinstance(error, IntegrityError) and _is_twice(error):
            raise Refused(
                "Somebody else recorded the same at the same moment. Look, and scan again."
            ) from error
        said = unavailable(error)
        if said is None:
            raise error
        self._writer.dispose()
        try:
            # By a reader: it need not wait for whoever keeps the writers out.
            with self._reader.connect() as connection:
                known = _answered(connection, key, act, written)
        except DBAPIError:
            known = None
        if known is None:
            raise said from error
        return known

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one snapshot and can change nothing."""
        try:
            with self._reader.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            said = unavailable(error)
            if said is None:
                raise
            raise said from error

    def checkpoint_file(self) -> Path:
        """Where the checkpoint of this database is kept."""
        return checkpoint_path(self.target, self.database_id)

    def save_checkpoint(self) -> None:
        """Write the newest entry's number and hash outside the database."""
        if not self.database_id:
            return
        try:
            with self.read() as connection:
                newest = head(connection)
                if newest != EMPTY:
                    keep_checkpoint(self.checkpoint_file(), connection, self.database_id, newest)
            self._unsaved = 0
        except (OSError, DBAPIError, Spoken):
            # The scan itself is safe; a full disk must not turn it into a failure. The next
            # close tries again, and the check says where the checkpoint is behind.
            return

    def close(self) -> None:
        """Write the checkpoint and let go of the database."""
        try:
            self.save_checkpoint()
        finally:
            self.dispose()  # the last connection to a file moves its log into it

    def dispose(self) -> None:
        """Let go of the database without a word."""
        self._writer.dispose()
        self._reader.dispose()


def _answered(connection: Connection, key: str, act: Act, written: str) -> Receipt | None:
    """The receipt of the entry of this key, if there is one; refuses a key of something else."""
    known = connection.execute(_BY_KEY, {"key": key}).first()
    if known is None:
        return None
    if (known.act, known.facts) != (act.__name__, written):
        raise Refused(
            "This key was used for something else already, in entry {number}. Every act needs a "
            "key of its own.",
            number=known.number,
        )
    receipt: Receipt = json.loads(known.receipt)
    return receipt
