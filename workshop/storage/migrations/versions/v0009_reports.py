# SPDX-License-Identifier: MIT
"""The reports that were issued."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table of them."""
    op.create_table(
        "report",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("drawn_entry", WHOLE, nullable=False),
        sa.Column("drawn_hash", TEXT, nullable=False),
        sa.Column("evidence_id", WHOLE, nullable=False),
        sa.Column("choices", TEXT, nullable=False),
        sa.Column("issued_on", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_report_evidence_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("number", name=op.f("uq_report_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_report_kind_about_number", "report", ["kind", "about", "number"])
    op.create_index("ix_report_evidence_id", "report", ["evidence_id"])
