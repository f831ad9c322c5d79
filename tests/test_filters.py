"""Day and place of a question on the road to its answer."""

from datetime import date

from retrieval.answer import Answer, Outcome
from retrieval.compose import FORMER, LOCAL
from retrieval.filters import situate
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes.provisions import document, guide, hit
from tests.test_compose import answer_of

TODAY = date(2026, 11, 22)
TIME = "phải khai báo máy X-quang y tế trong bao nhiêu ngày?"
POWER = "Ai được tỉnh ủy quyền giải quyết thủ tục tần số vô tuyến điện?"


def ask(service: Service, text: str, province: str = "", *, dated: bool = False) -> Answer:
    return service.answer(Question(text, TODAY, unit=Unit(province), dated=dated))


def said(answer: Answer) -> str:
    return "\n".join(quote.text for quote in answer.quotes)


def test_the_day_in_the_question_counts_and_is_said(service: Service) -> None:
    answer = ask(service, f"Trước 01/01/2026 {TIME}")
    assert answer.question.as_of == date(2025, 12, 31)
    assert answer.notes[0] == "Tính tại ngày 31/12/2025 theo câu hỏi."
    assert "07 ngày làm việc" in said(answer)
    assert "10 ngày làm việc" in said(ask(service, f"Hiện nay {TIME}"))


def test_a_day_that_the_asker_chose_goes_before_the_words(service: Service) -> None:
    answer = ask(service, f"Trước 01/01/2026 {TIME}", dated=True)
    assert answer.question.as_of == TODAY
    assert "Tính tại ngày" not in "\n".join(answer.notes)


def test_the_question_is_kept_as_it_was_typed(service: Service) -> None:
    text = f"Trước 01/01/2026 {TIME}"
    assert ask(service, text).question.text == text


def test_a_province_that_is_named_goes_before_the_profile(service: Service) -> None:
    assert "3605/QĐ-UBND" in said(ask(service, f"Ở Nghệ An: {POWER}", "Lào Cai"))
    assert "3605/QĐ-UBND" not in said(ask(service, POWER, "Lào Cai"))


def test_a_dissolved_province_is_found_by_its_successors_sources(service: Service) -> None:
    question = "kiem tra ho so nghiem thu nhiem vu cap co so o tinh yen bai may ngay"
    answer = ask(service, question)
    assert {quote.document.id for quote in answer.quotes} == {"khcn-nghiem-thu-lao-cai"}
    assert "Từ 01/7/2025, tỉnh Yên Bái nay thuộc tỉnh Lào Cai." in answer.notes


def test_a_unit_of_many_names_is_asked_back_with_questions(service: Service) -> None:
    answer = ask(service, "Xã Tân An nay thuộc xã nào?")
    assert answer.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert answer.conclusion == "Có nhiều đơn vị tên “Xã Tân An”. Câu hỏi về đơn vị nào?"
    assert 2 <= len(answer.followups) <= 4
    follow = ask(service, answer.followups[0])
    assert follow.outcome is not Outcome.CLARIFY_AMBIGUOUS
    assert any("nay thuộc" in note for note in follow.notes)


def test_a_source_of_a_dissolved_province_says_so() -> None:
    def notes(territory: str) -> tuple[str, ...]:
        source = guide("Nơi nộp", "Nộp hồ sơ tại sở.", document("3/QĐ-UBND", territory))
        return answer_of(hit(source)).notes

    assert FORMER.format("tỉnh Yên Bái", "tỉnh Lào Cai") in notes("Yên Bái")
    assert LOCAL.format("Lào Cai") in notes("Lào Cai")


def test_what_has_been_understood_is_not_looked_for() -> None:
    about = situate(Question("Nộp hồ sơ ở Tiền Giang ngày 15/12/2025 mất mấy ngày", TODAY))
    assert about.text == "Nộp hồ sơ ở tỉnh Đồng Tháp mất mấy ngày"
    issued = situate(Question("Quyết định số 248/QĐ-BKHCN ngày 15/1/2026 quy định gì", TODAY))
    assert issued.text == "Quyết định số 248/QĐ-BKHCN quy định gì"
    assert issued.question.as_of == TODAY
