"""Likeness beyond words: two names of one thing are near, and few texts teach nothing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.latent import directions
from desk.likeness import BEYOND, Space, terms

NAMES = (("máy chụp phim", "thiết bị tia"), ("cân đồng hồ", "dụng cụ đong"), ("nhãn mác", "logo"))
ROUND = ("phòng khám nha", "tiểu thương ngoài bến", "hợp tác xã chè")


def texts(of_each: int) -> list[str]:
    """Of three matters, each by two names that share no word, with the same words around them."""
    return [
        f"{names[at % 2]} của {around} {'ở bản' if at % 3 else 'dưới xuôi'} số {at}"
        for names, around in zip(NAMES, ROUND, strict=True)
        for at in range(of_each)
    ]


def space(of_each: int) -> Space:
    told = [terms(text) for text in texts(of_each)]
    return Space.of(told, [frozenset[str]()] * len(told), [""] * len(told))


def test_two_names_of_one_matter_are_nearer_than_their_words() -> None:
    made = space(24)
    words = made.about([0], None, 0.0)[0]
    both = made.about([0], None)[0]
    other_name, other_matter = 1, 25
    assert both[other_name] > words[other_name] + 0.1
    assert both[other_matter] < 0.1
    assert both[other_name] > 3 * both[other_matter]


def test_of_few_texts_words_alone_tell() -> None:
    made = space(6)
    assert made.latent.shape == (18, 0)
    assert np.array_equal(made.about([0], None, BEYOND), made.about([0], None, 0.0))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 90), st.integers(0, 3))
def test_directions_have_unit_length_and_come_out_the_same_again(of_each: int, texts_: int) -> None:
    rows = space(of_each).rows
    found = directions(rows, 40 * texts_)
    assert found.shape[0] == rows.shape[0]
    lengths = np.linalg.norm(found, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-9) | (lengths == 0) | (found.shape[1] == 0))
    assert np.array_equal(found, directions(rows, 40 * texts_))
