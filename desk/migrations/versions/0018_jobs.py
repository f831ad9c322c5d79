"""Long work: a row a job; on PostgreSQL procrastinate's tables, in a schema beside ours."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def count(name: str, kind: sa.types.TypeEngine[int]) -> sa.Column[int]:
    return sa.Column(name, kind, nullable=False, server_default="0")


def moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", NUMBER, nullable=False),
        *text("kind"),
        sa.Column("args", sa.JSON(), nullable=False),
        *text("key"),
        sa.Column("alive", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False, server_default="waiting"),
        count("done", sa.BigInteger()),
        count("total", sa.BigInteger()),
        *text("note", "error"),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("cancelling", sa.Boolean(), nullable=False, server_default=sa.false()),
        count("attempts", sa.Integer()),
        *text("holder"),
        moment("lease"),
        moment("asked", nullable=False),
        moment("started"),
        moment("ended"),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("alive", name="uq_jobs_alive"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_state", "jobs", ["state"])
    if op.get_bind().dialect.name == "postgresql":
        from desk.job_queue import create

        create(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        from desk.job_queue import drop

        drop(op.get_bind())
    op.drop_table("jobs")
