"""Where the documents say that something is missing, people are asked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind
from retrieval.amounts import amount_asked
from retrieval.answer import Answer, Hit, Outcome
from retrieval.compose import compose, conclude
from retrieval.decide import Decision, decide
from retrieval.find import Found
from retrieval.gaps import names_a_gap, nearest_gap, of_another_matter, of_another_question
from retrieval.policy import DEFAULT
from retrieval.question import Query, Question
from tests.fakes.provisions import document, guide, hit

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


FEE = "Kho tài liệu chưa có nguồn về lệ phí."
TIME = "Kho tài liệu chưa có nguồn về thời hạn."
GAPS = guide("Điểm chưa có căn cứ trong kho", f"{FEE}\n{TIME}\nGặp các điểm này thì hỏi.")
PLACE = guide("Nơi nộp hồ sơ", "Nộp ở cấp tỉnh.")
DEADLINE = guide("Thời hạn giải quyết", "Mười ngày.")
HOW_LONG = {"thoi": 1.0, "han": 1.0, "thoi han": 2.0}


def best(*hits: Hit) -> str:
    weights = HOW_LONG | {"nop": 1.0}
    decision = decide(
        Found(hits), weights, replace(DEFAULT, evidence_words_only=0.0), (" thoi han ",)
    )
    return decision.used[0].chunk.heading


def test_of_several_gaps_the_one_that_is_asked_about_is_shown_alone() -> None:
    assert nearest_gap(GAPS.text, HOW_LONG) == TIME
    assert conclude(GAPS.text, HOW_LONG, DEFAULT).split("\n")[0] == TIME
    assert FEE not in conclude(GAPS.text, HOW_LONG, DEFAULT)
    assert nearest_gap(f"{FACT} {FEE}", {"phi": 1.0}) == ""


def test_a_text_that_begins_with_a_gap_concludes_with_it() -> None:
    text = f"{MISSING} Việc xã làm được ngay là giúp hợp tác xã chuẩn bị hồ sơ."
    assert conclude(text, {"hop tac xa": 5.0, "ho so": 5.0}, DEFAULT).startswith(MISSING)


def test_a_handbook_that_does_not_know_the_deadline_says_so_rather_than_something_else() -> None:
    assert best(hit(PLACE, 1.0), hit(GAPS, 0.6)) == GAPS.heading


def test_but_what_tells_the_deadline_goes_before_the_gap() -> None:
    assert best(hit(GAPS, 1.0), hit(DEADLINE, 0.95)) == DEADLINE.heading


def test_a_gap_that_is_not_in_force_is_no_better_source() -> None:
    policy = replace(DEFAULT, evidence_words_only=0.0, evidence_elsewhere=2.0)
    here, weights = (hit(PLACE, 0.3),), {"nop": 1.0}
    of_fact = decide(Found(here, (hit(DEADLINE, 1.0),)), weights, policy)
    of_gap = decide(Found(here, (hit(GAPS, 1.0),)), weights, policy)
    assert of_fact.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert of_gap.outcome is Outcome.ANSWERED


REVIEW = "Kho tài liệu chưa có nguồn về thời hạn thẩm định đơn nhãn hiệu."
WITHDRAWN = "Yêu cầu rút đơn nhãn hiệu được xử lý trong 30 ngày."
OF_WITHDRAWING = {"rut": 4.0, "don": 1.0, "nhan": 1.5, "hieu": 1.5}


def test_a_gap_that_passes_over_what_another_section_says_is_of_another_matter() -> None:
    gap, rule = hit(guide("Điểm chưa có căn cứ", REVIEW), 0.9), hit(guide("Ví dụ", WITHDRAWN), 0.8)
    assert of_another_matter(gap, (gap, rule), OF_WITHDRAWING)
    assert not of_another_matter(gap, (gap,), OF_WITHDRAWING)
    assert not of_another_matter(rule, (gap, rule), OF_WITHDRAWING)


def test_what_the_gap_is_about_is_said_by_what_stands_over_it_too() -> None:
    gap, rule = hit(guide("Điểm chưa có căn cứ", REVIEW), 0.9), hit(guide("Ví dụ", WITHDRAWN), 0.8)
    assert not of_another_matter(gap, (gap, rule), {"don": 1.0, "nhan": 1.5, "hieu": 1.5})


def test_asked_how_long_no_gap_is_nearer_for_the_years_of_its_example() -> None:
    of_review = "Kho tài liệu chưa có nguồn về thời hạn xét sáng kiến."
    of_filing = "Kho tài liệu chưa có nguồn về thời hạn nộp sáng kiến (ví dụ đã áp dụng 2 năm)."
    weights = {"xet": 2.0, "sang": 1.0, "kien": 1.0}
    amount = amount_asked("xét sáng kiến mấy ngày")
    said = conclude(f"{of_review}\n{of_filing}", weights, DEFAULT, amount=amount)
    assert said == of_review


def test_of_several_gaps_that_of_what_is_asked_for_is_nearest() -> None:
    of_fee = "Kho tài liệu chưa có nguồn về mức phí giấy phép X-quang năm 2026."
    of_time = "Kho tài liệu chưa có nguồn về thời hạn cấp giấy phép X-quang."
    weights = {"x": 2.0, "quang": 2.0, "2026": 2.0}
    assert nearest_gap(f"{of_fee}\n{of_time}", weights) == of_fee
    assert nearest_gap(f"{of_fee}\n{of_time}", weights, {" thoi han "}) == of_time


FINE = "Kho tài liệu chưa có nguồn về mức phạt vi phạm hành chính về đo lường."
GOLD = {"doanh": 3.8, "vang": 5.3, "loai": 3.9}


def of_fines() -> Hit:
    faq = replace(document("MC-DL-04"), kind=Kind.FAQ)
    heading = "Hộ kinh doanh vàng dùng cân không tem kiểm định bị phạt bao nhiêu?"
    return hit(guide(heading, FINE, faq))


def test_a_reviewed_answer_that_does_not_know_the_fine_is_none_on_what_is_to_be_used() -> None:
    assert of_another_question(of_fines(), GOLD, (), amount=False)
    decision = decide(Found((of_fines(),)), GOLD, replace(DEFAULT, evidence_words_only=0.0))
    assert decision.outcome.family == "escalated"
    assert not decision.used


def test_but_it_is_one_where_the_fine_is_asked_for_or_named() -> None:
    assert not of_another_question(of_fines(), GOLD, (), amount=True)
    assert not of_another_question(of_fines(), GOLD | {"phat": 3.2}, (), amount=False)
    assert not of_another_question(hit(guide("Phí", FEE)), GOLD, (), amount=False)
