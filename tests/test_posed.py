"""Questions with and without an answer: what is hidden is hidden everywhere, with its copies."""

import json
from pathlib import Path

import pytest

from eval import golden
from eval.golden import Golden
from eval.lines import BadLine, read_lines
from eval.posed import (
    ANSWERABLE,
    OFF_TOPIC,
    REMOVED,
    UNANSWERABLE,
    Premise,
    of_beir,
    of_golden,
    off_topic,
    premises,
    removed,
)
from eval.weigh import ALWAYS, NEVER, asking_for, weigh
from eval.without import Copies, without
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder, Floats
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.policy import DEFAULT
from retrieval.question import Question
from tests.fakes.sets import LAWS, beir_set, indexed


@pytest.fixture
def laws(tmp_path: Path) -> Generation:
    return indexed(beir_set(tmp_path / "laws", LAWS), tmp_path / "index")


@pytest.fixture(scope="module")
def starter(starter_index: Path) -> Generation:
    return Generation(current(starter_index))


def quoted(generation: Generation, text: str) -> set[str]:
    """The documents that an answer speaks of, quoted or rejected, whatever the evidence."""
    answer = Assistant(generation, None, asking_for(DEFAULT, -1e9)).answer(
        Question(text, golden.DAY)
    )
    titles = {d.title: d.id for d in generation.store.documents()}
    rejected = {titles.get(one.citation.name, "") for one in answer.rejected}
    return {quote.document.id for quote in answer.quotes} | rejected


def test_a_hidden_document_is_never_found(laws: Generation) -> None:
    text = "khai báo thiết bị bức xạ trong mấy ngày"
    assert "a" in quoted(laws, text)
    assert "a" not in quoted(without(laws, {"a"}), text)
    assert "a" in quoted(laws, text)  # the index itself is as it was


def test_a_document_that_a_question_names_is_hidden_too(starter: Generation) -> None:
    text = "Điều 4 Quy chế nhóm hỗ trợ trực tuyến quy định gì"
    named = quoted(starter, text)
    assert named
    assert not named & quoted(without(starter, named), text)


def test_it_is_hidden_from_vectors_as_well(embedder: Embedder, tmp_path: Path) -> None:
    long = ("l", "Dài", "Các cơ quan phối hợp thực hiện theo chức năng được giao. " * 60, "")
    beir = beir_set(tmp_path / "laws", [long, *LAWS])  # its windows stand before the others'
    generation = indexed(beir, tmp_path / "index", embedder)
    view = without(generation, {"a", "copy"})
    vector = embedder.encode(["khai báo thiết bị bức xạ trong mấy ngày"], "query")[0]
    assert found_by_vectors(generation, vector)[:2] == ["a", "copy"]
    left = found_by_vectors(view, vector)
    assert sorted(set(left)) == ["b", "c", "l"]


def found_by_vectors(generation: Generation, vector: Floats) -> list[str]:
    """The document of each window, the nearest first."""
    assert generation.vectors is not None
    near = generation.vectors.nearness(vector, 1_000)
    chunks = generation.chunks_of_windows(near.rows)
    return [generation.store.chunk_at(int(row)).document.id for row in chunks]


def test_copies_of_a_text_are_known_by_their_words(laws: Generation) -> None:
    copies = Copies(laws)
    assert copies.of(["a"]) == {"a", "copy"}
    assert copies.of(["b"]) == {"b"}
    assert copies.has(LAWS[0][2] + " Điều này có hiệu lực ngay.")
    assert not copies.has("Một văn bản khác hẳn nói về việc trồng lúa và nuôi cá ở ven sông.")


def test_answers_are_taken_away_with_their_copies(laws: Generation, tmp_path: Path) -> None:
    posed = of_beir(beir_set(tmp_path / "again", LAWS), 10)
    gone = list(removed(posed, laws))
    assert [one.asked for one in gone] == [REMOVED] * len(posed)
    assert gone[0].hidden == {"a", "copy"}
    assert gone[0].right == frozenset()


def test_questions_are_drawn_alike_for_the_same_seed(tmp_path: Path) -> None:
    beir = beir_set(tmp_path, LAWS)
    assert of_beir(beir, 2, seed=5) == of_beir(beir, 2, seed=5)
    assert len(of_beir(beir, 2)) == 2
    assert len(of_beir(beir, 99)) == 3


def test_questions_off_topic_are_not_those_whose_answer_stands_here(
    laws: Generation, tmp_path: Path
) -> None:
    same, other = beir_set(tmp_path / "same", LAWS), beir_set(tmp_path / "cooking", COOKING)
    assert off_topic(same, "laws", laws, 10) == []
    posed = off_topic(other, "laws", laws, 10)
    assert [(one.asked, one.set) for one in posed] == [(OFF_TOPIC, "laws")]


def test_golden_questions_are_posed_as_what_is_expected_of_them() -> None:
    lines = [
        Golden(id="g1", question="a", expect="answered", document="d", must_contain=["x"]),
        Golden(id="g2", question="b", expect="escalated", kind="off_topic"),
        Golden(id="g3", question="c", expect=""),
    ]
    first, second = of_golden(lines, "starter")
    assert (first.asked, set(first.right), first.words) == (ANSWERABLE, {"d"}, ("x",))
    assert (second.asked, second.right) == ("off topic", frozenset())


def test_there_are_enough_questions_that_nothing_answers() -> None:
    rows = read_lines(UNANSWERABLE, Premise)
    assert len(rows) >= 60
    assert len({row.id for row in rows}) == len({row.question for row in rows}) == len(rows)
    assert len({row.kind for row in rows}) >= 6
    general = premises("laws", general=True)
    assert 20 <= len(general) < len(rows)


def test_a_broken_line_of_them_is_named(tmp_path: Path) -> None:
    file = tmp_path / "u.jsonl"
    file.write_text(json.dumps({"id": "u1", "question": "?"}) + "\n")
    with pytest.raises(BadLine, match=r"u\.jsonl, line 1: kind"):
        premises("starter", file)
    with pytest.raises(BadLine, match="there is no file"):
        premises("starter", tmp_path / "none.jsonl")


def test_what_is_weighed_is_what_is_sent(starter: Generation) -> None:
    posed = list(of_golden(golden.load()[:40], "starter"))
    rows = list(weigh(posed, starter, None, DEFAULT))
    sent = [Assistant(starter, None).answer(one.question) for one in posed]
    assert [row.outcome for row in rows] == [answer.outcome.value for answer in sent]
    for row, one, answer in zip(rows, posed, sent, strict=True):
        if answer.outcome.family == "answered" and one.asked == ANSWERABLE:
            ids = {quote.document.id for quote in answer.quotes}
            words = "\n".join(quote.text for quote in answer.quotes)
            assert row.figures["right of answered"] == float(
                bool(ids & one.right) and all(word in words for word in one.words)
            )


def test_what_no_threshold_decides_is_told(starter: Generation) -> None:
    questions = {
        ALWAYS: "Điều 4 Quy chế nhóm hỗ trợ trực tuyến quy định gì",
        NEVER: "Điều 250 Nghị định 9999/2031/NĐ-CP quy định gì",
        "": "khai báo máy X-quang trong bao nhiêu ngày",
    }
    lines = [Golden(id=k or "-", question=q, expect="escalated") for k, q in questions.items()]
    rows = weigh(list(of_golden(lines, "starter")), starter, None, DEFAULT)
    assert [row.bound for row in rows] == list(questions)


_PHO = (
    "Ninh xương ống sáu giờ với gừng nướng, hành nướng, quế và hoa hồi, vớt bọt cho nước trong "
    "rồi nêm mắm muối cho vừa ăn."
)
COOKING = [("p", "Phở bò", _PHO, "ninh xương nấu phở mấy giờ")]
