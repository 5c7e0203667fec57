# SPDX-License-Identifier: MIT
"""What intake needs: sessions, refusals, condition, identity, blank tags, photos."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# New columns of older tables; rows of before have what stands here.
COLUMNS = """
workshop secret TEXT NOT NULL DEFAULT ''
batch second_person WHOLE NOT NULL DEFAULT 0
manifest_line upc TEXT NOT NULL DEFAULT ''
manifest_line box TEXT NOT NULL DEFAULT ''
manifest_line note TEXT NOT NULL DEFAULT ''
piece doubt TEXT NOT NULL DEFAULT ''
piece held_for TEXT NOT NULL DEFAULT ''
visit receiving_id WHOLE CONSTRAINT fk_visit_receiving_id REFERENCES receiving (id)
visit ended WHOLE
visit disposition TEXT NOT NULL DEFAULT ''
"""


def upgrade() -> None:
    """Add the tables and columns, and index what was undone."""
    _tables()
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for line in COLUMNS.strip().splitlines():
        table, column = line.replace("WHOLE", whole).split(" ", 1)
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index(op.f("ix_visit_receiving_id"), "visit", ["receiving_id"])
    # Which entry undid which has a place of its own, so that one entry can undo many.
    op.execute(
        "INSERT INTO mention SELECT 'entry', undoes, number FROM journal WHERE undoes IS NOT NULL"
    )


def _tables() -> None:
    op.create_table(
        "receiving",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("ended", WHOLE, nullable=True),
        sa.Column("signed_by", TEXT, nullable=False),
        sa.Column("signed", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_receiving_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiving")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_receiving_batch_id"), "receiving", ["batch_id"], unique=False)
    op.create_index(
        "ix_receiving_person_station_ended",
        "receiving",
        ["person", "station", "ended"],
        unique=False,
    )
    op.create_table(
        "refusal",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("receiving_id", WHOLE, nullable=True),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("normal", TEXT, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_refusal_batch_id")),
        sa.ForeignKeyConstraint(
            ["receiving_id"], ["receiving.id"], name=op.f("fk_refusal_receiving_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
        sqlite_strict=True,
    )
    op.create_index("ix_refusal_batch_id_id", "refusal", ["batch_id", "id"], unique=False)
    op.create_index(op.f("ix_refusal_receiving_id"), "refusal", ["receiving_id"], unique=False)
    op.create_table(
        "condition",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("visit_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("packaging", TEXT, nullable=False),
        sa.Column("completeness", TEXT, nullable=False),
        sa.Column("grade", TEXT, nullable=False),
        sa.Column("capped", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_condition_piece_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_condition_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_condition_piece_id"), "condition", ["piece_id"], unique=False)
    op.create_index(op.f("ix_condition_visit_id"), "condition", ["visit_id"], unique=False)
    op.create_table(
        "defect",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("visit_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("severity", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_defect_piece_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_defect_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_defect_piece_id"), "defect", ["piece_id"], unique=False)
    op.create_index(op.f("ix_defect_visit_id"), "defect", ["visit_id"], unique=False)
    op.create_table(
        "identity_fact",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_identity_fact_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_fact")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_identity_fact_piece_id"), "identity_fact", ["piece_id"], unique=False)
    op.create_table(
        "blocked_serial",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("normal", TEXT, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_serial")),
        sqlite_strict=True,
    )
    op.create_index("uq_blocked_serial", "blocked_serial", ["normal", "maker"], unique=True)
    op.create_table(
        "blank_tag",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("tag", TEXT, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_blank_tag_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_tag")),
        sa.UniqueConstraint("tag", name=op.f("uq_blank_tag_tag")),
        sa.UniqueConstraint("piece_id", name=op.f("uq_blank_tag_piece_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "photo",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.Column("batch_id", WHOLE, nullable=True),
        sa.Column("evidence_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("face", TEXT, nullable=False),
        sa.Column("site", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("width", WHOLE, nullable=False),
        sa.Column("height", WHOLE, nullable=False),
        sa.Column("taken_at", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_photo_piece_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_photo_batch_id")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_photo_evidence_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_photo_batch_id"), "photo", ["batch_id"], unique=False)
    op.create_index(op.f("ix_photo_evidence_id"), "photo", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_photo_piece_id"), "photo", ["piece_id"], unique=False)
