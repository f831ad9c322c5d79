"""Slips of the keyboard."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.typing import retype
from retrieval.slips import BESIDE, DOUBLED, LEFT_OUT, OTHER, SWAPPED, Neighbours, cost, mismatch

SYLLABLES = ["khai", "bao", "phep", "giay", "luong", "do", "ho", "so", "nghiem", "thu"]


@pytest.mark.parametrize(
    ("typed", "meant", "wanted"),
    [
        ("phhep", "phep", DOUBLED),
        ("phepp", "phep", DOUBLED),
        ("pehp", "phep", SWAPPED),
        ("pjep", "phep", BESIDE),
        ("pxep", "phep", OTHER),
        ("pep", "phep", LEFT_OUT),
        ("phexp", "phep", OTHER),
    ],
)
def test_each_slip_has_its_cost(typed: str, meant: str, wanted: float) -> None:
    assert Neighbours(SYLLABLES).of(typed)[meant] == wanted == cost(typed, meant)


@given(st.sampled_from(SYLLABLES), st.integers(0, 200))
def test_a_word_is_found_from_each_slip_of_it(word: str, seed: int) -> None:
    slipped = retype(word, "typos", random.Random(seed))
    if slipped != word:
        assert word in Neighbours(SYLLABLES).of(slipped)


def test_two_slips_are_too_many() -> None:
    assert "nghiem" not in Neighbours(SYLLABLES).of("ngihme")
    assert Neighbours(SYLLABLES).of("a" * 10_000) == {}


def test_accents_may_stand_elsewhere_in_the_word_but_not_be_others() -> None:
    assert mismatch("hòan", "hoàn") == 0
    assert 0 < mismatch("đuợc", "được") < mismatch("được", "đuốc")
