"""Answers know since when they name nobody any more."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("answers", sa.Column("gone", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_answers_gone_at", "answers", ["gone", "at"])


def downgrade() -> None:
    op.drop_index("ix_answers_gone_at", "answers")
    op.drop_column("answers", "gone")
