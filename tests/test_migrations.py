"""The tables: made step by step, by one program at a time, and never half."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from desk import migrate
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.schema import metadata
from tests.fakes.answers import escalated

pytest_plugins = ["tests.fakes.databases"]

LAN = Contact("telegram", "7")
OPEN = "import sys; from desk.desk import Desk; Desk.open(sys.argv[1]).close()"


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_the_steps_lead_to_the_tables_that_the_code_knows(desk: Desk) -> None:
    with desk.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        checks = {
            check["name"]
            for table in metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    assert checks == {
        "ck_audit_head_one",
        "ck_cases_state",
        "ck_feedback_verdict",
        "ck_inbox_state",
        "ck_outbox_state",
    }


def test_opening_again_finds_everything(database_url: str) -> None:
    first = Desk.open(database_url)
    with first.begin() as work:
        work.keep(escalated("a1"), LAN)
    first.close()
    second = Desk.open(database_url)
    assert second.answer("a1") == escalated("a1")
    second.close()


def test_the_way_back_leaves_no_table(desk: Desk) -> None:
    config = migrate.configuration()
    with desk.database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert tables(connection) == {"alembic_version"}


def test_many_threads_may_open_a_new_database_at_once(database_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        desks = list(pool.map(lambda _: Desk.open(database_url), range(8)))
    for desk in desks:
        assert desk.counts()["open"] == 0
        desk.close()


def test_api_and_bot_may_open_a_new_database_at_once(database_url: str) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", OPEN, database_url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [(program.communicate()[1], program.returncode) for program in programs] == [
        (b"", 0)
    ] * 3


def test_tables_of_a_newer_program_are_left_alone(database_url: str) -> None:
    desk = Desk.open(database_url)
    with desk.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    with pytest.raises(DatabaseUnavailable, match=r"newer version \(9999\).*update the program"):
        Desk.open(database_url)


def test_tables_of_another_program_are_left_alone(database_url: str) -> None:
    desk = Desk.open(database_url)
    with desk.database.writing() as connection:
        for table in tables(connection) - {"contacts"}:
            connection.execute(text(f"DROP TABLE {table} {cascade(connection)}"))
    desk.close()
    with pytest.raises(DatabaseUnavailable, match=r"another program \(contacts\)"):
        Desk.open(database_url)


def test_a_step_that_fails_leaves_nothing(desk: Desk) -> None:
    """Tables are made inside the transaction, on SQLite too."""
    config = migrate.configuration()
    with desk.database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with suppress(RuntimeError), desk.database.writing() as connection:
        migrate.upgrade(connection)
        raise RuntimeError
    with desk.database.reading() as connection:
        assert tables(connection) == {"alembic_version"}


def cascade(connection: Connection) -> str:
    return "CASCADE" if connection.dialect.name == "postgresql" else ""
