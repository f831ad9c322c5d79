"""The tables: made step by step, by one program at a time, and never half."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text

from desk import migrate
from desk.case import CaseState
from desk.casebook import row_of
from desk.contact import Contact
from desk.database import Database
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.role import Actor, Role
from desk.rows import words_of
from desk.schema import answers, asked, cases, metadata
from desk.standing import fold
from retrieval.wire import keep
from tests.fakes.answers import escalated
from tests.fakes.clock import START, Clock

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
    tables_with = ("cases", "faqs", "inbox", "jobs", "outbox", "proposals")
    stated = {f"ck_{table}_state" for table in tables_with}
    assert checks == {
        "ck_audit_head_one",
        "ck_feedback_verdict",
        "ck_satisfaction_verdict",
        *stated,
    }


def test_opening_again_finds_everything(new_url: str) -> None:
    first = Desk.open(new_url)
    with first.begin() as work:
        work.keep(escalated("a1"), LAN)
    first.close()
    second = Desk.open(new_url)
    assert second.answer("a1") == escalated("a1")
    second.close()


def test_the_way_back_leaves_no_table(desk: Desk) -> None:
    config = migrate.configuration()
    with desk.database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert tables(connection) == {"alembic_version"}


def test_cases_of_the_older_tables_are_kept_and_go_on(new_url: str, clock: Clock) -> None:
    Desk.open(new_url).close()
    old = Database(new_url)
    config = migrate.configuration()
    with old.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        fill_older_tables(connection)
    old.close()
    desk = Desk.open(new_url, clock)
    withdrawn, answered, waiting = desk.cases()
    assert [case.id for case in (waiting, answered, withdrawn)] == [3, 5, 9]
    assert (waiting.state, waiting.note, waiting.due) == (CaseState.OPEN, "gấp", START)
    assert (waiting.contact, waiting.askers) == (LAN, (LAN.asker,))
    with desk.database.reading() as connection:
        counted = connection.execute(select(asked.c.answer_id, asked.c.outcome, asked.c.at)).all()
    outcome = "escalated_nothing_found"
    assert sorted(counted) == [(f"a{number}", outcome, START) for number in (3, 5, 9)]
    assert (answered.state, answered.reply, answered.replied_by) == ("answered", "Ở xã.", "Hoa")
    assert (withdrawn.state, withdrawn.due) == ("withdrawn", START)
    with desk.database.reading() as connection:
        for row in connection.execute(select(cases)).mappings():
            case = desk.case(row["id"])
            assert case is not None
            standing = row_of(fold(case.events))
            assert {name: row[name] for name in standing} == standing
            question = case.answer.question.text
            assert (row["asked"], row["words"]) == (question, words_of(question))
    clock.forward(1)
    assert desk.tick() == 1
    with desk.begin() as work:
        work.withdraw(3, LAN.asker)
        work.keep(escalated("new"), LAN)
        assert work.open_case("new", LAN).id == 10
    desk.close()


def test_cases_of_the_newer_tables_survive_the_way_back(new_url: str) -> None:
    desk = Desk.open(new_url)
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)
        number = work.open_case("a1", LAN, "gấp").id
        work.cases.claim(number, Actor("Hoa", Role.REVIEWER))
    config = migrate.configuration()
    with desk.database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        assert connection.execute(text("SELECT state FROM cases")).scalars().all() == ["open"]
        assert connection.execute(text("SELECT count(*) FROM case_events")).scalar() == 2
    desk.close()
    Desk.open(new_url).close()


def fill_older_tables(connection: Connection) -> None:
    """Three cases as the program before wrote them: waiting, answered, withdrawn."""
    event = text(
        "INSERT INTO case_events (case_id, at, actor, kind, text)"
        " VALUES (:case, :at, :actor, :kind, :text)"
    )
    states = {3: "open", 5: "answered", 9: "withdrawn"}
    day = {"at": START.replace(tzinfo=None) if sqlite(connection) else START}
    for number, state in states.items():
        row = {"id": f"a{number}", "channel": "telegram", "address": "7", "at": START}
        connection.execute(insert(answers).values(kept=keep(escalated(f"a{number}")), **row))
        connection.execute(
            text(
                "INSERT INTO cases (id, token, answer_id, channel, address, province, commune,"
                " field, state, owner, due, opened) VALUES (:id, :token, :answer, 'telegram', '7',"
                " '', '', '', :state, '', :at, :at)"
            ),
            day | {"id": number, "token": f"t{number}", "answer": f"a{number}", "state": state},
        )
        opened = {"case": number, "actor": LAN.asker, "kind": "opened", "text": "gấp"}
        connection.execute(event, day | opened)
    replied = {"case": 5, "actor": "Hoa", "kind": "replied", "text": "Ở xã."}
    connection.execute(event, day | replied)
    gone = {"case": 9, "actor": LAN.asker, "kind": "withdrawn", "text": ""}
    connection.execute(event, day | gone)
    if not sqlite(connection):
        connection.execute(text("SELECT setval('cases_id_seq', 9)"))


def sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def test_many_threads_may_open_a_new_database_at_once(new_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        desks = list(pool.map(lambda _: Desk.open(new_url), range(8)))
    for desk in desks:
        assert desk.counts()["open"] == 0
        desk.close()


def test_api_and_bot_may_open_a_new_database_at_once(new_url: str) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", OPEN, new_url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [(program.communicate()[1], program.returncode) for program in programs] == [
        (b"", 0)
    ] * 3


def test_tables_of_a_newer_program_are_left_alone(new_url: str) -> None:
    desk = Desk.open(new_url)
    with desk.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    with pytest.raises(DatabaseUnavailable, match=r"newer version \(9999\).*update the program"):
        Desk.open(new_url)


def test_tables_of_another_program_are_left_alone(new_url: str) -> None:
    desk = Desk.open(new_url)
    with desk.database.writing() as connection:
        for table in tables(connection) - {"contacts"}:
            connection.execute(text(f"DROP TABLE {table} {cascade(connection)}"))
    desk.close()
    with pytest.raises(DatabaseUnavailable, match=r"another program \(contacts\)"):
        Desk.open(new_url)


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
