"""The rule on a day: what ends or changes soon, what it was before, what goes on under the old."""

from datetime import date

import pytest

from indexer.sync import sync
from retrieval.answer import Answer, Level, Outcome
from retrieval.before import BESIDE, NONE_BEFORE, OLD
from retrieval.changes_ahead import CHANGES_SOON, ENDS, ENDS_SOON
from retrieval.compose import DRAFT
from retrieval.days import CHOSEN, NOTE
from retrieval.districts import ABOLISHED
from retrieval.question import Question
from retrieval.service import Service
from retrieval.transition import TRANSITION
from tests.fakes import dated

TODAY = date(2026, 11, 22)
HOW_LONG = "Cấp giấy phép nuôi chim yến trong mấy ngày làm việc?"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    place = tmp_path_factory.mktemp("dated")
    sync(place / "index", [dated.write(place / "files")], None)
    return Service(place / "index", None)


def ask(
    service: Service, text: str, day: date = TODAY, *earlier: str, dated: bool = False
) -> Answer:
    return service.answer(Question(text, day, earlier=earlier, dated=dated))


def said(answer: Answer) -> str:
    return "\n".join(quote.text for quote in answer.quotes)


def test_the_rule_of_the_day_answers(service: Service) -> None:
    assert "10 ngày làm việc" in ask(service, HOW_LONG).conclusion
    then = ask(service, f"Nộp hồ sơ ngày 15-12-2025: {HOW_LONG}")
    assert "15 ngày làm việc" in then.conclusion
    assert NOTE.format("15/12/2025") in then.notes


def test_a_day_that_was_chosen_is_said(service: Service) -> None:
    answer = ask(service, HOW_LONG, date(2025, 12, 31), dated=True)
    assert "15 ngày làm việc" in answer.conclusion
    assert CHOSEN.format("31/12/2025") in answer.notes


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_either_end_of_time_are_days(service: Service, day: date) -> None:
    asked = "Năm ngoái, tháng 12 năm ngoái khai báo máy X-quang y tế trong bao nhiêu ngày?"
    assert ask(service, asked, day, dated=True).outcome is not Outcome.ERROR
    answer = ask(service, HOW_LONG, day, dated=True)
    assert CHOSEN.format(f"{day:%d/%m}/{day.year:04}") in answer.notes


def test_a_source_that_ends_is_told(service: Service) -> None:
    question = "Đăng ký kinh doanh bán bún giải quyết trong mấy ngày?"
    assert ENDS.format("01/03/2027") in ask(service, question).notes
    assert ENDS_SOON.format("01/03/2027") in ask(service, question, date(2027, 1, 10)).notes


def test_an_amendment_within_two_months_is_told(service: Service) -> None:
    note = CHANGES_SOON.format("TH-02", "15/12/2026", "TH-03")
    assert note in ask(service, HOW_LONG).notes
    assert note not in ask(service, HOW_LONG, date(2026, 9, 1)).notes
    assert note not in ask(service, HOW_LONG, date(2026, 12, 15)).notes


def test_a_draft_says_so(service: Service) -> None:
    answer = ask(service, "Giấy chứng nhận trại ong mật cấp trong mấy ngày làm việc?")
    assert DRAFT in answer.notes


def test_the_rule_before_answers_with_both_days(service: Service) -> None:
    answer = ask(service, f"Trước đây {HOW_LONG.lower()}")
    assert "15 ngày làm việc" in answer.conclusion
    assert answer.question.as_of == date(2025, 12, 31)
    assert answer.notes[0].startswith(OLD.format("31/12/2025", "01/01/2026", "mục")[:60])


def test_both_rules_stand_side_by_side(service: Service) -> None:
    answer = ask(service, f"{HOW_LONG.rstrip('?')}, khác gì so với trước đây?")
    assert "10 ngày làm việc" in answer.conclusion
    assert answer.before is not None
    assert answer.before.day == date(2025, 12, 31)
    assert "15 ngày làm việc" in answer.before.conclusion
    assert set(answer.before.quotes) <= set(answer.quotes)
    assert BESIDE.format("22/11/2026", "31/12/2025") in answer.notes


def test_without_an_earlier_rule_that_is_said(service: Service) -> None:
    answer = ask(service, "Trước đây đăng ký kinh doanh bán bún trong mấy ngày?")
    assert NONE_BEFORE in answer.notes
    assert answer.before is None


def test_a_follow_up_asks_for_another_day(service: Service) -> None:
    assert "15 ngày làm việc" in ask(service, "còn năm 2024?", TODAY, HOW_LONG).conclusion
    assert "15 ngày làm việc" in ask(service, "trước đây thì sao?", TODAY, HOW_LONG).conclusion


def test_a_transition_rule_is_quoted_for_what_was_filed_before(service: Service) -> None:
    answer = ask(service, "Hồ sơ giấy phép nuôi chim yến nộp ngày 20/12/2025 cấp trong mấy ngày?")
    assert "15 ngày làm việc" in answer.conclusion
    assert "được giải quyết theo quy định cũ" in said(answer)
    assert any(note.startswith(TRANSITION.format("01/01/2026", "")[:40]) for note in answer.notes)


def test_no_transition_rule_is_quoted_for_today(service: Service) -> None:
    assert "quy định cũ" not in said(ask(service, HOW_LONG))


def test_a_district_is_told_to_be_no_more(service: Service) -> None:
    answer = ask(service, "Năm 2024 giấy phép nuôi chim yến do ai cấp?")
    assert "UBND cấp huyện" in said(answer)
    assert ABOLISHED in answer.notes
    assert answer.competence is None
    assert ABOLISHED not in ask(service, HOW_LONG).notes


def test_whose_job_it_is_comes_from_the_source_of_the_day(service: Service) -> None:
    told = ask(service, "Xã có cấp giấy phép nuôi chim yến không?").competence
    assert told is not None
    assert (told.level, told.here, told.asked) == (Level.PROVINCE, False, True)
    assert told.text == (
        "Không thuộc thẩm quyền cấp xã: nộp tại “Trung tâm Phục vụ hành chính công cấp tỉnh”."
    )
    assert all(any(words in q.text for q in told.quotes) for words in (told.who, told.where))


def test_it_stands_beside_other_questions_unasked(service: Service) -> None:
    told = ask(service, "Đăng ký kinh doanh bán bún giải quyết trong mấy ngày?").competence
    assert told is not None
    assert (told.here, told.asked, told.text) == (True, False, "Thuộc thẩm quyền UBND cấp xã.")
