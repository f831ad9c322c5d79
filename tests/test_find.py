"""Fusion and named clauses: what is found, in which order, and what is said not to be there."""

import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.find import Found, Scales, find, fuse
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.normalise import understand
from retrieval.policy import DEFAULT
from retrieval.question import Question, Unit

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def generation(starter_index: Path) -> Generation:
    return Generation(current(starter_index))


def found(generation: Generation, text: str, day: date = TODAY, province: str = "") -> Found:
    question = Question(text, day, unit=Unit(province))
    return find(understand(question, generation.accents), None, generation, DEFAULT)


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_scores_are_fused_between_their_least_and_greatest() -> None:
    fused = fuse(floats(4, 2, 0), floats(0.8, 0.9, 0.85), Scales(0.8), word_weight=0.4)
    assert fused.tolist() == pytest.approx([0.4, 0.8, 0.3])


def test_where_no_row_has_the_words_of_the_question_words_say_little() -> None:
    sure = fuse(floats(4, 2), floats(0.8, 0.9), Scales(0.8), 0.4)
    doubted = fuse(floats(4, 2), floats(0.8, 0.9), Scales(0.8, doubt=12), 0.4)
    assert sure.tolist() == pytest.approx([0.4, 0.8])
    assert doubted.tolist() == pytest.approx([0.1, 0.65])


def test_without_vectors_words_alone_decide() -> None:
    assert fuse(floats(4, 2), floats(0, 0), Scales(), 0.4).tolist() == [1.0, 0.5]


def test_without_hits_nothing_is_fused() -> None:
    assert fuse(floats(), floats(), Scales(), 0.4).tolist() == []
    assert fuse(floats(0, 0), floats(0.5, 0.5), Scales(0.5), 0.4).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("điểm đ khoản 1 Điều 5 Quyết định số 02/2026/QĐ-MC", ["khoản 1", "điểm đ"]),
        ("điểm d khoản 1 Điều 5 QĐ 02/2026", ["khoản 1", "điểm d"]),
        ("k2 đ5 QĐ 2/2026", ["khoản 2"]),
        ("điểm a Điều 11 Quyết định 02/2026/QĐ-MC", ["điểm a"]),
        ("Điều 6a quy chế hoạt động mẫu của nhóm hỗ trợ", []),
    ],
)
def test_the_unit_that_is_named_comes_first(
    generation: Generation, text: str, asked: list[str]
) -> None:
    first = found(generation, text).hits[0]
    assert "named" in first.found_by
    assert first.asked == ((*first.chunk.provision, *asked),)


def test_without_accents_point_d_may_be_either(generation: Generation) -> None:
    (paths,) = {h.asked for h in found(generation, "diem d khoan 1 dieu 5 qd 02/2026").hits[:1]}
    assert [path[-1] for path in paths] == ["điểm d", "điểm đ"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Điều 99 Quyết định số 02/2026/QĐ-MC", "Điều 99"),
        ("khoản 9 Điều 5 Quyết định số 02/2026/QĐ-MC", "khoản 9 Điều 5"),
        ("điểm h khoản 1 Điều 5 Quyết định số 02/2026/QĐ-MC", "điểm h khoản 1 Điều 5"),
        ("Nghị định 9999/2031/NĐ-CP nói gì", "9999/2031/nd-cp"),
        ("khoản 2 Điều 15 quy định gì", "Điều 15"),
    ],
)
def test_what_nobody_has_is_said(generation: Generation, text: str, unknown: str) -> None:
    assert found(generation, text).unknown == (unknown,)
    assert not found(generation, text).named


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 132/2025/NĐ-CP",
        "NĐ 132/CP",
        "Thông tư 7/2025/TT-BKHCN",
        "Điều 4 Nghị định 132/2025/NĐ-CP giao xã việc gì về đo lường",
    ],
)
def test_a_document_that_texts_mention_is_not_unknown(generation: Generation, text: str) -> None:
    assert found(generation, text).unknown == ()


def test_the_edition_of_the_day_is_named(generation: Generation) -> None:
    text = "Điều 8 quy chế hoạt động mẫu của nhóm hỗ trợ"
    numbers = {
        day: found(generation, text, day).hits[0].chunk.document.number
        for day in (date(2025, 12, 1), date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(numbers.values()) == ["01/2025/QĐ-MC", "01/2025/QĐ-MC", "02/2026/QĐ-MC"]


def test_a_unit_that_only_another_edition_has_is_ended(generation: Generation) -> None:
    text = "Điều 6a quy chế hoạt động mẫu của nhóm hỗ trợ"
    early = found(generation, text, date(2025, 12, 1))
    assert early.ended
    assert not early.named
    assert early.not_applicable[0].chunk.provision[-1] == "Điều 6a"


def test_a_whole_article_is_found_with_all_its_chunks(generation: Generation) -> None:
    hits = found(generation, "Điều 5 Quyết định số 02/2026/QĐ-MC").hits
    named = [hit.chunk for hit in hits if "named" in hit.found_by]
    assert {part.path[-1] for c in named for part in c.parts} >= {"khoản 1", "khoản 2", "điểm đ"}


def test_the_same_number_of_another_kind_is_another_document(generation: Generation) -> None:
    assert not found(generation, "Điều 5 Nghị định 02/2026").named
    assert found(generation, "Điều 5 Quyết định 02/2026").named


@pytest.mark.parametrize(
    ("province", "there"), [("", True), ("Tỉnh Nghệ An", True), ("Huế", False)]
)
def test_a_provincial_document_is_found_where_it_applies(
    generation: Generation, province: str, there: bool
) -> None:
    hits = found(generation, "ủy quyền giải quyết thủ tục tần số", province=province).hits
    assert ("Nghệ An" in {hit.chunk.document.territory for hit in hits}) is there


def test_a_question_of_nothing_but_citations_is_read_in_a_moment(generation: Generation) -> None:
    for text in ("Điều 1 " * 1400, "điểm a, " * 1250, "khoản 1, " * 1100, "k2 đ5 nđ 7 " * 900):
        began = time.process_time()
        found(generation, text)
        assert time.process_time() - began < 3, text[:20]


def test_the_askers_own_letter_keeps_no_answer_back(generation: Generation) -> None:
    asked = "Xã A có được nhận hồ sơ của người dân xã B không?"
    text = f"Trả lời Công văn số 15/UBND-VX của UBND xã, đề nghị cho biết: {asked}"
    assert found(generation, text).unknown == ()
    assert found(generation, "Công văn số 15/UBND-VX").unknown == ("15/ubnd-vx",)
    assert found(generation, f"Theo Nghị định 999/2031/NĐ-CP thì {asked}").unknown


def test_a_number_ends_with_its_sentence(generation: Generation) -> None:
    text = "Căn cứ Nghị định số 118/2025/NĐ-CP. Xã A có được nhận hồ sơ của người dân xã B không?"
    assert found(generation, text).unknown == ()
