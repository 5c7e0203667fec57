# SPDX-License-Identifier: MIT
"""The PIN of a person, as it is kept."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column; nobody has a PIN yet."""
    op.execute("ALTER TABLE person ADD COLUMN pin TEXT NOT NULL DEFAULT ''")
