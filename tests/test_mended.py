"""Slips in the words that name provisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.mended import mended


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngih dinh 133", "nghi dinh 133"),
        ("nghi dihn so 132", "nghi dinh so 132"),
        ("thogn tu 07", "thong tu 07"),
        ("diều 15 khaon 2", "diều 15 khoan 2"),
        ("dieuu 5", "dieu 5"),
        ("k2đ15", "k2 đ15"),
        ("k2/đ15", "k2 đ15"),
        ("Điều15k2 nđ133", "Điều15 k2 nđ133"),
        ("đ15nđ133", "đ15 nđ133"),
        ("nghị định một trăm ba ba", "nghị định 133"),
        ("nghị định một trăm ba mươi ba", "nghị định 133"),
        ("nghị định hai trăm linh năm", "nghị định 205"),
        ("khoản hai điều mười lăm", "khoản 2 điều 15"),
    ],
)
def test_what_was_meant_is_read(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "điều hai bên thỏa thuận",
        "đều 15 ngày",
        "lệ phí 200.000 đ 15 ngày",
        "nghi ngờ 15 hộ",
        "thông tin 15 hộ dân",
        "then 15 days",
        "quy định năm ngày",
        "",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert mended(text) == text


@given(st.text(max_size=60))
def test_what_is_mended_needs_no_mending(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
