"""The desk on the command line: what it says, and what it says when it cannot."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk.__main__ import main
from desk.contact import Contact
from desk.desk import Desk
from retrieval.question import Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.databases import database_at, setting_at
from tests.fakes.grounds import NO_PROVISION

LAN = Contact("telegram", "7")
NO_BASIS = ("--no-basis", "Việc nội bộ")
NASTY = "[bold red]Hỏi[/] về \x1b[31mX-quang\x1b]0;x\x07 và [/nothing] \x9b2J"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {
        "MOTCHAM_DATA": str(tmp_path),
        **setting_at(tmp_path / "motcham.db"),
        "COLUMNS": "200",
    }
    return lambda *words, typed=b"": CliRunner().invoke(main, words, input=typed, env=environment)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two cases: MC-000001 by Telegram, MC-000002 on the web."""
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    with desk.begin() as work:
        work.set_unit(LAN, Unit("Lào Cai", "Sa Pa"))
        work.keep(answered("a1", NASTY), LAN)
        work.open_case("a1", LAN, "Máy [di động]")
        work.keep(escalated("a2"), Contact("web", "token"))
        work.open_case("a2", Contact("web", "token"))
    yield desk
    desk.close()


def reply_of(desk: Desk, number: int) -> tuple[str, str]:
    case = desk.case(number)
    assert case is not None
    return case.reply, case.replied_by


def test_list_shows_the_cases_newest_first(desk: Desk, run: Run) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.output.index("MC-000002") < result.output.index("MC-000001")
    assert "Sa Pa, Lào Cai" in result.output
    assert "2 open, 0 answered, 0 withdrawn; 0 messages waiting, 0 given up" in result.output


def test_list_takes_a_state(desk: Desk, run: Run) -> None:
    with desk.begin() as work:
        work.reply(2, "Xong", "Hoa", NO_PROVISION)
    assert "MC-000001" not in run("list", "--state", "answered").output
    assert "MC-000002" not in run("list", "--state", "open").output
    assert run("list", "--state", "lost").exit_code == 2


def test_list_is_json_for_programs(desk: Desk, run: Run) -> None:
    second, first = json.loads(run("list", "--json").output)
    assert (first["id"], first["label"], first["state"]) == (1, "MC-000001", "open")
    assert first["unit"] == {"province": "Lào Cai", "commune": "Sa Pa"}
    assert (second["question"], second["channel"]) == ("Câu hỏi a2 không có trong kho", "web")


def test_an_empty_desk_says_so(tmp_path: Path, run: Run) -> None:
    Desk.open(database_at(tmp_path / "motcham.db")).close()
    assert run("list").output.startswith("0 open")
    assert json.loads(run("list", "--json").output) == []


@pytest.mark.parametrize("number", ["1", "MC-000001", "mc-1"])
def test_show_tells_a_case_whole(desk: Desk, run: Run, number: str) -> None:
    with desk.begin() as work:
        work.reply(1, "Nộp ở [Sở].", "Chị Hoa", NO_PROVISION)
    result = run("show", number)
    assert result.exit_code == 0
    for words in (
        "MC-000001",
        "Máy [di động]",
        "điểm đ khoản 2 Điều 4 Quy chế số 07/QC-TTT",
        "rejected, điểm thấp",
        "replied by Chị Hoa",
        "Nộp ở [Sở].",
    ):
        assert words in result.output


def test_what_people_wrote_is_printed_and_not_obeyed(desk: Desk, run: Run) -> None:
    for words in (["list"], ["show", "1"]):
        output = run(*words).output
        assert "[bold red]Hỏi[/] về [31mX-quang]0;x và [/nothing] 2J" in output
        assert not {"\x1b", "\x07", "\x9b"} & set(output)


def test_reply_takes_its_text_as_an_argument(desk: Desk, run: Run) -> None:
    result = run("reply", "1", "Nộp ở Sở.", "--author", "Chị Hoa", *NO_BASIS)
    assert (result.exit_code, result.output) == (
        0,
        "MC-000001 is answered; the reply is on its way by telegram.\n",
    )
    assert reply_of(desk, 1) == ("Nộp ở Sở.", "server:Chị Hoa")
    assert desk.counts()["undelivered"] == 1


def test_reply_takes_its_text_from_a_file(desk: Desk, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "reply.txt"
    file.write_text("\ufeffDòng một\r\nDòng hai\n", encoding="utf-8")
    result = run("reply", "MC-000002", "--file", str(file), "--author", "Hoa", *NO_BASIS)
    assert "the reply waits on the case's page" in result.output
    assert reply_of(desk, 2) == ("Dòng một\nDòng hai", "server:Hoa")


def test_reply_takes_its_text_from_standard_input(desk: Desk, run: Run) -> None:
    typed = "Nộp ở Sở.\n".encode()
    assert run("reply", "1", "--author", "Hoa", *NO_BASIS, typed=typed).exit_code == 0
    assert reply_of(desk, 1) == ("Nộp ở Sở.", "server:Hoa")


def test_a_reply_is_signed_by_the_account_unless_told_otherwise(desk: Desk, run: Run) -> None:
    assert run("reply", "1", "Xong", *NO_BASIS).exit_code == 0
    assert reply_of(desk, 1)[1] != ""


def test_the_same_reply_again_is_no_mistake(desk: Desk, run: Run) -> None:
    for _ in range(2):
        assert run("reply", "1", "Xong", "--author", "Hoa", *NO_BASIS).exit_code == 0
    assert desk.counts()["undelivered"] == 1


@pytest.mark.parametrize(
    ("words", "typed", "code", "message"),
    [
        (["show", "9"], b"", 1, "there is no case MC-000009"),
        (["reply", "9", "Xong"], b"", 1, "there is no case MC-000009"),
        (["show", "chín"], b"", 2, "'chín' is no number"),
        (["show", "9" * 30], b"", 2, "is no number"),
        (["reply", "1", "  "], b"", 1, "the reply has no words; nothing was sent"),
        (["reply", "1"], b"", 1, "the reply has no words; nothing was sent"),
        (["reply", "1"], "Nộp".encode("utf-16"), 1, "not UTF-8 text; nothing was sent"),
        (["reply", "1", "x", "--file", __file__], b"", 2, "not both"),
        (["reply", "1", "--file", "nowhere.txt"], b"", 2, "does not exist"),
        (["close", "1"], b"", 2, "No such command"),
    ],
)
def test_mistakes_are_named_and_change_nothing(
    desk: Desk, run: Run, words: list[str], typed: bytes, code: int, message: str
) -> None:
    result = run(*words, typed=typed)
    assert (result.exit_code, message in result.output) == (code, True)
    assert desk.counts() | {"open": 2, "undelivered": 0} == desk.counts()


def test_a_case_that_was_answered_already_names_who_did(desk: Desk, run: Run) -> None:
    run("reply", "1", "Xong", "--author", "Hoa", *NO_BASIS)
    result = run("reply", "1", "Khác", "--author", "Minh", *NO_BASIS)
    assert result.exit_code == 1
    assert "MC-000001 was answered already, by Hoa (máy chủ)" in result.output
    assert reply_of(desk, 1) == ("Xong", "server:Hoa")


def test_a_missing_sqlite_file_says_how_one_is_made(tmp_path: Path) -> None:
    environment = {"MOTCHAM_DATA": str(tmp_path), "MOTCHAM_DATABASE_URL": ""}
    result = CliRunner().invoke(main, ["list"], env=environment)
    assert result.exit_code == 1
    assert "there is no database at" in result.output
    assert "make run" in result.output
    assert list(tmp_path.iterdir()) == []


def test_it_starts_from_the_root_of_the_project(desk: Desk, tmp_path: Path) -> None:
    environment = {**os.environ, "MOTCHAM_DATA": str(tmp_path), "MOTCHAM_DATABSE_URL": "x"}
    environment |= setting_at(tmp_path / "motcham.db")
    command = [sys.executable, "-m", "desk", "list", "--json"]
    mistyped = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert mistyped.returncode == 1
    assert "did you mean MOTCHAM_DATABASE_URL?" in mistyped.stderr
    del environment["MOTCHAM_DATABSE_URL"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert [case["id"] for case in json.loads(found.stdout)] == [2, 1]
