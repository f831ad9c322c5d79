"""An index by which a contact's last answers are found."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_answers_channel_address_at", "answers", ["channel", "address", "at"])


def downgrade() -> None:
    op.drop_index("ix_answers_channel_address_at", "answers")
