"""What the figures count of each answer, what askers say of their cases, and published weeks."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 500


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment() -> sa.Column[object]:
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    asked = op.create_table(
        "asked",
        *text("answer_id"),
        moment(),
        *text("outcome", "field", "province", "commune", "procedure"),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_asked"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_asked_answer_id"),
    )
    op.create_index("ix_asked_at", "asked", ["at"])
    op.create_table(
        "satisfaction",
        sa.Column("case_id", NUMBER, nullable=False),
        *text("channel", "address", "verdict"),
        moment(),
        sa.PrimaryKeyConstraint("case_id", "channel", "address", name="pk_satisfaction"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_satisfaction_case_id"),
        sa.CheckConstraint(
            "verdict IN ('satisfied', 'dissatisfied')", name=op.f("ck_satisfaction_verdict")
        ),
    )
    op.create_index("ix_satisfaction_at", "satisfaction", ["at"])
    op.create_table(
        "published_weeks",
        *text("week", "figures"),
        moment(),
        sa.PrimaryKeyConstraint("week", name="pk_published_weeks"),
    )
    for rows in _of_older_answers():
        op.bulk_insert(asked, rows)


def downgrade() -> None:
    for table in ("published_weeks", "satisfaction", "asked"):
        op.drop_table(table)


def _of_older_answers() -> Iterator[list[dict[str, Any]]]:
    """Their documents had no field: they count as of none."""
    answers = sa.table("answers", *map(sa.column, ("id", "kept")), moment())
    last = ""
    while True:
        found = op.get_bind().execute(
            sa.select(answers).where(answers.c.id > last).order_by(answers.c.id).limit(_AT_ONCE)
        )
        rows = found.all()
        if not rows:
            return
        last = rows[-1].id
        yield [_row(row.id, row.at, json.loads(row.kept)) for row in rows]


def _row(answer_id: str, at: object, kept: dict[str, Any]) -> dict[str, Any]:
    unit = kept.get("question", {}).get("unit") or {}
    documents = [quote["document"] for quote in kept.get("quotes") or ()]
    card = kept.get("card") or {}
    return {
        "answer_id": answer_id,
        "at": at,
        "outcome": kept.get("outcome", ""),
        "field": "",
        "province": unit.get("province", ""),
        "commune": unit.get("commune", ""),
        "procedure": card.get("procedure") or (documents[0]["title"] if documents else ""),
        "documents": list(dict.fromkeys(one["id"] for one in documents)),
    }
