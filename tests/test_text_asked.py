"""What is asked of a text itself: whether it is in force and since when, and where it is from."""

from datetime import date

import pytest

from retrieval.answer import Outcome
from retrieval.question import Question
from retrieval.service import Service

DAY = date(2026, 11, 22)
STANDS = "trong kho không có văn bản làm văn bản này hết hiệu lực"


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 02/2026/QĐ-MC có hiệu lực từ ngày nào?",
        "QĐ 02/2026/QĐ-MC còn hiệu lực ko",
        "cho em hỏi quyet dinh 02/2026/QĐ-MC con ap dung khong a",
        "bao giờ QĐ 02/2026/QĐ-MC có hiệu lực",
        "ngày có hiệu lực của Quyết định 02/2026/QĐ-MC",
    ],
)
def test_whether_a_text_stands_is_told_by_its_own_sentence(service: Service, text: str) -> None:
    answer = service.answer(Question(text, DAY))
    assert answer.outcome is Outcome.ANSWERED
    assert "có hiệu lực" in answer.conclusion
    (quote,) = answer.quotes
    assert quote.document.number == "02/2026/QĐ-MC"
    assert any(STANDS in note and "22/11/2026" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Quyết định 02/2026/QĐ-MC ban hành ngày nào", "ngày 15 tháng 6 năm 2026"),
        ("QĐ 02/2026/QĐ-MC do ai ban hành", "ngày 15 tháng 6 năm 2026"),
        ("quyet dinh 02/2026/QĐ-MC can cu vao dau", "Căn cứ Nghị định số 132/2025/NĐ-CP"),
    ],
)
def test_who_issued_it_when_and_on_what_is_told_by_what_stands_above_its_articles(
    service: Service, text: str, says: str
) -> None:
    answer = service.answer(Question(text, DAY))
    assert answer.outcome is Outcome.ANSWERED
    assert says in answer.conclusion
    assert answer.quotes[0].document.number == "02/2026/QĐ-MC"
    by = "Quyết định số 02/2026/QĐ-MC do Dự án Một Chạm (tài liệu mẫu) ban hành."
    assert (by in answer.notes) is ("ban hành" in text)


@pytest.mark.parametrize(
    "text",
    [
        "Điều 5 Quyết định số 02/2026/QĐ-MC có hiệu lực không",
        "Quyết định số 02/2026/QĐ-MC có hiệu lực thì ai trực nhóm",
        "Nghị định 999/2031/NĐ-CP còn hiệu lực không",
        "Quyết định 02/2026/QĐ-MC nói gì",
    ],
)
def test_of_a_part_of_it_or_of_more_or_of_another_it_is_not(service: Service, text: str) -> None:
    assert not any(STANDS in note for note in service.answer(Question(text, DAY)).notes)


def test_what_had_not_begun_on_that_day_is_not_said_to_stand(service: Service) -> None:
    before = Question("Quyết định số 02/2026/QĐ-MC còn hiệu lực không", date(2020, 1, 1))
    answer = service.answer(before)
    assert not any(STANDS in note for note in answer.notes)
    assert any("chưa có hiệu lực" in note for note in answer.notes)


@pytest.mark.parametrize(
    "text",
    ["Nghị định 142/2020 còn hiệu lực ko", "Thông tư 28/2012/TT-BKHCN còn hiệu lực không"],
)
def test_what_is_told_of_another_text_or_of_another_thing_is_no_answer(
    service: Service, text: str
) -> None:
    assert service.answer(Question(text, date(2026, 11, 22))).outcome.family == "escalated"
