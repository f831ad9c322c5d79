"""Codes by which forms are called."""

import pytest

from retrieval.form_codes import is_code, says_a_code


@pytest.mark.parametrize("word", ["ct01", "tk1", "xct01", "tk01b", "tb15"])
def test_a_word_of_a_form_may_be_its_code(word: str) -> None:
    assert is_code(word)


@pytest.mark.parametrize("word", ["nd15", "tt07", "abcd12", "02a", "mau"])
def test_other_words_of_a_form_are_none(word: str) -> None:
    assert not is_code(word)


@pytest.mark.parametrize("said", ["mau ct01 lay o dau", "ct01", "to khai tk01b moi nhat"])
def test_a_question_says_the_code_of_a_form(said: str) -> None:
    assert says_a_code(said)


@pytest.mark.parametrize(
    "said", ["nd15 quy dinh gi", "tb15 cua xa", "thang t12 nay", "5m2 dat", "so 12/ct01/2025"]
)
def test_numbers_of_texts_months_and_measures_are_no_codes(said: str) -> None:
    assert not says_a_code(said)
