"""Recurring blockages: one question of many units and weeks to which there is no good answer.

Five steps. Which document each question is about is learnt from the words of all
(``desk.matter``). Questions that went wrong are grouped by their words (``desk.likeness``). A group
counts where it is spread: over units, over weeks, and not mostly one unit's. Then it is held
against chance, as in Kulldorff's scan statistic for yes-and-no events (Communications in
Statistics 26, 1997): of all questions near the group's centre, answered well or not, are more
unanswered than in their field at large? The chance of that is a binomial tail over cells of one
unit in one week, so that ten questions of one unit are not ten witnesses; of many groups looked at,
those stay that Benjamini and Hochberg (1995) let stay. A question that everybody asks and is told
is no blockage, however often it is asked. What remains is looked at once more, by document
(``desk.remains``): a trouble of which each tells in words of their own is in no group of words.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from desk import asked_before
from desk.blockage_rules import Rules, rules
from desk.cause import ASKED_FOR, Cause
from desk.chance import MOSTLY, Group, Verdict, judged, most
from desk.joining import joined, told_apart, widened
from desk.kept_rule import Rule, rule_of
from desk.likeness import (
    Agreed,
    Space,
    groups,
    has_matter,
    middle_of,
    nearest,
    telling,
)
from desk.matter import with_documents
from desk.remains import remains
from desk.spread import is_spread
from desk.trouble import Asked, week_of

_WORDS = 6  # telling terms of a blockage
_ANY = Agreed(1.0, 1.0, 0.0)  # by words alone, where it does not matter what is wanted
_RINGS = (0.1, 0.5)  # around a centre: as wide as the group, and narrower


@dataclass(frozen=True, slots=True)
class Blockage:
    """``asked`` are the questions that went wrong, the oldest first; ``alike`` how many ask the
    same, answered well or not; ``expected`` how many of those go wrong in their field as a rule.
    ``chance`` is that of so many by accident. ``growth`` compares the later half of the time with
    the earlier one, each against all questions: 2 is twice as many."""

    asked: tuple[Asked, ...]
    alike: int
    expected: float
    chance: float
    growth: float
    causes: tuple[Cause, ...]
    field: str
    subject: str
    words: tuple[str, ...]
    rule: Rule

    @property
    def units(self) -> int:
        return len({one.of for one in self.asked})

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks in which it was asked."""
        return tuple(sorted({week_of(one) for one in self.asked}))

    @property
    def typical(self) -> Asked:
        """The question nearest to all the others; of those about as near, one with its accents."""
        nearness = {one.id: self.rule.nearness(one.terms) for one in self.asked}
        least = 0.9 * max(nearness.values())
        near = [one for one in self.asked if nearness[one.id] >= least]
        return max(near, key=lambda one: (not one.text.isascii(), nearness[one.id], one.id))


def find(asked: Sequence[Asked], by: Rules | None = None) -> list[Blockage]:
    """The blockages among all questions of a time, those of most units first.

    3,000 questions take one to two seconds, 6,000 hardly more.
    """
    by = by or rules()
    told = sorted(asked, key=lambda one: (one.at, one.id))
    wrong = [at for at, one in enumerate(told) if one.is_troubled and has_matter(one.terms)]
    if not wrong:
        return []
    asked = with_documents(told)
    space = Space.of(
        [one.terms for one in asked], [one.kinds for one in asked], [one.field for one in asked]
    )
    look = _Look(asked, space, by)
    whole = look.wholes(wrong)
    parts = look.parts(_without(wrong, whole))
    several = [look.group(one) for one in joined(asked, space, [*whole, *parts], by)]
    verdicts = judged(asked, several, look.heaps, by)
    stay = [at for at, verdict in enumerate(verdicts) if verdict.stays]
    inside = [several[at].inside for at in stay]
    wide = widened(asked, space, inside, _without(wrong, inside), by)
    found = [(look.group(one), verdicts[at]) for at, one in zip(stay, wide, strict=True)]
    rest = remains(asked, wide, _without(wrong, wide), by)
    found += [(look.group(one), verdict) for one, verdict in rest]
    blockages = [_blockage(told, asked, space, *one, by) for one in found]
    return sorted(blockages, key=lambda one: (-one.units, -len(one.asked), one.asked[0].id))


def _without(some: Sequence[int], groups: Iterable[Collection[int]]) -> list[int]:
    taken = {at for group in groups for at in group}
    return [at for at in some if at not in taken]


def lately(
    connection: Connection, now: datetime, weeks: int | None = None, by: Rules | None = None
) -> list[Blockage]:
    """The blockages of the last weeks."""
    by = by or rules()
    since = now - timedelta(weeks=weeks or by.weeks)
    return find(asked_before.between(connection, since, now + timedelta(seconds=1)), by)


class _Look:
    """One search: the questions of a time, and how they are held against each other."""

    def __init__(self, asked: Sequence[Asked], space: Space, by: Rules) -> None:
        self._asked, self._space, self._by = asked, space, by
        number = {unit: at for at, unit in enumerate(sorted({one.of for one in asked}))}
        self._whose = np.array([number[one.of] for one in asked])
        self.heaps: set[int] = set()

    def wholes(self, wrong: Sequence[int]) -> list[list[int]]:
        """Matters of which most goes wrong, whatever is wanted of them."""
        by = replace(self._by, mostly=self._by.whole)
        found = self._stay(groups(self._space, wrong, by.near_whole, _ANY), _ANY, by)
        return [part for one in found for part in told_apart(self._asked, one, self._by)]

    def parts(self, wrong: Sequence[int]) -> list[list[int]]:
        """Where only some goes wrong of a matter: what is wanted of it and not told."""
        agreed = Agreed(self._by.open, self._by.other)
        found = groups(self._space, wrong, self._by.near, agreed)
        heard = Agreed(self._by.heard_open, self._by.heard_other)
        return self._stay(found, heard, self._by)

    def _stay(
        self, found: Sequence[NDArray[np.int64]], heard: Agreed, by: Rules
    ) -> list[list[int]]:
        many = [[int(at) for at in one] for one in found if len(one) >= by.questions]
        spread = [one for one in many if is_spread(self._asked, one, by)]
        self.heaps |= {at for one in many if one not in spread for at in one}
        several = [self.group(one, heard) for one in spread]
        verdicts = judged(self._asked, several, self.heaps, by)
        return [one for one, verdict in zip(spread, verdicts, strict=True) if verdict.stays]

    def group(self, inside: Sequence[int], heard: Agreed | None = None) -> Group:
        by = self._by
        heard = heard or Agreed(by.heard_open, by.heard_other)
        nearness = nearest(self._space, inside, self._whose, heard)
        of = nearness[list(inside)]
        wide = (0.0,) if heard is _ANY else _RINGS
        rings = (max(by.heard, float(np.quantile(of, one))) for one in wide)
        near = tuple(tuple(map(int, np.flatnonzero(nearness >= least - 1e-9))) for least in rings)
        units = [self._asked[at].of for at in inside]
        return Group(tuple(inside), near, middle_of(self._space, inside, units))


def _growth(asked: Sequence[Asked], inside: Sequence[int]) -> float:
    """Late against early, each against all that was asked then."""
    weeks = [week_of(one) for one in asked]
    half = weeks[0] + (weeks[-1] - weeks[0] + timedelta(weeks=1)) / 2
    late, all_late = sum(weeks[at] >= half for at in inside), sum(week >= half for week in weeks)
    early, all_early = len(inside) - late, len(weeks) - all_late
    return (late + 0.5) / (early + 0.5) * (all_early + 0.5) / (all_late + 0.5)


def _blockage(
    told: Sequence[Asked],
    asked: Sequence[Asked],
    space: Space,
    group: Group,
    verdict: Verdict,
    by: Rules,
) -> Blockage:
    """Its questions are shown as they were told; what they are about is what all words say."""
    inside, about = [told[at] for at in group.inside], [asked[at] for at in group.inside]
    return Blockage(
        asked=tuple(inside),
        alike=len({*group.inside, *group.rings[0]}),
        expected=verdict.expected,
        chance=verdict.chance,
        growth=_growth(told, group.inside),
        causes=_causes(inside),
        field=most(one.field for one in about),
        subject=most(one.subject for one in about),
        words=telling(space, group.centre, _WORDS),
        rule=rule_of(space, group.centre, _shared(inside, by.units), by.far),
    )


def _shared(inside: Sequence[Asked], units: int) -> set[str]:
    """The terms that so many units used: of nobody, so they may be kept."""
    used: dict[str, set[str]] = defaultdict(set)
    for one in inside:
        for term in one.terms:
            used[term].add(one.of)
    return {term for term, of in used.items() if len(of) >= units}


def _causes(inside: Sequence[Asked]) -> tuple[Cause, ...]:
    """Why most of them went wrong, and what most of them ask for."""
    many: Mapping[Cause, int] = Counter(sign for one in inside for sign in one.signs)
    mostly = [cause for cause in Cause if many.get(cause, 0) >= MOSTLY * len(inside)]
    why = [cause for cause in mostly if cause not in ASKED_FOR]
    why = why or [max((c for c in many if c not in ASKED_FOR), key=lambda c: (many[c], c))]
    return (*why[:1], *[cause for cause in mostly if cause in ASKED_FOR][:1])
