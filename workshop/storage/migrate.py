# SPDX-License-Identifier: MIT
"""From the schema a database has to the one this program needs: whole, or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, inspect, text

from workshop.domain.refused import Refused
from workshop.storage.dump import dump
from workshop.storage.engines import (
    APPLICATION_ID,
    is_url,
    make_engine,
    only_reading,
    require_safe_sqlite,
)
from workshop.storage.files import (
    appear,
    make_folder,
    remove_database,
    require_free,
    sync,
    sync_folder,
)

HEAD = "0012"
"""The newest revision, so that opening a current database need not load the migrations."""

OLDER: tuple[str, ...] = ("0001", "0002", "0003", "0004", "0005", "0008", "0009", "0010", "0011")
"""The revisions before it, oldest first."""

SCRIPTS = "workshop:storage/migrations"
"""Where the revisions lie: a folder, or one of a package."""

_REVISION = text("SELECT version_num FROM alembic_version")


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None where it is empty; refuses what is not ours."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if "alembic_version" not in names or "journal" not in names:
        raise Refused("This is a database of another program. It was not touched.")
    found = connection.execute(_REVISION).scalars().all()
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


def require_current(connection: Connection) -> None:
    """Refuse where a newer program has brought the open database up to date meanwhile.

    What this one wrote then would lack what the newer one keeps.
    """
    if connection.execute(_REVISION).scalar() != HEAD:
        raise Refused(
            "A newer version of Card Workshop has been at this database since it was opened here. "
            "Close the window and open it again with the newer version; nothing was changed."
        )


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations in the transaction of this connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _migrate(
    engine: Engine, to: str = "head", check: Callable[[Connection], None] = lambda _: None
) -> None:
    """Migrate in one transaction, foreign keys off, and check them before the commit."""
    with engine.begin() as connection:
        check(connection)
        upgrade(connection, to)
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise Refused(
                    "The database cannot be brought up to date: {n} rows refer to others that "
                    "are missing. Nothing was changed.",
                    n=len(broken),
                )


def make_current(target: str | Path, reader: Engine) -> None:
    """Migrate an older database, after a backup; refuses a newer or a foreign one.

    `reader` is an engine of the database that has not been used yet, to look with.
    """
    if not is_url(target):
        _require_ours(Path(target))
    with reader.connect() as connection:
        found = revision(connection)
    if found is None:
        raise Refused("This database holds no workshop yet. Make one with: workshop init.")
    _known(found)
    if found == HEAD:
        return
    reader.dispose()  # what it knows of the tables will not be so any more
    _copy_before(target, found)
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


def _copy_before(target: str | Path, found: str) -> None:
    """A whole copy of the database, before a migration touches it.

    A file's lies beside it; that of a database server in this computer's data folder.
    """
    if is_url(target):
        folder = user_data_path("card-workshop")
        make_folder(folder)
        copy = folder / f"{_database_id(target)}.before-{found}.dump"
    else:
        copy = Path(f"{target}.before-{found}")
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    remove_database(part)
    try:
        if is_url(target):
            dump(target, part)
        elif not _copied(Path(target), part, found):
            return
        sync(part)
        part.replace(copy)
        sync_folder(copy.parent)
    finally:
        remove_database(part)


def _copied(path: Path, part: Path, found: str) -> bool:
    """Copy a database file without faults; False where another window has migrated it meanwhile."""
    source = only_reading(path)
    try:
        said = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise Refused(
                "The database has faults and was not brought up to date: {fault}. "
                "Restore the last backup.",
                fault=" ".join(said.split()),
            )
        source.execute("VACUUM INTO ?", (str(part),))
    finally:
        source.close()
    copy = only_reading(part)
    try:
        version = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    finally:
        copy.close()
    return bool(version == found)


def _database_id(target: str | Path) -> Any:
    engine = make_engine(target, writes=False)
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT database_id FROM workshop")).scalar()
    finally:
        engine.dispose()


def create(target: str | Path, fill: Callable[[str | Path], None]) -> None:
    """Make the tables of a new database; refuses where there is something already.

    `fill` writes what belongs to it from the start. A file is made under another name and
    renamed when it is whole, so that neither a power cut nor a kill leaves half a database.
    """
    if is_url(target):
        engine = make_engine(target, writes=True)
        try:
            _migrate(engine, check=_require_unused)
        finally:
            engine.dispose()
        fill(target)
        return
    path = Path(target)
    require_free(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    remove_database(part)
    try:
        engine = make_engine(part, writes=True, foreign_keys=False)
        try:
            _migrate(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.commit()
        finally:
            engine.dispose()
        fill(part)
        appear(part, path)
    finally:
        remove_database(part)


def _require_unused(connection: Connection) -> None:
    """Refuse a database with a workshop; one whose making was cut short is taken up."""
    if (
        revision(connection) is not None
        and connection.execute(text("SELECT 1 FROM journal")).first()
    ):
        raise Refused("There is a workshop in this database already.")
