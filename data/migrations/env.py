"""Alembic's entry: the store passes an open connection, so that all steps succeed together or not at all."""

from alembic import context
from sqlmodel import SQLModel

from data import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
assert tables.Document.metadata is SQLModel.metadata  # noqa: S101  # the tables are registered by their import
context.run_migrations()
