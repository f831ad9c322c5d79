"""What is written into logs, and that no word of anybody is."""

import base64
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from telegram.error import BadRequest

from api.app import create_app
from corpus import log as logs
from corpus.log import Line, configure, described, doing, trace
from corpus.settings import Settings
from desk.__main__ import main
from desk.database import bare
from desk.desk import Desk
from desk.errors import CaseClosed, DatabaseUnavailable
from desk.job_kinds import kinds_of
from desk.jobs import Jobs
from desk.role import Role
from retrieval.service import Service
from tests.fakes.bot_api import TOKEN, BotApi, Fault
from tests.fakes.databases import database_at, setting_at
from tests.fakes.logs import logging_kept
from tests.fakes.people import join, sign_in
from tests.served import served
from tests.test_bot_process import bot
from tests.web import Web, contact_in

NAME, PHONE, CARD = "Trịnh Thị Mỵ Nương", "0912345678", "079123456789"
MAIL, WORD = "my.nuong@xa.example", "quẩykhông"
PLANTED = (NAME, "Mỵ Nương", PHONE, CARD, MAIL, "my.nuong", WORD, "qu\\u1ea9y", "%E1%BA%A9y")
SAID = f"Bà {NAME}, số {PHONE}, thẻ {CARD}, thư {MAIL}: {WORD} khai báo máy X-quang"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is written at DEBUG, and logging as it was afterwards."""
    stream = io.StringIO()
    with logging_kept():
        configure("api", "json", "DEBUG", [TOKEN.partition(":")[2]], stream)
        yield stream


def records(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def nothing_planted(text: str, *more: str) -> None:
    assert [one for one in (*PLANTED, *more) if one.casefold() in text.casefold()] == []


def test_a_day_of_the_pages_leaves_no_word_in_the_log(
    service: Service, tmp_path: Path, written: io.StringIO
) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    web = Web(service, desk)
    officer = web.browser()
    asked = officer.post("/ask", data={"question": SAID, "province": NAME}, follow_redirects=False)
    page = asked.headers["location"]
    officer.get(page, params={"q": SAID})
    officer.get("/", params={"q": SAID})
    officer.get(f"/{WORD}/{PHONE}")
    answer_id = page.rpartition("/")[2]
    officer.post(f"{page}/feedback", data={"verdict": "wrong", "note": SAID})
    with desk.begin() as work:
        case = work.open_case(answer_id, contact_in(officer), SAID)
    officer.get(f"/cases/{case.token}")
    officer.post("/api/v1/ask", json={"question": SAID, "earlier": [SAID]})
    officer.post("/api/v1/ask", json={"question": 7, NAME: SAID})
    officer.post("/api/v1/ask", content=SAID.encode())
    officer.get("/answers/x", headers={"cookie": f"a={PHONE}", "user-agent": MAIL})
    officer.post("/desk/sign-in", data={"login": MAIL, "password": WORD})
    officer.get(f"/desk/invitation/{case.token}")
    team = web.browser()
    token = sign_in(desk, join(desk, "lan", Role.LEAD), team)
    reply = {"form_token": token, "text": SAID, "author": NAME, "no_basis": SAID}
    team.post(f"/desk/cases/{case.id}", data=reply)
    team.post(f"/desk/cases/{case.id}", data={**reply, "text": SAID + "!"})
    team.get("/desk", params={"search": SAID})

    _break(tmp_path / "desk.db")
    with (
        served(create_app(web.service, web.desk, web.settings)) as address,
        httpx2.Client(base_url=address) as other,
    ):
        other.cookies.update(officer.cookies)
        other.headers["connection"] = "close"
        assert other.post("/ask", data={"question": SAID}).status_code == 500
        assert other.get(f"/cases/{case.token}?q={PHONE}").status_code == 500
        other.get("/x", headers={"x": PHONE})
    whole = written.getvalue()
    nothing_planted(whole, case.token, answer_id, team.cookies["motcham_desk"])
    routes = {record.get("route") for record in records(written)}
    assert {"/ask", "/answers/{answer_id}", "/cases/{token}", "(none)"} <= routes
    broken = [record for record in records(written) if record.get("trace")]
    assert broken, "what broke is told, with its place"
    assert all("sqlalchemy." in str(record["error"]) for record in broken)


def _break(file: Path) -> None:
    engine = bare(database_at(file))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE feedback"))
        connection.execute(text("ALTER TABLE answers RENAME TO gone"))
    engine.dispose()


def test_a_day_of_the_bot_leaves_no_word_in_the_log_whatever_telegram_says(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text("MOTCHAM_LOG_LEVEL=DEBUG\n")
    with BotApi().running() as api:
        api.fail("sendMessage", Fault(400, f"Bad Request: can't parse entities: {SAID}"))
        with bot(tmp_path, api.url) as process:
            api.say(SAID, name=NAME)
            api.say(f"{SAID} lạ", chat=3)
            api.say(f"/start {SAID}", chat=4)
            api.say(f"{SAID} ngã", chat=2)
            for chat in (1, 3, 4):
                api.heard(1, chat, seconds=25)
            api.until(lambda: "could not be handled" in (tmp_path / "log").read_text())
            process.send_signal(signal.SIGTERM)
            process.wait(10)
    said = (tmp_path / "log").read_text()
    nothing_planted(said, TOKEN.partition(":")[2])
    found = [json.loads(line) for line in said.splitlines()]
    assert {record["program"] for record in found} == {"bot"}
    kinds = {record.get("kind") for record in found if record["message"] == "update"}
    assert {"ask", "command"} <= kinds
    assert any(str(record.get("request", "")).startswith("update:") for record in found)
    assert any(record["logger"].startswith("httpx") for record in found), "DEBUG it was"


def test_the_worker_writes_as_the_other_programs_do(tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    Jobs(desk, kinds_of(Settings(), desk)).start("library_read", {"no draft": SAID})
    desk.close()
    told = setting_at(tmp_path / "motcham.db") | {"MOTCHAM_DATA": str(tmp_path)}
    with logging_kept():
        done = CliRunner().invoke(main, ["worker", "--until-idle"], env=told)
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    (failed,) = [line for line in lines if line["level"] == "ERROR"]
    assert (failed["program"], failed["error"]) == ("worker", "KeyError")
    assert lines[-1]["message"] == "job 1 (library_read): failed"
    nothing_planted(done.output)


def test_a_program_that_ends_by_an_error_says_where_and_not_what(tmp_path: Path) -> None:
    code = (
        "import sys, threading\nfrom corpus import log\nlog.configure('x', 'json')\n"
        f"thread = threading.Thread(target=int, args=({SAID!r},))\n"
        f"thread.start(); thread.join()\nint({SAID!r})\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert ended.returncode == 1
    first, second = (json.loads(line) for line in ended.stderr.splitlines())
    assert first["error"] == second["error"] == "ValueError"
    assert second["trace"] == ["<string>:6 <module>"]


def failing(raises: Callable[[], object]) -> BaseException:
    try:
        raises()
    except BaseException as error:
        return error
    raise AssertionError("it raised nothing")


def test_of_exceptions_only_what_speaks_of_the_machine_is_told() -> None:
    def chained() -> None:
        try:
            int(SAID)
        except ValueError as error:
            raise DatabaseUnavailable("the database x cannot be used: the disk is full") from error

    assert described(BadRequest(SAID)) == "telegram.BadRequest"
    assert described(CaseClosed(SAID, who=NAME)) == "CaseClosed"
    assert described(FileNotFoundError(2, "No such file", f"/x/{NAME}")) == (
        "FileNotFoundError: No such file"
    )
    error = failing(chained)
    assert described(error) == (
        "DatabaseUnavailable: the database x cannot be used: the disk is full from ValueError"
    )
    told = list(trace(error))
    assert any(line.endswith("chained") for line in told)
    assert "caused by ValueError" in told
    group = ExceptionGroup(SAID, [ValueError(SAID), OSError(28, "No space left on device")])
    assert described(group) == (
        "ExceptionGroup from ValueError from OSError: No space left on device"
    )


@given(st.text(min_size=5))
def test_what_a_library_puts_into_its_messages_is_not_written(words: str) -> None:
    line = Line("api", "json")
    put_in = logging.LogRecord("httpx", 30, "f.py", 1, "Request: %s", (words,), None)
    assert json.loads(line.format(put_in))["message"] == "Request: %s"
    made = logging.LogRecord("telegram.ext", 30, "f.py", 1, f"Sent {words}", (), None)
    assert json.loads(line.format(made))["message"] == logs.WITHHELD


@given(st.text(), st.text())
def test_a_record_is_one_line_and_one_that_cannot_be_put_together_still_is(
    words: str, more: str
) -> None:
    for args in ((words,), (words, more), ()):
        record = logging.LogRecord("desk.x", 30, "f.py", 1, "%s and %d", args, None)
        line = Line("api", "json").format(record)
        assert len(line.splitlines()) == 1 or re.search("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", line)
        assert "\n" not in line
        json.loads(line)


def test_secrets_are_starred_wherever_they_show_and_ids_stay_with_their_lines() -> None:
    record = logging.LogRecord("bot.x", 30, "f.py", 1, "to %s", ("https://x/bot1:abcdefgh",), None)
    doing.set("update:7")
    line = Line("bot", "text", ["abcdefgh", "ab"]).format(record)
    doing.set("")
    assert line.endswith("WARNING bot.x to https://x/bot1:*** request=update:7")


def test_text_is_for_terminals_and_json_for_everything_else(written: io.StringIO) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, style, is_json in (
        (Terminal(), "", False),
        (io.StringIO(), "", True),
        (Terminal(), "json", True),
        (io.StringIO(), "text", False),
    ):
        configure("api", style, stream=stream)
        logging.getLogger("desk").info("x")
        logging.getLogger("httpx").info("not from INFO")
        assert stream.getvalue().startswith("{") is is_json
        assert len(stream.getvalue().splitlines()) == 1


def test_every_secret_of_the_settings_is_starred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:token-half")
    monkeypatch.setenv("MOTCHAM_DESK_PASSWORD", "desk-pass")
    monkeypatch.setenv("MOTCHAM_METRICS_TOKEN", "metrics-token")
    monkeypatch.setenv("MOTCHAM_COMPOSER_KEY", "composer-key")
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", "postgresql://u:database-pass@h/d")
    keys = (
        base64.urlsafe_b64encode(b"1" * 64).decode(),
        base64.urlsafe_b64encode(b"2" * 64).decode(),
    )
    monkeypatch.setenv("MOTCHAM_SECRETS_KEY", ",".join(keys))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "store-key")
    secrets = {"token-half", "desk-pass", "metrics-token", "composer-key", "database-pass"}
    assert set(Settings.load().secrets) == secrets | {*keys, "store-key"}
