"""Cases carry what their list shows and finds: the question, its words, the unit's one spelling."""

import json

import sqlalchemy as sa
from alembic import op

from desk.rights import unit_key
from desk.rows import beginning_of, words_of
from retrieval.question import Unit

revision = "0012"
down_revision = "0011"

NAMES = ("asked", "words", "unit_key")
INDEXES = {"ix_cases_due_id": ["due", "id"], "ix_cases_unit_key": ["unit_key"]}


def upgrade() -> None:
    for name in NAMES:
        op.add_column("cases", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", columns)
    op.create_index("ix_cases_province_field", "cases", ["province", "field"])
    fill()


def fill() -> None:
    connection = op.get_bind()
    text = sa.Text()
    cases = sa.table(
        "cases", sa.column("id"), sa.column("answer_id"), sa.column("province", text),
        sa.column("commune", text), *(sa.column(name, text) for name in NAMES),
    )  # fmt: skip
    answers = sa.table("answers", sa.column("id"), sa.column("kept", text))
    numbers = connection.execute(sa.select(cases.c.id)).scalars().all()
    for number in numbers:  # one by one: an answer with its trace is long
        row = connection.execute(
            sa.select(cases.c.province, cases.c.commune, answers.c.kept)
            .join(answers, answers.c.id == cases.c.answer_id)
            .where(cases.c.id == number)
        ).one()
        question = json.loads(row.kept).get("question", {}).get("text", "")
        connection.execute(
            sa.update(cases)
            .where(cases.c.id == number)
            .values(
                asked=beginning_of(question),
                words=words_of(question),
                unit_key=unit_key(Unit(row.province, row.commune)),
            )
        )


def downgrade() -> None:
    for name in ("ix_cases_province_field", *INDEXES):
        op.drop_index(name, "cases")
    for name in NAMES:
        op.drop_column("cases", name)
