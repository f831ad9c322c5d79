"""What is held about people, on the command line; and who gives the commands there."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk import audit
from desk.__main__ import main
from desk.case import CaseState
from desk.contact import Contact
from desk.desk import Desk, wall_clock
from desk.role import Role
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.people import join

Run = Callable[..., Result]
LAN = Contact("telegram", "7")
RISKY = """
classes:
  urgent: {hours: 4, working_time: false, remind_before: 1}
  normal: {hours: 8, working_time: true, remind_before: 2}
  study: {hours: 40, working_time: true, remind_before: 8}
queues:
  - {name: Bức xạ, risky: true, line: [hoa, Tổ trưởng], chat: "-100", fields: [x]}
  - {name: Chung, risky: true}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A question of three years ago, and one of today that is a case."""
    clock = Clock(wall_clock() - timedelta(days=1100))
    opened = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    with opened.begin() as work:
        work.keep(escalated("old"), LAN)
    clock.now = wall_clock()
    with opened.begin() as work:
        work.set_unit(LAN, Unit("Lào Cai", "Sa Pa"))
        work.keep(escalated("new"), LAN)
        work.open_case("new", LAN)
    yield opened
    opened.close()


@pytest.fixture
def run(tmp_path: Path, desk: Desk) -> Run:
    file = tmp_path / "queues.yaml"
    file.write_text(RISKY, encoding="utf-8")
    environment = {
        "MOTCHAM_DATA": str(tmp_path),
        **setting_at(tmp_path / "motcham.db"),
        "COLUMNS": "200",
    }
    environment |= {"MOTCHAM_QUEUES": str(file)}
    return lambda *words, typed="": CliRunner().invoke(main, words, env=environment, input=typed)


def test_old_questions_are_counted_first_and_anonymised_once(desk: Desk, run: Run) -> None:
    counted = run("anonymise", "--older-than", "24", "--dry-run").output
    assert counted.startswith("1 answers and 0 cases from before ")
    assert "would be anonymised" in counted
    assert desk.answer("old") == escalated("old")
    assert "1 answers and 0 cases" in run("anonymise").output
    assert "0 answers and 0 cases" in run("anonymise").output
    answer = desk.answer("old")
    assert answer is not None
    assert answer.question.asker.startswith("gone:")
    with desk.database.reading() as connection:
        assert audit.entries(connection, 1)[0].who.name == "server"


def test_a_person_is_given_out_and_erased(desk: Desk, run: Run, tmp_path: Path) -> None:
    told = json.loads(run("export-person", "MC-000001").output)
    assert [one["id"] for one in told["answers"]] == ["new", "old"]
    file = tmp_path / "out.txt"
    assert run("export-person", "telegram:7", "--text", "--file", str(file)).exit_code == 0
    assert "CÂU HỎI VÀ CÂU TRẢ LỜI" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert run("erase-person", "MC-000001", typed="n\n").exit_code == 1
    assert desk.unit_of(LAN).commune == "Sa Pa"
    done = run("erase-person", "MC-000001", "--yes")
    assert "2 answers and 1 cases name them no longer; 1 cases were withdrawn." in done.output
    assert run("audit", "verify").exit_code == 0
    assert "nobody is known to have asked it" in run("export-person", "MC-000001").output
    assert "is no login here" in run("erase-person", "ai", "--yes").output


def test_the_queues_are_shown_as_they_were_read(desk: Desk, run: Run, tmp_path: Path) -> None:
    join(desk, "hoa", Role.REVIEWER)
    shown = run("queues").output
    assert "Bức xạ: Mon, Tue, Wed, Thu, Fri 08:00-12:00, 13:00-17:00" in shown
    assert "overdue, in this order: hoa → Tổ trưởng" in shown
    assert "urgent: 4 hours, day and night" in shown
    assert "'Tổ trưởng' in a line is the login of nobody here" in shown
    assert "'hoa' in a line" not in shown
    (tmp_path / "queues.yaml").write_text(RISKY.replace("risky", "rissky"), encoding="utf-8")
    broken = run("list")
    assert broken.exit_code == 1
    assert "queues.yaml, line 7: 'rissky' is no word of this file" in broken.output


def test_what_the_server_drafts_the_server_does_not_approve(desk: Desk, run: Run) -> None:
    drafted = run("reply", "1", "Đây.", "--author", "Hoa", "--no-basis", "x")
    assert "waits for a second reader" in drafted.output
    for reader in ([], ["--reader", "Minh"]):
        assert "wrote the draft" in run("approve", "1", *reader).output
    join(desk, "hoa", Role.SECOND_READER)
    assert "wrote the draft" in run("--as", "hoa", "approve", "1").output, "the name is hers"
    join(desk, "minh", Role.SECOND_READER)
    assert run("--as", "minh", "approve", "1").exit_code == 0
    case = desk.case(1)
    assert case is not None
    assert (case.state, case.answered_by) == (CaseState.ANSWERED, "Hoa (máy chủ)")


def test_a_person_acts_by_their_rights_and_under_no_other_name(desk: Desk, run: Run) -> None:
    hoa = join(desk, "hoa", Role.REVIEWER)
    said = ("--as", "hoa", "reply", "1", "Đây.", "--no-basis", "x")
    assert "--as says who does it" in run(*said, "--author", "Minh").output
    assert run(*said).exit_code == 0
    case = desk.case(1)
    assert case is not None
    assert (case.drafted_by, case.events[-1].role) == (hoa.actor, Role.REVIEWER)
    assert "wrote the draft" in run("approve", "1", "--reader", "Hoa").output
    assert run("--as", "hoa", "approve", "1").exit_code == 1
    assert run("approve", "1", "--reader", "Minh").exit_code == 0
