# SPDX-License-Identifier: MIT
"""Every setting that keeps an acknowledged scan safe is in force, and what is unsafe is refused."""

import ctypes
import functools
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from workshop.domain.refused import Refused
from workshop.storage import engines
from workshop.storage.database import Database
from workshop.storage.engines import file_system, require_local, sqlite_is_safe
from workshop.storage.errors import Unavailable

NOBODY = 65534


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 51, 3), True),
        ((3, 51, 2), False),
        ((3, 54, 0), True),
        ((4, 0, 0), True),
        ((3, 50, 7), True),
        ((3, 50, 6), False),
        ((3, 44, 6), True),
        ((3, 44, 5), False),
        ((3, 45, 9), False),
        ((3, 40, 1), False),
    ],
)
def test_a_sqlite_with_the_fault_of_two_windows_is_refused(
    version: tuple[int, ...], safe: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sqlite_is_safe(version) is safe
    if safe:
        return
    Database.create(tmp_path / "w.db", name="T", owner="ANA").close()
    before = contents(tmp_path)
    old = SimpleNamespace(
        sqlite_version_info=version, sqlite_version=".".join(str(part) for part in version)
    )
    monkeypatch.setattr(engines, "sqlite_module", lambda: old)
    with pytest.raises(Refused, match=rf"SQLite {old.sqlite_version} has a fault.*pysqlite3"):
        Database.open(tmp_path / "w.db")
    with pytest.raises(Refused, match="has a fault"):
        Database.create(tmp_path / "new.db", name="T", owner="ANA")
    assert contents(tmp_path) == before


def test_without_the_wheel_it_is_pythons_own_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engines.sqlite_module().__name__ == "pysqlite3.dbapi2"
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    assert engines.sqlite_module().sqlite_version == sqlite3.sqlite_version


SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with NORMAL a power cut loses acknowledged scans
    "foreign_keys": 1,
    "busy_timeout": engines.BUSY_MS,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "journal_size_limit": 16 * 2**20,
    "application_id": engines.APPLICATION_ID,
}


@pytest.mark.parametrize("who", ["_writer", "_reader"])
def test_every_setting_is_in_force_on_every_connection(file_shop: Shop, who: str) -> None:
    engine = getattr(file_shop.database, who)
    held = [engine.connect() for _ in range(3)]
    try:
        for connection in held:
            cursor = connection.connection.cursor()
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone() for name in SETTINGS}
            # This SQLite is built without memory maps; another one must have them off.
            assert found.pop("mmap_size") in (None, (0,))
            assert {name: row[0] for name, row in found.items()} == {
                name: value for name, value in SETTINGS.items() if name in found
            }
            query_only = cursor.execute("PRAGMA query_only").fetchone()[0]
            assert query_only == (1 if who == "_reader" else 0)
    finally:
        for connection in held:
            connection.close()


def test_a_migration_runs_without_foreign_keys(tmp_path: Path) -> None:
    engine = engines.make_engine(tmp_path / "w.db", writes=True, foreign_keys=False)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    engine.dispose()


def test_a_setting_that_does_not_take_is_refused(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a SQLite that keeps synchronous=NORMAL whatever it is told."""
    module: Any = engines.sqlite_module()

    class Deaf(module.Connection):  # type: ignore[misc, name-defined]
        def execute(self, sql: str, *more: Any) -> Any:
            return super().execute(sql.replace("synchronous=FULL", "synchronous=NORMAL"), *more)

    monkeypatch.setattr(module, "connect", functools.partial(module.connect, factory=Deaf))
    with pytest.raises(Refused, match="does not take the setting synchronous: it says 1"):
        Database.open(file_shop.database.target)


def test_postgresql_readers_change_nothing_and_writers_do_not_wait_for_ever(
    make_shop: Callable[[str | Path], Shop], postgres_url: str
) -> None:
    shop = make_shop(postgres_url)
    with shop.database.read() as connection:
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
        isolation = connection.exec_driver_sql("SHOW transaction_isolation").scalar()
        assert isolation == "repeatable read"
    with shop.database._writer.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"


MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
nas:/shop /srv nfs4 rw 0 0
/dev/sdb1 /srv/local\040disk ext4 rw 0 0
//nas/win /mnt/win cifs rw 0 0
bench@nas: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdc1 /media/STICK vfat rw 0 0
/dev/sdc2 /media/BIG exfat rw 0 0
/dev/sdd1 /again ext4 rw 0 0
nas:/over /again nfs rw 0 0
broken line
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/elsewhere/w.db", "ext4"),
        ("/srv/w.db", "nfs4"),
        ("/srv/deep/er/w.db", "nfs4"),
        ("/srv/local disk/w.db", "ext4"),
        ("/srv/local disk 2/w.db", "nfs4"),
        ("/srvlocal/w.db", "ext4"),
        ("/mnt/win/w.db", "cifs"),
        ("/mnt/ssh/a/w.db", "fuse.sshfs"),
        ("/media/STICK/w.db", "vfat"),
        ("/media/BIG/x/w.db", "exfat"),
        ("/again/w.db", "nfs"),
    ],
)
def test_the_longest_mount_point_says_what_a_file_lies_on(path: str, kind: str) -> None:
    assert file_system(Path(path).parent, MOUNTS) == kind
    if kind == "ext4":
        require_local(Path(path), MOUNTS)
    elif kind in ("vfat", "exfat"):
        with pytest.raises(Refused, match=rf"formatted {kind}, which can lose a database"):
            require_local(Path(path), MOUNTS)
    else:
        with pytest.raises(Refused, match=rf"network share \({kind}\).*use PostgreSQL"):
            require_local(Path(path), MOUNTS)


def test_where_nothing_is_known_of_the_mounts_a_file_is_taken(tmp_path: Path) -> None:
    assert file_system(tmp_path, "") == ""
    require_local(tmp_path / "w.db", "")


def test_a_link_to_a_file_on_a_share_is_the_file_on_the_share(tmp_path: Path) -> None:
    share, here = tmp_path / "share", tmp_path / "here"
    share.mkdir()
    here.mkdir()
    (here / "w.db").symlink_to(share / "w.db")
    mounts = f"/dev/sda1 / ext4 rw 0 0\nnas:/shop {share} nfs4 rw 0 0"
    with pytest.raises(Refused, match="network share"):
        require_local(here / "w.db", mounts)


@pytest.mark.parametrize("kind", ["nfs4", "vfat"])
def test_on_a_share_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    Database.create(tmp_path / "w.db", name="T", owner="ANA").close()
    before = contents(tmp_path)
    monkeypatch.setattr(engines, "file_system", lambda path, mounts=None: kind)
    with pytest.raises(Refused):
        Database.open(tmp_path / "w.db")
    with pytest.raises(Refused):
        Database.create(tmp_path / "new.db", name="T", owner="ANA")
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("drive", "kind"), [(4, "cifs"), (3, "")])
def test_a_network_drive_of_windows_is_a_share(
    monkeypatch: pytest.MonkeyPatch, drive: int, kind: str
) -> None:
    kernel = SimpleNamespace(GetDriveTypeW=lambda root: drive)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert file_system(Path("/shop")) == kind


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("serial,model\n" * 40)


def _short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def _foreign(path: Path) -> None:
    with engines.sqlite_module().connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("PRAGMA application_id=0x12345678")
    connection.close()


def _foreign_with_our_number(path: Path) -> None:
    with engines.sqlite_module().connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute(f"PRAGMA application_id={engines.APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _ours(path: Path, *statements: str) -> None:
    Database.create(path, name="T", owner="ANA").close()
    with engines.sqlite_module().connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    path.with_name(path.name + ".checkpoint").unlink()


def _newer(path: Path) -> None:
    _ours(path, "UPDATE alembic_version SET version_num='9999'")


def _no_version(path: Path) -> None:
    _ours(path, "DELETE FROM alembic_version")


def _no_workshop(path: Path) -> None:
    _ours(path, "PRAGMA foreign_keys=OFF", "DELETE FROM workshop")


def _table_gone(path: Path) -> None:
    _ours(path, "DROP TABLE workshop")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_empty, "is not a workshop database. It was not touched"),
        (_text, "is not a workshop database. It was not touched"),
        (_short, "is not a workshop database. It was not touched"),
        (_foreign, "is a database of another program. It was not touched"),
        (_foreign_with_our_number, "a database of another program. It was not touched"),
        (_newer, r"made by a newer version of Card Workshop \(9999\).*nothing was changed"),
        (_no_version, "does not say which version it is"),
        (_no_workshop, "holds no workshop yet"),
        (_table_gone, "is not whole. Restore a backup"),
    ],
)
def test_what_is_no_workshop_of_ours_is_refused_and_not_touched(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "w.db"
    make(path)
    before = contents(tmp_path)
    with pytest.raises(Refused, match=sentence):
        Database.open(path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE alembic_version SET version_num='9999'", "made by a newer version"),
        ("DROP TABLE journal", "a database of another program"),
        ("DELETE FROM workshop", "holds no workshop yet"),
        ("DROP TABLE workshop", "is not whole"),
    ],
)
def test_the_same_on_postgresql(postgres_url: str, statement: str, sentence: str) -> None:
    with pytest.raises(Refused, match="holds no workshop yet"):
        Database.open(postgres_url)
    Database.create(postgres_url, name="T", owner="ANA").close()
    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    with pytest.raises(Refused, match=sentence):
        Database.open(postgres_url)


def test_where_there_is_no_file_it_says_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path / "none.db", tmp_path):
        with pytest.raises(Refused, match=r"no workshop at .*Make one with"):
            Database.open(path)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("url", ["mysql://a@b/c", "sqlite:///w.db", "oracle://a:b@c/d"])
def test_the_address_of_another_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for attempt in (Database.open, functools.partial(Database.create, name="T", owner="ANA")):
        with pytest.raises(Refused, match="a PostgreSQL address such as"):
            attempt(url)
    assert contents(tmp_path) == {}


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer: .*refused"):
        Database.open("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable, match="does not answer"):
        Database.create("postgresql://nobody@127.0.0.1:9/none", name="T", owner="ANA")


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder anybody may enter, which the folders of tests are not."""
    folder = Path(tempfile.mkdtemp(prefix="cw-rights-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """For the super-user no file is out of reach: be somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(NOBODY)
    except OSError:
        pytest.skip("nobody else can be had here: files out of reach were not tried")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o444, 0o555)])
def test_a_read_only_file_says_so(shared_folder: Path, of_file: int, of_folder: int) -> None:
    path = shared_folder / "w.db"
    Database.create(path, name="T", owner="ANA").close()
    before = path.read_bytes()
    path.chmod(of_file)
    shared_folder.chmod(of_folder)
    with as_nobody(), pytest.raises(Unavailable, match="The database is read-only"):
        shop = Shop(Database.open(path))
        try:
            assert [person.code for person in shop.ask("people")] == ["ANA"]
            shop.do("add_person", code="LI", name="Li", role="lead")
        finally:
            shop.database.close()
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_read_says_so(shared_folder: Path) -> None:
    path = shared_folder / "w.db"
    Database.create(path, name="T", owner="ANA").close()
    path.chmod(0)
    with as_nobody(), pytest.raises(Unavailable, match=r"w\.db cannot be used: Permission denied"):
        Database.open(path)
    shared_folder.chmod(0o600)
    with as_nobody(), pytest.raises(Unavailable, match="cannot be used: Permission denied"):
        Database.open(path)


def test_where_no_file_may_be_made_it_says_so(shared_folder: Path) -> None:
    shared_folder.chmod(0o555)
    with as_nobody(), pytest.raises(Unavailable):
        Database.create(shared_folder / "below" / "w.db", name="T", owner="ANA")
    with as_nobody(), pytest.raises(Unavailable):
        Database.create(shared_folder / "w.db", name="T", owner="ANA")
    shared_folder.chmod(0o777)
    assert contents(shared_folder) == {}


@pytest.mark.parametrize("name", ["a#b.db", "a?mode=ro.db", "100%.db", "it's 李.db", "-x.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    from workshop.storage.backup import back_up, restore
    from workshop.storage.check import check

    database = Database.create(tmp_path / name, name="T", owner="ANA")
    assert check(database, deep=True).findings == []
    backup = back_up(database, tmp_path / "copies #1")
    database.close()
    restore(Path(backup["file"]), tmp_path / "back" / name)
    again = Database.open(tmp_path / "back" / name)
    assert check(again, deep=True).findings == []
    again.close()


def test_a_path_stays_the_same_when_the_program_changes_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shop = Shop(Database.create("w.db", name="T", owner="ANA"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    shop.database._writer.dispose()
    shop.do("add_person", code="LI", name="Li", role="lead")
    assert len(shop.ask("people")) == 2
    shop.database.close()
    assert list((tmp_path / "elsewhere").iterdir()) == []
