"""What a named text does to others and others to it: sentences that say so, or people."""

from datetime import date

import pytest

from retrieval.answer import Answer, Outcome
from retrieval.changes_wanted import Wanted, wanted_of
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.decrees import Decrees

DAY = date(2026, 11, 22)
BASE = """CHÍNH PHỦ
Số: 45/2024/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2024
NGHỊ ĐỊNH
QUY ĐỊNH VỀ ĐĂNG KÝ HOẠT ĐỘNG THỬ NGHIỆM
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định việc đăng ký hoạt động thử nghiệm.
Điều 2. Thời hạn
Trong thời hạn 20 ngày làm việc, cơ quan có thẩm quyền cấp giấy chứng nhận.
Điều 20. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2024."""
AMENDING = """CHÍNH PHỦ
Số: 12/2025/NĐ-CP
Hà Nội, ngày 01 tháng 6 năm 2025
NGHỊ ĐỊNH
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 45/2024/NĐ-CP
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 45/2024/NĐ-CP
1. Sửa đổi, bổ sung Điều 2 như sau:
“Điều 2. Thời hạn là 10 ngày làm việc.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025."""
COMING = """CHÍNH PHỦ
Số: 30/2026/NĐ-CP
Hà Nội, ngày 01 tháng 10 năm 2026
NGHỊ ĐỊNH
QUY ĐỊNH VỀ HOẠT ĐỘNG ĐÁNH GIÁ SỰ PHÙ HỢP
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định hoạt động đánh giá sự phù hợp.
Điều 9. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2027.
2. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:
a) Nghị định số 45/2024/NĐ-CP ngày 01 tháng 3 năm 2024 của Chính phủ;
b) Nghị định số 77/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ.
3. Bãi bỏ khoản 3 Điều 4 Nghị định số 88/2018/NĐ-CP."""


@pytest.fixture(scope="module")
def decrees(tmp_path_factory: pytest.TempPathFactory) -> Service:
    made = Decrees(tmp_path_factory.mktemp("changes"))
    made.put(base=BASE, amending=AMENDING, coming=COMING)
    return Service(made.index, None)


def ask(service: Service, text: str, day: date = DAY) -> Answer:
    return service.answer(Question(text, day))


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 45/2024/NĐ-CP được sửa đổi bởi văn bản nào?",
        "nd 45/2024 da bi sua doi chua",
        "văn bản nào sửa đổi, bổ sung NĐ 45/2024/NĐ-CP",
        "cho em hỏi nđ 45/2024 có bị nghị định nào sửa đổi không ạ",
    ],
)
def test_what_amends_a_text_is_told_by_the_heading_that_says_so(
    decrees: Service, text: str
) -> None:
    answer = ask(decrees, text)
    assert answer.outcome is Outcome.ANSWERED
    said = "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 45/2024/NĐ-CP"
    assert answer.conclusion == said
    assert [str(quote.citation) for quote in answer.quotes] == ["Điều 1 Nghị định số 12/2025/NĐ-CP"]
    assert "Nghị định số 12/2025/NĐ-CP có hiệu lực từ ngày 01/07/2025." in answer.notes
    assert answer.trace is not None
    assert not answer.trace.held_back


@pytest.mark.parametrize(
    "text", ["NĐ 45/2024/NĐ-CP bị văn bản nào thay thế", "nd 45/2024 bi thay the boi vb nao"]
)
def test_what_will_end_a_text_is_told_before_its_day(decrees: Service, text: str) -> None:
    answer = ask(decrees, text)
    assert answer.outcome is Outcome.ANSWERED
    lead, item = answer.conclusion.splitlines()
    assert lead.startswith("Các văn bản sau đây hết hiệu lực")
    assert item.startswith("Nghị định số 45/2024/NĐ-CP ngày 01 tháng 3 năm 2024")
    assert (
        "Nghị định số 30/2026/NĐ-CP chưa có hiệu lực; có hiệu lực từ ngày 01/01/2027."
        in answer.notes
    )
    later = ask(decrees, text, date(2027, 2, 1))
    assert later.conclusion == answer.conclusion
    assert "Nghị định số 30/2026/NĐ-CP có hiệu lực từ ngày 01/01/2027." in later.notes


def test_what_a_text_replaces_is_told_whole_texts_alone(decrees: Service) -> None:
    answer = ask(decrees, "Nghị định 30/2026/NĐ-CP thay thế văn bản nào")
    assert "45/2024/NĐ-CP" in answer.conclusion
    assert "77/2016/NĐ-CP" in answer.conclusion
    assert "88/2018/NĐ-CP" not in answer.conclusion  # of which a part is repealed


def test_of_a_text_that_is_not_here_others_tell(decrees: Service) -> None:
    answer = ask(decrees, "Nghị định 77/2016/NĐ-CP bị nghị định nào thay thế")
    assert answer.outcome is Outcome.ANSWERED
    assert "77/2016/NĐ-CP" in answer.conclusion
    assert "45/2024" not in answer.conclusion


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Nghị định 12/2025/NĐ-CP đã bị thay thế chưa",
            "nói Nghị định số 12/2025/NĐ-CP bị văn bản khác thay thế, bãi bỏ.",
        ),
        (
            "Nghị định 45/2024/NĐ-CP sửa đổi văn bản nào",
            "nói Nghị định số 45/2024/NĐ-CP sửa đổi, bổ sung văn bản khác.",
        ),
    ],
)
def test_where_no_sentence_says_it_people_are_asked(decrees: Service, text: str, says: str) -> None:
    answer = ask(decrees, text)
    assert answer.outcome is Outcome.ESCALATED_NOTHING_FOUND
    assert (answer.conclusion, answer.quotes) == ("", ())
    assert any(note.endswith(says) for note in answer.notes)
    stands = any("trong kho không có văn bản làm văn bản này hết" in one for one in answer.notes)
    assert stands is ("thay thế" in text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TT 28/2013 bi sua doi boi vb nao", "10/2022/TT-BKHCN"),
        ("Luật 94/2025/QH15 thay thế luật nào", "18/2008/QH12"),
        ("Luật số 18/2008/QH12 bị văn bản nào thay thế", "94/2025/QH15"),
        ("nd 15/2026 sua doi nghi dinh nao", "133/2025/NĐ-CP"),
        ("Nghị định 118/2025/NĐ-CP đã bị sửa đổi chưa", "367/2025/NĐ-CP"),
        ("văn bản nào sửa đổi Thông tư 23/2013/TT-BKHCN", "03/2024/TT-BKHCN"),
        ("Điều 17 Nghị định 65/2023/NĐ-CP được sửa đổi bởi văn bản nào", "sửa Điều 17 Nghị định"),
        ("Điều 28 Nghị định 133/2025/NĐ-CP được sửa đổi bởi văn bản nào", "15/2026/NĐ-CP"),
    ],
)
def test_handbooks_tell_it_too(service: Service, text: str, says: str) -> None:
    answer = ask(service, text)
    assert answer.outcome is Outcome.ANSWERED
    assert says in answer.conclusion
    assert any(says in quote.text for quote in answer.quotes)


def test_what_only_a_card_says_is_handed_over_with_it(service: Service) -> None:
    answer = ask(service, "Quyết định 02/2026/QĐ-MC thay thế văn bản nào")
    assert answer.outcome is Outcome.ESCALATED_NOTHING_FOUND
    known = "Quyết định số 02/2026/QĐ-MC thay thế Quyết định số 01/2025/QĐ-MC."
    assert known in answer.notes


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ("xvbx sua doi van ban nao", Wanted(by_others=False, amends=True, ends=False)),
        ("xvbx thay the cho thong tu nao a", Wanted(by_others=False, amends=False, ends=True)),
        ("xvbx bi vb nao thay the", Wanted(by_others=True, amends=False, ends=True)),
        ("vb nao thay the xvbx", Wanted(by_others=True, amends=False, ends=True)),
        ("xvbx duoc sua doi bo sung chua", Wanted(by_others=True, amends=True, ends=False)),
        ("theo xvbx thi van ban nao bi bai bo", Wanted(by_others=False, amends=False, ends=True)),
        ("van ban nao bi xvbx thay the", Wanted(by_others=False, amends=False, ends=True)),
        ("van ban nao lam xvbx het hieu luc", Wanted(by_others=True, amends=False, ends=True)),
        ("xvbx sua doi thay the luat nao", Wanted(by_others=False, amends=True, ends=True)),
        ("xvbx sua doi nhung gi", None),
        ("xvbx sua doi thu tuc nao", None),
        ("xvbx sua doi dieu nao", None),
        ("xvbx co hieu luc tu ngay nao", None),
        ("xvbx can cu vao van ban nao", None),
        ("sua doi giay phep theo xvbx can van ban nao", None),
        ("thay the nguoi phu trach theo xvbx", None),
        ("mau don nao thay the mau don cua xvbx", None),
        ("van ban nao thay the", None),
        ("xvbx sua doi xvbx", None),
    ],
)
def test_which_way_is_asked(plain: str, wanted: Wanted | None) -> None:
    assert wanted_of(plain) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "sửa đổi nội dung giấy chứng nhận thì làm thế nào",
        "thay thế người phụ trách an toàn",
        "Nghị định 999/2031/NĐ-CP bị bãi bỏ bởi văn bản nào",
        "Quyết định 02/2026/QĐ-MC có hiệu lực từ ngày nào",
    ],
)
def test_of_other_things_nothing_of_the_kind_is_said(service: Service, text: str) -> None:
    assert not any("Không tìm thấy câu nào trong kho" in note for note in ask(service, text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "Điều 2 Nghị định 45/2024/NĐ-CP được sửa đổi bởi văn bản nào?",
        "dieu 2 nd 45/2024 bi sua doi boi vb nao",
    ],
)
def test_of_a_unit_the_sentence_that_names_it_is_told(decrees: Service, text: str) -> None:
    answer = ask(decrees, text)
    assert answer.outcome is Outcome.ANSWERED
    heading, own = answer.conclusion.splitlines()
    assert "45/2024/NĐ-CP" in heading
    assert own.startswith("Sửa đổi, bổ sung Điều 2 như sau")


def test_of_a_unit_that_no_sentence_names_people_are_asked(decrees: Service) -> None:
    answer = ask(decrees, "Điều 1 Nghị định 45/2024/NĐ-CP đã bị sửa đổi chưa")
    assert answer.outcome.family == "escalated"
    assert any("nói Điều 1 Nghị định số 45/2024/NĐ-CP được văn bản" in one for one in answer.notes)


def test_the_end_of_a_whole_text_ends_its_units(decrees: Service) -> None:
    answer = ask(decrees, "Điều 2 Nghị định 45/2024/NĐ-CP bị văn bản nào thay thế")
    assert "45/2024/NĐ-CP ngày 01 tháng 3 năm 2024" in answer.conclusion
