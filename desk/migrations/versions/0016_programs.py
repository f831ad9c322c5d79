"""Programs: their keys and how often they use them, and hooks that are told of case events."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", NUMBER, nullable=False),
        *text("name", "prefix", "digest"),
        sa.Column("scopes", sa.JSON(), nullable=False),
        number("per_minute"),
        number("per_day"),
        moment("made"),
        moment("expires", nullable=True),
        moment("revoked", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_uses",
        sa.Column("key_id", NUMBER, nullable=False),
        *text("window"),
        moment("began"),
        number("many"),
        sa.PrimaryKeyConstraint("key_id", "window", name="pk_api_uses"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_api_uses_key_id"),
    )
    op.create_table(
        "hooks",
        sa.Column("id", NUMBER, nullable=False),
        *text("url"),
        sa.Column("events", sa.JSON(), nullable=False),
        *text("secret"),
        sa.Column("with_words", sa.Boolean(), nullable=False),
        moment("made"),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
        sa.UniqueConstraint("secret", name="uq_hooks_secret"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE channel = 'webhook'")
    for name in ("hooks", "api_uses", "api_keys"):
        op.drop_table(name)
