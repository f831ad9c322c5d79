"""The answers to the questions of one message, joined."""

from datetime import date

import pytest

from corpus.chunk import Chunk
from retrieval.answer import Answer, Outcome
from retrieval.check import faults
from retrieval.ground import Sources
from retrieval.heard import Asked
from retrieval.join import AFTER, MISSING, TOO_MANY, UNCLEAR, join
from retrieval.message import MOST_QUESTIONS
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.canned import quote

DAY = date(2026, 11, 22)
TWO = (Asked("Mấy ngày?", "Máy, mấy ngày?"), Asked("Lệ phí?", "Máy, lệ phí?"))


def part(text: str = "", chunk: int = 1) -> Answer:
    """The answer to one part; without a text none was found."""
    if not text:
        return Answer("x", Question("?", DAY), Outcome.ESCALATED_WEAK_MATCH, notes=("Lưu ý.",))
    quotes = (quote(text, chunk),)
    return Answer("x", Question("?", DAY), Outcome.ANSWERED, text, quotes=quotes, notes=("Lưu ý.",))


def test_quotes_and_conclusions_come_in_the_order_of_asking() -> None:
    joined = join(TWO, [part("Trong 07 ngày."), part("Không thu.", 2)])
    assert joined.conclusion == "Trong 07 ngày.\nKhông thu."
    assert [quote.text for quote in joined.quotes] == ["Trong 07 ngày.", "Không thu."]
    assert joined.notes == ("Lưu ý.",)
    assert joined.followups == ()


def test_what_is_said_twice_is_shown_once() -> None:
    joined = join(TWO, [part("Trong 07 ngày."), part("Trong 07 ngày.")])
    assert joined.conclusion == "Trong 07 ngày."
    assert len(joined.quotes) == 1


@pytest.mark.parametrize("found", [0, 1])
def test_a_part_without_grounds_is_named_and_offered(found: int) -> None:
    parts = [part("Trong 07 ngày.") if place == found else part() for place in (0, 1)]
    joined = join(TWO, parts)
    missing = TWO[1 - found]
    assert joined.outcome is Outcome.ANSWERED
    assert joined.conclusion == "Trong 07 ngày."
    assert joined.notes[0] == MISSING.format(missing.said)
    assert joined.followups == (missing.text,)


def test_nothing_found_for_any_part_is_handed_over() -> None:
    joined = join(TWO, [part(), part()])
    assert joined.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert joined.notes == ("Lưu ý.",)


def test_a_part_that_asks_back_is_offered_beside_what_is_answered() -> None:
    unclear = Answer("x", Question("?", DAY), Outcome.CLARIFY_AMBIGUOUS, followups=("A?", "B?"))
    joined = join(TWO, [part("Trong 07 ngày."), unclear])
    assert joined.outcome is Outcome.ANSWERED
    assert joined.notes[0] == UNCLEAR.format(TWO[1].said)
    assert joined.followups == ("A?", "B?")
    assert join(TWO, [part(), unclear]).outcome is Outcome.CLARIFY_AMBIGUOUS


def test_a_part_without_grounds_is_named_beside_one_that_asks_back() -> None:
    unclear = Answer("x", Question("?", DAY), Outcome.CLARIFY_AMBIGUOUS, followups=("A?", "B?"))
    joined = join(TWO, [unclear, part()])
    assert joined.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert joined.notes == (MISSING.format(TWO[1].said),)
    assert joined.followups == ("A?", "B?", TWO[1].text)


def test_of_two_parts_that_ask_back_the_first_shows_its_choices_and_the_second_is_offered() -> None:
    first = Answer(
        "x", Question("?", DAY), Outcome.CLARIFY_AMBIGUOUS, "Văn bản?", followups=("A?",)
    )
    other = Answer("y", Question("?", DAY), Outcome.CLARIFY_AMBIGUOUS, "Xã nào?", followups=("C?",))
    joined = join(TWO, [first, other])
    assert joined.conclusion == "Văn bản?"
    assert joined.notes == (UNCLEAR.format(TWO[1].said),)
    assert joined.followups == ("A?", TWO[1].text)


def test_what_is_handed_over_beside_what_is_asked_back_is_not_lost(look_alikes: Service) -> None:
    missing = "Kinh phí xây cầu treo ở đâu?"
    text = f"điều 3 nghị định 63 quy định gì? {missing}"
    answer = look_alikes.answer(Question(text, DAY))
    assert MISSING.format(missing) in answer.notes
    assert len(answer.followups) == 3
    assert answer.followups[-1] == missing


def test_the_earlier_question_and_questions_too_many_are_named() -> None:
    joined = join((Asked("Lệ phí?", "Máy, lệ phí?", after="Máy?"),), [part("Không thu.")], ["Ai?"])
    assert joined.notes == (AFTER.format("Máy?"), TOO_MANY.format("Ai?"), "Lưu ý.")
    assert joined.followups == ("Ai?",)


def test_the_note_names_how_many_questions_are_answered() -> None:
    assert f"tối đa {MOST_QUESTIONS} câu hỏi" in TOO_MANY


def test_a_long_question_is_shortened_in_a_note() -> None:
    joined = join((Asked("a", "b", after="từ " * 200),), [part("Không thu.")])
    assert len(joined.notes[0]) < 250


def test_each_line_of_a_joined_answer_stands_in_its_sources(service: Service) -> None:
    text = (
        "Kính gửi Tổ thường trực, cho em hỏi thời hạn khai báo thiết bị X-quang y tế là bao lâu?"
        " Hồ sơ công nhận sáng kiến gồm những gì? Mức lương kiểm lâm viên hạng ba?"
    )
    answer = service.answer(Question(text, DAY))
    lines = answer.card.lines if answer.card else ()
    quotes = (*answer.quotes, *(quote for line in lines for quote in line.quotes))
    chunks: dict[int, Chunk] = {
        q.chunk_id: chunk for q in quotes if (chunk := service.chunk(q.chunk_id))
    }
    assert answer.outcome is Outcome.ANSWERED
    assert faults(answer, Sources(chunks.get)) == []
    assert len({quote.document.id for quote in answer.quotes}) > 1
    assert MISSING.format("Mức lương kiểm lâm viên hạng ba?") in answer.notes
    assert answer.question.text == text


def test_a_followup_is_answered_about_the_earlier_question(service: Service) -> None:
    earlier = ("Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?",)
    answer = service.answer(Question("thế nộp ở đâu ạ?", DAY, earlier=earlier))
    assert "Trung tâm Phục vụ hành chính công cấp tỉnh" in answer.conclusion
    assert answer.notes[0] == AFTER.format(earlier[0])
    assert answer.question.text == "thế nộp ở đâu ạ?"


@pytest.mark.parametrize(
    ("turns", "cited"),
    [
        (("khoản 2 thì sao?",), ["khoản 2 Điều 3 Nghị định số 63/2023/NĐ-CP"]),
        (("còn điều 5 thì sao?",), ["Điều 5 Nghị định số 63/2023/NĐ-CP"]),
        (("còn điều 5?", "khoản 1 nói gì"), ["khoản 1 Điều 5 Nghị định số 63/2023/NĐ-CP"]),
    ],
)
def test_a_unit_asked_next_is_quoted_alone(
    look_alikes: Service, turns: tuple[str, ...], cited: list[str]
) -> None:
    earlier = ("điều 3 nghị định 63/2023 quy định gì", *turns[:-1])
    answer = look_alikes.answer(Question(turns[-1], DAY, earlier=earlier))
    assert [str(quote.citation) for quote in answer.quotes] == cited


def test_a_flood_of_questions_ends_in_a_few_notes_and_choices(service: Service) -> None:
    flood = " ".join(f"Máy X-quang số {n} nộp hồ sơ ở đâu?" for n in range(200))
    answer = service.answer(Question(flood, DAY))
    assert len(answer.followups) <= 8
    assert len(answer.notes) <= 8
