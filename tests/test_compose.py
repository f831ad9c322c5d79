"""Quotes and conclusions: which words are chosen, and that they are the source's own."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Answer, Hit, Outcome
from retrieval.compose import LOCAL, SAMPLE, UNDATED, compose, conclude, statements
from retrieval.decide import Decision
from retrieval.policy import DEFAULT
from retrieval.question import Query, Question
from retrieval.spans import spans
from tests.fakes.provisions import ARTICLE, article, document, guide, hit

WEIGHTS = {"câu": 1.0, "thoi": 1.0, "han": 1.0, "ho": 1.0, "so": 1.0, "ho so": 2.0}
LIST = "Hồ sơ gồm:\n- đơn;\n- bản sao.\nNộp một bộ."


def quoted(chosen: Hit) -> list[str]:
    text = chosen.chunk.text
    return [text[span.start : span.end] for span in spans(chosen, WEIGHTS, DEFAULT)]


def answer_of(*hits: Hit) -> Answer:
    query = Query(Question("hồ sơ?", date(2026, 11, 22)), "hồ sơ?", "hồ sơ?")
    return compose("1", query, Decision(Outcome.ANSWERED, hits), WEIGHTS, (), DEFAULT)


def test_a_point_is_quoted_first_and_then_the_sentence_that_introduces_it() -> None:
    chosen = hit(article(), 1.0, (*ARTICLE, "khoản 1", "điểm đ"))
    assert quoted(chosen) == ["đ) Giữ kín thông tin cá nhân.", "1. Thành viên có trách nhiệm:"]
    answer = answer_of(chosen)
    assert answer.conclusion.splitlines() == [quote.text for quote in reversed(answer.quotes)]
    assert str(answer.quotes[0].citation).startswith("điểm đ khoản 1 Điều 5 Quyết định số 2/")


def test_two_points_have_one_introduction() -> None:
    points = [(*ARTICLE, "khoản 1", f"điểm {point}") for point in "da"]
    assert [text[:2] for text in quoted(hit(article(), 1.0, *points))] == ["a)", "d)", "1."]


def test_a_clause_is_quoted_with_its_points() -> None:
    (text,) = quoted(hit(article(), 1.0, (*ARTICLE, "khoản 1")))
    assert text.startswith("1. ")
    assert text.endswith("đ) Giữ kín thông tin cá nhân.")


def test_an_article_that_is_named_is_quoted_whole() -> None:
    assert quoted(hit(article(), 1.0, ARTICLE)) == [article().text]


def test_a_list_stays_with_the_sentence_that_introduces_it() -> None:
    assert statements(LIST) == ["Hồ sơ gồm:\n- đơn;\n- bản sao.", "Nộp một bộ."]
    assert conclude(LIST, WEIGHTS, DEFAULT) == "Hồ sơ gồm:\n- đơn;\n- bản sao."


def test_an_item_is_not_cut_into_sentences() -> None:
    text = "- Nộp ở xã. Cách xử lý: nộp ở tỉnh.\n- Thiếu đơn. Cách xử lý: viết đơn."
    assert statements(text) == text.split("\n")


def test_under_a_heading_that_asks_the_question_the_first_sentences_conclude() -> None:
    text = "Không. Xã không cấp hồ sơ. Việc này của tỉnh. Hồ sơ nộp ở trung tâm."
    heading = "Hồ sơ câu thời hạn"
    assert conclude(text, WEIGHTS, DEFAULT, heading) == (
        "Không.\nXã không cấp hồ sơ.\nViệc này của tỉnh.\nHồ sơ nộp ở trung tâm."
    )


def test_the_conclusion_is_neighbouring_sentences() -> None:
    text = "Một việc không liên quan. Thời hạn là 10 ngày. Tính từ khi đủ giấy. Ba là phí."
    assert conclude(text, WEIGHTS, DEFAULT) == "Thời hạn là 10 ngày.\nTính từ khi đủ giấy."


def test_no_text_gives_no_conclusion() -> None:
    assert conclude("", WEIGHTS, DEFAULT) == ""


@given(st.text(alphabet="ab. :;-\n1)đ", max_size=120))
def test_every_line_of_a_conclusion_stands_in_the_text(text: str) -> None:
    lines = conclude(text, {"a": 1.0, "b": 2.0}, DEFAULT).splitlines()
    assert all(line in text for line in lines)


def test_notes_say_what_must_be_known_of_the_sources() -> None:
    local = guide("Nơi nộp", "Nộp hồ sơ tại sở.", document("3/QĐ", "Nghệ An", sample=True))
    notes = answer_of(hit(local)).notes
    assert notes == (SAMPLE, UNDATED, LOCAL.format("Nghệ An"))


def test_what_is_rejected_is_kept_with_its_reason() -> None:
    query = Query(Question("hồ sơ?", date(2026, 11, 22)), "hồ sơ?", "hồ sơ?")
    weak = Decision(Outcome.ESCALATED_WEAK_MATCH, rejected=((hit(article(), 0.4), "weak"),))
    answer = compose("1", query, weak, WEIGHTS, ("ghi chú",), DEFAULT)
    assert (answer.quotes, answer.conclusion, answer.notes) == ((), "", ("ghi chú",))
    (rejected,) = answer.rejected
    assert (rejected.reason, rejected.score) == ("weak", 0.4)
