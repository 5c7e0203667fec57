# SPDX-License-Identifier: MIT
"""What work on boards and stock needs: steps begun, markings, dry storage, sets, counts, lots."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOATING: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")

# New columns of older tables; rows of before have what stands here.
COLUMNS = """
batch closed_with TEXT NOT NULL DEFAULT ''
place takes_kinds TEXT NOT NULL DEFAULT ''
place takes_grades TEXT NOT NULL DEFAULT ''
place dry WHOLE NOT NULL DEFAULT 0
piece edition WHOLE NOT NULL DEFAULT 0
piece taken_apart WHOLE
piece msl TEXT NOT NULL DEFAULT ''
piece floor_used_s WHOLE NOT NULL DEFAULT 0
piece floor_since WHOLE
site_record expected TEXT NOT NULL DEFAULT ''
step_record routing TEXT NOT NULL DEFAULT ''
step_record override TEXT NOT NULL DEFAULT ''
"""


def upgrade() -> None:
    """Add the tables and columns."""
    _tables()
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for line in COLUMNS.strip().splitlines():
        table, column = line.replace("WHOLE", whole).split(" ", 1)
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.execute(
        "CREATE INDEX ix_piece_taken_apart ON piece (batch_id, id) WHERE taken_apart IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX ix_piece_routing ON piece (routing, edition, state) WHERE routing <> ''"
    )
    op.execute(
        "CREATE INDEX ix_piece_floor_since ON piece (floor_since) WHERE floor_since IS NOT NULL"
    )
    op.execute("CREATE INDEX ix_piece_in_stock ON piece (kind, id) WHERE state = 'stock'")


def _tables() -> None:
    op.create_table(
        "step_run",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("ended", WHOLE, nullable=True),
        sa.Column("minutes", FLOATING, nullable=True),
        sa.Column("record_id", WHOLE, nullable=True),
        sa.Column("override", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_step_run_piece_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["step_record.id"], name=op.f("fk_step_run_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_run")),
        sqlite_strict=True,
    )
    op.create_index("ix_step_run_ended_id", "step_run", ["ended", "id"], unique=False)
    op.create_index("ix_step_run_person_ended", "step_run", ["person", "ended"], unique=False)
    op.create_index(op.f("ix_step_run_piece_id"), "step_run", ["piece_id"], unique=False)
    op.create_index(op.f("ix_step_run_record_id"), "step_run", ["record_id"], unique=False)
    op.create_table(
        "marking",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("raw", TEXT, nullable=False),
        sa.Column("chip", TEXT, nullable=False),
        sa.Column("sku", TEXT, nullable=False),
        sa.Column("stepping", TEXT, nullable=False),
        sa.Column("lot", TEXT, nullable=False),
        sa.Column("date", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_marking_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_marking_piece_id"), "marking", ["piece_id"], unique=False)
    op.create_table(
        "bake",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("oven_id", WHOLE, nullable=True),
        sa.Column("temperature", FLOATING, nullable=False),
        sa.Column("humidity", FLOATING, nullable=True),
        sa.Column("hours", FLOATING, nullable=False),
        sa.Column("edition", TEXT, nullable=False),
        sa.Column("ended", WHOLE, nullable=True),
        sa.Column("unloaded_by", TEXT, nullable=False),
        sa.Column("actual_h", FLOATING, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["oven_id"], ["place.id"], name=op.f("fk_bake_oven_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bake")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bake_oven_id"), "bake", ["oven_id"], unique=False)
    op.create_table(
        "bake_piece",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("bake_id", WHOLE, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("needed_h", FLOATING, nullable=True),
        sa.Column("verdict", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["bake_id"], ["bake.id"], name=op.f("fk_bake_piece_bake_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_bake_piece_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bake_piece")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bake_piece_bake_id"), "bake_piece", ["bake_id"], unique=False)
    op.create_index(op.f("ix_bake_piece_piece_id"), "bake_piece", ["piece_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("board_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["piece.id"], name=op.f("fk_reservation_board_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_reservation_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("piece_id", name=op.f("uq_reservation_piece_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reservation_board_id"), "reservation", ["board_id"], unique=False)
    op.create_table(
        "place_count",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("place_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("found", WHOLE, nullable=False),
        sa.Column("missing", WHOLE, nullable=False),
        sa.Column("misplaced", WHOLE, nullable=False),
        sa.Column("unknown", WHOLE, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_count_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_count")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_place_count_place_id"), "place_count", ["place_id"], unique=False)
    op.create_table(
        "place_count_line",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("count_id", WHOLE, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.Column("scan", TEXT, nullable=False),
        sa.Column("result", TEXT, nullable=False),
        sa.Column("place_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["count_id"], ["place_count.id"], name=op.f("fk_place_count_line_count_id")
        ),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["piece.id"], name=op.f("fk_place_count_line_piece_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_count_line_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_count_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_place_count_line_count_id"), "place_count_line", ["count_id"], unique=False
    )
    op.create_index(
        op.f("ix_place_count_line_piece_id"), "place_count_line", ["piece_id"], unique=False
    )
    op.create_index(
        op.f("ix_place_count_line_place_id"), "place_count_line", ["place_id"], unique=False
    )
    op.create_table(
        "lot",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("expires_on", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("code", name=op.f("uq_lot_code")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_state_id", "lot", ["state", "id"], unique=False)
    op.create_table(
        "lot_use",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("record_id", WHOLE, nullable=True),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.Column("amount", FLOATING, nullable=True),
        sa.Column("unit", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_use_lot_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_lot_use_piece_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["step_record.id"], name=op.f("fk_lot_use_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_use")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lot_use_lot_id"), "lot_use", ["lot_id"], unique=False)
    op.create_index(op.f("ix_lot_use_piece_id"), "lot_use", ["piece_id"], unique=False)
    op.create_index(op.f("ix_lot_use_record_id"), "lot_use", ["record_id"], unique=False)
