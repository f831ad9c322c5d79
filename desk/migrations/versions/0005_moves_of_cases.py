"""Cases move through more states; their events keep role, key and what they change.

SQLite cannot change a check: there the table of cases is written anew, while its events
stand aside, because they point to it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = ("open", "answered", "withdrawn")
STATES = (
    "open", "claimed", "asking", "second_reading", "snoozed",
    "answered", "closed", "withdrawn", "merged",
)  # fmt: skip
OLD = "id, token, answer_id, channel, address, province, commune, field, state, owner, due, opened"
LIVE = "'asking', 'claimed', 'open', 'second_reading', 'snoozed'"
ROLES = {"opened": "officer", "replied": "reviewer", "withdrawn": "officer"}


def words(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def added() -> list[sa.Column[Any]]:
    return [
        words("queue"),
        words("urgency", "normal"),
        words("same"),
        words("joint"),
        sa.Column("linked", NUMBER, nullable=True),
        moment("alarm", nullable=True),
    ]


def upgrade() -> None:
    set_aside()
    if sqlite():
        rewrite_cases(STATES, added())
    else:
        op.drop_constraint(op.f("ck_cases_state"), "cases", type_="check")
        op.create_check_constraint(op.f("ck_cases_state"), "cases", check(STATES))
        for column in added():
            op.add_column("cases", column)
    put_back()
    for name in ("same", "linked", "alarm"):
        op.create_index(f"ix_cases_{name}", "cases", [name])
    where = sa.text(f"joint <> '' AND state IN ({LIVE})")
    op.create_index(
        "uq_cases_joint_live", "cases", ["joint"],
        unique=True, sqlite_where=where, postgresql_where=where,
    )  # fmt: skip
    for event_column in (words("role", "system"), words("key")):
        op.add_column("case_events", event_column)
    op.add_column("case_events", sa.Column("sets", sa.JSON(), nullable=False, server_default="{}"))
    tell_events()
    op.create_index("uq_case_events_case_id_key", "case_events", ["case_id", "key"], unique=True)
    op.create_table(
        "case_answers",
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_case_answers"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_case_answers_answer_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_answers_case_id"),
    )
    op.create_index("ix_case_answers_case_id", "case_answers", ["case_id"])


def downgrade() -> None:
    """Cases keep the nearest of the three states; the words of their events stay."""
    op.drop_table("case_answers")
    op.drop_index("uq_case_events_case_id_key", "case_events")
    for name in ("sets", "key", "role"):
        op.drop_column("case_events", name)
    for name in ("uq_cases_joint_live", "ix_cases_alarm", "ix_cases_linked", "ix_cases_same"):
        op.drop_index(name, "cases")
    op.execute(f"UPDATE cases SET state = 'open' WHERE state IN ({LIVE})")  # noqa: S608 - our own names
    op.execute("UPDATE cases SET state = 'answered' WHERE state = 'closed'")
    op.execute("UPDATE cases SET state = 'withdrawn' WHERE state = 'merged'")
    set_aside()
    if sqlite():
        rewrite_cases(BEFORE, [])
    else:
        for column in added():
            op.drop_column("cases", column.name)
        op.drop_constraint(op.f("ck_cases_state"), "cases", type_="check")
        op.create_check_constraint(op.f("ck_cases_state"), "cases", check(BEFORE))
    put_back()


def sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def check(states: tuple[str, ...]) -> str:
    return "state IN ({})".format(", ".join(f"'{state}'" for state in states))


def set_aside() -> None:
    if sqlite():
        op.execute("CREATE TABLE case_events_aside AS SELECT * FROM case_events")
        op.drop_table("case_events")


def put_back() -> None:
    if not sqlite():
        return
    op.create_table(
        "case_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        moment("at"),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("actor", "kind", "text")],
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id"),
    )
    names = "id, case_id, at, actor, kind, text"
    op.execute(f"INSERT INTO case_events ({names}) SELECT {names} FROM case_events_aside")  # noqa: S608 - our own names
    op.drop_table("case_events_aside")
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])


def rewrite_cases(states: tuple[str, ...], columns: list[sa.Column[Any]]) -> None:
    texts = ("token", "answer_id", "channel", "address", "province", "commune")
    op.create_table(
        "cases_new",
        sa.Column("id", NUMBER, nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in texts],
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("field", "state", "owner")],
        moment("due", nullable=True),
        moment("opened"),
        *columns,
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("token", name="uq_cases_token"),
        sa.UniqueConstraint("answer_id", name="uq_cases_answer_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_cases_answer_id"),
        sa.CheckConstraint(check(states), name=op.f("ck_cases_state")),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO cases_new ({OLD}) SELECT {OLD} FROM cases")  # noqa: S608 - our own names
    op.drop_table("cases")
    op.rename_table("cases_new", "cases")
    op.create_index("ix_cases_state_id", "cases", ["state", "id"])


def tell_events() -> None:
    """Give the events that are there a role and a key; an opening also sets the deadline."""
    connection = op.get_bind()
    events = sa.table(
        "case_events", sa.column("id"), sa.column("case_id"), sa.column("kind"), sa.column("actor"),
        sa.column("role"), sa.column("key"), sa.column("sets", sa.JSON()),
    )  # fmt: skip
    cases = sa.table(
        "cases", sa.column("id"), sa.column("owner"), sa.column("channel"), sa.column("address"),
        sa.column("due", sa.DateTime(timezone=True)),
    )  # fmt: skip
    rows = connection.execute(
        sa.select(
            events.c.id,
            events.c.case_id,
            events.c.kind,
            cases.c.owner,
            cases.c.channel,
            cases.c.address,
            cases.c.due,
        )
        .join(cases, cases.c.id == events.c.case_id)
        .order_by(events.c.id)
    ).all()
    count: dict[int, int] = {}
    for row in rows:
        number = count[row.case_id] = count.get(row.case_id, 0) + 1
        told: dict[str, object] = {"alarm": None}
        if row.kind == "opened":
            told = {"asker": f"{row.channel}:{row.address}", "owner": row.owner}
            if row.due is not None:
                zone = "" if row.due.tzinfo else "+00:00"
                told["due"] = told["alarm"] = row.due.isoformat() + zone
        connection.execute(
            sa.update(events)
            .where(events.c.id == row.id)
            .values(role=ROLES.get(row.kind, "system"), key=f"#{number}", sets=told)
        )
    op.execute("UPDATE cases SET alarm = due WHERE state = 'open'")
