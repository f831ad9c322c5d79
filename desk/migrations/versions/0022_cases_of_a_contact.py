"""The cases of a contact are found by an index, however many there are."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index("ix_cases_channel_address", "cases", ["channel", "address"])


def downgrade() -> None:
    op.drop_index("ix_cases_channel_address", "cases")
