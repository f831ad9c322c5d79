"""When somebody last worked on a draft of the library: the index of one left alone may go."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("library_drafts", sa.Column("worked", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("library_drafts", "worked")
