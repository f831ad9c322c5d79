"""``python -m desk faq``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.store import TextStore
from corpus.vietnam_time import today
from desk.__main__ import main
from desk.contact import Contact
from desk.desk import Desk
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes import decrees
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at, setting_at
from tests.fakes.decrees import Decrees
from tests.fakes.grounds import NO_PROVISION
from tests.test_faq import ASKED, TEXT, WORDS

LAN = Contact("telegram", "7")
Run = Callable[..., Result]


@pytest.fixture
def law(tmp_path: Path) -> Decrees:
    return Decrees(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    with desk.begin() as work:
        work.keep(escalated("a1", ASKED), LAN)
        case = work.open_case("a1", LAN)
        work.reply(case.id, TEXT, "hoa", NO_PROVISION)
    return desk


@pytest.fixture
def run(tmp_path: Path, law: Decrees, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("MOTCHAM_DATA", str(tmp_path))
    for name, value in setting_at(tmp_path / "motcham.db").items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, ["faq", *words])


def chunk(law: Decrees) -> str:
    store = TextStore(current(law.index) / "text.db")
    return str(next(chunk.id for chunk in store.chunks() if WORDS in chunk.text))


def test_a_case_becomes_knowledge_with_one_command(run: Run, law: Decrees) -> None:
    done = run("publish", "MC-1", "--quote", f"{chunk(law)}={WORDS}", "--author", "binh")
    assert done.output.startswith("HD-000001 is published"), done.output
    answer = Service(law.index, None).answer(Question(ASKED, today()))
    assert answer.conclusion == TEXT
    assert run("list").output == f"HD-000001 published: {ASKED}\n"
    shown = run("show", "1").output
    assert WORDS in shown
    assert "received 1 times by 1" in shown
    (record,) = json.loads(run("list", "--json").output)
    assert record["basis"][0]["citation"] == "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP"


def test_it_rests_on_what_the_reply_rests_on(run: Run) -> None:
    assert run("publish", "MC-1").exit_code == 0
    (record,) = json.loads(run("list", "--json").output)
    assert (record["basis"], record["reason"]) == ([], NO_PROVISION.reason)


def test_a_risky_one_waits_for_another(run: Run, law: Decrees) -> None:
    words = ("--quote", f"{chunk(law)}={WORDS}", "--risky")
    assert "someone other than hoa" in run("publish", "MC-1", *words, "--author", "hoa").output
    assert "is published" in run("publish", "HD-1", "--author", "binh").output


def test_check_takes_back_what_no_longer_stands(run: Run, law: Decrees) -> None:
    run("publish", "MC-1", "--quote", f"{chunk(law)}={WORDS}")
    assert run("check").output == "0 suspended, 1 published.\n"
    law.put(other=decrees.AMENDED_TODAY)
    done = run("check")
    assert "HD-000001 is suspended:" in done.output
    assert "1 suspended, 0 published." in done.output
    refused = run("publish", "HD-1")
    assert refused.exit_code == 1
    assert "đang viết:" in refused.output


def test_it_is_suspended_and_withdrawn_by_hand(run: Run, law: Decrees, desk: Desk) -> None:
    run("publish", "MC-1", "--quote", f"{chunk(law)}={WORDS}")
    assert run("suspend", "HD-1", "Xem lại.").output == "HD-000001 is suspended.\n"
    assert run("withdraw", "1", "Sai.").output == "HD-000001 is withdrawn.\n"
    assert run("withdraw", "1", "Sai.").output == "HD-000001 is withdrawn already.\n"
    assert run("show", "9").output == "Error: there is no reviewed answer HD-000009\n"


def test_an_answer_that_contradicts_another_waits_for_a_word(
    run: Run, law: Decrees, desk: Desk
) -> None:
    run("publish", "MC-1", "--quote", f"{chunk(law)}={WORDS}", "--text", "Trong 02 tháng.")
    with desk.begin() as work:
        work.keep(escalated("a2", ASKED), LAN)
        case = work.open_case("a2", LAN)
        work.reply(case.id, "Trong 03 tháng.", "hoa", NO_PROVISION)
    words = ("publish", f"MC-{case.id}", "--quote", f"{chunk(law)}={WORDS}")
    refused = run(*words)
    assert refused.exit_code == 1
    assert "Trong 02 tháng." in refused.output
    assert run(*words, "--anyway").exit_code == 0
