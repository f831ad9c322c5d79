"""What a threshold does: how much is answered, how much of that is right, what is handed over.

Risk–coverage: El-Yaniv & Wiener, "On the Foundations of Noise-free Selective
Classification" (2010). Every set counts alike, however many questions it has.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Interval, intervals
from eval.posed import ANSWERABLE
from eval.runs import Asked
from eval.weigh import ALWAYS, NEVER

Score = Callable[[Asked], float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """Shares: of the answerable that are answered (coverage), of those that are right
    (precision), of the unanswerable that are not answered (handed_over)."""

    threshold: float
    coverage: float
    precision: float
    handed_over: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The threshold chosen on the other sets, and what it does on this one."""

    set: str
    threshold: float | None
    coverage: Interval
    precision: Interval
    handed_over: Interval


def evidence_of(one: Asked) -> float:
    """The score that the policy thresholds."""
    return one.evidence or 0.0


def scores(rows: Sequence[Asked], score: Score) -> Floats:
    """Infinite where no threshold matters: always or never answered."""
    fixed = {ALWAYS: np.inf, NEVER: -np.inf}
    return np.array([fixed.get(one.bound, score(one)) for one in rows])


def curve(rows: Sequence[Asked], score: Score = evidence_of) -> list[Point]:
    """A point for every threshold that makes a difference, from the strictest to the mildest."""
    at = scores(rows, score)
    answerable = _answerable(rows)
    right = np.array([one.figures["right"] or 0.0 for one in rows])
    weights = _weights(rows)
    order = np.argsort(-at, kind="stable")
    at, answerable, right, weights = at[order], answerable[order], right[order], weights[order]
    answered = np.cumsum(weights * answerable)
    good = np.cumsum(weights * right)
    wrongly = np.cumsum(weights * ~answerable)
    last = np.flatnonzero(np.append(at[1:] != at[:-1], True) & (at > -np.inf))  # of equals
    sets = max(weights[answerable].sum(), 1e-9), max(weights[~answerable].sum(), 1e-9)
    return [
        Point(
            threshold=float(at[i]),
            coverage=float(answered[i] / sets[0]),
            precision=float(good[i] / answered[i]) if answered[i] else 1.0,
            handed_over=float(1 - wrongly[i] / sets[1]),
        )
        for i in last
    ]


def choose(points: Sequence[Point], precision: float, handed_over: float = 0.0) -> Point | None:
    """The point of the highest coverage that keeps both shares; None where none does."""
    kept = [p for p in points if p.precision >= precision and p.handed_over >= handed_over]
    return max(kept, key=lambda point: point.coverage, default=None)


def at_threshold(rows: Sequence[Asked], threshold: float, score: Score) -> list[Interval]:
    """Coverage, precision and share handed over at a threshold, with their intervals."""
    answered = scores(rows, score) >= threshold
    answerable = _answerable(rows)
    right = np.array([one.figures["right"] or 0.0 for one in rows])
    table = np.column_stack(
        [
            np.where(answerable, answered, np.nan),
            np.where(answerable & answered, right, np.nan),
            np.where(~answerable, ~answered, np.nan),
        ]
    )
    return intervals(table)


def leave_one_out(
    rows: Sequence[Asked],
    precision: float,
    handed_over: float,
    score_from: Callable[[Sequence[Asked]], Score] = lambda _: evidence_of,
) -> list[LeftOut]:
    """For each set: choose on all the others, look on this one.

    ``score_from`` makes the score of the others, so that what is learned never saw the set.
    """
    found = []
    for name in dict.fromkeys(one.set for one in rows):
        others = [one for one in rows if one.set != name]
        own = [one for one in rows if one.set == name]
        score = score_from(others)
        point = choose(curve(others, score), precision, handed_over)
        threshold = point.threshold if point else None
        shares = at_threshold(own, np.inf if threshold is None else threshold, score)
        found.append(LeftOut(name, threshold, *shares))
    return found


def area(points: Sequence[Point]) -> float:
    """The mean risk (1 - precision) over all coverages reached: the smaller the better."""
    coverage = np.array([0.0, *(point.coverage for point in points)])
    risk = np.array([1 - point.precision for point in points])
    width = np.diff(coverage)
    return float((width * risk).sum() / width.sum()) if width.sum() else 0.0


def _answerable(rows: Sequence[Asked]) -> NDArray[np.bool_]:
    return np.array([one.slices["asked"] == ANSWERABLE for one in rows], bool)


def _weights(rows: Sequence[Asked]) -> Floats:
    """Such that every set has as much to say, on what is answerable and on what is not."""
    kinds = [(one.set, one.slices["asked"] == ANSWERABLE) for one in rows]
    counts = Counter(kinds)
    return np.array([1 / counts[kind] for kind in kinds])
