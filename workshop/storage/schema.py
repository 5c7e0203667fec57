# SPDX-License-Identifier: MIT
"""The tables of a workshop, the same on SQLite and PostgreSQL.

Plain tables, so that a question needs no object mapper; the classes that acts work with are
in `workshop.storage.things`.
"""

from typing import Any

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


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **more)


def _whole(name: str, **more: Any) -> Column[int]:
    return Column(name, WHOLE, nullable=False, **more)


def _maybe(name: str, to: str | None = None, **more: Any) -> Column[int]:
    """A whole number, or the id of another row, that may be missing."""
    return Column(name, WHOLE, *[ForeignKey(to)] if to else [], **more)


def _of(name: str, to: str, **more: Any) -> Column[int]:
    """The id of another row."""
    return Column(name, WHOLE, ForeignKey(to), nullable=False, **more)


def _later(column: Column[Any], before: Any = None) -> Column[Any]:
    """A column that came with a later revision; `before` is what rows of earlier entries have."""
    column.info["before"] = before
    return column


def _table(name: str, *parts: Any, **more: Any) -> Table:
    # Ids come from one running number for all tables, kept in the journal: never reused, known
    # before the flush, and the same on every database.
    key = Column("id", WHOLE, primary_key=True, autoincrement=False)
    return Table(name, METADATA, key, *parts, sqlite_strict=True, **more)


# Whose database this is: one row. `secret` (hexadecimal) signs the codes of the command sheet.
_table(
    "workshop",
    _text("name"),
    _text("site"),
    _text("owner"),
    _text("database_id"),
    _later(_text("secret"), ""),
)

# Somebody who works here.
_table("person", _text("code", unique=True), _text("name"), _text("role"))

# A bench PC.
_table("station", _text("code", unique=True), _text("name"))

# A room, rack, bin or tray; what is in a tray moves with it.
_table(
    "place",
    _text("code", unique=True),
    _text("name"),
    _text("kind"),
    _maybe("parent_id", "place.id", index=True),
)

# One delivery that is worked through and reported on. `second_person` is 1 where somebody else
# than who received it has to sign each receiving session off.
_table(
    "batch",
    _text("number", unique=True),
    _text("supplier"),
    Column("received_on", Text),
    _text("state"),
    _maybe("expected"),
    _text("note"),
    _whole("entry"),
    _later(_whole("second_person"), 0),
)

# What the supplier says is in a batch: a claim, not a fact.
_table(
    "manifest_line",
    _of("batch_id", "batch.id"),
    _text("serial"),
    _text("normal"),
    _text("maker"),
    _text("model"),
    _text("part_number"),
    _later(_text("upc"), ""),
    _later(_text("box"), ""),
    _later(_text("note"), ""),
    Index("uq_manifest_line_claim", "batch_id", "normal", "maker", unique=True),
)

# Anything tracked on its own: card, die, memory chip, board, cooler. `doubt` names the identity
# rules that disagree, separated by blanks; `held_for` says why it is on hold or in quarantine.
_table(
    "piece",
    _text("tag", unique=True),
    _text("kind"),
    _text("state"),
    _of("batch_id", "batch.id"),
    _text("maker"),
    _text("model"),
    _maybe("place_id", "place.id"),
    _maybe("donor_id", "piece.id"),
    _text("donor_site"),
    _maybe("board_id", "piece.id"),
    _text("site"),
    _text("routing"),
    _text("grade"),
    _text("disposition"),
    _whole("heat_cycles"),
    _text("note"),
    _later(_text("doubt"), ""),
    _later(_text("held_for"), ""),
    Index("ix_piece_batch_id_kind_id", "batch_id", "kind", "id"),
    Index("ix_piece_kind_id", "kind", "id"),
    Index("ix_piece_state_id", "state", "id"),
    Index("ix_piece_place_id_id", "place_id", "id"),
    Index("ix_piece_donor_id", "donor_id"),
    Index("ix_piece_board_id", "board_id"),
    Index("ix_piece_model_id", "model", "id"),
)

# What others call a piece; raw as read, and in the form it is compared in.
_table(
    "identifier",
    _of("piece_id", "piece.id"),
    _text("kind"),
    _text("raw"),
    _text("normal"),
    _text("maker"),
    _text("source"),
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
)

# One stretch of work at the dock: who took in what of a batch, from its first entry to `ended`
# and, where the batch asks for it, to the signature of a second person.
_table(
    "receiving",
    _of("batch_id", "batch.id", index=True),
    _whole("entry"),
    _text("person"),
    _text("station"),
    _maybe("ended"),
    _text("signed_by"),
    _maybe("signed"),
    _text("note"),
    Index("ix_receiving_person_station_ended", "person", "station", "ended"),
)

# One stay of a piece: the batch it came in with, from its first entry on until the entry that
# let it go, and how it left.
_table(
    "visit",
    _of("piece_id", "piece.id"),
    _of("batch_id", "batch.id"),
    _whole("entry"),
    _later(_maybe("receiving_id", "receiving.id", index=True)),
    _later(_maybe("ended")),
    _later(_text("disposition"), ""),
    Index("ix_visit_batch_id_piece_id", "batch_id", "piece_id", unique=True),
    Index("ix_visit_piece_id", "piece_id"),
)

# A card that was not taken in, and why.
_table(
    "refusal",
    _of("batch_id", "batch.id"),
    _maybe("receiving_id", "receiving.id", index=True),
    _whole("entry"),
    _text("serial"),
    _text("normal"),
    _text("maker"),
    _text("model"),
    _text("reason"),
    _text("note"),
    Index("ix_refusal_batch_id_id", "batch_id", "id"),
)

# How a piece was found on a visit; the newest row counts. `capped` is the best grade its defects
# allow; a grade above it is the override of a person, with the reason.
_table(
    "condition",
    _of("piece_id", "piece.id", index=True),
    _of("visit_id", "visit.id", index=True),
    _whole("entry"),
    _text("packaging"),
    _text("completeness"),
    _text("grade"),
    _text("capped"),
    _text("reason"),
    _text("note"),
)

# A defect that was found, by code, zone of the card and severity (minor, major, critical).
_table(
    "defect",
    _of("piece_id", "piece.id", index=True),
    _of("visit_id", "visit.id", index=True),
    _whole("entry"),
    _text("code"),
    _text("zone"),
    _text("severity"),
    _text("note"),
)

# What one source says of a piece: its label, the box, the driver, the marking of the die.
_table(
    "identity_fact",
    _of("piece_id", "piece.id", index=True),
    _whole("entry"),
    _text("source"),
    _text("name"),
    _text("value"),
)

# A serial nobody should take in: stolen, or blocked by its maker.
_table(
    "blocked_serial",
    _text("serial"),
    _text("normal"),
    _text("maker"),
    _text("reason"),
    _text("source"),
    _whole("entry"),
    Index("uq_blocked_serial", "normal", "maker", unique=True),
)

# A tag that was printed before its piece came; `piece_id` is the piece that claimed it.
_table(
    "blank_tag",
    _text("tag", unique=True),
    _whole("entry"),
    _maybe("piece_id", "piece.id", unique=True),
)

# The outcome of one step on one piece; `facts` is a JSON object of its typed fields.
_table(
    "step_record",
    _of("piece_id", "piece.id", index=True),
    _whole("entry"),
    _text("step"),
    _text("outcome"),
    _text("facts"),
    _text("note"),
)

# What a site of one board holds now; a site nobody touched has no row.
_table(
    "site",
    _of("board_id", "piece.id"),
    _text("name"),
    _text("state"),
    _maybe("piece_id", "piece.id", unique=True),
    Index("uq_site_board_id_name", "board_id", "name", unique=True),
)

# What was found or done at a site, each time.
_table(
    "site_record",
    _of("board_id", "piece.id"),
    _text("site"),
    _whole("entry"),
    _text("outcome"),
    _maybe("piece_id", "piece.id"),
    _text("marking"),
    _text("grade"),
    _maybe("place_id", "place.id", index=True),
    _text("note"),
    Index("ix_site_record_board_id_site", "board_id", "site"),
    Index("ix_site_record_piece_id", "piece_id"),
)

# A file kept byte for byte in the evidence folder, under its SHA-256.
_table("evidence", _text("sha256", unique=True), _text("name"), _whole("size"))

# One run of a rework profile; `version` is that of the shop's own copy of it, 0 as it is shipped.
# What was measured: the fastest rise and fall in °C/s, the soak in s, the peak in °C, the time
# above liquidus in s.
_table(
    "profile_run",
    _whole("entry"),
    _text("profile"),
    _whole("version"),
    _text("nozzle"),
    Column("ramp", FLOATING),
    Column("fall", FLOATING),
    Column("soak_s", FLOATING),
    Column("peak", FLOATING),
    Column("liquidus_s", FLOATING),
    _text("verdict"),
    _maybe("evidence_id", "evidence.id", index=True),
    _text("note"),
)

# One heat cycle of a piece, and the board it was on then. What `piece.heat_cycles` counts beyond
# these rows was before the ledger. `override` is why it was let pass over its limit.
_table(
    "heat_cycle",
    _of("piece_id", "piece.id", index=True),
    _whole("entry"),
    _text("cause"),
    _maybe("board_id", "piece.id", index=True),
    _maybe("run_id", "profile_run.id", index=True),
    _text("override"),
)

# New spheres on a die or chip; `leaded` is 1 where the alloy has lead, `inspection` a JSON object
# of criteria with yes where the fault was found and no where it was looked for in vain.
_table(
    "reball",
    _of("piece_id", "piece.id", index=True),
    _whole("entry"),
    _text("stencil"),
    Column("sphere_mm", FLOATING, nullable=False),
    _text("alloy"),
    _whole("leaded"),
    _text("flux_lot"),
    _text("inspection"),
    _text("verdict"),
    _text("note"),
)

# A picture of a piece or of a delivery; width and height in pixels, as it is shown upright.
_table(
    "photo",
    _maybe("piece_id", "piece.id", index=True),
    _maybe("batch_id", "batch.id", index=True),
    _of("evidence_id", "evidence.id", index=True),
    _whole("entry"),
    _text("face"),
    _text("site"),
    _text("note"),
    _whole("width"),
    _whole("height"),
    _text("taken_at"),
)

# One attempt at a test plan, typed or read from a tool's log.
_table(
    "test_result",
    _of("piece_id", "piece.id", index=True),
    _whole("entry"),
    _text("plan"),
    _whole("attempt"),
    _text("verdict"),
    _text("tool"),
    _text("tool_version"),
    _maybe("evidence_id", "evidence.id", index=True),
    _text("note"),
)

# One typed value of a result, with the limits that were in force when it was taken.
_table(
    "measurement",
    _of("result_id", "test_result.id", index=True),
    _text("name"),
    _text("label"),
    _text("value"),
    Column("number", FLOATING),
    _text("unit"),
    Column("low", FLOATING),
    Column("high", FLOATING),
    _text("verdict"),
)

# A label that waits to be printed, or was.
_table(
    "label",
    _of("piece_id", "piece.id"),
    _whole("entry"),
    _text("state"),
    _maybe("printed_entry"),
    Index("ix_label_state_id", "state", "id"),
    Index("ix_label_piece_id", "piece_id"),
    info={"follows": True},
)

# The shop's own version of a catalogue entry; `body` is a JSON object.
_table(
    "catalogue_copy",
    _text("kind"),
    _text("code"),
    _whole("version"),
    _text("body"),
    Index("uq_catalogue_copy", "kind", "code", "version", unique=True),
)

JOURNALLED: dict[str, Table] = dict(METADATA.tables)
"""Every table whose rows the journal follows; the check replays them."""

JOURNAL = Table(
    "journal",
    METADATA,
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    _text("key", unique=True),
    _text("at"),
    _text("person"),
    _text("station"),
    _text("act"),
    _text("receipt"),
    _text("touched"),
    Column("undoes", WHOLE, unique=True),
    _whole("last_row"),
    _whole("last_piece"),
    _text("previous"),
    _text("hash"),
    # Last, because they can be long: what comes before is read without turning their pages.
    _text("facts"),
    _text("changes"),
    Index("ix_journal_person_number", "person", "number"),
    Index("ix_journal_station_number", "station", "number"),
    sqlite_strict=True,
)

MENTION = Table(
    "mention",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("row", WHOLE, primary_key=True, autoincrement=False),
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Which entries concern which row, and which undid which (subject `entry`): derived from the
journal, so that a history has an index."""

TALLY = Table(
    "tally",
    METADATA,
    Column("batch_id", WHOLE, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    _whole("n"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""How many pieces of a kind and state came with a batch: kept by triggers on `piece`."""


def earlier(table: str) -> dict[str, Any]:
    """What rows have, by column, that were journalled before the column was there."""
    columns = JOURNALLED[table].columns if table in JOURNALLED else ()
    return {column.name: column.info["before"] for column in columns if "before" in column.info}
