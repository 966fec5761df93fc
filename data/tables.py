"""The database's rows: columns only.

A row is storage, never the domain; documents are parsed where they are used.
Money and terms lie in one JSON text, so that a new model touches no table and no decimal passes through a float.
"""

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text


class Document(SQLModel, table=True):
    """Something that has versions: a catalogue or a policy; `deleted_at` is set while it can still be brought back."""

    __table_args__ = (
        Index(
            "one_live_name",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    created_at: str
    deleted_at: str | None = None


class Version(SQLModel, table=True):
    """One immutable state of a document: its JSON text, what it was made from, and the author's note and time."""

    __table_args__ = (UniqueConstraint("document_id", "number", name="one_number"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    number: int
    parent: int | None = None
    text: str
    note: str = ""
    author: str = ""
    saved_at: str


class UsageSet(SQLModel, table=True):
    """What is known of an upload; its rows lie beside the database as Parquet, under the key."""

    __tablename__ = "usage_set"

    key: str = Field(primary_key=True)
    name: str
    rows: int
    customers: int
    first: str
    last: str
    saved_at: str


class SavedView(SQLModel, table=True):
    """A page and its address under a short name."""

    __tablename__ = "saved_view"

    name: str = Field(primary_key=True)
    page: str
    query: str
    saved_at: str
