# SPDX-License-Identifier: MIT
"""The tables of a workshop, the same on SQLite and PostgreSQL."""

from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import REAL, TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
FLOATING: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

# Ids come from one running number for all tables, kept in the journal: never reused, known
# before the flush, and the same on every database.
RowId = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]


class Row(DeclarativeBase):
    """A row that the journal follows; every table below it is replayed by the check."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: WHOLE, float: FLOATING, str: Text()}  # noqa: RUF012
    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012

    id: Mapped[RowId]


def _reference(column: str, **more: Any) -> Any:
    return mapped_column(ForeignKey(column), **more)


class Workshop(Row):
    """The one row that says whose database this is."""

    __tablename__ = "workshop"
    name: Mapped[str]
    site: Mapped[str]
    owner: Mapped[str]
    database_id: Mapped[str]


class Person(Row):
    """Somebody who works here."""

    __tablename__ = "person"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]


class Station(Row):
    """A bench PC."""

    __tablename__ = "station"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Place(Row):
    """A room, rack, bin or tray; what is in a tray moves with it."""

    __tablename__ = "place"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[int | None] = _reference("place.id", index=True)


class Batch(Row):
    """One delivery that is worked through and reported on."""

    __tablename__ = "batch"
    number: Mapped[str] = mapped_column(unique=True)
    supplier: Mapped[str]
    received_on: Mapped[str | None]
    state: Mapped[str]
    expected: Mapped[int | None]
    note: Mapped[str]
    entry: Mapped[int]


class ManifestLine(Row):
    """What the supplier says is in a batch: a claim, not a fact."""

    __tablename__ = "manifest_line"
    __table_args__ = (
        Index("uq_manifest_line_claim", "batch_id", "normal", "maker", unique=True),
        {"sqlite_strict": True},
    )
    batch_id: Mapped[int] = _reference("batch.id")
    serial: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    model: Mapped[str]
    part_number: Mapped[str]


class Piece(Row):
    """Anything tracked on its own: card, die, memory chip, board, cooler."""

    __tablename__ = "piece"
    __table_args__ = (
        Index("ix_piece_batch_id_kind_id", "batch_id", "kind", "id"),
        Index("ix_piece_kind_id", "kind", "id"),
        Index("ix_piece_state_id", "state", "id"),
        Index("ix_piece_place_id_id", "place_id", "id"),
        Index("ix_piece_donor_id", "donor_id"),
        Index("ix_piece_board_id", "board_id"),
        Index("ix_piece_model_id", "model", "id"),
        {"sqlite_strict": True},
    )
    tag: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    batch_id: Mapped[int] = _reference("batch.id")
    maker: Mapped[str]
    model: Mapped[str]
    place_id: Mapped[int | None] = _reference("place.id")
    donor_id: Mapped[int | None] = _reference("piece.id")
    donor_site: Mapped[str]
    board_id: Mapped[int | None] = _reference("piece.id")
    site: Mapped[str]
    routing: Mapped[str]
    grade: Mapped[str]
    disposition: Mapped[str]
    heat_cycles: Mapped[int]
    note: Mapped[str]


class Identifier(Row):
    """What others call a piece; raw as read, and in the form it is compared in."""

    __tablename__ = "identifier"
    __table_args__ = (
        Index(
            "uq_identifier_serial",
            "normal",
            "maker",
            unique=True,
            sqlite_where=text("kind = 'serial'"),
            # The same on PostgreSQL, in the migration: naming that dialect here loads it.
        ),
        Index("ix_identifier_normal", "normal"),
        Index("ix_identifier_piece_id", "piece_id"),
        {"sqlite_strict": True},
    )
    piece_id: Mapped[int] = _reference("piece.id")
    kind: Mapped[str]
    raw: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    source: Mapped[str]


class Visit(Row):
    """One stay of a piece: the batch it came in with, from its first entry on."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_batch_id_piece_id", "batch_id", "piece_id", unique=True),
        Index("ix_visit_piece_id", "piece_id"),
        {"sqlite_strict": True},
    )
    piece_id: Mapped[int] = _reference("piece.id")
    batch_id: Mapped[int] = _reference("batch.id")
    entry: Mapped[int]


class StepRecord(Row):
    """The outcome of one step on one piece; `facts` is a JSON object of its typed fields."""

    __tablename__ = "step_record"
    piece_id: Mapped[int] = _reference("piece.id", index=True)
    entry: Mapped[int]
    step: Mapped[str]
    outcome: Mapped[str]
    facts: Mapped[str]
    note: Mapped[str]


class Site(Row):
    """What a site of one board holds now; a site nobody touched has no row."""

    __tablename__ = "site"
    __table_args__ = (
        Index("uq_site_board_id_name", "board_id", "name", unique=True),
        {"sqlite_strict": True},
    )
    board_id: Mapped[int] = _reference("piece.id")
    name: Mapped[str]
    state: Mapped[str]
    piece_id: Mapped[int | None] = _reference("piece.id", unique=True)


class SiteRecord(Row):
    """What was found or done at a site, each time."""

    __tablename__ = "site_record"
    __table_args__ = (
        Index("ix_site_record_board_id_site", "board_id", "site"),
        Index("ix_site_record_piece_id", "piece_id"),
        {"sqlite_strict": True},
    )
    board_id: Mapped[int] = _reference("piece.id")
    site: Mapped[str]
    entry: Mapped[int]
    outcome: Mapped[str]
    piece_id: Mapped[int | None] = _reference("piece.id")
    marking: Mapped[str]
    grade: Mapped[str]
    place_id: Mapped[int | None] = _reference("place.id", index=True)
    note: Mapped[str]


class Evidence(Row):
    """A file kept byte for byte in the evidence folder, under its SHA-256."""

    __tablename__ = "evidence"
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    size: Mapped[int]


class TestResult(Row):
    """One attempt at a test plan, typed or read from a tool's log."""

    __tablename__ = "test_result"
    __test__ = False  # a table of test results, nothing pytest should collect
    piece_id: Mapped[int] = _reference("piece.id", index=True)
    entry: Mapped[int]
    plan: Mapped[str]
    attempt: Mapped[int]
    verdict: Mapped[str]
    tool: Mapped[str]
    tool_version: Mapped[str]
    evidence_id: Mapped[int | None] = _reference("evidence.id", index=True)
    note: Mapped[str]


class Measurement(Row):
    """One typed value of a result, with the limits that were in force when it was taken."""

    __tablename__ = "measurement"
    result_id: Mapped[int] = _reference("test_result.id", index=True)
    name: Mapped[str]
    label: Mapped[str]
    value: Mapped[str]
    number: Mapped[float | None]
    unit: Mapped[str]
    low: Mapped[float | None]
    high: Mapped[float | None]
    verdict: Mapped[str]


class Label(Row):
    """A label that waits to be printed, or was."""

    __tablename__ = "label"
    __table_args__ = (
        Index("ix_label_state_id", "state", "id"),
        Index("ix_label_piece_id", "piece_id"),
        {"sqlite_strict": True, "info": {"follows": True}},
    )
    piece_id: Mapped[int] = _reference("piece.id")
    entry: Mapped[int]
    state: Mapped[str]
    printed_entry: Mapped[int | None]


class CatalogueCopy(Row):
    """The shop's own version of a catalogue entry; `body` is a JSON object."""

    __tablename__ = "catalogue_copy"
    __table_args__ = (
        Index("uq_catalogue_copy", "kind", "code", "version", unique=True),
        {"sqlite_strict": True},
    )
    kind: Mapped[str]
    code: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]


JOURNALLED: dict[str, Table] = dict(Row.metadata.tables)
"""Every table whose rows the journal follows."""

JOURNAL = Table(
    "journal",
    Row.metadata,
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("station", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("touched", Text, nullable=False),
    Column("undoes", WHOLE, unique=True),
    Column("last_row", WHOLE, nullable=False),
    Column("last_piece", WHOLE, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    # Last, because they can be long: what comes before is read without turning their pages.
    Column("facts", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Index("ix_journal_person_number", "person", "number"),
    Index("ix_journal_station_number", "station", "number"),
    sqlite_strict=True,
)

MENTION = Table(
    "mention",
    Row.metadata,
    Column("subject", Text, primary_key=True),
    Column("row", WHOLE, primary_key=True, autoincrement=False),
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Which entries concern which row: derived from the journal, so that a history has an index."""

TALLY = Table(
    "tally",
    Row.metadata,
    Column("batch_id", WHOLE, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("n", WHOLE, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""How many pieces of a kind and state came with a batch: kept by triggers on `piece`."""
