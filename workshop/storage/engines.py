# SPDX-License-Identifier: MIT
"""Engines for the two databases: every setting that keeps an acknowledged scan safe."""

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DataError

from workshop.domain.refused import Refused

APPLICATION_ID = 0x43577831  # "CWx1", kept in the header of every database file of ours

# A write waits this long for another window's write before it gives up, in milliseconds.
BUSY_MS = 30_000

# Advisory lock that makes the writers of one PostgreSQL database take turns, as SQLite's do:
# the journal is a chain, so two entries can never be written at once.
WRITER_LOCK = 0x4357_0001

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ncpfs", "glusterfs",
            "fuse.glusterfs", "ceph", "fuse.rclone", "davfs", "fuse.davfs2"}  # fmt: skip
_NO_ORDER = {"vfat", "exfat", "msdos", "fuseblk.exfat"}


def sqlite_module() -> ModuleType:
    """The SQLite the program uses: the `pysqlite3` wheel, otherwise Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:  # no wheel for this platform: Python's own, if it is new enough
        from sqlite3 import dbapi2
    module: ModuleType = dbapi2
    return module


def sqlite_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset race (sqlite.org/wal.html#walresetbug)."""
    if version >= (3, 51, 3):
        return True
    return (
        version[:2] in ((3, 44), (3, 50))
        and version >= {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    )


def require_safe_sqlite(module: ModuleType | None = None) -> ModuleType:
    """The SQLite module; refuses a version that can damage a database two windows share."""
    module = module or sqlite_module()
    if not sqlite_is_safe(tuple(module.sqlite_version_info)):
        raise Refused(
            "SQLite {version} has a fault that can damage a database shared by two windows. "
            "Install the package pysqlite3, or use Python with SQLite 3.51.3 or newer.",
            version=module.sqlite_version,
        )
    return module


def file_system(path: Path, mounts: str | None = None) -> str:
    """The type of the file system a path lies on; empty where it cannot be told.

    `mounts` is the text of /proc/self/mounts, read where it is not given.
    """
    if sys.platform == "win32":
        import ctypes

        drive = path.resolve().anchor
        remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == 4
        return "cifs" if remote else ""
    if mounts is None:
        source = Path("/proc/self/mounts")
        mounts = source.read_text(errors="replace") if source.exists() else ""
    best, found = -1, ""
    where = path.resolve()
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        if (point == where or point in where.parents) and len(point.parts) >= best:
            best, found = len(point.parts), fields[2]
    return found


def require_local(path: Path, mounts: str | None = None) -> None:
    """Refuse a database file on a network share or on a file system without ordered writes."""
    kind = file_system(path.resolve().parent, mounts)  # where a link points to is what counts
    if kind in _NETWORK:
        raise Refused(
            "{path} lies on a network share ({kind}). SQLite is not safe there: for several "
            "benches use PostgreSQL, for one bench a folder on this computer.",
            path=path,
            kind=kind,
        )
    if kind in _NO_ORDER:
        raise Refused(
            "{path} lies on a drive formatted {kind}, which can lose a database when the power "
            "fails. Use a folder on this computer.",
            path=path,
            kind=kind,
        )


def _sqlite(path: Path, *, writes: bool, foreign_keys: bool) -> Engine:
    module = require_safe_sqlite()
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path.absolute())),
        module=module,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        pool_size=2 if writes else 6,
        max_overflow=10,
    )
    settings: dict[str, tuple[str, object]] = {
        "journal_mode": ("WAL", "wal"),
        "synchronous": ("FULL", 2),
        "foreign_keys": ("ON" if foreign_keys else "OFF", int(foreign_keys)),
        "busy_timeout": (str(BUSY_MS), BUSY_MS),
        "trusted_schema": ("OFF", 0),
        "cell_size_check": ("ON", 1),
        "mmap_size": ("0", 0),
        "journal_size_limit": (str(16 * 2**20), 16 * 2**20),
        "cache_size": ("-65536", -65536),
        "query_only": ("OFF" if writes else "ON", int(not writes)),
    }

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for name, (value, expected) in settings.items():
            connection.execute(f"PRAGMA {name}={value}")
            row = connection.execute(f"PRAGMA {name}").fetchone()
            if row is not None and row[0] != expected:
                raise Refused(
                    "The database {path} does not take the setting {name}: it says {value}.",
                    path=path,
                    name=name,
                    value=row[0],
                )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, *, writes: bool) -> Engine:
    options: dict[str, Any] = {} if writes else {"postgresql_readonly": True}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        execution_options=options,
        pool_size=2 if writes else 6,
        max_overflow=10,
        pool_pre_ping=False,
        connect_args={"connect_timeout": 10, "application_name": "card-workshop"},
    )
    if writes:

        @event.listens_for(engine, "connect")
        def _connect(connection: Any, _record: object) -> None:
            connection.autocommit = True  # else the setting goes with the first rollback
            connection.execute(f"SET lock_timeout = {BUSY_MS}")
            connection.autocommit = False

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def only_reading(path: Path) -> Any:
    """A plain connection to a database file that can change nothing, whatever its name."""
    return require_safe_sqlite().connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def is_url(target: str | Path) -> bool:
    """Whether a target names a database server rather than a file."""
    return "://" in str(target)


def make_engine(target: str | Path, *, writes: bool, foreign_keys: bool = True) -> Engine:
    """An engine for a path (SQLite) or a postgresql:// URL; refuses any other URL."""
    engine = _engine(target, writes=writes, foreign_keys=foreign_keys)
    event.listen(engine, "handle_error", _refuse_what_cannot_be_kept)
    return engine


def _engine(target: str | Path, *, writes: bool, foreign_keys: bool) -> Engine:
    if not is_url(target):
        return _sqlite(Path(target), writes=writes, foreign_keys=foreign_keys)
    url = make_url(str(target))
    if url.get_backend_name() != "postgresql":
        raise Refused(
            "A database is a file, or a PostgreSQL address such as "
            "postgresql://user@server/workshop."
        )
    return _postgresql(url, writes=writes)


def _refuse_what_cannot_be_kept(context: ExceptionContext) -> None:
    """Half a character, a NUL, a number of thirty digits: no mistake of ours, no database error."""
    if isinstance(context.original_exception, UnicodeEncodeError | OverflowError) or isinstance(
        context.sqlalchemy_exception, DataError
    ):
        raise Refused("This holds characters or numbers that cannot be kept. Type it anew.")


def require_alone(path: Path) -> None:
    """Refuse a database file that another window or program has open.

    Its log is written into it, so that nothing of it lies beside it any more.
    """
    module = require_safe_sqlite()
    connection = module.connect(str(path), timeout=0.5, isolation_level=None)
    try:
        said = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        if said != "delete":
            raise module.OperationalError("database is locked")
    except module.OperationalError as error:
        raise Refused(
            "Another window or program works on this database. Close it, then try again."
        ) from error
    finally:
        connection.close()
