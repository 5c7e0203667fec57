# SPDX-License-Identifier: MIT
"""What the print queue needs: which printer a label was given, what went wrong, why again."""

from alembic import op

revision = "0010"
down_revision = "0009"

# New columns of the labels; rows of before have what stands here.
COLUMNS = """
reason TEXT NOT NULL DEFAULT ''
printer TEXT NOT NULL DEFAULT ''
station TEXT NOT NULL DEFAULT ''
tries WHOLE NOT NULL DEFAULT 0
trouble TEXT NOT NULL DEFAULT ''
"""


def upgrade() -> None:
    """Add the columns."""
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for column in COLUMNS.strip().splitlines():
        op.execute(f"ALTER TABLE label ADD COLUMN {column.replace('WHOLE', whole)}")
