"""Contacts that belong together; messages know their case, and whether they may have arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def added() -> list[sa.Column[object]]:
    return [
        sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("asks", sa.Text(), nullable=False, server_default=""),
        sa.Column("instead_of", NUMBER, nullable=True),
        moment("settled", nullable=True),
    ]


def upgrade() -> None:
    for column in added():
        op.add_column("outbox", column)
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])
    op.create_table(
        "ties",
        *text("channel", "address", "other_channel", "other_address"),
        moment("at"),
        sa.PrimaryKeyConstraint(
            "channel", "address", "other_channel", "other_address", name="pk_ties"
        ),
    )
    op.create_table(
        "tie_codes",
        *text("digest", "channel", "address"),
        sa.Column("case_id", NUMBER, nullable=False),
        moment("ends"),
        sa.PrimaryKeyConstraint("digest", name="pk_tie_codes"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tie_codes_case_id"),
    )
    op.create_index("ix_tie_codes_channel_address", "tie_codes", ["channel", "address"])


def downgrade() -> None:
    op.drop_table("tie_codes")
    op.drop_table("ties")
    op.drop_index("ix_outbox_case_id", "outbox")
    for column in reversed(added()):
        op.drop_column("outbox", column.name)
