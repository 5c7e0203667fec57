# SPDX-License-Identifier: MIT
"""Shipments, and the pieces in them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "shipment",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("number", "buyer", "country", "reference", "disposition", "note")
        ),
        sa.Column("ended", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "packed",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shipment_id", WHOLE, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("was", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("fk_packed_shipment_id")
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_packed_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packed")),
        sqlite_strict=True,
    )
    op.create_index("ix_packed_shipment_id", "packed", ["shipment_id"])
    op.create_index("ix_packed_piece_id", "packed", ["piece_id"])
