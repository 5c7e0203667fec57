# SPDX-License-Identifier: MIT
"""Indexes for what came in, went out and came off since a day or a week began."""

from alembic import op

revision = "0008"
down_revision = "0005"

INDEXES = """
CREATE INDEX ix_visit_entry ON visit (entry);
CREATE INDEX ix_visit_ended ON visit (ended) WHERE ended IS NOT NULL;
CREATE INDEX ix_site_record_entry_outcome ON site_record (entry, outcome)
"""


def upgrade() -> None:
    """Make them."""
    for statement in INDEXES.split(";"):
        op.execute(statement)
