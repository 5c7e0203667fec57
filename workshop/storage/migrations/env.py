# SPDX-License-Identifier: MIT
"""How Alembic runs: on the connection it is handed, in the transaction that is open there."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
