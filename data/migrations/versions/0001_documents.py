"""Documents with versions, usage sets and saved views."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _documents()
    _views_and_usage_sets()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("saved_view", "usage_set", "version", "document"):
        op.drop_table(name)


def _documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("deleted_at", sa.String),
    )
    alive = sa.text("deleted_at IS NULL")
    op.create_index(
        "one_live_name", "document", ["kind", "name"], unique=True, sqlite_where=alive, postgresql_where=alive
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.Integer, sa.ForeignKey("document.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("parent", sa.Integer),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("saved_at", sa.String, nullable=False),
        sa.UniqueConstraint("document_id", "number", name="one_number"),
    )


def _views_and_usage_sets() -> None:
    op.create_table(
        "usage_set",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("customers", sa.Integer, nullable=False),
        sa.Column("first", sa.String, nullable=False),
        sa.Column("last", sa.String, nullable=False),
        sa.Column("saved_at", sa.String, nullable=False),
    )
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("query", sa.String, nullable=False),
        sa.Column("saved_at", sa.String, nullable=False),
    )
