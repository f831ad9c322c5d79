"""The words of a question and their kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.typed import Kind, pattern, words

PLAIN = pattern(())


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("nộp hồ sơ", "hồ", Kind.WORD),
        ("Thủ tục gì", "Thủ", Kind.WORD),
        ("xã Krông", "Krông", Kind.NAME),
        ("bóng play-off", "play", Kind.NAME),
        ("ở UBND xã", "UBND", Kind.CAPITALS),
        ("qua VNeID ạ", "VNeID", Kind.CAPITALS),
        ("TTin này", "TTin", Kind.WORD),
        ("HỒ SƠ GÌ", "HỒ", Kind.WORD),
        ("theo 133/2025/NĐ-CP", "CP", Kind.AS_IT_IS),
        ("gửi a.b@c.vn nhé", "vn", Kind.AS_IT_IS),
        ("a" * 41, "a" * 41, Kind.AS_IT_IS),
        ("nặng 5 kg", "kg", Kind.AS_IT_IS),
        ("mẫu k", "k", Kind.WORD),
    ],
)
def test_each_word_has_a_kind(text: str, word: str, kind: Kind) -> None:
    assert {one.typed: one.kind for one in words(text, PLAIN)}[word] is kind


def test_a_short_form_with_a_space_is_one_word() -> None:
    found = words("bộ phận 1 cửa", pattern(["1 cửa"]))
    assert [one.typed for one in found] == ["bộ", "phận", "1 cửa"]


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text: str) -> None:
    assert all(text[one.start : one.end] == one.typed for one in words(text, PLAIN))
