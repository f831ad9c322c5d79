"""Reviewed answers, what became of them, who received them and who was told."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), nullable=False)


def upgrade() -> None:
    kept()
    told()


def kept() -> None:
    op.create_table(
        "faqs",
        sa.Column("id", NUMBER, nullable=False),
        *text("state", "body", "author", "reviewer"),
        version(),
        moment("approved", nullable=True),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_faqs"),
        sa.UniqueConstraint("case_id", name="uq_faqs_case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_faqs_case_id"),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'suspended', 'withdrawn')", name=op.f("ck_faqs_state")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "faq_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("faq_id", NUMBER, nullable=False),
        moment("at"),
        version(),
        *text("actor", "kind", "text", "body"),
        sa.PrimaryKeyConstraint("id", name="pk_faq_events"),
        sa.ForeignKeyConstraint(["faq_id"], ["faqs.id"], name="fk_faq_events_faq_id"),
    )
    op.create_index("ix_faq_events_faq_id", "faq_events", ["faq_id"])


def told() -> None:
    op.create_table(
        "faq_receipts",
        sa.Column("faq_id", NUMBER, nullable=False),
        version(),
        *text("answer_id", "channel", "address"),
        moment("at"),
        sa.PrimaryKeyConstraint(
            "faq_id", "version", "answer_id", "channel", "address", name="pk_faq_receipts"
        ),
        sa.ForeignKeyConstraint(["faq_id"], ["faqs.id"], name="fk_faq_receipts_faq_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_faq_receipts_answer_id"),
    )
    op.create_index("ix_faq_receipts_answer_id", "faq_receipts", ["answer_id"])
    op.create_table(
        "faq_notices",
        sa.Column("event_id", NUMBER, nullable=False),
        *text("channel", "address"),
        sa.Column("faq_id", NUMBER, nullable=False),
        moment("at"),
        sa.PrimaryKeyConstraint("event_id", "channel", "address", name="pk_faq_notices"),
        sa.ForeignKeyConstraint(["event_id"], ["faq_events.id"], name="fk_faq_notices_event_id"),
        sa.ForeignKeyConstraint(["faq_id"], ["faqs.id"], name="fk_faq_notices_faq_id"),
    )
    op.create_index("ix_faq_notices_faq_id", "faq_notices", ["faq_id"])


def downgrade() -> None:
    for table in ("faq_notices", "faq_receipts", "faq_events", "faqs"):
        op.drop_table(table)
