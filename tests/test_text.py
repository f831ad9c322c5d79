"""Folding: what folds at indexing folds at asking."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import (
    canonical_tones,
    fold,
    folded_syllables,
    inside_word,
    slug,
    strip_accents,
    tidy,
)

words = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳýỷỹỵ ", max_size=40
)


@given(words)
def test_folding_is_the_same_for_composed_and_decomposed_text(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(words)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(words)
def test_folding_leaves_only_plain_letters(text: str) -> None:
    assert fold(text).isascii()


letters = (
    st.characters(max_codepoint=0x2700) | st.characters() | st.sampled_from("ạ̣ộßΣςﬁ각각²½_–\ud800")
)


@given(st.text(alphabet=letters, max_size=80))
def test_folded_words_are_the_words_of_the_folded_text(text: str) -> None:
    assert folded_syllables(text) == re.findall(r"[^\W_]+", fold(text))


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(words)
def test_moving_the_tone_mark_changes_no_letter(text: str) -> None:
    assert strip_accents(canonical_tones(text)) == strip_accents(text)


@pytest.mark.parametrize(
    ("older", "newer"),
    [("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("UỶ BAN", "ỦY BAN"), ("quý", "quý")],
)
def test_both_spellings_of_a_tone_become_one(older: str, newer: str) -> None:
    assert canonical_tones(older) == newer


def test_eth_typed_for_d_is_read_as_d() -> None:
    assert tidy("NÐ-CP ðiều") == "NĐ-CP điều"
    assert folded_syllables("NÐ-CP") == ["nd", "cp"]


def test_invisible_characters_vanish_and_line_breaks_stay() -> None:
    assert tidy("an\u00adtoàn\u200b  bức xạ\r\nhai\x07") == "antoàn bức xạ\nhai"


def test_a_slug_is_plain() -> None:
    assert slug("Nghị định 133/2025/NĐ-CP") == "nghi-dinh-133-2025-nd-cp"


@pytest.mark.parametrize(
    ("left", "right", "cut"),
    [
        ("10", "0 đồng", True),
        ("làm vi", "ệc", True),
        ("Điều 15", "a", True),
        ("2", ".000.000", True),
        ("Mẫu 01", "A/TK", True),
        ("ngày làm việc", "Miễn phí", False),
        ("Miễn phí", "04 ngày", False),
        ("Trực tuyến1", "Miễn phí", False),
        ("200,000 VNĐ", "Trực tiếp", False),
        ("10", " ngày", False),
        ("", "10", False),
    ],
)
def test_a_cut_inside_a_word_or_number_is_told_from_one_between_cells(
    left: str, right: str, cut: bool
) -> None:
    assert inside_word(left + right, len(left)) is cut
