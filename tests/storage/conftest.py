# SPDX-License-Identifier: MIT
"""Workshops with something in every table, and a place to restore them to."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from backed_up import worked
from bench_shop import Shop


@pytest.fixture
def full(target: str | Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    return worked(make_shop(target))


@pytest.fixture
def file_full(tmp_path: Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    return worked(make_shop(tmp_path / "workshop.db"))


@pytest.fixture
def elsewhere(
    target: str | Path, tmp_path: Path, postgres_server: str | None
) -> Iterator[str | Path]:
    """A place of the same kind where no workshop is."""
    if isinstance(target, Path):
        yield tmp_path / "back" / "again.db"
        return
    assert postgres_server
    name = f"w{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
