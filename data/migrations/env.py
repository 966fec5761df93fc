"""Alembic's entry: the store passes an open connection, so that all steps succeed together or not at all."""

from alembic import context

from data import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Document.metadata,
    render_as_batch=True,
)
context.run_migrations()
