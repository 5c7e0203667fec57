# SPDX-License-Identifier: MIT
"""Compiles each SQL statement once in a run of tests, and not anew for every database."""

from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

ROOM = 2000
"""How many compiled statements are kept; the program has about half as many."""


def _kind(dialect: Any) -> tuple[Any, ...]:
    """What makes the statements for one database those for another."""
    return type(dialect), dialect.server_version_info, dialect._on_connect_isolation_level


def share() -> None:
    """Give all engines made after this one store of compiled statements.

    A statement is compiled for a dialect, of which each engine has its own: two for each database
    of a test, which spent a quarter of their time on what the test before had compiled already.
    """
    compiled: LRUCache[Any, Any] = LRUCache(ROOM)
    engine: Any = Engine
    engine._compiled_cache = property(lambda self: compiled, lambda self, own: None)
    dialect: Any = DefaultDialect
    dialect.__hash__ = lambda self: hash(type(self))
    dialect.__eq__ = lambda self, other: (
        isinstance(other, DefaultDialect) and _kind(self) == _kind(other)
    )
