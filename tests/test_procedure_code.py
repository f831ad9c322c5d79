"""The national code of a procedure: told, followed, and not made up."""

from datetime import date

import pytest

from retrieval.answer import Outcome
from retrieval.question import Question
from retrieval.service import Service

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "asked",
    [
        "mã thủ tục cấp đăng ký hoạt động thử nghiệm",
        "cho em xin ma so thu tuc dang ky hoat dong thu nghiem",
        "cấp đăng ký hoạt động thử nghiệm mã TTHC là gì ạ",
    ],
)
def test_the_code_is_told_in_the_words_of_the_source(service: Service, asked: str) -> None:
    answer = service.answer(Question(asked, DAY))
    assert answer.outcome is Outcome.ANSWERED
    assert answer.conclusion == "Mã thủ tục quốc gia: 3.000453"
    assert answer.conclusion in answer.quotes[0].text


def test_a_code_that_no_source_has_is_handed_over(service: Service) -> None:
    answer = service.answer(Question("mã thủ tục khai báo thiết bị X-quang", DAY))
    assert answer.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert answer.conclusion == ""


@pytest.mark.parametrize(
    "asked", ["nhập mã thủ tục đăng ký thử nghiệm ở đâu", "ghi sai mã thủ tục thì làm lại thế nào"]
)
def test_who_asks_something_else_of_a_code_is_not_told_the_code(
    service: Service, asked: str
) -> None:
    assert not service.answer(Question(asked, DAY)).conclusion.startswith("Mã thủ tục quốc gia")


def test_a_code_that_is_given_is_followed(service: Service) -> None:
    answer = service.answer(Question("thu tuc 3.000451 nop o dau", DAY))
    assert answer.quotes[0].document.id == "chat-luong-sua-doi-dang-ky-thu-nghiem"
