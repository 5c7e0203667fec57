# SPDX-License-Identifier: MIT
"""What hot work needs: the ledger of heat cycles, profile runs, reballing.

Cycles of before stay where they are counted, in `piece.heat_cycles`: what the ledger has no row
for was before it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOATING: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "profile_run",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("profile", TEXT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("nozzle", TEXT, nullable=False),
        sa.Column("ramp", FLOATING, nullable=True),
        sa.Column("fall", FLOATING, nullable=True),
        sa.Column("soak_s", FLOATING, nullable=True),
        sa.Column("peak", FLOATING, nullable=True),
        sa.Column("liquidus_s", FLOATING, nullable=True),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("evidence_id", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_profile_run_evidence_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_run")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_profile_run_evidence_id"), "profile_run", ["evidence_id"], unique=False
    )
    op.create_table(
        "heat_cycle",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("board_id", WHOLE, nullable=True),
        sa.Column("run_id", WHOLE, nullable=True),
        sa.Column("override", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_heat_cycle_piece_id")),
        sa.ForeignKeyConstraint(["board_id"], ["piece.id"], name=op.f("fk_heat_cycle_board_id")),
        sa.ForeignKeyConstraint(["run_id"], ["profile_run.id"], name=op.f("fk_heat_cycle_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat_cycle")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_heat_cycle_board_id"), "heat_cycle", ["board_id"], unique=False)
    op.create_index(op.f("ix_heat_cycle_piece_id"), "heat_cycle", ["piece_id"], unique=False)
    op.create_index(op.f("ix_heat_cycle_run_id"), "heat_cycle", ["run_id"], unique=False)
    op.create_table(
        "reball",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("stencil", TEXT, nullable=False),
        sa.Column("sphere_mm", FLOATING, nullable=False),
        sa.Column("alloy", TEXT, nullable=False),
        sa.Column("leaded", WHOLE, nullable=False),
        sa.Column("flux_lot", TEXT, nullable=False),
        sa.Column("inspection", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_reball_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reball")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reball_piece_id"), "reball", ["piece_id"], unique=False)
