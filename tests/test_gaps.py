"""Where the documents say that something is missing, people are asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Answer, Outcome
from retrieval.compose import compose
from retrieval.decide import Decision
from retrieval.gaps import names_a_gap
from retrieval.policy import DEFAULT
from retrieval.question import Query, Question
from tests.fakes.provisions import guide, hit

MISSING = "Kho tài liệu chưa có nguồn về mức phí giấy phép tàu cá."
FACT = "Hồ sơ giấy phép tàu cá nộp cho UBND cấp tỉnh."


def asked(text: str, weights: dict[str, float]) -> Answer:
    hits = (hit(guide("Phí, lệ phí", text)),)
    query = Query(
        Question("mức phí tàu cá", date(2026, 11, 22)), "mức phí tàu cá", "mức phí tàu cá"
    )
    return compose("a1", query, Decision(Outcome.ANSWERED, hits), weights, (), DEFAULT)


def test_a_sentence_that_names_a_gap_hands_over_and_is_shown() -> None:
    answer = asked(f"{MISSING} Điểm này phải hỏi Tổ thường trực.", {"muc phi": 1.0})
    assert answer.outcome is Outcome.ESCALATED_NOT_IN_CORPUS
    assert answer.outcome.family == "escalated"
    assert answer.conclusion.startswith(MISSING)
    assert answer.quotes


def test_a_fact_that_is_followed_by_a_gap_is_an_answer() -> None:
    answer = asked(f"{FACT} {MISSING}", {"nop": 2.0, "ubnd": 2.0})
    assert answer.outcome is Outcome.ANSWERED
    assert answer.conclusion.startswith(FACT)


@pytest.mark.parametrize(
    "words", ["KHO TÀI LIỆU CHƯA CÓ NGUỒN VỀ PHÍ", "kho chua co can cu", "Kho chưa có quy trình"]
)
def test_capitals_and_accents_do_not_matter(words: str) -> None:
    assert names_a_gap(words)


@pytest.mark.parametrize(
    "words", ["", "Kho", "Kho bạc chưa có", "Nếu kho tài liệu chưa có nguồn thì hỏi", FACT]
)
def test_other_sentences_do_not(words: str) -> None:
    assert not names_a_gap(words)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert names_a_gap(f"Kho tài liệu chưa có {text}")
    names_a_gap(text)
