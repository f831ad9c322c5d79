"""Damage to questions, for measuring."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold
from eval.typing import TYPINGS, retype

TEXT = "Thời hạn giải quyết hồ sơ khai báo thiết bị bức xạ là mấy ngày?"


@pytest.mark.parametrize("typing", [*TYPINGS, "typos+none", "glued+half"])
def test_the_same_seed_damages_the_same(typing: str) -> None:
    first, again = (retype(TEXT, typing, random.Random(3)) for _ in range(2))
    assert first == again
    assert (first == TEXT) == (typing == "full")


def test_damages_are_what_they_say() -> None:
    random_ = random.Random(1)
    assert (
        retype(TEXT, "none", random_)
        == "Thoi han giai quyet ho so khai bao thiet bi buc xa la may ngay?"
    )
    assert fold(retype(TEXT, "half", random_)) == fold(TEXT)
    glued = retype(TEXT, "glued", random_)
    assert glued.replace(" ", "") == TEXT.replace(" ", "")
    assert glued.count(" ") < TEXT.count(" ")
    assert len(retype(TEXT, "typos", random_).split()) == len(TEXT.split())


def test_keys_are_those_of_the_input_methods() -> None:
    keyed = {retype("đường", "telex", random.Random(seed)) for seed in range(300)}
    assert {"dduwowngf", "dduwowfng", "d9u7o7ng2", "d9u7o72ng", "đường", "duong"} == keyed


def test_an_unknown_typing_is_refused() -> None:
    with pytest.raises(ValueError, match="full, none, half"):
        retype(TEXT, "upside down", random.Random(1))


@given(st.text(max_size=40), st.sampled_from(TYPINGS), st.integers(0, 9))
def test_any_text_may_be_damaged(text: str, typing: str, seed: int) -> None:
    assert isinstance(retype(text, typing, random.Random(seed)), str)
