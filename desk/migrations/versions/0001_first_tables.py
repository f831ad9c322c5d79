"""Answers, feedback, cases, inbox and outbox.

A step of the past stays as it is: it names its columns itself and does not
follow ``desk.schema``.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    people()
    case_work()
    traffic()


def people() -> None:
    op.create_table(
        "contacts",
        *text("channel", "address", "province", "commune"),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_contacts"),
    )
    op.create_table(
        "answers",
        *text("id", "channel", "address", "kept"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_table(
        "feedback",
        *text("answer_id", "channel", "address", "verdict"),
        moment("at"),
        sa.PrimaryKeyConstraint("answer_id", "channel", "address", name="pk_feedback"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_feedback_answer_id"),
        sa.CheckConstraint("verdict IN ('right', 'wrong')", name=op.f("ck_feedback_verdict")),
    )


def case_work() -> None:
    op.create_table(
        "cases",
        sa.Column("id", NUMBER, nullable=False),
        *text("token", "answer_id", "channel", "address", "province", "commune"),
        *text("field", "state", "owner"),
        moment("due", nullable=True),
        moment("opened"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("token", name="uq_cases_token"),
        sa.UniqueConstraint("answer_id", name="uq_cases_answer_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_cases_answer_id"),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'withdrawn')", name=op.f("ck_cases_state")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_state_id", "cases", ["state", "id"])
    op.create_table(
        "case_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        moment("at"),
        *text("actor", "kind", "text"),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])


def traffic() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, nullable=False),
        *text("channel"),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        *text("payload", "state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *text("reason"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "update_id", name="uq_inbox_channel_update_id"),
        sa.CheckConstraint("state IN ('pending', 'done', 'failed')", name=op.f("ck_inbox_state")),
    )
    op.create_index("ix_inbox_channel_state_id", "inbox", ["channel", "state", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        *text("channel", "address", "key"),
        sa.Column("payload", sa.JSON(), nullable=False),
        *text("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("not_before", nullable=True),
        moment("claimed_until", nullable=True),
        *text("receipt", "reason"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'given_up')", name=op.f("ck_outbox_state")
        ),
    )
    op.create_index(
        "ix_outbox_channel_state_address_id", "outbox", ["channel", "state", "address", "id"]
    )


def downgrade() -> None:
    for table in ("outbox", "inbox", "case_events", "cases", "feedback", "answers", "contacts"):
        op.drop_table(table)
