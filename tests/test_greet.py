"""What a greeting gets: an invitation, and no search."""

from datetime import date
from unicodedata import normalize

import pytest

from retrieval.answer import Outcome
from retrieval.greet import A_PERSON, NOT_AT_ALL, WELCOME
from retrieval.question import Question
from retrieval.service import Service

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["dạ em chào anh chị", "test", "😀😀😀", "", "\x00\x07\u200b", "?"]
)
def test_a_greeting_is_invited_to_ask(service: Service, text: str) -> None:
    answer = service.answer(Question(text, DAY))
    assert (answer.outcome, answer.conclusion) == (Outcome.CLARIFY_GREETING, WELCOME)
    assert (answer.quotes, answer.rejected) == ((), ())


def test_the_examples_are_answered_when_they_are_asked(service: Service) -> None:
    examples = service.answer(Question("xin chào", DAY)).followups
    assert len(examples) == 3
    for example in examples:
        assert service.answer(Question(example, DAY)).outcome is Outcome.ANSWERED


def test_thanks_typed_with_loose_accents_are_thanks(service: Service) -> None:
    answer = service.answer(Question(normalize("NFD", "cảm ơn ạ"), DAY))
    assert answer.conclusion == NOT_AT_ALL


@pytest.mark.parametrize("text", ["cảm ơn ạ", "Ok em cam on nhieu a", "thanks", "terima kasih"])
def test_thanks_get_no_examples(service: Service, text: str) -> None:
    answer = service.answer(Question(text, DAY, earlier=("khai báo X-quang ở đâu",)))
    assert (answer.outcome, answer.conclusion) == (Outcome.CLARIFY_GREETING, NOT_AT_ALL)
    assert answer.followups == ()


@pytest.mark.parametrize(
    "text",
    [
        "toi muon gap nguoi that",
        "Cho em nói chuyện với cán bộ trực ạ",
        "chuyển cho Tổ thường trực giúp em",
        "alo cho gặp tổng đài viên được không?",
        "Hỏi Tổ thường trực",
        "talk to a person",
    ],
)
def test_who_wants_a_person_is_told_how_a_question_gets_to_one(service: Service, text: str) -> None:
    answer = service.answer(Question(text, DAY))
    assert (answer.outcome, answer.conclusion) == (Outcome.CLARIFY_GREETING, A_PERSON)


@pytest.mark.parametrize(
    "text",
    [
        "Tổ thường trực trả lời trong bao lâu?",
        "liên hệ cán bộ nào để nộp hồ sơ sáng kiến",
        "người trực có phải ghi sổ không",
        "hỏi người dân về mức độ hài lòng thế nào",
        "chuyển hồ sơ cho người khác được không",
    ],
)
def test_a_question_about_people_is_looked_up(service: Service, text: str) -> None:
    assert service.answer(Question(text, DAY)).conclusion != A_PERSON
