"""Questions about whose job something is."""

import pytest

from retrieval.asks_whose import about, asks_where, asks_whose


@pytest.mark.parametrize(
    "text",
    [
        "Xã có được cấp giấy xác nhận khai báo không?",
        "xa co duoc cap giay phep khong",
        "UBND xã có nhận hồ sơ này không?",
        "xã mình có phải kiểm tra cân không ạ",
        "Giấy phép này thuộc thẩm quyền ai?",
        "cấp giấy phép là việc của xã hay tỉnh",
        "xã làm hay phải lên tỉnh: xã hay tỉnh?",
        "Bộ hay tỉnh cấp giấy phép X-quang?",
        "đăng ký hoạt động thử nghiệm ai cấp",
        "do cấp nào giải quyết",
        "ai kiểm tra đo lường ở chợ",
    ],
)
def test_they_are_known_in_many_wordings(text: str) -> None:
    assert asks_whose(text)


@pytest.mark.parametrize("text", ["khai báo X-quang nộp ở đâu", "nop ho so o dau", "gửi cho ai"])
def test_where_to_submit_is_asked(text: str) -> None:
    assert asks_where(text)


@pytest.mark.parametrize(
    "text",
    [
        "Khai báo máy X-quang trong bao nhiêu ngày?",
        "Hồ sơ giấy phép tần số tàu cá gồm những gì?",
        "Luật Đo lường hiện hành là luật nào?",
        "",
    ],
)
def test_other_questions_are_not(text: str) -> None:
    assert not asks_whose(text)
    assert not asks_where(text)


def test_words_that_only_ask_are_not_what_is_asked_about() -> None:
    weights = {"xa": 1.0, "cap": 1.0, "giay": 2.0, "giay phep": 3.0, "ai cap": 2.0}
    assert about(weights) == {"giay": 2.0, "giay phep": 3.0}
    assert about({"xa": 1.0}) == {"xa": 1.0}
