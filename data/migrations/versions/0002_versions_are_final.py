"""Versions are final: the database itself refuses to change or remove one.

A later step that rebuilds the table `version` on SQLite (a batch) must make the triggers anew.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SAYS = "a saved version never changes"
SQLITE = """CREATE TRIGGER version_no_{event} BEFORE {event} ON version
BEGIN SELECT RAISE(ABORT, '{says}'); END"""
POSTGRESQL = """CREATE FUNCTION version_is_final() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$"""


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(SQLITE.format(event=event, says=SAYS))
        return
    op.execute(POSTGRESQL.format(says=SAYS))
    op.execute(
        "CREATE TRIGGER version_is_final BEFORE UPDATE OR DELETE ON version"
        " FOR EACH ROW EXECUTE FUNCTION version_is_final()"
    )


def downgrade() -> None:
    """Drop the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER version_no_{event}")
        return
    op.execute("DROP TRIGGER version_is_final ON version")
    op.execute("DROP FUNCTION version_is_final")
