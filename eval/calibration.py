"""A probability that what would be answered is right: logistic regression on the features.

Calibration is told by the Brier score (Brier, 1950) and by the expected calibration error
over bins of equal width (Naeini, Cooper & Hauskrecht, 2015).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.runs import Asked
from eval.thresholds import Score

_BINS = 10
_PENALTY = 1.0  # sklearn's C, on features of unit variance


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` are of the raw features; probability = 1 / (1 + exp(-(intercept + Σ w·x)))."""

    intercept: float
    weights: Mapping[str, float]
    importance: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """A feature that is missing counts as 0."""
        z = self.intercept + sum(w * features.get(name, 0.0) for name, w in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the questions whose probability lies in it: how many, what was said, what was so."""

    low: float
    count: int
    said: float
    was: float


@dataclass(frozen=True, slots=True)
class Calibration:
    brier: float
    ece: float
    bins: tuple[Bin, ...]


def fit(rows: Sequence[Asked], only: Sequence[str] = ()) -> Model:
    """Fitted on the rows that a threshold decides; ``only`` keeps some features.

    Every set weighs the same. ``importance`` is the weight of the feature at unit variance.

    Raises:
        ValueError: the rows are all right or all wrong: there is nothing to tell apart.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    used = [one for one in rows if not one.bound and one.features]
    names = list(only) or sorted({name for one in used for name in one.features})
    table = np.array([[one.features.get(name, 0.0) for name in names] for one in used])
    right = np.array([bool(one.figures["right"]) for one in used])
    if not right.any() or right.all():
        raise ValueError("the questions are all right or all wrong: nothing can be fitted")
    scaler = StandardScaler().fit(table)
    regression = LogisticRegression(C=_PENALTY, max_iter=2_000)
    regression.fit(scaler.transform(table), right, sample_weight=_shares(used))
    at_unit = regression.coef_[0]
    raw = at_unit / scaler.scale_
    intercept = float(regression.intercept_[0] - (raw * scaler.mean_).sum())
    return Model(
        intercept,
        dict(zip(names, raw.tolist(), strict=True)),
        dict(zip(names, at_unit.tolist(), strict=True)),
    )


def score_of(model: Model) -> Score:
    """The model's probability, as a score to put a threshold on."""
    return lambda one: model.probability(one.features)


def left_out_probabilities(rows: Sequence[Asked], only: Sequence[str] = ()) -> dict[int, float]:
    """By the row's place: the probability from a model that never saw the row's set."""
    found = {}
    for name in dict.fromkeys(one.set for one in rows):
        model = fit([one for one in rows if one.set != name], only)
        for place, one in enumerate(rows):
            if one.set == name and not one.bound:
                found[place] = model.probability(one.features)
    return found


def calibration(said: Sequence[float], was: Sequence[bool]) -> Calibration:
    """How well probabilities agree with what was so."""
    p, y = np.asarray(said, float), np.asarray(was, float)
    place = np.minimum((p * _BINS).astype(int), _BINS - 1)
    bins = tuple(
        Bin(b / _BINS, int(inside.sum()), float(p[inside].mean()), float(y[inside].mean()))
        for b in range(_BINS)
        if (inside := place == b).any()
    )
    error = sum(b.count * abs(b.said - b.was) for b in bins) / max(len(p), 1)
    return Calibration(float(((p - y) ** 2).mean()) if len(p) else 0.0, error, bins)


def _shares(rows: Sequence[Asked]) -> NDArray[np.float64]:
    names = [one.set for one in rows]
    counts = {name: names.count(name) for name in set(names)}
    mean = len(rows) / len(counts)
    return np.array([mean / counts[name] for name in names])
