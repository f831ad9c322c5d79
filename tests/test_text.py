"""Folding: what folds at indexing folds at asking."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import canonical_tones, fold, folded_syllables, slug, strip_accents, tidy

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
