"""Kept answers explained: read from the desk, held against what the documents say now."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from desk.contact import Contact
from desk.desk import Desk
from desk.schema import answers
from indexer.sync import sync
from retrieval.__main__ import main
from retrieval.answer import Answer
from retrieval.explain import Today, explain, today
from retrieval.generation import Generation
from retrieval.kept import NotKept, kept_answer
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from retrieval.wire import keep
from tests.fakes.databases import database_at, setting_at

pytest_plugins = ["tests.fakes.databases"]

HEAD = """---
id: can
number: 1/2026/QĐ-MC
title: Quy định về cân ở chợ
kind: guide
effective_from: 2026-01-01
---
"""
BODY = (
    "# Quy định về cân ở chợ\n\n## Thời hạn kiểm định cân\n\nCân ở chợ kiểm định trong {} ngày.\n"
)
ASKED = Question("Cân ở chợ kiểm định trong mấy ngày?", date(2026, 11, 22), "web:1")
WEB = Contact("web", "1")


def synced(place: Path, text: str) -> Service:
    (place / "files").mkdir(parents=True, exist_ok=True)
    (place / "files" / "can.md").write_text(text, encoding="utf-8")
    sync(place / "index", [place / "files"], None)
    return Service(place / "index", None)


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    given = synced(tmp_path, HEAD + BODY.format("12")).answer(ASKED)
    assert given.conclusion == "Cân ở chợ kiểm định trong 12 ngày."
    return given


def test_a_trace_tells_what_was_understood_found_and_decided(answer: Answer) -> None:
    assert answer.trace
    (part,) = answer.trace.parts
    assert part.said == ASKED.text
    assert part.outcome == "answered"
    assert part.evidence >= part.threshold > 0
    assert [hit.why for hit in part.hits][:1] == ["used"]
    assert part.hits[0].found_by == ("words",)
    assert answer.trace.generation.startswith("g0")
    assert answer.trace.policy["evidence_words_only"] == part.threshold
    (source,) = answer.trace.sources
    assert source.document == "can"
    assert source.digest


def test_a_trace_is_small(answer: Answer) -> None:
    with_it, without = keep(answer), keep(replace(answer, trace=None))
    assert len(with_it.encode()) - len(without.encode()) < 6_000


@pytest.mark.parametrize(
    ("text", "now"),
    [
        (HEAD + BODY.format("12"), Today.UNCHANGED),
        (HEAD + BODY.format("12") + "\n## Nơi nộp\n\nNộp ở xã.\n", Today.UNCHANGED),
        (HEAD + BODY.format("12").replace("## Thời hạn kiểm định cân", "## Hạn"), Today.MOVED),
        (HEAD + BODY.format("15"), Today.GONE),
        (HEAD.replace("id: can", "id: khac") + BODY.format("12"), Today.NO_DOCUMENT),
    ],
)
def test_it_is_said_whether_the_document_still_says_so(
    tmp_path: Path, answer: Answer, text: str, now: Today
) -> None:
    synced(tmp_path, text)
    store = Generation(current(tmp_path / "index")).store
    assert today(answer.quotes[0], store) is now
    assert f"     now: {now}" in list(explain(answer, store))


def test_a_kept_answer_is_found_by_its_id_its_beginning_and_its_case(
    database_url: str, desk: Desk, answer: Answer
) -> None:
    with desk.begin() as work:
        work.keep(answer, WEB)
        case = work.open_case(answer.id, WEB)
    for name in (answer.id, answer.id[:8].upper(), case.label):
        found, at = kept_answer(database_url, name)
        assert found == answer
        assert at.startswith("20")


def test_what_is_not_kept_is_told_with_its_cure(
    database_url: str, desk: Desk, answer: Answer, tmp_path: Path
) -> None:
    twins = [replace(answer, id=f"{answer.id[:-1]}{letter}") for letter in "xy"]
    with desk.begin() as work:
        for one in twins:
            work.keep(one, WEB)
    with pytest.raises(NotKept, match="several answers"):
        kept_answer(database_url, answer.id[:8])
    assert kept_answer(database_url, twins[0].id)[0] == twins[0]
    with pytest.raises(NotKept, match="ask --explain"):
        kept_answer(database_url, "ffffffffffff")
    for name in ("%", "ab", "' or 1=1"):
        with pytest.raises(NotKept, match="no answer's id"):
            kept_answer(database_url, name)
    with pytest.raises(NotKept, match="ask --explain"):
        kept_answer(database_url, "MC-99999999999999999")
    with pytest.raises(NotKept, match="nothing is kept yet"):
        kept_answer(f"sqlite:///{tmp_path / 'none.db'}", answer.id)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("kept", ["nonsense", '{"id": "bí mật"}'])
def test_a_damaged_answer_is_told_without_its_words(
    database_url: str, desk: Desk, answer: Answer, kept: str
) -> None:
    with desk.begin() as work:
        work.keep(answer, WEB)
    with desk.database.writing() as connection:
        connection.execute(update(answers).values(kept=kept))
    with pytest.raises(NotKept, match=f"{answer.id} cannot be read") as told:
        kept_answer(database_url, answer.id)
    assert "bí mật" not in str(told.value)


def run(data: Path, *words: str) -> Result:
    environment = {"MOTCHAM_DATA": str(data), "MOTCHAM_MODEL": "none", "COLUMNS": "200"}
    environment |= setting_at(data / "motcham.db")
    return CliRunner().invoke(main, list(words), env=environment)


def test_the_command_explains_an_answer_after_its_document_changed(
    tmp_path: Path, answer: Answer
) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    with desk.begin() as work:
        work.keep(answer, WEB)
    synced(tmp_path, HEAD + BODY.format("15"))
    shown = run(tmp_path, "explain", answer.id)
    assert shown.exit_code == 0, shown.output
    for said in (
        "Cân ở chợ kiểm định trong 12 ngày.",
        f"now: {Today.GONE}",
        "evidence",
        "index g000001",
        "Policy: as it is now",
        "Seal: what is kept is what was given",
    ):
        assert said in shown.output
    missing = run(tmp_path, "explain", "0123456789")
    assert missing.exit_code == 1
    assert "no answer '0123456789' is kept" in missing.stderr


def test_a_question_on_the_command_line_is_not_kept_and_can_be_explained(
    tmp_path: Path, answer: Answer
) -> None:
    assert "Không lưu" in run(tmp_path, "ask", ASKED.text).output
    shown = run(tmp_path, "ask", ASKED.text, "--explain").output
    assert "not kept" in shown
    assert "Found (score, by what, what became of it)" in shown


def test_an_answer_of_before_traces_and_a_refused_one_can_be_explained_too(answer: Answer) -> None:
    refused = replace(answer, trace=None, quotes=(), question=replace(ASKED, text=""))
    lines = list(explain(refused, None))
    assert "  How it came about was not kept with it." in lines
    assert any("refused" in line for line in lines)
