"""Intervals: wide where questions are few, about zero where nothing changed."""

import math

import numpy as np
import pytest

from eval.intervals import Interval, interval, intervals


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    found = interval([1.0] * 80 + [0.0] * 20)
    spread = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert found.mean == pytest.approx(0.8)
    assert found.low == pytest.approx(0.8 - spread, abs=0.015)
    assert found.high == pytest.approx(0.8 + spread, abs=0.015)
    assert found.count == 100


def test_more_questions_make_it_narrower() -> None:
    few, many = (interval([0.0, 1.0] * n) for n in (10, 1000))
    assert few.high - few.low > 5 * (many.high - many.low)


def test_questions_to_which_a_figure_does_not_apply_are_not_counted() -> None:
    both = intervals([[1.0, math.nan], [0.0, 1.0], [math.nan, 1.0]])
    assert [(one.mean, one.count) for one in both] == [(0.5, 2), (1.0, 2)]
    assert math.isnan(interval([math.nan]).mean)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(3).random(50)
    assert interval(values, seed=7) == interval(values, seed=7) != interval(values, seed=8)


def test_a_large_table_is_drawn_in_blocks() -> None:
    found = interval(np.tile([0.0, 1.0], 5_000))
    assert found.mean == 0.5
    assert 0.48 < found.low < found.high < 0.52


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.1, 0.2, "gains"), (-0.2, -0.1, "loses"), (-0.1, 0.1, "")]
)
def test_a_difference_counts_where_its_interval_leaves_zero_out(
    low: float, high: float, verdict: str
) -> None:
    assert Interval(0.0, low, high, 10).verdict == verdict
