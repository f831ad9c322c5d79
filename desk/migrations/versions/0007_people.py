"""People, invitations, sessions, tries to sign in, and the audit log, whose rows only grow."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    people()
    doors()
    log()
    only_grows()


def people() -> None:
    op.create_table(
        "people",
        sa.Column("id", NUMBER, nullable=False),
        *text("login", "name"),
        sa.Column("roles", sa.JSON(), nullable=False),
        *text("province", "commune"),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *text("password", "totp"),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        moment("invited"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
        sqlite_autoincrement=True,
    )


def doors() -> None:
    op.create_table(
        "invitations",
        *text("digest"),
        sa.Column("person_id", NUMBER, nullable=False),
        moment("ends"),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_invitations_person_id"),
    )
    op.create_index("ix_invitations_person_id", "invitations", ["person_id"])
    op.create_table(
        "sessions",
        sa.Column("id", NUMBER, nullable=False),
        *text("digest"),
        sa.Column("person_id", NUMBER, nullable=False),
        *text("place"),
        moment("began"),
        moment("seen"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "knocks",
        *text("key"),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("last"),
        moment("shut_until", nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_knocks"),
    )


def log() -> None:
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        moment("at"),
        *text("who", "place", "what", "on_what", "detail", "before", "digest"),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("before", name="uq_audit_before"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *text("digest"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": "0" * 64}])


def only_grows() -> None:
    """The database itself refuses to change or take away a row, by mistake at least."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
        )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{what.lower()} BEFORE {what} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def downgrade() -> None:
    for table in ("audit_head", "audit", "knocks", "sessions", "invitations", "people"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
