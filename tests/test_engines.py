"""TEST_DATABASE is what the tests' databases speak; a test that goes round it is caught."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk.desk import Desk
from tests.fakes.databases import CHOSEN, chosen, database_at, setting_at
from tests.fakes.engines import reaches_a_database
from tests.fakes.programs import ROOT, Program

pytest_plugins = ["tests.fakes.databases"]

ROUND_IT = """
import subprocess, sys
from desk.desk import Desk
from tests.fakes.databases import database_at

def test_given(tmp_path):
    Desk.open(database_at(tmp_path / "a.db")).close()

def test_round_it(tmp_path):
    Desk.open(f"sqlite:///{tmp_path}/b.db").close()

def test_a_program_round_it(tmp_path):
    code = "import sys; from desk.desk import Desk; Desk.open(sys.argv[1]).close()"
    subprocess.run([sys.executable, "-c", code, f"sqlite:///{tmp_path}/c.db"], check=True)

def test_of_a_sqlite_file(tmp_path):
    Desk.open(f"sqlite:///{tmp_path}/d.db").close()
"""


def test_a_desk_speaks_what_was_chosen(tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    assert desk.database.engine.dialect.name == CHOSEN
    desk.close()
    assert (tmp_path / "motcham.db").exists() is (CHOSEN == "sqlite")


def test_a_program_speaks_what_was_chosen(tmp_path: Path) -> None:
    settings = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
    database_at(tmp_path / "motcham.db")
    Program(tmp_path / "log", settings, "desk", "invite", "mai", "--lead").run()
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    with desk.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT login FROM people").scalars().all()
    desk.close()
    assert found == ["mai"]
    assert (tmp_path / "motcham.db").exists() is (CHOSEN == "sqlite")


def test_both_kinds_are_run_over_unless_one_was_chosen(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    assert request.node.callspec.params["database_url"] in ("postgresql", CHOSEN)
    assert database_url.startswith(request.node.callspec.params["database_url"])


def test_a_test_that_goes_round_it_fails_unless_it_names_sqlite(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(ROUND_IT)
    plain = ["-c", os.devnull, "--rootdir", str(tmp_path), "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.fakes.engines", *plain, str(tmp_path)],
        cwd=ROOT, env={**os.environ, "TEST_DATABASE": "sqlite"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    failed = {line.split("::")[1] for line in done.stdout.splitlines() if "ERROR" in line[:5]}
    assert {one.split()[0] for one in failed} == {"test_round_it", "test_a_program_round_it"}
    assert "1 on sqlite, by its test's name" in done.stdout


def test_a_kind_nobody_knows_is_no_silent_sqlite() -> None:
    with pytest.raises(ValueError, match="not postgres"):
        chosen("postgres")


def test_which_files_reach_a_database_is_read_from_their_imports() -> None:
    tests = ROOT / "tests"
    assert reaches_a_database(tests / "test_story.py")
    assert reaches_a_database(tests / "test_failover.py"), "through the programs' fakes"
    assert reaches_a_database(Path(__file__))
    assert not reaches_a_database(tests / "test_text.py")
