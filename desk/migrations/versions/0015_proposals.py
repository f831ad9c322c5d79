"""Proposals to change a rule or a document, and what becomes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'drafted', 'proposed', 'accepted', 'declined', 'published', 'measured', 'withdrawn'"


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment() -> sa.Column[object]:
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", NUMBER, nullable=False),
        *text("state", "key"),
        moment(),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("key", name="uq_proposals_key"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_proposals_state")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proposal_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("proposal_id", NUMBER, nullable=False),
        moment(),
        *text("actor", "kind", "text", "key"),
        sa.Column("sets", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_events"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name="fk_proposal_events_proposal_id"
        ),
    )
    op.create_index("ix_proposal_events_proposal_id", "proposal_events", ["proposal_id"])
    op.create_index(
        "uq_proposal_events_proposal_id_key", "proposal_events", ["proposal_id", "key"], unique=True
    )


def downgrade() -> None:
    op.drop_table("proposal_events")
    op.drop_table("proposals")
