"""Two runs on the same questions: what a change brought, and on which questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Interval, intervals
from eval.runs import Asked, Run
from eval.slices import slices

_MAINS = {"run": "outcome", "thresholds": "right"}
_SMALL = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One question's main figure before and after."""

    before: Asked
    after: Asked
    by: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One set in one typing. ``slices`` are of the main figure: by what, which, how much."""

    title: str
    main: str
    questions: int
    means: Mapping[str, tuple[float, float]]
    figures: Mapping[str, Interval]
    slices: Mapping[str, Mapping[str, Interval]]
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> str:
        return self.figures[self.main].verdict


def compare(before: Run, after: Run) -> list[Compared]:
    """Every set that both runs have, on the questions that both asked."""
    return [
        _compared(title, pairs, _main(after, pairs[0][1]))
        for title, new in after.by_set().items()
        if (pairs := paired(before.by_set().get(title, []), new))
    ]


def paired(before: Sequence[Asked], after: Sequence[Asked]) -> list[tuple[Asked, Asked]]:
    """The same questions in both, in the order of the second."""
    known = {one.key: one for one in before}
    return [(known[one.key], one) for one in after if one.key in known]


def differences(pairs: Sequence[tuple[Asked, Asked]], figures: Sequence[str]) -> list[Interval]:
    """After less before of each figure, over the questions where it applies in both."""
    table = [[_by(old, new, figure) for figure in figures] for old, new in pairs]
    return intervals(np.array(table, float).reshape(len(pairs), len(figures)))


def verdict(found: Sequence[Compared]) -> str:
    """Whether the change is to be kept: no set may lose more than chance explains."""
    if not found:
        return "The runs share no question: nothing can be compared."
    losing = [one.title for one in found if one.verdict == "loses"]
    gaining = [one.title for one in found if one.verdict == "gains"]
    if losing:
        return f"Do not keep it: beyond its interval it loses on {'; '.join(losing)}."
    if gaining:
        return f"Keep it: no set loses beyond its interval, and it gains on {'; '.join(gaining)}."
    return "No set loses beyond its interval, and none gains: nothing speaks for the change."


def _compared(title: str, pairs: list[tuple[Asked, Asked]], main: str) -> Compared:
    names = [name for name in pairs[0][1].figures if name in pairs[0][0].figures]
    found = zip(names, differences(pairs, names), strict=True)
    before = {one.key: one for one, _ in pairs}
    parts = {
        by: {
            value: differences([(before[one.key], one) for one in some], [main])[0]
            for value, some in values.items()
        }
        for by, values in slices([new for _, new in pairs]).items()
    }
    changes = [Change(old, new, _by(old, new, main)) for old, new in pairs]
    moved = [change for change in changes if abs(change.by) > _SMALL]
    return Compared(
        title=title,
        main=main,
        questions=len(pairs),
        means={name: (_mean(pairs, 0, name), _mean(pairs, 1, name)) for name in names},
        figures=dict(found),
        slices=parts,
        changes=tuple(sorted(moved, key=lambda change: change.by)),
    )


def _main(run: Run, one: Asked) -> str:
    main = _MAINS.get(run.command, "nDCG@10")
    return main if main in one.figures else next(iter(one.figures))


def _by(old: Asked, new: Asked, figure: str) -> float:
    before, after = old.figures.get(figure), new.figures.get(figure)
    return float("nan") if before is None or after is None else after - before


def _mean(pairs: Sequence[tuple[Asked, Asked]], side: int, figure: str) -> float:
    both = [(old.figures.get(figure), new.figures.get(figure)) for old, new in pairs]
    values = [pair[side] for pair in both if None not in pair]
    return float(np.mean([v for v in values if v is not None])) if values else float("nan")
