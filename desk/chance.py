"""Groups of questions held against chance: do more go wrong than in their field as a rule?

Described in ``desk/blockages.py``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import scipy  # its parts are loaded when they are used: they take longer than a program's start

from corpus.vietnam_time import day_of
from desk.blockage_rules import Rules
from desk.likeness import Numbers
from desk.trouble import Asked

HEARD = 3  # days of a unit
_DRAWN = 20  # questions at the rate at large that a field is lent
MOSTLY = 0.5  # of its questions, for a cause or a field to be the blockage's


@dataclass(frozen=True, slots=True)
class Group:
    """Places of questions: those of the group, and rings of all that ask the same, the wide one
    first."""

    inside: tuple[int, ...]
    rings: tuple[tuple[int, ...], ...]
    centre: Numbers


def _witnesses(asked: Sequence[Asked], which: Collection[int]) -> tuple[int, int, int]:
    """How many speak, how many of them of trouble, and of how many units those are.

    Of a unit at most ``HEARD`` days are heard.
    """
    days, wrong = defaultdict[str, set[date]](set), defaultdict[str, set[date]](set)
    for at in which:
        days[asked[at].of].add(day_of(asked[at].at))
        if asked[at].is_troubled:
            wrong[asked[at].of].add(day_of(asked[at].at))
    heard = {unit: min(len(found), HEARD) for unit, found in days.items()}
    of_trouble = sum(heard[unit] * len(found) / len(days[unit]) for unit, found in wrong.items())
    return sum(heard.values()), int(of_trouble + 1e-9), len(wrong)


@dataclass(frozen=True, slots=True)
class Verdict:
    alike: int
    expected: float
    chance: float
    stays: bool = False


def against(
    asked: Sequence[Asked], inside: Sequence[int], alike: Collection[int], rate: float, by: Rules
) -> Verdict:
    """The chance that of all that ask the same as many go wrong, where ``rate`` is the rule.

    The loudest unit of those ``inside`` is not heard. 2, as no chance is, where they are of too few
    units or do not mostly go wrong.
    """
    many, wrong, units = _witnesses(asked, alike)
    if units < by.units or wrong < by.mostly * many:
        return Verdict(0, 0.0, 2.0)
    loudest, _ = Counter(asked[at].of for at in inside).most_common(1)[0]
    heard, troubled, _ = _witnesses(asked, [at for at in alike if asked[at].of != loudest])
    chance = float(scipy.stats.binom.sf(troubled - 1, heard, rate))
    return Verdict(many, rate * many, chance)


def judged(
    asked: Sequence[Asked], several: Sequence[Group], apart: Collection[int], by: Rules
) -> list[Verdict]:
    """What stays of all groups. What goes wrong as a rule is reckoned without groups that mostly
    do, and without the questions ``apart``, which go wrong in heaps of one unit or of one week."""
    at_first = _Base(asked, apart)
    mostly = [one for one in several if at_first.judge(one, by).alike]
    base = _Base(asked, {*apart, *(at for one in mostly for at in one.rings[0])})
    verdicts = [base.judge(one, by) for one in several]
    kept = _let_stay([one.chance for one in verdicts], by.chance)
    return [replace(one, stays=at in kept) for at, one in enumerate(verdicts)]


class _Base:
    """How often questions go wrong as a rule: in a field, and at large where it is not known.

    Questions at the places ``without`` do not count.
    """

    def __init__(self, asked: Sequence[Asked], without: Collection[int]) -> None:
        self._asked = asked
        self._without = without
        self._all: dict[str, int] = Counter()
        self._wrong: dict[str, int] = Counter()
        for at, one in enumerate(asked):
            for field in {one.field, ""} if at not in without else ():
                self._all[field] += 1
                self._wrong[field] += one.is_troubled

    def judge(self, group: Group, by: Rules) -> Verdict:
        """How many of the group's cells go wrong as a rule, and the chance of as many as did.

        The group itself does not count for what is the rule, and its loudest unit is not heard.
        Of its rings the least likely one speaks, and pays for having been chosen.
        """
        field = most(self._asked[at].field for at in group.inside)
        rate = self._rate(field, group)
        heard = [against(self._asked, group.inside, ring, rate, by) for ring in group.rings]
        least = min(heard, key=lambda one: one.chance)
        return replace(least, chance=min(least.chance * len(group.rings), 1.0))

    def _rate(self, field: str, group: Group) -> float:
        """That of the field, drawn to that at large where the field has few questions."""
        others = set(group.rings[0]) - set(self._without)
        rate = 0.0
        for name in ("", field) if field else ("",):
            ours = [self._asked[at] for at in others if name in ("", self._asked[at].field)]
            wrong = self._wrong[name] - sum(one.is_troubled for one in ours)
            known = self._all[name] - len(ours)
            rate = (wrong + _DRAWN * (rate or 0.5)) / (known + _DRAWN)
        return rate


def _let_stay(chances: Sequence[float], share: float) -> set[int]:
    """Those that stay when at most this share of them may be false (Benjamini and Hochberg)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    passing = (
        number for number, at in enumerate(order, 1) if chances[at] <= share * number / len(order)
    )
    return set(order[: max(passing, default=0)])


def most(values: Iterable[str]) -> str:
    """What most of them are that are known at all; empty where they are of many kinds."""
    known = Counter(filter(None, values))
    if not known:
        return ""
    name, many = min(known.items(), key=lambda one: (-one[1], one[0]))
    return name if many >= MOSTLY * known.total() else ""
