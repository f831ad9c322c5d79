"""Conversations: what a question keeps of those before it, and what is never asked twice."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answer import Answer, Outcome
from retrieval.conversation import TURNS, Earlier
from retrieval.days import NOTE
from retrieval.join import AFTER, PROCEDURE
from retrieval.keeping import DAY, PLACE
from retrieval.question import Question, Unit
from retrieval.service import Service
from retrieval.settle import COMPLETED, NONE_OF_THEM, NOT_CLEAR, PICKED, REMEMBERED, TAKEN

TODAY = date(2026, 11, 22)
LAST_REGIME = "Nộp hồ sơ ngày 15/12/2025 thì khai báo X-quang y tế trong bao lâu?"
UNCLEAR = "đ3 nghị định 63 quy định gì"
WHICH_COMMUNE = "xã Tân An nay thuộc xã nào?"


def talk(service: Service, *texts: str, unit: Unit = Unit(), **asked: object) -> list[Answer]:
    """One answer a message; the arguments beside are those of the first question alone."""
    before, answers = Earlier(), list[Answer]()
    for text in texts:
        question = Question(text, TODAY, "web:1", unit, before.earlier, held=before.held)
        if not answers:
            question = Question(text, **({"as_of": TODAY, "unit": unit} | asked))  # type: ignore[arg-type]
        answers.append(service.answer(question))
        before, unit = Earlier.of(answers[-1]), Unit()
    return answers


def cited(answer: Answer) -> str:
    return answer.quotes[0].document.id


def test_a_question_that_goes_on_keeps_procedure_and_day_and_says_so(service: Service) -> None:
    first, fee = talk(service, LAST_REGIME, "thế lệ phí?")
    assert first.question.as_of == fee.question.as_of == date(2025, 12, 15)
    assert cited(first) == cited(fee) == "atbx-xquang-2021-2025"
    title = fee.quotes[0].document.title
    assert fee.notes[:2] == (PROCEDURE.format(title), DAY.format("15/12/2025"))


@pytest.mark.parametrize(
    ("text", "day"),
    [("còn năm 2020?", date(2020, 12, 31)), ("nộp ngày 05/01/2026 thì sao?", date(2026, 1, 5))],
)
def test_a_new_day_replaces_the_old_one_and_asks_the_same(
    service: Service, text: str, day: date
) -> None:
    *_, moved, signs = talk(service, LAST_REGIME, "thế lệ phí?", text, "còn hồ sơ gồm gì?")
    assert moved.question.as_of == signs.question.as_of == day
    assert NOTE.format(f"{day:%d/%m/%Y}") in moved.notes
    assert DAY.format(f"{day:%d/%m/%Y}") in signs.notes
    assert AFTER.format(LAST_REGIME) in moved.notes


def test_now_drops_the_day(service: Service) -> None:
    *_, now, after = talk(service, LAST_REGIME, "còn bây giờ thì sao?", "nộp ở đâu?")
    assert now.question.as_of == after.question.as_of == TODAY
    assert cited(now) == "atbx-xquang-2026"


def test_a_day_that_was_chosen_is_kept_until_the_subject_changes(service: Service) -> None:
    day = date(2025, 6, 1)
    first = "Khai báo X-quang y tế trong bao lâu?"
    other = "Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?"
    _, fee, new = talk(service, first, "thế lệ phí?", other, as_of=day, dated=True)
    assert fee.question.as_of == day
    assert new.question.as_of == TODAY
    assert not any(note.startswith(("Tính tại", "Theo thủ tục", "Hiểu theo")) for note in new.notes)


def test_the_unit_of_the_conversation_is_kept_and_said(service: Service) -> None:
    first = "Ai được tỉnh ủy quyền giải quyết thủ tục tần số vô tuyến điện?"
    answers = talk(service, first, "nộp ở đâu?", unit=Unit("Nghệ An"))
    assert answers[1].question.unit == Unit("Nghệ An")
    assert cited(answers[1]) == "tan-so-nghe-an"
    assert PLACE.format("Nghệ An") in answers[1].notes


def test_a_unit_that_was_named_is_kept_and_another_replaces_it(service: Service) -> None:
    first = "Ai được tỉnh Nghệ An ủy quyền giải quyết thủ tục tần số?"
    _, kept, other = talk(service, first, "nộp ở đâu", "còn ở Cà Mau thì sao?")
    assert PLACE.format("tỉnh Nghệ An") in kept.notes
    assert not any("Áp dụng tại" in note for note in other.notes)
    assert all("Nghệ An" not in quote.document.title for quote in other.quotes)


@pytest.mark.parametrize(
    ("reply", "place"), [("cái thứ hai", 1), ("63/2023", 0), ("2", 1), ("cái mới nhất", 0)]
)
def test_a_reply_in_words_is_the_choice(look_alikes: Service, reply: str, place: int) -> None:
    asked, answered = talk(look_alikes, UNCLEAR, reply)
    meant = asked.followups[place]
    assert answered.outcome is Outcome.ANSWERED
    assert (answered.question.text, answered.question.meant) == (reply, meant)
    assert answered.notes[0] == PICKED.format(meant)
    tapped = talk(look_alikes, UNCLEAR, meant)[1]
    assert tapped.quotes == answered.quotes
    assert tapped.question.meant == meant


def test_what_was_chosen_is_not_asked_again(look_alikes: Service) -> None:
    *_, again = talk(look_alikes, UNCLEAR, "cái thứ hai", "nghị định 63 điều 1 nói gì")
    assert again.outcome is Outcome.ANSWERED
    assert "63/2010" in str(again.quotes[0].citation)
    assert any(note.startswith(REMEMBERED.split("{")[0]) for note in again.notes)


def test_a_choice_holds_for_longer_than_the_questions_that_are_carried(service: Service) -> None:
    between = ("Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?", "nộp ở đâu") * TURNS
    *_, again = talk(service, WHICH_COMMUNE, "cái thứ hai", *between, WHICH_COMMUNE)
    assert again.outcome is not Outcome.CLARIFY_AMBIGUOUS
    assert any("huyện Văn Bàn" in note for note in again.notes)


def test_a_subject_told_alone_completes_the_question_that_waits(service: Service) -> None:
    asked, answered = talk(service, "lệ phí?", "chứng chỉ người phụ trách an toàn bức xạ")
    assert asked.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert answered.notes[0] == COMPLETED.format(answered.question.meant)
    assert "lệ phí" in answered.question.meant
    assert "chứng chỉ" in answered.question.meant


def test_who_does_not_know_gets_the_likeliest_and_the_others_to_tap(service: Service) -> None:
    asked, guessed = talk(service, WHICH_COMMUNE, "không rõ")
    assert guessed.outcome is not Outcome.CLARIFY_AMBIGUOUS
    assert guessed.notes[0] == TAKEN.format(asked.followups[0])
    assert guessed.followups == asked.followups[1:]


def test_still_unclear_goes_to_people(service: Service) -> None:
    asked, still = talk(service, "lệ phí?", "thời hạn?")
    assert asked.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert (still.outcome.family, still.conclusion) == ("escalated", NOT_CLEAR)


def test_none_of_the_choices_goes_to_people(look_alikes: Service) -> None:
    _, none = talk(look_alikes, UNCLEAR, "không phải cái nào")
    assert (none.outcome.family, none.conclusion) == ("escalated", NONE_OF_THEM)


def test_a_question_of_its_own_after_a_question_back_is_answered(look_alikes: Service) -> None:
    _, other = talk(look_alikes, UNCLEAR, "đ3 nđ 132")
    assert other.outcome is Outcome.ANSWERED
    assert other.question.meant == ""


MESSAGES = st.sampled_from(
    [
        UNCLEAR, "điều 2 QĐ 17/2025/QĐ-UBND", "Đ3 TT28 quy định gì", WHICH_COMMUNE, "nghị định 63",
        "lệ phí?", "thời hạn?", "nộp ở đâu", "1", "cái thứ hai", "9", "không phải", "không rõ",
        "xin chào", "cảm ơn", "tỉnh Cà Mau", "63", "còn năm 2020?", "…", "xã Tân An và nđ 63?",
        "Điều 3 thông tư 28", "của Bộ KHCN ấy",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(MESSAGES, min_size=2, max_size=6))
def test_nothing_is_asked_back_twice_in_a_row(look_alikes: Service, texts: list[str]) -> None:
    ends = [answer.outcome for answer in talk(look_alikes, *texts)]
    assert Outcome.ERROR not in ends
    assert (Outcome.CLARIFY_AMBIGUOUS,) * 2 not in set(pairwise(ends))
