"""Thresholds: worked out by hand on a few rows, and on sets left out."""

import random
from collections.abc import Sequence

import pytest

from eval.calibration import calibration, fit, left_out_probabilities, score_of
from eval.posed import ANSWERABLE, OFF_TOPIC
from eval.runs import Asked
from eval.thresholds import area, at_threshold, choose, curve, evidence_of, leave_one_out
from eval.weigh import ALWAYS, NEVER


def row(evidence: float, right: bool | None, name: str = "luat", bound: str = "") -> Asked:
    """An answerable question, or (``right`` is None) one without an answer."""
    asked = OFF_TOPIC if right is None else ANSWERABLE
    figures = {"right": None if right is None else float(right)}
    features = {"cosine": evidence, "noise": evidence * 1_000_003 % 7 / 7}
    return Asked(name, f"{evidence}", "?", {"asked": asked}, figures, evidence=evidence,
                 bound=bound, features=features)  # fmt: skip


FEW = [row(0.9, True), row(0.8, None), row(0.7, True), row(0.6, False), row(0.5, None)]


def test_the_curve_says_what_each_threshold_does() -> None:
    shares = [(p.threshold, p.coverage, p.precision, p.handed_over) for p in curve(FEW)]
    third = pytest.approx(1 / 3)
    assert shares == [
        (0.9, third, 1.0, 1.0),
        (0.8, third, 1.0, 0.5),
        (0.7, pytest.approx(2 / 3), 1.0, 0.5),
        (0.6, 1.0, pytest.approx(2 / 3), 0.5),
        (0.5, 1.0, pytest.approx(2 / 3), 0.0),
    ]


def test_equal_scores_are_answered_together() -> None:
    points = curve([row(0.5, True), row(0.5, False), row(0.4, True)])
    assert [(p.threshold, p.precision) for p in points] == [(0.5, 0.5), (0.4, pytest.approx(2 / 3))]


def test_what_no_threshold_decides_is_answered_always_or_never() -> None:
    points = curve([row(0.1, True, bound=ALWAYS), row(0.9, True, bound=NEVER), row(0.5, True)])
    assert [p.coverage for p in points] == [pytest.approx(1 / 3), pytest.approx(2 / 3)]


def test_the_highest_coverage_that_keeps_both_shares_is_chosen() -> None:
    points = curve(FEW)
    assert (choose(points, 0.95) or points[0]).threshold == 0.7
    assert (choose(points, 0.95, 0.9) or points[-1]).threshold == 0.9
    assert choose(curve([row(0.9, False)]), 0.95) is None


def test_every_set_counts_alike() -> None:
    many = [row(0.9, False, "large")] * 90 + [row(0.9, True, "small")] * 10
    (point,) = curve(many)
    assert point.precision == pytest.approx(0.5)


def test_shares_at_a_threshold_come_with_their_intervals() -> None:
    coverage, precision, handed_over = at_threshold(FEW * 10, 0.65, evidence_of)
    means = [coverage.mean, precision.mean, handed_over.mean]
    assert means == pytest.approx([2 / 3, 1.0, 0.5])
    assert coverage.low < coverage.mean < coverage.high


def test_the_threshold_of_a_set_is_chosen_on_the_others() -> None:
    strict = [row(e / 10, e > 7, "strict") for e in range(10)]
    mild = [row(e / 10, e > 2, "mild") for e in range(10)]
    found = {one.set: one for one in leave_one_out([*strict, *mild], 0.95, 0.0)}
    assert found["strict"].threshold == pytest.approx(0.3)
    assert found["strict"].precision.mean == pytest.approx(2 / 7)
    assert found["mild"].threshold == pytest.approx(0.8)
    assert found["mild"].coverage.mean == pytest.approx(0.2)


def test_a_set_whose_others_allow_no_threshold_is_answered_nothing() -> None:
    found = leave_one_out([row(0.9, False, "bad"), row(0.9, True, "good")], 0.95, 0.0)
    assert [(one.set, one.threshold, one.coverage.mean) for one in found] == [
        ("bad", 0.9, 1.0),
        ("good", None, 0.0),
    ]


def test_less_risk_is_less_area() -> None:
    good = [row(0.9, True), row(0.5, False)]
    bad = [row(0.5, True), row(0.9, False)]
    assert area(curve(good)) < area(curve(bad))


@pytest.fixture
def learnable() -> Sequence[Asked]:
    dice = random.Random(1)
    values = [(dice.random(), name) for name in ("one", "two", "three") for _ in range(150)]
    return [row(v, dice.random() < v, name) for v, name in values]


def test_a_fitted_probability_is_calibrated_on_sets_it_never_saw(
    learnable: Sequence[Asked],
) -> None:
    said = left_out_probabilities(learnable)
    assert sorted(said) == list(range(len(learnable)))
    right = [bool(learnable[place].figures["right"]) for place in said]
    found = calibration(list(said.values()), right)
    assert found.ece < 0.1
    assert found.brier < 0.2  # a coin's is 0.25
    assert sum(one.count for one in found.bins) == len(learnable)


def test_the_weights_are_of_the_raw_features(learnable: Sequence[Asked]) -> None:
    model = fit(learnable)
    low, high = (model.probability({"cosine": value, "noise": 0.5}) for value in (0.05, 0.95))
    assert low < 0.25 < 0.75 < high
    assert abs(model.importance["cosine"]) > 5 * abs(model.importance["noise"])
    assert score_of(model)(learnable[0]) == model.probability(learnable[0].features)
    assert fit(learnable, ["noise"]).weights.keys() == {"noise"}


def test_nothing_is_fitted_where_all_are_right() -> None:
    with pytest.raises(ValueError, match="nothing can be fitted"):
        fit([row(0.9, True), row(0.5, True)])
