# SPDX-License-Identifier: MIT
"""From the schema a database has to the one this program needs: whole, or not at all."""

import os
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from workshop.domain.refused import Refused
from workshop.storage.engines import APPLICATION_ID, is_url, make_engine, require_safe_sqlite

HEAD = "0001"
"""The newest revision, so that opening a current database need not load the migrations."""

OLDER: tuple[str, ...] = ()
"""The revisions before it, oldest first."""


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None where it is empty; refuses what is not ours."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if "alembic_version" not in names or "journal" not in names:
        raise Refused("This is a database of another program. It was not touched.")
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1:
        raise Refused("This database does not say which version it is. Restore a backup.")
    return str(found[0])


def _known(found: str) -> None:
    if found != HEAD and found not in OLDER:
        raise Refused(
            "This database was made by a newer version of Card Workshop ({version}). "
            "Install the newer version; nothing was changed.",
            version=found,
        )


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations in the transaction of this connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "workshop:storage/migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _migrate(engine: Engine, to: str = "head") -> None:
    """Migrate in one transaction, foreign keys off, and check them before the commit."""
    with engine.begin() as connection:
        upgrade(connection, to)
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise Refused(
                    "The database cannot be brought up to date: {n} rows refer to others that "
                    "are missing. Nothing was changed.",
                    n=len(broken),
                )


def make_current(target: str | Path) -> None:
    """Migrate an older database, after a backup; refuses a newer or a foreign one."""
    engine = make_engine(target, writes=False)
    try:
        if not is_url(target):
            _require_ours(Path(target))
        with engine.connect() as connection:
            found = revision(connection)
    finally:
        engine.dispose()
    if found is None:
        if is_url(target):
            return
        raise Refused("{path} is empty. Make a workshop with: workshop init.", path=target)
    _known(found)
    if found == HEAD:
        return
    if not is_url(target):
        _copy_before(Path(target), found)
    changing = make_engine(target, writes=True, foreign_keys=False)
    try:
        _migrate(changing)
    finally:
        changing.dispose()


def _require_ours(path: Path) -> None:
    """Refuse a file that is no SQLite database, or has another program's application id."""
    require_safe_sqlite()
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\x00"):
        raise Refused("{path} is not a workshop database. It was not touched.", path=path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Refused("{path} is a database of another program. It was not touched.", path=path)


def _copy_before(path: Path, found: str) -> None:
    """A whole copy of the database beside it, before a migration touches it."""
    copy = path.with_name(f"{path.name}.before-{found}")
    if copy.exists():
        return
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    connection = require_safe_sqlite().connect(str(path))
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()
    part.replace(copy)


def create(target: str | Path) -> None:
    """Make the tables of a new database; refuses where there is something already.

    A file is made under another name and renamed when it is whole, so that a power cut never
    leaves half a database.
    """
    if is_url(target):
        engine = make_engine(target, writes=True)
        try:
            with engine.connect() as connection:
                if revision(connection) is not None:
                    raise Refused("There is a workshop in this database already.")
            _migrate(engine)
        finally:
            engine.dispose()
        return
    path = Path(target)
    if path.exists():
        raise Refused("{path} exists already. Choose another name.", path=path)
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    _remove(part)
    try:
        engine = make_engine(part, writes=True, foreign_keys=False)
        try:
            _migrate(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.commit()
        finally:
            engine.dispose()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        _appear(part, path)
        _sync_folder(path.parent)
    finally:
        _remove(part)


def _appear(part: Path, path: Path) -> None:
    """Give a finished file its name; refuses where somebody made one at the same moment."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise Refused("{path} exists already. Choose another name.", path=path) from None
    except OSError:  # a file system without links
        part.rename(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
