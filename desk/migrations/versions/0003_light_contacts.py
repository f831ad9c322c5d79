"""Whether a contact has a weak link and wants short, plain answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    light: sa.Column[bool] = sa.Column(
        "light", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("contacts", light)


def downgrade() -> None:
    op.drop_column("contacts", "light")
