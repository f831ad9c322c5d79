"""The library: who proposed a draft, what it would change, where its index is; marks of lists."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0018"


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment() -> sa.Column[object]:
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def of_draft(table: str) -> tuple[sa.Constraint, sa.Constraint]:
    return (
        sa.PrimaryKeyConstraint("draft", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["draft"], ["library_drafts.name"], name=f"fk_{table}_draft"),
    )


def upgrade() -> None:
    op.add_column(
        "library_drafts", sa.Column("reading", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("library_drafts", sa.Column("taken", sa.JSON(), nullable=True))
    for name in ("approver", "mark"):
        op.add_column("publications", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "library_changes",
        *text("draft", "mark", "serving", "made"),
        sa.Column("found", sa.JSON(), nullable=False),
        *of_draft("library_changes"),
    )
    op.create_table(
        "library_proposals",
        *text("draft", "mark", "note", "author"),
        moment(),
        *text("reader", "words"),
        *of_draft("library_proposals"),
    )
    _mark()


def _mark() -> None:
    """What was published is known by its mark from now on (as ``desk/holding.py`` made it)."""
    table = sa.table(
        "publications",
        sa.column("number", sa.Integer),
        sa.column("entries", sa.JSON),
        sa.column("mark", sa.Text),
    )
    connection = op.get_bind()
    for number, entries in connection.execute(sa.select(table.c.number, table.c.entries)).all():
        rows = [_plain(one) for one in sorted(entries, key=lambda one: one["path"])]
        mark = hashlib.blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest()
        which = table.c.number == number
        connection.execute(sa.update(table).where(which).values(mark=mark))


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    facts = {name: entry[name] for name in ("path", "digest", "size")}
    return facts | {"said": dict(sorted(entry["said"].items()))}


def downgrade() -> None:
    op.drop_table("library_proposals")
    op.drop_table("library_changes")
    for name in ("mark", "approver"):
        op.drop_column("publications", name)
    for name in ("taken", "reading"):
        op.drop_column("library_drafts", name)
