"""Alembic's way in: it runs on the connection that `run.py` hands over."""

from __future__ import annotations

from alembic import context

from integrations.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
