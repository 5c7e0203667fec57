# SPDX-License-Identifier: MIT
"""Fixtures every test may use: workshops on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LANGUAGE"] = "en"  # whatever this computer speaks
sys.path.insert(0, str(Path(__file__).parent))

import compiled_once
import line_marks
from memory_folder import memory_folder

line_marks.keep()
compiled_once.share()

# Where pytest makes the folders of the tests.
if folder := memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)

# Some test files import it, others name it as a plug-in: its assertions are told in full for both.
pytest.register_assert_rewrite("command_line")

from bench_shop import Shop, furnish
from postgres import binaries, cluster

from workshop.storage.database import Database

# No test asserts a time: a slow machine is no fault of the code.
settings.register_profile("workshop", deadline=None)
settings.load_profile("workshop")


# Begun first, so that no worker of a parallel run is left alone with one of them in the end.
LONGEST = [
    "test_text_is_plain", "test_scenarios", "test_texts_fit", "test_screenshots",
    "test_many_windows", "test_window", "test_kill", "test_pallet", "test_hostile_scans",
    "test_end_to_end", "test_lawful_technician", "test_hostile_facts", "test_hostile_reports",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files in front, all else as it is."""
    items.sort(key=lambda item: LONGEST.index(name) if (name := item.path.stem) in LONGEST else 99)


def pytest_collection_finish() -> None:
    """Take what is loaded by now out of every sweep for garbage: it stays until the end.

    The window's tests sweep after each of them, which would look at a million objects each time;
    in all others a sweep after every 700 objects would be a twentieth of the work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """The address of a throw-away PostgreSQL; None where this machine has none."""
    if binaries() is None:
        yield None
        return
    with cluster() as url:
        yield url


def _founded(target: str | Path) -> Database:
    return Database.create(target, name="Test workshop", owner="ANA")


def _furnished(target: str | Path) -> None:
    """Make a workshop with an open batch and two trays, and let go of it."""
    database = _founded(target)
    furnish(Shop(database))
    database.close()


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workshop to be copied: founding one takes twenty times as long."""
    path = tmp_path_factory.mktemp("founded") / "workshop.db"
    _founded(path).close()
    return path


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished workshop to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "workshop.db"
    _furnished(path)
    return path


@pytest.fixture(scope="session")
def postgres_admin(postgres_server: str | None) -> Iterator[Any]:
    """A connection to its maintenance database; None without a server."""
    if postgres_server is None:
        yield None
        return
    import psycopg

    with psycopg.connect(postgres_server, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def templates(
    postgres_server: str | None, postgres_admin: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Which PostgreSQL database is copied for what a test asks for; empty without a server."""
    if postgres_server is None:
        return {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("templates")))
        for name, make in (
            ("founded", lambda url: _founded(url).close()),
            ("furnished", _furnished),
        ):
            postgres_admin.execute(f"CREATE DATABASE {name}")
            make(postgres_server.replace("/postgres?", f"/{name}?"))
    return {"shop": "furnished", "make_shop": "founded"}


@pytest.fixture(scope="session")
def used_databases() -> list[str]:
    """The names of PostgreSQL databases that the tests before are done with."""
    return []


@pytest.fixture
def postgres_url(
    request: pytest.FixtureRequest,
    postgres_server: str | None,
    postgres_admin: Any,
    templates: dict[str, str],
    used_databases: list[str],
) -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own, as `shop` or `make_shop` want it.

    It is dropped by the next test: to drop one whose connections have just been closed, the server
    waits until it has seen them go, which takes longer than all the rest.
    """
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed: tests against it were not run")
    while used_databases:
        postgres_admin.execute(f"DROP DATABASE IF EXISTS {used_databases.pop()} WITH (FORCE)")
    name = f"w{uuid.uuid4().hex[:12]}"
    asked = [template for one, template in templates.items() if one in request.fixturenames]
    template = next(iter(asked), "template1")
    postgres_admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    used_databases.append(name)
    yield postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a workshop may be made: a file, then a PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "workshop.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path) -> Iterator[None]:
    """Nothing a test does reaches the folders of the person who runs it, whatever it takes back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))
        patch.setenv("CARD_WORKSHOP_CONFIG", str(tmp_path / "config-home" / "config.toml"))
        yield


@pytest.fixture
def opened() -> Iterator[list[Database]]:
    """The databases that are closed after the test."""
    found: list[Database] = []
    yield found
    for database in found:
        database.close()


@pytest.fixture
def make_shop(founded_file: Path, opened: list[Database]) -> Callable[[str | Path], Shop]:
    """Makes workshops that are closed after the test."""

    def make(target: str | Path) -> Shop:
        if isinstance(target, Path):
            shutil.copyfile(founded_file, target)
        opened.append(Database.open(target))
        return Shop(opened[-1])

    return make


@pytest.fixture
def shop(target: str | Path, furnished_file: Path, opened: list[Database]) -> Shop:
    """An empty workshop with an open batch B1 and two trays, on each kind of database."""
    if isinstance(target, Path):
        shutil.copyfile(furnished_file, target)
    opened.append(Database.open(target))
    return Shop(opened[-1])


@pytest.fixture
def file_shop(tmp_path: Path, furnished_file: Path, opened: list[Database]) -> Shop:
    """The same, on SQLite only: for what is about the file itself."""
    path = tmp_path / "workshop.db"
    shutil.copyfile(furnished_file, path)
    opened.append(Database.open(path))
    return Shop(opened[-1])
