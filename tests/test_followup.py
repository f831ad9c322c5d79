"""Questions that go on about what was asked before, and those that stand alone."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.facets import facets
from retrieval.followup import carried, general, goes_on, stands_alone, subject
from retrieval.generation import Generation
from retrieval.heard import hear
from retrieval.home import Home
from retrieval.manifest import current
from retrieval.named import named
from retrieval.question import Question
from retrieval.words import WordIndex


@pytest.fixture(scope="module")
def generation(starter_index: Path) -> Generation:
    return Generation(current(starter_index))


@pytest.fixture(scope="module")
def words(generation: Generation) -> WordIndex:
    return generation.words


def question(text: str, before: str) -> Question:
    return Question(text, date(2026, 11, 22), earlier=(before,))


@pytest.mark.parametrize(
    "text",
    [
        "thế lệ phí bao nhiêu?", "còn thời hạn?", "nộp ở đâu ạ", "vậy trường hợp gia hạn thì sao",
        "nếu nộp trễ thì bị gì", "le phi bao nhieu", "the nop o dau", "hồ sơ gồm những gì?",
        "ai có thẩm quyền cấp", "có nộp trực tuyến được không ạ", "căn cứ pháp lý là gì",
        "bao lâu có kết quả", "ủy quyền cho người khác nộp được không", "mức phạt bao nhiêu",
        "dùng mẫu nào", "xã có làm được không", "and the fee?", "how much is it",
        "berapa biayanya?", "lỗi thường gặp là gì",
    ],
)  # fmt: skip
def test_what_is_made_of_general_words_goes_on(words: WordIndex, text: str) -> None:
    assert not stands_alone(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "chè xanh Tân An đăng ký nhãn hiệu ở đâu",
        "che xanh tan an dang ky nhan hieu o dau",
        "X-quang khai báo mấy ngày",
        "Đo lường là gì?",
        "công bố hợp quy nộp ở đâu",
        "lệ phí cấp phép tàu cá bao nhiêu",
        "thế tàu cá gắn bộ đàm có phải xin giấy phép tần số không",
        "How many days to declare an X-ray machine?",
        "Berapa hari untuk melaporkan mesin sinar-X?",
    ],
)
def test_a_question_with_a_subject_stands_alone(words: WordIndex, text: str) -> None:
    assert stands_alone(text, words)


def test_beside_another_question_more_is_needed_to_stand_alone(words: WordIndex) -> None:
    text = "có phải kiểm định không?"
    assert stands_alone(text, words)
    assert not stands_alone(text, words, beside=True)


def test_some_questions_say_that_they_go_on() -> None:
    assert goes_on("còn máy CT?")
    assert goes_on("thủ tục này mất bao lâu")
    assert not goes_on("Nộp ở đâu")


@pytest.mark.parametrize(
    "text", ["Con tôi có được cấp thẻ không", "Thẻ kiểm định viên", "viec do luong"]
)
def test_words_that_look_like_going_on_without_accents_do_not(text: str) -> None:
    assert not goes_on(text)


def test_a_question_that_names_a_document_stands_alone(words: WordIndex) -> None:
    assert stands_alone("NĐ 132/2025 hết hiệu lực khi nào", words)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?", "Khai báo thiết bị X-quang y tế"),
        ("khai bao may x quang trong may ngay", "khai bao may x quang"),
        ("Gia hạn giấy phép nộp ở đâu ạ", "Gia hạn giấy phép"),
        ("Hồ sơ cấp giấy phép tần số gồm những gì?", "cấp giấy phép tần số"),
        ("Cấp giấy phép trong bao nhiêu ngày làm việc?", "Cấp giấy phép"),
        ("Kiểm định phương tiện đo ở đâu?", "Kiểm định phương tiện đo"),
        ("Kiểm định cân ở đâu?", "Kiểm định cân"),
        ("Đăng ký nhãn hiệu tập thể cần gì?", "Đăng ký nhãn hiệu tập thể"),
        ("Khai báo máy ở đâu?", "Khai báo máy"),
        ("Mua tháng 3/2025 theo 28/2013/TT-BTC, lệ phí?", "Mua tháng 3/2025 theo 28/2013/TT-BTC"),
        ("Ở đâu?", "Ở đâu?"),
    ],
)
def test_the_subject_is_what_is_not_asked(text: str, about: str) -> None:
    assert subject(text) == about


def test_a_new_facet_replaces_the_old_one_and_an_open_one_keeps_it() -> None:
    before = "Phí cấp phép máy X-quang răng bao nhiêu tiền?"
    assert carried("nộp ở đâu?", before) == "cấp phép máy X-quang răng, nộp ở đâu?"
    assert carried("còn máy CT thì sao?", before) == f"{before[:-1]}, còn máy CT thì sao?"


@pytest.mark.parametrize(
    "before",
    ["Hồ sơ khai báo máy X-quang gồm những gì?", "Nộp tờ khai báo máy X-quang ở đâu?",
     "Khai báo máy X-quang, thế nộp ở đâu ạ?", "khai báo máy X-quang trong mấy ngày làm việc"],
)  # fmt: skip
def test_what_was_asked_before_is_not_asked_again(before: str) -> None:
    text = carried("còn thời hạn?", before)
    assert "báo máy X-quang, còn thời hạn?" in text
    assert facets(text) == facets("thời hạn")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("khoản 2 thì sao?", "khoản 2 Điều 3 Nghị định số 63/2023"),
        ("còn k2?", "khoản 2 Điều 3 Nghị định số 63/2023"),
        ("còn điểm a khoản 1?", "điểm a khoản 1 Điều 3 Nghị định số 63/2023"),
        ("con dieu 5 thi sao", "Nghị định số 63/2023"),
        ("còn phụ lục II?", "Nghị định số 63/2023"),
    ],
)
def test_a_unit_is_one_of_the_document_asked_about_before(text: str, whole: str) -> None:
    assert carried(text, "điều 3 nghị định 63/2023 quy định gì") == f"{whole}: {text}"


@pytest.mark.parametrize(
    ("before", "named_in_full"),
    [
        ("điều 3 luật đo lường quy định gì", "khoản 2 Điều 3 luật đo lường"),
        ("133/2025/NĐ-CP điều 3 nói gì", "khoản 2 Điều 3 số 133/2025/nd-cp"),
    ],
)
def test_a_unit_of_a_law_called_by_its_name_or_number_is_named_in_full(
    before: str, named_in_full: str
) -> None:
    (citation,) = named(carried("còn khoản 2?", before))
    assert " ".join(str(citation).split()) == named_in_full


def test_a_unit_is_not_given_to_one_of_two_documents() -> None:
    before = "điều 3 nghị định 63/2023 và điều 4 nghị định 10/2020 quy định gì"
    assert carried("còn điều 5?", before).startswith("điều 3 nghị định 63/2023 và điều 4")


@pytest.mark.parametrize("text", ["khoản 2 nói gì", "còn điểm a khoản 1?", "Điều 5 quy định gì"])
def test_a_unit_without_a_document_does_not_stand_alone(words: WordIndex, text: str) -> None:
    assert not stands_alone(text, words)


@given(st.text())
def test_any_text_has_a_weight_and_a_subject(text: str) -> None:
    assert isinstance(subject(text), str)
    assert isinstance(goes_on(text), bool)


def test_general_phrases_are_found_accented_and_not() -> None:
    assert {"lệ phí", "le phi", "nộp"} <= general()
    assert "tự" not in general()


@pytest.mark.parametrize(
    "text", ["giấy đó có giá trị bao lâu", "thủ tục này có phải niêm yết không"]
)
def test_what_points_back_goes_on_even_with_words_of_its_own(words: WordIndex, text: str) -> None:
    assert not stands_alone(text, words)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?", "quên khai báo có sao không"),
        ("Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?", "thế mua máy cũ thì sao"),
        ("Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?", "có mẫu sẵn không"),
        ("Xã kiểm tra nhà nước về đo lường thì ai ra quyết định?", "ai làm trưởng đoàn"),
        ("ho so cong nhan sang kien gom gi", "con giai phap ki thuat thi sao"),
        ("Hồ sơ trên Cổng Dịch vụ công không đổ về một cửa của xã thì làm gì?", "báo ai bây giờ"),
        ("Đài truyền thanh không dây của xã cần giấy phép gì?", "nộp ra Hà Nội à"),
    ],
)
def test_what_the_corpus_says_best_where_the_last_question_is_answered_goes_on(
    generation: Generation, before: str, text: str
) -> None:
    (asked,) = hear(question(text, before), generation.words, Home(generation)).asked
    assert asked.after == before


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?", "nhãn hiệu tập thể nộp ở đâu"),
        ("Cân đồng hồ lò xo chu kỳ kiểm định mấy tháng?", "cây xăng thiếu lít báo ai"),
        ("ho so cong nhan sang kien gom gi", "khai bao may x quang may ngay"),
        ("Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?", "đăng ký kết hôn cần gì"),
        ("Phát hiện vật nghi là nguồn phóng xạ thì làm gì?", "tỉnh Hà Nam nhập vào tỉnh nào"),
        ("Giấy phép tần số tàu cá nay nộp ở đâu?", "thông tư 23/2023 có hiệu lực khi nào"),
    ],
)
def test_what_another_provision_says_much_better_is_a_question_of_its_own(
    generation: Generation, before: str, text: str
) -> None:
    (asked,) = hear(question(text, before), generation.words, Home(generation)).asked
    assert asked.after == ""
