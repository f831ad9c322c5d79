"""The language in which a contact is spoken to; empty where none was chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    language = sa.Column("language", sa.Text(), nullable=False, server_default="")
    op.add_column("contacts", language)


def downgrade() -> None:
    op.drop_column("contacts", "language")
