# SPDX-License-Identifier: MIT
"""Fixtures every test may use: workshops on SQLite and on PostgreSQL."""

import os
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from bench_shop import Shop, furnish
from postgres import binaries, cluster

from workshop.storage.database import Database

# No test asserts a time: a slow machine is no fault of the code.
settings.register_profile("workshop", deadline=None)
settings.load_profile("workshop")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """The address of a throw-away PostgreSQL; None where this machine has none."""
    if binaries() is None:
        yield None
        return
    with cluster() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str | None) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed: tests against it were not run")
    import psycopg

    name = f"w{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a workshop may be made: a file, then a PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "workshop.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing a test does reaches the folders of the person who runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))
    monkeypatch.setenv("CARD_WORKSHOP_CONFIG", str(tmp_path / "config-home" / "config.toml"))


@pytest.fixture
def make_shop() -> Iterator[Callable[[str | Path], Shop]]:
    """Makes workshops that are closed after the test."""
    made: list[Database] = []

    def make(target: str | Path) -> Shop:
        database = Database.create(target, name="Test workshop", owner="ANA")
        made.append(database)
        return Shop(database)

    yield make
    for database in made:
        database.close()


@pytest.fixture
def shop(target: str | Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    """An empty workshop with an open batch B1 and two trays, on each kind of database."""
    return furnish(make_shop(target))


@pytest.fixture
def file_shop(tmp_path: Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    """The same, on SQLite only: for what is about the file itself."""
    return furnish(make_shop(tmp_path / "workshop.db"))
