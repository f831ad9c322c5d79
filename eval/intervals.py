"""How sure a mean over questions is: the percentile bootstrap.

Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. Two systems are
compared by the differences on the same questions, drawn together: Sakai, "Evaluating
Evaluation Metrics based on the Bootstrap" (SIGIR 2006).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

DRAWS = 2_000
LEVEL = 0.95
_AT_ONCE = 4_000_000  # numbers of one block of draws: 32 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over ``count`` questions, and where 95 % of its redrawn means lie."""

    mean: float
    low: float
    high: float
    count: int

    @property
    def verdict(self) -> str:
        """Of a difference: "gains", "loses", or "" where its interval holds zero."""
        return "gains" if self.low > 0 else "loses" if self.high < 0 else ""


def interval(values: ArrayLike, seed: int = 1) -> Interval:
    """Of one figure: see ``intervals``."""
    return intervals(np.asarray(values, float).reshape(-1, 1), seed)[0]


def intervals(values: ArrayLike, seed: int = 1, draws: int = DRAWS) -> list[Interval]:
    """The interval of each column of ``values`` (questions, figures), all drawn together.

    NaN says that a figure does not apply to a question. A column without any value has
    the mean NaN.
    """
    table = np.asarray(values, float)
    present = ~np.isnan(table)
    filled = np.where(present, table, 0.0)
    counts = present.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = filled.sum(axis=0) / counts
        redrawn = np.concatenate(
            [(d @ filled) / (d @ present) for d in _draws(len(table), draws, seed)]
        )
    edges = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    return [
        Interval(float(mean), *_edges(column, edges), int(count))
        for mean, column, count in zip(means, redrawn.T, counts, strict=True)
    ]


def _draws(questions: int, draws: int, seed: int) -> list[NDArray[np.float64]]:
    """How often each question is drawn: blocks of (some draws, questions)."""
    dice = np.random.default_rng(seed)
    share = np.full(questions, 1 / max(questions, 1))
    block = max(1, min(draws, _AT_ONCE // max(questions, 1)))
    return [
        dice.multinomial(questions, share, size=min(block, draws - start)).astype(float)
        for start in range(0, draws, block)
    ]


def _edges(column: NDArray[np.float64], edges: list[float]) -> tuple[float, float]:
    found = column[~np.isnan(column)]
    if not len(found):
        return float("nan"), float("nan")
    low, high = np.quantile(found, edges)
    return float(low), float(high)
