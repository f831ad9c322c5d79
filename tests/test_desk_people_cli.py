"""People and the audit log on the command line."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk import audit, people
from desk.__main__ import main
from desk.desk import Desk
from desk.role import Role
from tests.fakes.databases import database_at, setting_at, tamper

Run = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"))
    yield opened
    opened.close()


@pytest.fixture
def run(tmp_path: Path, desk: Desk) -> Run:
    environment = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
    return lambda *words: CliRunner().invoke(main, words, env=environment)


def token_in(result: Result) -> str:
    found = re.search(r"/desk/invitation/([\w-]+)", result.output)
    assert found, result.output
    return found[1]


def test_the_first_lead_is_made_on_the_server(desk: Desk, run: Run) -> None:
    result = run("invite", "lan", "--lead", "--name", "Trần Lan")
    assert "Trần Lan" in result.output
    with desk.begin() as work:
        lan = people.accept(work, token_in(result), "kept")
        assert lan.roles == frozenset({Role.LEAD})
        first = audit.entries(work.connection)[-1]
    assert (first.who.name, first.what, first.on) == ("server", "person_invited", lan.actor)


def test_who_was_invited_before_gets_a_new_link(desk: Desk, run: Run) -> None:
    old = token_in(run("invite", "lan", "--lead"))
    new = token_in(run("invite", "lan"))
    with desk.database.reading() as connection:
        assert people.invited(connection, old, desk.now()) is None
        assert people.invited(connection, new, desk.now()) is not None
    assert "login taken" in run("invite", "lan", "--role", "auditor").output


def test_an_invitation_without_a_role_is_refused(run: Run) -> None:
    result = run("invite", "lan")
    assert result.exit_code == 1
    assert "no role" in result.output


def test_the_log_is_shown_and_proved(desk: Desk, run: Run) -> None:
    run("invite", "lan", "--lead")
    run("invite", "mai", "--role", "reviewer")
    assert "1 " in run("audit", "show").output
    assert "person_invited person:2" in run("audit", "show").output
    whole = run("audit", "verify")
    assert whole.exit_code == 0
    assert "2 rows, none altered" in whole.output
    head = whole.output.split()[-1]
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", f"2:{'0' * 64}").exit_code == 1
    assert run("audit", "verify", "--head", "x").exit_code == 2
    tamper(desk, "UPDATE audit SET who = 'person:9' WHERE number = 1")
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "row 1: what it says is not what was written" in broken.output
