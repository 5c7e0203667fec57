# SPDX-License-Identifier: MIT
"""From one schema to the next: whole or not at all, nothing lost, and a copy of before."""

import gzip
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from bench_shop import Shop, furnish
from next_revision import FAILS, HEAD, ORPHANS, REVISION, UPGRADE, become_next, write_next
from sqlalchemy import Column, Index, MetaData, Text, create_engine, inspect, text
from sqlalchemy.engine import make_url

from workshop.domain.refused import Refused
from workshop.storage import migrate
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.engines import make_engine, sqlite_module
from workshop.storage.schema import JOURNALLED, METADATA

ROOT = Path(__file__).parents[2]
# Made by the migrations beside the tables, and compared by the check: see test_check.
DERIVED = ("search_index", "ix_piece_tag_trigram", "ix_identifier_normal_trigram")


def _ours(_object: Any, name: str | None, *_more: Any) -> bool:
    return name is None or not name.startswith(DERIVED)


def differences(database: Database, metadata: MetaData) -> list[Any]:
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _ours}
        )
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_what_the_program_speaks_of(shop: Shop) -> None:
    assert differences(shop.database, METADATA) == []


def test_that_comparison_sees_a_column_and_an_index(file_shop: Shop) -> None:
    """Teeth."""
    changed = MetaData(naming_convention=METADATA.naming_convention)
    for table in METADATA.tables.values():
        table.to_metadata(changed)
    changed.tables["piece"].append_column(Column("colour", Text()))
    Index("ix_new", changed.tables["piece"].c.note)
    kinds = [difference[0] for difference in differences(file_shop.database, changed)]
    assert sorted(kinds) == ["add_column", "add_index"]


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    return ScriptDirectory.from_config(config)


def test_the_program_knows_its_revisions_by_heart() -> None:
    folder = scripts()
    assert folder.get_heads() == [migrate.HEAD]
    oldest_first = [script.revision for script in folder.walk_revisions()][::-1]
    assert tuple(oldest_first) == (*migrate.OLDER, migrate.HEAD)


def test_every_older_schema_becomes_the_newest(tmp_path: Path) -> None:
    fresh = Shop(Database.create(tmp_path / "fresh.db", name="T", owner="ANA"))
    wanted = schema(fresh.database)
    fresh.database.close()
    for older in (*migrate.OLDER, migrate.HEAD):
        engine = make_engine(tmp_path / f"{older}.db", writes=True, foreign_keys=False)
        migrate._migrate(engine, older)
        migrate._migrate(engine)
        with engine.connect() as connection:
            assert _schema(connection) == wanted
        engine.dispose()


def _schema(connection: Any) -> Any:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_schema")
        return sorted(tuple(row) for row in rows)
    looking = inspect(connection)
    return {
        name: [(column["name"], str(column["type"])) for column in looking.get_columns(name)]
        for name in looking.get_table_names()
    }


def schema(database: Database) -> Any:
    with database.read() as connection:
        return _schema(connection)


def rows(database: Database) -> dict[str, list[Any]]:
    names = [*METADATA.tables]
    with database.read() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(METADATA.tables[name].select()))
            for name in names
        }


def worked(shop: Shop) -> Shop:
    """Cards and what lies in the trays."""
    furnish(shop)
    for n in range(5):
        card = shop.card(f"S-{n}")
        shop.do("harvest", card=card, site="GPU", outcome="good", place="TRAY-11")
        shop.do("move", piece=card, place="TRAY-12")
    return shop


@pytest.fixture
def old(target: str | Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    """A workshop of this release, closed, before the next one comes."""
    shop = worked(make_shop(target))
    shop.database.close()
    return shop


def copies(target: str | Path, tmp_path: Path) -> list[Path]:
    return sorted((tmp_path if isinstance(target, Path) else tmp_path / "data-home").rglob(
        f"*.before-{HEAD}*"
    ))  # fmt: skip


def test_an_older_database_is_brought_up_to_date_after_a_copy(
    old: Shop, target: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old.database)
    become_next(write_next(tmp_path), monkeypatch)
    database = Database.open(target)
    with database.read() as connection:
        assert migrate.revision(connection) == REVISION
        colours = connection.execute(text("SELECT DISTINCT colour FROM place")).scalars().all()
        notes = connection.execute(text("SELECT count(*) FROM shelf_note")).scalar_one()
    assert colours == ["grey"]
    assert notes == 202
    assert rows(database) == before
    assert Shop(database).ask("pieces", place="TRAY-12") != []
    if isinstance(target, Path):
        assert check(database, deep=True).findings == []
    Shop(database).card("S-9")
    database.close()
    (copy,) = copies(target, tmp_path)
    again = Database.open(target)  # once is enough
    again.close()
    monkeypatch.undo()
    if isinstance(target, Path):
        kept = Database.open(copy)
        assert rows(kept) == before
        assert check(kept, deep=True).findings == []
        kept.close()
    else:
        listed = subprocess.run(
            ["pg_restore", "--list", copy], capture_output=True, text=True, check=True
        )
        assert "TABLE DATA public journal" in listed.stdout
    with pytest.raises(Refused, match="made by a newer version"):
        Database.open(target)


OLD = sorted((Path(__file__).parent / "older").glob("*.db.gz"))
"""Workshops with a row in every table, as programs of earlier revisions left them."""


@pytest.mark.parametrize("old_file", OLD, ids=lambda path: path.name)
def test_a_workshop_of_an_earlier_program_goes_on(old_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "old.db"
    target.write_bytes(gzip.decompress(old_file.read_bytes()))
    with closing(sqlite_module().connect(target)) as bare:
        names = [n for (n,) in bare.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        counts = {
            name: bare.execute(f"SELECT count(*) FROM {name}").fetchone()
            for name in names
            if name in JOURNALLED
        }
    shop = Shop(Database.open(target))
    now = rows(shop.database)
    assert counts and {name: (len(now[name]),) for name in counts} == counts
    assert min(counts.values()) > (0,)
    cards = [row.tag for row in shop.ask("pieces", kind="card")]
    shop.do("record_step", piece=cards[1], step="PLC", override="as it was")
    findings = [finding.what for finding in check(shop.database, deep=True).findings]
    # Only the database was kept of it, not its files of evidence.
    assert [what for what in findings if not what.startswith("The kept file")] == []
    newest = shop.ask("newest")
    shop.do("undo", entry=newest)
    shop.database.close()


def test_a_migration_that_fails_leaves_everything_as_it_was(
    old: Shop, target: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, tables = rows(old.database), schema(old.database)
    become_next(write_next(tmp_path, FAILS), monkeypatch)
    with pytest.raises(RuntimeError, match="the power of the migration fails"):
        Database.open(target)
    monkeypatch.undo()
    database = Database.open(target)
    assert schema(database) == tables
    assert rows(database) == before
    assert check(database, deep=True).findings == []
    Shop(database).card("S-8")
    database.close()
    # The next release, mended, takes it up; the copy is of now, not of the first attempt.
    become_next(write_next(tmp_path, UPGRADE), monkeypatch)
    database = Database.open(target)
    assert len(Shop(database).ask("pieces")) == 11
    database.close()
    (copy,) = copies(target, tmp_path)
    if isinstance(target, Path):
        kept = Database(copy)
        assert len(Shop(kept).ask("pieces")) == 11
        kept.dispose()


def test_rows_left_without_what_they_refer_to_stop_a_migration(
    tmp_path: Path, make_shop: Callable[[str | Path], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = worked(make_shop(tmp_path / "w.db"))
    before = rows(shop.database)
    shop.database.close()
    become_next(write_next(tmp_path, ORPHANS), monkeypatch)
    with pytest.raises(Refused, match=r"15 rows refer to others.*Nothing was changed"):
        Database.open(shop.database.target)
    monkeypatch.undo()
    assert rows(shop.database) == before


def test_with_foreign_keys_on_a_table_could_not_be_made_anew(
    tmp_path: Path, make_shop: Callable[[str | Path], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teeth: what the separate engine of the migrations is for."""
    shop = worked(make_shop(tmp_path / "w.db"))
    before = rows(shop.database)
    shop.database.close()
    become_next(write_next(tmp_path), monkeypatch)
    monkeypatch.setattr(
        migrate, "make_engine", lambda target, *, writes, foreign_keys=True: make_engine(
            target, writes=writes
        )
    )  # fmt: skip
    with pytest.raises(Exception, match="FOREIGN KEY"):
        Database.open(shop.database.target)
    monkeypatch.undo()
    assert rows(shop.database) == before


OPEN = """
import sys
import alembic.command
from workshop.storage import migrate
from workshop.storage.database import Database
path, migrate.SCRIPTS, migrate.HEAD, older = sys.argv[1:]
migrate.OLDER = (older,)
print("ready", flush=True)
sys.stdin.readline()
database = Database.open(path)
database.dispose()
print("opened", flush=True)
"""


def test_two_windows_that_open_an_older_database_at_once_both_get_the_newer(
    old: Shop, target: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old.database)
    folder = write_next(tmp_path)
    command = [sys.executable, "-c", OPEN, str(target), str(folder), REVISION, HEAD]
    windows = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=ROOT,
        )
        for _ in range(2)
    ]  # fmt: skip
    for window in windows:
        assert window.stdout and window.stdout.readline() == "ready\n"
    said = []
    for window in windows:
        print(file=window.stdin, flush=True)
    for window in windows:
        said.append(window.communicate(timeout=60))
    assert [out for out, _ in said] == ["opened\n"] * 2, said
    become_next(folder, monkeypatch)
    database = Database.open(target)
    assert rows(database) == before
    database.close()
    (copy,) = copies(target, tmp_path)
    monkeypatch.undo()
    if isinstance(target, Path):
        kept = Database.open(copy)  # refused, if it were of after the migration
        assert rows(kept) == before
        kept.dispose()


def test_an_open_window_writes_nothing_once_a_newer_program_was_at_its_database(
    target: str | Path,
    make_shop: Callable[[str | Path], Shop],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Upgraded while a window is open: what that window wrote would lack what the newer one has."""
    shop = worked(make_shop(target))
    key = str(uuid.uuid4())
    first = shop.do("receive", batch="B1", serial="S-90", key=key)
    become_next(write_next(tmp_path), monkeypatch)
    Database.open(target).close()
    monkeypatch.undo()
    before = rows(shop.database)
    with pytest.raises(Refused, match="A newer version of Card Workshop has been at this"):
        shop.do("receive", batch="B1", serial="S-91")
    assert rows(shop.database) == before
    # It may still be asked, and what it saved before is still known.
    assert shop.do("receive", batch="B1", serial="S-90", key=key) == first
    assert shop.ask("pieces", place="TRAY-12") != []


def test_a_copy_of_what_another_window_has_migrated_is_not_kept(file_shop: Shop) -> None:
    path = Path(file_shop.database.target)
    migrate._copy_before(path, "0000")
    assert list(path.parent.glob("*.before*")) == []


def test_a_database_with_faults_is_not_migrated(
    tmp_path: Path, make_shop: Callable[[str | Path], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = worked(make_shop(tmp_path / "w.db"))
    shop.database.close()
    path = tmp_path / "w.db"
    connection = sqlite_module().connect(str(path), isolation_level=None)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_schema SET rootpage=(SELECT rootpage FROM sqlite_schema WHERE name='person')"
        " WHERE name='uq_catalogue_copy'"
    )
    connection.close()
    before = path.read_bytes()
    become_next(write_next(tmp_path), monkeypatch)
    with pytest.raises(Refused, match=r"not brought up to date: .* Restore the last backup"):
        Database.open(path)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("w.db.before*")) == []


def test_a_foreign_database_of_a_server_is_left_alone_on_postgresql(postgres_url: str) -> None:
    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (x int)")
    with pytest.raises(Refused, match="a database of another program"):
        Database.create(postgres_url, name="T", owner="ANA")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]
    engine.dispose()
