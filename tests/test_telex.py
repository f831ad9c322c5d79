"""Keys of Telex and VNI that stayed in the text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import canonical_tones, fold
from eval.typing import retype
from retrieval.counts import SYLLABLES
from retrieval.telex import decoded

_LINES = SYLLABLES.read_text(encoding="utf-8").splitlines()
IN_USE = [line.split()[0] for line in _LINES if not line.startswith("#")]


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("quyf", "quỳ"),
        ("luwowngf", "lường"),
        ("luow2ng", "lường"),
        ("ddo", "đo"),
        ("giaay1", "giấy"),
        ("phe1p", "phép"),
        ("d9u7o7c5", "được"),
        ("nguowif", "người"),
        ("lươngf", "lường"),
        ("hoaf", "hòa"),
        ("gif", "gì"),
    ],
)
def test_keys_type_a_syllable(keys: str, syllable: str) -> None:
    assert decoded(keys) == (syllable, fold(syllable))


@pytest.mark.parametrize("word", ["khai", "đo", "thật", "online", "k2", "x", "", "15", "2025"])
def test_words_without_keys_type_nothing(word: str) -> None:
    assert decoded(word) is None


def test_keys_that_type_no_syllable_still_tell_its_letters() -> None:
    assert decoded("duong9") == ("", "duong")


@given(st.sampled_from(IN_USE), st.integers(0, 50))
def test_what_is_typed_by_keys_is_read_back(syllable: str, seed: int) -> None:
    keys = retype(f"{syllable} ạ", "telex", random.Random(seed)).split()[0]
    if keys not in (syllable, fold(syllable)):
        found = decoded(keys)
        assert found is not None
        assert found[0] == canonical_tones(syllable)


@given(st.text(max_size=12))
def test_any_text_may_be_asked_about(text: str) -> None:
    found = decoded(text.casefold())
    assert found is None or found[1].isalpha()
