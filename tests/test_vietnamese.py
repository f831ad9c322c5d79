"""Vietnamese syllables: onsets, rimes and tones as the spelling has them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vietnamese import is_syllable
from reader.plausible import plausibility

SOUND = (
    "căn cứ nghị định số của chính phủ quy định chi tiết thi hành một số điều luật khoa học công"
    " nghệ nguyễn huỳnh thuở khuya khuỷu ngoằn ngoèo quyết quốc quờ giếng gìn giữ yểm yêu ý ở"
    " xoong boong buýt huơ đường ngượng nghiêng uỷ ủy kỹ kĩ lý lí tỷ tỉ quý quí"
)


@pytest.mark.parametrize("word", SOUND.split())
def test_words_of_every_day_are_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("pair", ["hoà hòa", "khoẻ khỏe", "thuỷ thủy", "hoạ họa", "luỹ lũy"])
def test_the_tone_of_an_open_pair_stands_on_either_vowel(pair: str) -> None:
    assert all(map(is_syllable, pair.split()))


@pytest.mark.parametrize("word", ["các", "cạc", "sách", "hạch", "họp", "tất"])
def test_a_closed_syllable_bears_an_acute_or_a_dot(word: str) -> None:
    assert is_syllable(word)
    bare = unicodedata.normalize("NFD", word).replace("\u0301", "").replace("\u0323", "")
    for tone in ("", "\u0300", "\u0303", "\u0309"):
        at = next(place for place, letter in enumerate(bare) if letter in "aoâ") + 1
        at += bare[at : at + 1] == "\u0302"
        assert not is_syllable(unicodedata.normalize("NFC", bare[:at] + tone + bare[at:]))


@pytest.mark.parametrize("word", ["cế", "kà", "nghành", "ngế", "ghà", "gế", "iêu", "qốc", "đơc"])
def test_the_onset_is_spelled_by_its_vowel(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    "word", ["niño", "été", "für", "über", "málaga", "naïve", "café", "garçon", "", "bb", "1a"]
)
def test_words_of_other_languages_are_none(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=8))
def test_any_word_is_judged_and_a_syllable_is_short_and_composed(word: str) -> None:
    if is_syllable(word):
        assert 1 <= len(word) <= 7
        assert unicodedata.is_normalized("NFC", word)


def test_a_clean_page_is_plausible_and_a_torn_one_is_not() -> None:
    assert plausibility("Căn cứ Luật Đo lường ngày 11 tháng 11 năm 2011") == 1.0
    assert plausibility("C Ộ NG HÒA XÃ H Ộ I CH Ủ NGH Ĩ A") < 0.5
