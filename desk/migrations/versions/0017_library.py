"""The library: publications, and drafts of the next one with their files."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment() -> sa.Column[object]:
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        *text("draft", "note", "author"),
        moment(),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publications"),
    )
    op.create_table(
        "library_drafts",
        *text("name", "title", "author"),
        sa.Column("base", sa.Integer(), nullable=False),
        moment(),
        sa.PrimaryKeyConstraint("name", name="pk_library_drafts"),
    )
    op.create_table(
        "library_items",
        sa.Column("id", NUMBER, nullable=False),
        *text("draft", "path", "digest", "author"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        moment(),
        sa.PrimaryKeyConstraint("id", name="pk_library_items"),
        sa.ForeignKeyConstraint(["draft"], ["library_drafts.name"], name="fk_library_items_draft"),
        sa.UniqueConstraint("draft", "path", name="uq_library_items_draft_path"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_library_items_draft", "library_items", ["draft"])


def downgrade() -> None:
    op.drop_table("library_items")
    op.drop_table("library_drafts")
    op.drop_table("publications")
