"""Reviewed questions leave the desk as golden questions: once, masked, and nothing is lost."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.document import Kind
from desk.__main__ import main
from desk.appended import NotAppended, append, rows
from desk.contact import Contact
from desk.desk import Desk
from desk.export import export
from eval import golden
from retrieval.answer import DocumentRef, Outcome
from tests.fakes.answers import answered, escalated
from tests.fakes.databases import database_at, setting_at
from tests.fakes.grounds import NO_PROVISION

LAN = Contact("telegram", "7")
MINH = Contact("web", "token")
LAW = DocumentRef("luat-do-luong", "04/2011/QH13", "Luật Đo lường", Kind.LAW)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    yield desk
    desk.close()


def replied(desk: Desk, answer_id: str, text: str, reply: str) -> None:
    with desk.begin() as work:
        work.keep(escalated(answer_id, text), MINH)
        case = work.open_case(answer_id, MINH, field="do-luong")
        work.reply(case.id, reply, "Hoa", NO_PROVISION)


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_reply_that_names_a_document_says_what_must_be_quoted(desk: Desk, tmp_path: Path) -> None:
    replied(
        desk,
        "a1",
        "xã đo xăng được ko, gọi 0912345678",
        "Theo Luật số 04/2011/QH13. CCCD 001203004567",
    )
    done = export(desk, tmp_path / "g.jsonl", documents=[LAW])
    (line,) = lines(tmp_path / "g.jsonl")
    assert (done.lines, done.open) == (1, 0)
    assert (line["id"], line["expect"], line["document"]) == ("MC-000001", "answered", LAW.id)
    assert line["question"] == "xã đo xăng được ko, gọi [số điện thoại]"
    assert line["note"] == "Theo Luật số 04/2011/QH13. CCCD [số định danh]"
    assert (line["kind"], line["field"], line["as_of"]) == ("reviewed", "do-luong", "2026-11-23")


def test_a_reply_that_names_none_is_left_for_people_to_judge(desk: Desk, tmp_path: Path) -> None:
    replied(desk, "a1", "Hỏi gì đó", "Việc này hỏi Sở, không có trong Nghị định 132.")
    done = export(desk, tmp_path / "g.jsonl", documents=[LAW])
    (line,) = lines(tmp_path / "g.jsonl")
    assert (line["expect"], line["document"], done.open) == ("", None, 1)


def test_an_answer_that_was_found_right_expects_its_documents(desk: Desk, tmp_path: Path) -> None:
    with desk.begin() as work:
        for name, verdicts in {"a1": ("right",), "a2": ("right", "wrong"), "a3": ()}.items():
            work.keep(answered(name, f"Câu {name}"), LAN)
            for contact, verdict in zip((LAN, MINH), verdicts, strict=False):
                work.feedback(name, contact, "right" if verdict == "right" else "wrong")
    export(desk, tmp_path / "g.jsonl", tmp_path / "pairs.jsonl")
    (line,) = lines(tmp_path / "g.jsonl")
    assert (line["id"], line["question"]) == ("answer-a1", "Câu a1")
    assert (line["expect"], line["document"], line["province"]) == (
        "answered",
        "quy-che",
        "Lào Cai",
    )
    assert lines(tmp_path / "pairs.jsonl") == [
        {"id": "answer-a1/1", "question": "Câu a1",
         "passage": "Tổ thường trực trả lời trong 01 ngày làm việc."}
    ]  # fmt: skip


def test_open_cases_and_refused_questions_stay_at_the_desk(desk: Desk, tmp_path: Path) -> None:
    refused = replace(answered("a2"), outcome=Outcome.REFUSED_PERSONAL_DATA)
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)
        work.open_case("a1", LAN)
        work.keep(refused, LAN)
        work.reply(work.open_case("a2", LAN).id, "Không trả lời được", "Hoa", NO_PROVISION)
    assert export(desk, tmp_path / "g.jsonl").lines == 0
    assert not (tmp_path / "g.jsonl").exists()


def test_a_second_export_adds_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "g.jsonl"
    ours = '{"id": "our-1", "question": "của  chúng tôi", "expect": "answered"}'
    file.write_text(ours, encoding="utf-8")  # without an end of line
    replied(desk, "a1", "Câu một", "Xong")
    export(desk, file)
    text = file.read_text(encoding="utf-8")
    edited = text.replace('"expect": ""', '"expect": "escalated"')
    file.write_text(edited, encoding="utf-8")
    replied(desk, "a2", "câu  MỘT", "Xong rồi")
    replied(desk, "a3", "Câu hai", "Xong")
    done = export(desk, file)
    assert (done.lines, done.known) == (1, 2)
    assert file.read_text(encoding="utf-8").startswith(edited)
    assert [line["id"] for line in lines(file)] == ["our-1", "MC-000001", "MC-000003"]


def test_what_is_written_is_what_eval_reads(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "g.jsonl"
    replied(desk, "a1", "hoi khong dau", "Theo Luật số 04/2011/QH13")
    replied(desk, "a2", "Có dấu", "Chưa rõ")
    export(desk, file, documents=[LAW])
    first, second = golden.load(file)
    assert (first.documents, first.typing, second.typing) == ({LAW.id}, "none", "full")


@pytest.mark.parametrize("content", [b"[1]\n", b"{\n", b"\xff\n"])
def test_a_file_with_a_broken_line_is_left_as_it_is(
    desk: Desk, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "g.jsonl"
    file.write_bytes(content)
    replied(desk, "a1", "Câu", "Xong")
    with pytest.raises(NotAppended):
        export(desk, file)
    assert file.read_bytes() == content
    assert list(tmp_path.glob(".g*")) == []


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAppended, match="nowhere"):
        append(tmp_path / "nowhere" / "g.jsonl", ["{}"])
    assert rows(tmp_path / "nowhere" / "g.jsonl") == []


def test_the_command_says_what_it_did(desk: Desk, tmp_path: Path) -> None:
    replied(desk, "a1", "Câu", "Xong")
    environment = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
    run: Callable[..., Result] = CliRunner().invoke
    words = ["export-golden", str(tmp_path / "g.jsonl"), "--pairs", str(tmp_path / "p.jsonl")]
    first, again = (run(main, words, env=environment) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "1 questions added to" in first.output
    assert 'fill in "expect"' in first.output
    assert "0 questions added to" in again.output
    assert "0 pairs added to" in again.output
