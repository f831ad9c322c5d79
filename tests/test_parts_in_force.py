"""Validity below the provision: what another text has repealed or given anew is not answered."""

from datetime import date

import pytest

from retrieval.answer import Answer, Outcome
from retrieval.changes_ahead import ENDS, ENDS_SOON
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.decrees import Decrees

BASE = """CHÍNH PHỦ
Số: 45/2024/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2024
NGHỊ ĐỊNH
QUY ĐỊNH VỀ ĐĂNG KÝ HOẠT ĐỘNG THỬ NGHIỆM
Điều 5. Thời hạn giải quyết hồ sơ đăng ký hoạt động thử nghiệm
1. Trong thời hạn 03 ngày làm việc, cơ quan tiếp nhận thông báo hồ sơ thiếu.
2. Trong thời hạn 20 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan có thẩm quyền cấp giấy chứng nhận đăng ký.
Điều 7. Trách nhiệm của tổ chức thử nghiệm
1. Bảo đảm năng lực thử nghiệm đã đăng ký.
2. Lưu giữ hồ sơ thử nghiệm ít nhất 05 năm.
3. Báo cáo kết quả hoạt động thử nghiệm về Bộ Khoa học và Công nghệ trước ngày 15 tháng 12 hằng năm.
Điều 8. Phí
1. Phí thẩm định là 500.000 đồng.
Điều 20. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2024."""  # noqa: E501
AMENDING = """CHÍNH PHỦ
Số: 12/2025/NĐ-CP
Hà Nội, ngày 01 tháng 6 năm 2025
NGHỊ ĐỊNH
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 45/2024/NĐ-CP
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 45/2024/NĐ-CP
1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:
“2. Trong thời hạn 10 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan có thẩm quyền cấp giấy chứng nhận đăng ký.”.
2. Bãi bỏ khoản 3 Điều 7.
3. Bãi bỏ khoản 1 Điều 8.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025."""  # noqa: E501
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
TIME = "Cấp giấy chứng nhận đăng ký hoạt động thử nghiệm trong bao nhiêu ngày kể từ ngày nhận đủ hồ sơ?"  # noqa: E501
REPORT = "Tổ chức thử nghiệm báo cáo kết quả hoạt động thử nghiệm về Bộ trước ngày nào hằng năm?"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    made = Decrees(tmp_path_factory.mktemp("parts"))
    made.put(base=BASE, amending=AMENDING)
    return Service(made.index, None)


def ask(service: Service, text: str, day: date) -> Answer:
    return service.answer(Question(text, day, dated=True))


def said(answer: Answer) -> str:
    return "\n".join(quote.text for quote in answer.quotes)


def test_before_the_change_the_first_words_answer(service: Service) -> None:
    answer = ask(service, TIME, BEFORE)
    assert answer.outcome is Outcome.ANSWERED
    assert "20 ngày làm việc" in answer.conclusion
    assert "10 ngày làm việc" not in said(answer)


def test_since_the_change_the_new_words_answer(service: Service) -> None:
    answer = ask(service, TIME, AFTER)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.quotes[0].document.number == "12/2025/NĐ-CP"
    assert "10 ngày làm việc" in answer.conclusion
    assert "20 ngày làm việc" not in said(answer)
    assert ("45/2024/NĐ-CP", "not_in_force") in {
        (rejected.citation.number, rejected.reason) for rejected in answer.rejected
    }


def test_a_repealed_clause_is_neither_quoted_nor_concluded_from(service: Service) -> None:
    assert "15 tháng 12" in ask(service, REPORT, BEFORE).conclusion
    after = ask(service, REPORT, AFTER)
    assert "15 tháng 12" not in said(after) + after.conclusion


def test_the_clauses_beside_it_are_quoted_still(service: Service) -> None:
    answer = ask(service, "Tổ chức thử nghiệm lưu giữ hồ sơ thử nghiệm ít nhất mấy năm?", AFTER)
    assert "05 năm" in answer.conclusion
    assert "Báo cáo" not in said(answer)


def test_a_named_clause_is_shown_in_its_new_words(service: Service) -> None:
    assert "20 ngày" in said(ask(service, "khoản 2 Điều 5 Nghị định 45/2024/NĐ-CP", BEFORE))
    after = ask(service, "khoản 2 Điều 5 Nghị định 45/2024/NĐ-CP", AFTER)
    assert after.outcome is Outcome.ANSWERED
    assert "10 ngày làm việc" in after.conclusion
    assert "20 ngày" not in said(after)


def test_a_named_clause_that_is_repealed_is_not_answered_with_another(service: Service) -> None:
    assert ask(service, "khoản 3 Điều 7 Nghị định 45/2024/NĐ-CP", BEFORE).quotes
    after = ask(service, "khoản 3 Điều 7 Nghị định 45/2024/NĐ-CP", AFTER)
    assert (after.outcome, after.quotes) == (Outcome.ESCALATED_WEAK_MATCH, ())


def test_a_provision_all_of_whose_parts_are_out_is_out(service: Service) -> None:
    question = "Phí thẩm định đăng ký hoạt động thử nghiệm là bao nhiêu?"
    assert "500.000" in said(ask(service, question, BEFORE))
    assert "500.000" not in said(ask(service, question, AFTER))


def test_a_named_article_is_quoted_without_what_is_repealed(service: Service) -> None:
    answer = ask(service, "Điều 7 Nghị định 45/2024/NĐ-CP", AFTER)
    assert "05 năm" in said(answer)
    assert "Báo cáo" not in said(answer) + answer.conclusion


def test_words_that_are_given_anew_soon_are_told_to_change(service: Service) -> None:
    assert ENDS_SOON.format("01/07/2025") in ask(service, TIME, BEFORE).notes
    assert ENDS.format("01/07/2025") in ask(service, TIME, date(2024, 6, 1)).notes
    assert not [note for note in ask(service, TIME, AFTER).notes if "hết hiệu lực" in note]


def test_what_an_article_said_before_is_told(service: Service) -> None:
    answer = service.answer(Question(f"Trước đây: {TIME[:1].lower()}{TIME[1:]}", AFTER))
    assert "20 ngày làm việc" in answer.conclusion
    assert answer.question.as_of == BEFORE
