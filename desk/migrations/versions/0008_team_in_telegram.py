"""The team in Telegram: whose account is whose, sign-in by consent, and the group's board."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("telegram_people", "telegram_bot", "telegram_links", "telegram_entries")
BOARD = ("board", "board_topics", "telegram_drafts", "prompts")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def person(table: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    column = sa.Column("person_id", NUMBER, nullable=nullable)
    return [column, refers(table, "person_id", "people")]


def case(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("case_id", NUMBER, nullable=False), refers(table, "case_id", "cases")]


def upgrade() -> None:
    accounts()
    entries()
    shown()
    written()


def accounts() -> None:
    op.create_table(
        "telegram_people",
        big("account"),
        *person("telegram_people"),
        moment("since"),
        sa.PrimaryKeyConstraint("account", name="pk_telegram_people"),
        sa.UniqueConstraint("person_id", name="uq_telegram_people_person_id"),
    )
    op.create_table(
        "telegram_bot",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_bot"),
    )
    op.create_table(
        "telegram_links",
        *text("digest"),
        *person("telegram_links"),
        moment("ends"),
        sa.PrimaryKeyConstraint("digest", name="pk_telegram_links"),
        sa.UniqueConstraint("person_id", name="uq_telegram_links_person_id"),
    )


def entries() -> None:
    op.create_table(
        "telegram_entries",
        sa.Column("id", NUMBER, nullable=False),
        *text("digest", "browser"),
        sa.Column("number", sa.Integer(), nullable=False),
        *text("place", "agent", "state"),
        *person("telegram_entries", nullable=True),
        moment("ends"),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_entries"),
        sa.UniqueConstraint("digest", name="uq_telegram_entries_digest"),
        sa.UniqueConstraint("browser", name="uq_telegram_entries_browser"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_telegram_entries_person_id", "telegram_entries", ["person_id"])


def shown() -> None:
    op.create_table(
        "board",
        big("chat"),
        *text("what"),
        big("thread", nullable=True),
        big("message"),
        sa.PrimaryKeyConstraint("chat", "what", name="pk_board"),
    )
    op.create_index("ix_board_chat_message", "board", ["chat", "message"])
    op.create_index("ix_board_what", "board", ["what"])
    op.create_table(
        "board_topics",
        big("chat"),
        *text("name"),
        big("thread"),
        sa.PrimaryKeyConstraint("chat", "name", name="pk_board_topics"),
    )


def written() -> None:
    op.create_table(
        "telegram_drafts",
        sa.Column("id", NUMBER, nullable=False),
        *text("key"),
        *case("telegram_drafts"),
        *person("telegram_drafts"),
        big("chat"),
        *text("text"),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        *text("reason"),
        sa.Column("flags", sa.JSON(), nullable=False),
        *text("state"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_drafts"),
        sa.UniqueConstraint("key", name="uq_telegram_drafts_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "prompts",
        *text("key"),
        big("chat"),
        *case("prompts"),
        *person("prompts"),
        *text("kind", "choice"),
        moment("at"),
        sa.PrimaryKeyConstraint("key", name="pk_prompts"),
    )
    op.create_index("ix_prompts_chat", "prompts", ["chat"])
    for table in ("telegram_drafts", "prompts"):
        for column in ("case_id", "person_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in (*reversed(BOARD), *reversed(TABLES)):
        op.drop_table(table)
