"""Alembic's entry: the connection is handed in by `storage.migrate`."""

from alembic import context
from sqlmodel import SQLModel

import storage.tables

MODELS = storage.tables.__all__

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # SQLite alters a table by making it anew.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
