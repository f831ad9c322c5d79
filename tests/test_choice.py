"""Replies to a question back, and the choices they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.choice import choice, none_of_them, told_apart

DOCUMENTS = (
    "Điều 5 Nghị định số 133/2025/NĐ-CP của Chính phủ nói gì?",
    "Điều 5 Quyết định số 133/2018/QĐ-UBND của tỉnh Cà Mau nói gì?",
    "Điều 5 Thông tư số 133/2016/TT-BTC của Bộ Tài chính nói gì?",
    "Điều 5 Thông tư số 133/2021/TT-BKHCN của Bộ Khoa học và Công nghệ nói gì?",
)
UNITS = (
    "xã Tân An, tỉnh Cà Mau thuộc xã nào?",
    "xã Tân An, tỉnh An Giang thuộc xã nào?",
    "xã Tân An, tỉnh Nghệ An thuộc xã nào?",
)
PROCEDURES = (
    "Khai báo thiết bị X-quang chẩn đoán trong y tế: trong bao lâu?",
    "Cấp giấy phép sử dụng thiết bị X-quang chẩn đoán trong y tế: trong bao lâu?",
    "Gia hạn giấy phép sử dụng thiết bị X-quang răng: trong bao lâu?",
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 1), ("2.", 1), ("số 2", 1), ("cái thứ hai", 1), ("cai thu 2 a", 1), ("câu 3 nhé", 2),
        ("cái đầu", 0), ("cái đầu tiên ấy", 0), ("cái cuối", 3), ("ý thứ ba", 2), ("thứ tư", 3),
        ("lấy cái số 1 đi em", 0), ("the second one", 1), ("yang kedua", 1), ("(4)", 3),
        ("dạ cái thứ 3 ạ", 2), ("thu nhat", 0),
    ],
)  # fmt: skip
def test_a_place_in_the_list_is_a_choice(text: str, place: int) -> None:
    assert choice(text, DOCUMENTS) == place


@pytest.mark.parametrize(
    ("text", "offered", "place"),
    [
        ("của Bộ KHCN ấy", DOCUMENTS, 3),
        ("cua bo tai chinh", DOCUMENTS, 2),
        ("bộ tài chín", DOCUMENTS, 2),
        ("cái của Cà Mau", DOCUMENTS, 1),
        ("2025", DOCUMENTS, 0),
        ("nghị định", DOCUMENTS, 0),
        ("cái mới nhất", DOCUMENTS, 0),
        ("bản cũ nhất", DOCUMENTS, 2),
        ("Cà Mau", UNITS, 0),
        ("ca mau", UNITS, 0),
        ("ở Nghệ An ạ", UNITS, 2),
        ("tỉnh an giang", UNITS, 1),
        ("X-quang răng", PROCEDURES, 2),
        ("gia han", PROCEDURES, 2),
        ("khai báo thôi", PROCEDURES, 0),
        ("xin cấp giấy phép", PROCEDURES, 1),
    ],
)
def test_words_that_only_one_choice_has_take_it(
    text: str, offered: tuple[str, ...], place: int
) -> None:
    assert choice(text, offered) == place


@pytest.mark.parametrize(
    "text",
    [
        "5", "0", "cái thứ năm", "", "Lệ phí cấp phép tần số tàu cá bao nhiêu?", "không rõ",
        "Nghị định 37/2026/NĐ-CP quy định về việc gì?", "thông tư", "cả hai", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_choice_takes_none(text: str) -> None:
    assert choice(text, DOCUMENTS) is None


@pytest.mark.parametrize(
    "text", ["không phải cái nào", "khong co cai nao dung", "không phải", "none of these"]
)
def test_that_none_is_right_is_heard(text: str) -> None:
    assert none_of_them(text)
    assert choice(text, DOCUMENTS) is None


@pytest.mark.parametrize("text", ["không cần kiểm định thì sao", "có phải nộp phí không"])
def test_a_question_with_a_no_is_no_refusal(text: str) -> None:
    assert not none_of_them(text)


def test_a_single_choice_is_taken_by_yes() -> None:
    assert choice("đúng rồi ạ", UNITS[:1]) == 0
    assert choice("đúng rồi ạ", UNITS) is None


@pytest.mark.parametrize("offered", [DOCUMENTS, UNITS, PROCEDURES])
def test_a_choice_said_whole_is_taken(offered: tuple[str, ...]) -> None:
    assert [choice(text, offered) for text in offered] == list(range(len(offered)))


def test_choices_are_told_apart_by_what_differs() -> None:
    assert told_apart(UNITS[:2]) == ["Cà Mau", "An Giang"]


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=60), max_size=4))
def test_any_reply_takes_one_of_the_choices_or_none(text: str, offered: list[str]) -> None:
    place = choice(text, offered)
    assert place is None or 0 <= place < len(offered)
