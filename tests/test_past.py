"""Questions about the rule of the past, told from those that only mention it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.past import only_when, past_asked

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Trước đây khai báo máy X-quang là mấy ngày?", "khai báo máy X-quang là mấy ngày?"),
        ("truoc day khai bao may x quang may ngay", "khai bao may x quang may ngay"),
        ("quy định cũ về thời hạn là mấy ngày", "quy định về thời hạn là mấy ngày"),
        ("lệ phí hồi trước bao nhiêu", "lệ phí bao nhiêu"),
        ("Khai báo máy X-quang, trước đây thì sao", "Khai báo máy X-quang, thì sao"),
    ],
)  # fmt: skip
def test_the_rule_of_the_past_is_asked(text: str, left: str) -> None:
    found = past_asked(text, TODAY)
    assert found is not None
    assert (found.text, found.compares, found.day) == (left, False, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("thời hạn khai báo khác gì so với trước 2026", date(2025, 12, 31)),
        ("Thời hạn khai báo thay đổi thế nào so với trước ngày 1/7/2025?", date(2025, 6, 30)),
        ("so với năm 2024 phí có gì thay đổi", date(2024, 12, 31)),
        ("phí thẩm định thay đổi ra sao so với trước đây", None),
        ("thoi han khac gi so voi quy dinh cu", None),
    ],
)
def test_both_rules_are_compared(text: str, day: date | None) -> None:
    found = past_asked(text, TODAY)
    assert found is not None
    assert found.compares
    assert found.day == day


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 132/2025 khác Nghị định 133/2025 ở điểm nào?",
        "trước đây huyện kiểm tra đo lường, giờ ai làm?",
        "Phường tôi mới sáp nhập, trước đây chưa làm việc này, xử lý sao",
        "giấy phép cấp theo quy định cũ còn giá trị không",
        "tên đơn vị cũ, đổi ở đâu",
        "trạm y tế có máy X-quang cũ",
        "Luật Sở hữu trí tuệ sửa đổi năm 2025 có gì mới?",
        "Trước khi công bố phải có mấy người duyệt?",
        "đơn theo mẫu cũ có được nhận không",
        "trước ngày 1/7/2025 ai kiểm tra đo lường",  # a day like any other
        "",
    ],
)
def test_what_only_mentions_the_past_is_asked_of_today(text: str) -> None:
    assert past_asked(text, TODAY) is None


@pytest.mark.parametrize(
    "text", ["còn năm 2024?", "trước đây thì sao", "khác gì so với trước đây?", "con truoc 2026?"]
)
def test_a_follow_up_may_only_change_the_day(text: str) -> None:
    assert only_when(text)


@pytest.mark.parametrize("text", ["còn lệ phí?", "năm 2024 lệ phí bao nhiêu", "thế nào", ""])
def test_one_that_asks_something_else_does_more(text: str) -> None:
    assert not only_when(text)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = past_asked(text, TODAY)
    assert found is None or len(found.text) <= len(text) + 1


@pytest.mark.parametrize("text", ["Điều 5 Luật Cư trú nói gì?", "dieu 5 luat cu tru noi gi"])
def test_the_law_of_residence_is_no_old_law(text: str) -> None:
    assert past_asked(text, TODAY) is None
