"""What is kept of a group of questions, so that later ones can be held against it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from desk.likeness import Numbers, Space

_UNKNOWN = 0.5  # of the weight of the rarest, for a term that a kept rule does not know


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a text asks the same as a group: what can be kept of a group, and used later.

    ``centre`` has only terms that several units used; ``weights`` are those of its terms and of
    terms that are common anyway, any other weighs ``other``. A text belongs from ``least`` on.
    """

    centre: Mapping[str, float]
    weights: Mapping[str, float]
    other: float
    least: float

    def nearness(self, told: frozenset[str]) -> float:
        """The cosine of a text's terms and the centre."""
        weights = [self.weights.get(term, self.other) for term in told]
        length = float(np.sqrt(np.square(weights).sum())) or 1.0
        both = sum(self.weights[term] * self.centre[term] for term in told & self.centre.keys())
        return both / length

    def fits(self, told: frozenset[str]) -> bool:
        return self.nearness(told) >= self.least


def rule_of(space: Space, centre: Numbers, shared: Collection[str], least: float) -> Rule:
    """The rule of a group; ``shared`` are the terms that several units used."""
    kept = {name: at for at, name in enumerate(space.names) if centre[at] > 0 and name in shared}
    length = float(np.sqrt(sum(centre[at] ** 2 for at in kept.values()))) or 1.0
    weights = {name: round(space.weights[name], 4) for name in (*kept, *space.common)}
    middle = {name: round(float(centre[at]) / length, 4) for name, at in kept.items()}
    return Rule(middle, weights, round(space.rarest * _UNKNOWN, 4), least)
