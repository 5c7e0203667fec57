# SPDX-License-Identifier: MIT
"""What the tables of a workshop are made of, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.types import REAL, TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

METADATA = MetaData(naming_convention=NAMING)

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
FLOATING: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def string(name: str, **more: Any) -> Column[str]:
    """A text that is never missing."""
    return Column(name, Text, nullable=False, **more)


def whole(name: str, **more: Any) -> Column[int]:
    """A whole number that is never missing."""
    return Column(name, WHOLE, nullable=False, **more)


def floating(name: str) -> Column[float]:
    """A number that may be missing."""
    return Column(name, FLOATING)


def maybe(name: str, to: str | None = None, **more: Any) -> Column[int]:
    """A whole number, or the id of another row, that may be missing."""
    return Column(name, WHOLE, *[ForeignKey(to)] if to else [], **more)


def of(name: str, to: str, **more: Any) -> Column[int]:
    """The id of another row."""
    return Column(name, WHOLE, ForeignKey(to), nullable=False, **more)


def later(column: Column[Any], before: Any = None) -> Column[Any]:
    """A column that came with a later revision; `before` is what rows of earlier entries have."""
    column.info["before"] = before
    return column


def table(name: str, *parts: Any, **more: Any) -> Table:
    """A table whose rows the journal follows."""
    # Ids come from one running number for all tables, kept in the journal: never reused, known
    # before the flush, and the same on every database.
    key = Column("id", WHOLE, primary_key=True, autoincrement=False)
    return Table(name, METADATA, key, *parts, sqlite_strict=True, **more)
