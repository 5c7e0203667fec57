# SPDX-License-Identifier: MIT
"""The tables of a workshop: people, places, deliveries, pieces, and the journal of all.

Plain tables, so that a question needs no object mapper; the classes that acts work with are
in `workshop.storage.things`. What is done at the benches is in `workshop.storage.bench_tables`.
"""

from typing import Any

from sqlalchemy import Column, Index, Table, Text, text

from workshop.storage import bench_tables
from workshop.storage.columns import METADATA, WHOLE, later, maybe, of, string, table, whole

__all__ = [
    "FAULT_TALLY",
    "JOURNAL",
    "JOURNALLED",
    "MENTION",
    "METADATA",
    "TALLY",
    "TEST_MARK",
    "TEST_TALLY",
    "bench_tables",
    "earlier",
]

# Whose database this is: one row. `secret` (hexadecimal) signs the codes of the command sheet.
table(
    "workshop",
    string("name"),
    string("site"),
    string("owner"),
    string("database_id"),
    later(string("secret"), ""),
)

# Somebody who works here. `pin` is never the PIN itself; empty for none.
table(
    "person",
    string("code", unique=True),
    string("name"),
    string("role"),
    later(string("pin"), ""),
)

# A bench PC.
table("station", string("code", unique=True), string("name"))

# A room, rack, bin or tray; what is in a tray moves with it. `takes_kinds` and `takes_grades` are
# what it accepts, separated by blanks, empty for any; `dry` is 1 where no moisture gets at what
# lies there.
table(
    "place",
    string("code", unique=True),
    string("name"),
    string("kind"),
    maybe("parent_id", "place.id", index=True),
    later(string("takes_kinds"), ""),
    later(string("takes_grades"), ""),
    later(whole("dry"), 0),
)

# One delivery that is worked through and reported on. `second_person` is 1 where somebody else
# than who received it has to sign each receiving session off; `closed_with` is why a lead closed it
# though it did not add up.
table(
    "batch",
    string("number", unique=True),
    string("supplier"),
    Column("received_on", Text),
    string("state"),
    maybe("expected"),
    string("note"),
    whole("entry"),
    later(whole("second_person"), 0),
    later(string("closed_with"), ""),
)

# What the supplier says is in a batch: a claim, not a fact.
table(
    "manifest_line",
    of("batch_id", "batch.id"),
    string("serial"),
    string("normal"),
    string("maker"),
    string("model"),
    string("part_number"),
    later(string("upc"), ""),
    later(string("box"), ""),
    later(string("note"), ""),
    Index("uq_manifest_line_claim", "batch_id", "normal", "maker", unique=True),
)

# Anything tracked on its own: card, die, memory chip, board, cooler. `doubt` names the identity
# rules that disagree, separated by blanks; `held_for` says why it is on hold or in quarantine, or
# which shipment it is packed for.
# `edition` is the last catalogue copy its routing was read from, `taken_apart` the entry that made
# a bare board of a card. Of its floor life, `floor_used_s` seconds were used up before the entry
# `floor_since`, from which on it runs; none where it does not.
table(
    "piece",
    string("tag", unique=True),
    string("kind"),
    string("state"),
    of("batch_id", "batch.id"),
    string("maker"),
    string("model"),
    maybe("place_id", "place.id"),
    maybe("donor_id", "piece.id"),
    string("donor_site"),
    maybe("board_id", "piece.id"),
    string("site"),
    string("routing"),
    string("grade"),
    string("disposition"),
    whole("heat_cycles"),
    string("note"),
    later(string("doubt"), ""),
    later(string("held_for"), ""),
    later(whole("edition"), 0),
    later(maybe("taken_apart")),
    later(string("msl"), ""),
    later(whole("floor_used_s"), 0),
    later(maybe("floor_since")),
    Index("ix_piece_batch_id_kind_id", "batch_id", "kind", "id"),
    Index("ix_piece_kind_id", "kind", "id"),
    Index("ix_piece_state_id", "state", "id"),
    Index("ix_piece_place_id_id", "place_id", "id"),
    Index("ix_piece_donor_id", "donor_id"),
    Index("ix_piece_board_id", "board_id"),
    Index("ix_piece_model_id", "model", "id"),
    Index("ix_piece_in_stock", "kind", "id", sqlite_where=text("state = 'stock'")),
    Index(
        "ix_piece_taken_apart",
        "batch_id",
        "id",
        sqlite_where=text("taken_apart IS NOT NULL"),
        # The same on PostgreSQL, in the migration.
    ),
    Index(
        "ix_piece_routing",
        "routing",
        "edition",
        "state",
        sqlite_where=text("routing <> ''"),
        # The same on PostgreSQL, in the migration.
    ),
    Index(
        "ix_piece_floor_since",
        "floor_since",
        sqlite_where=text("floor_since IS NOT NULL"),
        # The same on PostgreSQL, in the migration, as of the index of what is in stock.
    ),
)

# What others call a piece; raw as read, and in the form it is compared in.
table(
    "identifier",
    of("piece_id", "piece.id"),
    string("kind"),
    string("raw"),
    string("normal"),
    string("maker"),
    string("source"),
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
table(
    "receiving",
    of("batch_id", "batch.id", index=True),
    whole("entry"),
    string("person"),
    string("station"),
    maybe("ended"),
    string("signed_by"),
    maybe("signed"),
    string("note"),
    Index("ix_receiving_person_station_ended", "person", "station", "ended"),
)

# One stay of a piece: the batch it came in with, from its first entry on until the entry that
# let it go, and how it left.
table(
    "visit",
    of("piece_id", "piece.id"),
    of("batch_id", "batch.id"),
    whole("entry"),
    later(maybe("receiving_id", "receiving.id", index=True)),
    later(maybe("ended")),
    later(string("disposition"), ""),
    Index("ix_visit_batch_id_piece_id", "batch_id", "piece_id", unique=True),
    Index("ix_visit_piece_id", "piece_id"),
    Index("ix_visit_entry", "entry"),
    Index("ix_visit_ended", "ended", sqlite_where=text("ended IS NOT NULL")),
    # The same on PostgreSQL, in the migration.
)

# A card that was not taken in, and why.
table(
    "refusal",
    of("batch_id", "batch.id"),
    maybe("receiving_id", "receiving.id", index=True),
    whole("entry"),
    string("serial"),
    string("normal"),
    string("maker"),
    string("model"),
    string("reason"),
    string("note"),
    Index("ix_refusal_batch_id_id", "batch_id", "id"),
)

# How a piece was found on a visit; the newest row counts. `capped` is the best grade its defects
# allow; a grade above it is the override of a person, with the reason.
table(
    "condition",
    of("piece_id", "piece.id", index=True),
    of("visit_id", "visit.id", index=True),
    whole("entry"),
    string("packaging"),
    string("completeness"),
    string("grade"),
    string("capped"),
    string("reason"),
    string("note"),
)

# A defect that was found, by code, zone of the card and severity (minor, major, critical).
table(
    "defect",
    of("piece_id", "piece.id", index=True),
    of("visit_id", "visit.id", index=True),
    whole("entry"),
    string("code"),
    string("zone"),
    string("severity"),
    string("note"),
    Index("ix_defect_code_id", "code", "id"),
)

# What one source says of a piece: its label, the box, the driver, the marking of the die.
table(
    "identity_fact",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("source"),
    string("name"),
    string("value"),
)

# A serial nobody should take in: stolen, or blocked by its maker.
table(
    "blocked_serial",
    string("serial"),
    string("normal"),
    string("maker"),
    string("reason"),
    string("source"),
    whole("entry"),
    Index("uq_blocked_serial", "normal", "maker", unique=True),
)

# A tag that was printed before its piece came; `piece_id` is the piece that claimed it.
table(
    "blank_tag",
    string("tag", unique=True),
    whole("entry"),
    maybe("piece_id", "piece.id", unique=True),
)

# A label on its way to paper; `reason` is why it is printed again, `trouble` why it was not.
table(
    "label",
    of("piece_id", "piece.id"),
    whole("entry"),
    string("state"),
    maybe("printed_entry"),
    later(string("reason"), ""),
    later(string("printer"), ""),
    later(string("station"), ""),
    later(whole("tries"), 0),
    later(string("trouble"), ""),
    Index("ix_label_state_id", "state", "id"),
    Index("ix_label_piece_id", "piece_id"),
    info={"follows": True},
)

# The shop's own version of a catalogue entry; `body` is a JSON object.
table(
    "catalogue_copy",
    string("kind"),
    string("code"),
    whole("version"),
    string("body"),
    Index("uq_catalogue_copy", "kind", "code", "version", unique=True),
)

JOURNALLED: dict[str, Table] = dict(METADATA.tables)
"""Every table whose rows the journal follows; the check replays them."""

JOURNAL = Table(
    "journal",
    METADATA,
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    string("key", unique=True),
    string("at"),
    string("person"),
    string("station"),
    string("act"),
    string("receipt"),
    string("touched"),
    Column("undoes", WHOLE, unique=True),
    whole("last_row"),
    whole("last_piece"),
    string("previous"),
    string("hash"),
    # Last, because they can be long: what comes before is read without turning their pages.
    string("facts"),
    string("changes"),
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
    whole("n"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""How many pieces of a kind and state came with a batch: kept by triggers on `piece`."""

TEST_TALLY = Table(
    "test_tally",
    METADATA,
    Column("id", WHOLE, primary_key=True, autoincrement=False),
    string("day"),
    whole("batch_id"),
    string("model"),
    string("plan"),
    string("step"),
    string("station"),
    string("person"),
    whole("counted"),
    whole("first"),
    whole("first_passed"),
    whole("second"),
    whole("second_passed"),
    whole("last"),
    whole("last_passed"),
    Index(
        "uq_test_tally",
        "batch_id",
        "day",
        "plan",
        "model",
        "step",
        "station",
        "person",
        unique=True,
    ),
    sqlite_strict=True,
)
"""How many results that count were taken on a day (UTC) of the models of a batch, by whom and
where: all, and those that were first, second or last attempts. `workshop.storage.yields` keeps
this and the two below with every entry."""

TEST_MARK = Table(
    "test_mark",
    METADATA,
    Column("result_id", WHOLE, primary_key=True, autoincrement=False),
    whole("piece_id"),
    whole("tally_id"),
    whole("nth"),
    whole("last"),
    whole("passed"),
    string("failed"),
    Index("ix_test_mark_piece_id", "piece_id"),
    Index("ix_test_mark_tally_id_result_id", "tally_id", "result_id"),
    Index("ix_test_mark_failing", "piece_id", "result_id", sqlite_where=text("passed = 0")),
    sqlite_strict=True,
)
"""A result that counts: which attempt it is at its plan in its batch, whether the last one, whether
it passed, and the names of the measurements that failed, separated by blanks."""

FAULT_TALLY = Table(
    "fault_tally",
    METADATA,
    Column("batch_id", WHOLE, primary_key=True, autoincrement=False),
    Column("day", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    whole("n"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""How often a defect was found on a day (UTC) in a batch (kind defect), or a measurement of a plan
failed in a result that counts (kind measurement)."""


def earlier(table: str) -> dict[str, Any]:
    """What rows have, by column, that were journalled before the column was there."""
    columns = JOURNALLED[table].columns if table in JOURNALLED else ()
    return {column.name: column.info["before"] for column in columns if "before" in column.info}
