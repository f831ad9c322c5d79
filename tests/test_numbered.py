"""The numbers that people call things by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.numbered import Numbered


@given(st.sampled_from(Numbered), st.integers(0, 10**18 - 1))
def test_a_label_says_its_number(kind: Numbered, number: int) -> None:
    assert kind.number(kind.label(number)) == number


@pytest.mark.parametrize("text", ["MC-000012", "mc-12", " 12 ", "MC-12\n"])
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    assert Numbered.CASE.number(text) == 12


@pytest.mark.parametrize("text", ["", "MC-", "HD-12", "-12", "1.2", "²", "١٢", "9" * 19])
def test_what_is_no_number_of_a_case_is_none(text: str) -> None:
    assert Numbered.CASE.number(text) is None
