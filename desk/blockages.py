"""Recurring blockages: one question of many units and weeks to which there is no good answer.

Three steps. Questions that went wrong are grouped by their words (``desk.likeness``). A group
counts where it is spread: over units, over weeks, and not mostly one unit's. Then it is held
against chance, as in Kulldorff's scan statistic for yes-and-no events (Communications in
Statistics 26, 1997): of all questions near the group's centre, answered well or not, are more
unanswered than in their field at large? The chance of that is a binomial tail over cells of one
unit in one week, so that ten questions of one unit are not ten witnesses; of many groups looked at,
those stay that Benjamini and Hochberg (1995) let stay. A question that everybody asks and is told
is no blockage, however often it is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from scipy.stats import binom
from sqlalchemy import Connection

from corpus.vietnam_time import day_of
from desk import asked_before
from desk.errors import DeskError
from desk.likeness import (
    Numbers,
    Rule,
    Space,
    groups,
    middle_of,
    rule_of,
    telling,
    terms,
    without_itself,
)
from desk.trouble import ASKED_FOR, Asked, Cause

FILE = Path(__file__).with_name("blockages.yaml")
_WORDS = 6  # telling terms of a blockage
_RINGS = (0.0, 0.25, 0.5)  # around a centre: as wide as the group, and narrower
_HEARD = 3  # days of a unit
_DRAWN = 20  # questions at the rate at large that a field is lent
_MOSTLY = 0.5  # of its questions, for a cause or a field to be the blockage's


class BadRules(DeskError):
    """``blockages.yaml`` cannot be used; the message says where."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of ``blockages.yaml``."""

    weeks: int
    units: int
    on_weeks: int
    questions: int
    share_of_unit: float
    share_of_two: float
    share_of_week: float
    mostly: float
    chance: float
    near: float
    far: float


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
        """The question nearest to all the others."""
        return max(self.asked, key=lambda one: (self.rule.nearness(one.terms), one.id))


@dataclass(frozen=True, slots=True)
class _Group:
    """Places of questions: those of the group, and rings of all that ask the same, the wide one
    first."""

    inside: tuple[int, ...]
    rings: tuple[tuple[int, ...], ...]
    centre: Numbers


@cache
def rules(file: Path = FILE) -> Rules:
    """Raises: BadRules"""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Rules(**told)
    except (OSError, yaml.YAMLError, TypeError) as error:
        raise BadRules(f"{file} cannot be used: {error}") from error


def week_of(one: Asked) -> date:
    """The Monday of the week, by the calendar of Vietnam."""
    day = day_of(one.at)
    return day - timedelta(days=day.weekday())


def find(asked: Sequence[Asked], by: Rules | None = None) -> list[Blockage]:
    """The blockages among all questions of a time, those of most units first.

    3,000 questions take about a second, 100,000 some minutes; all of it is held in memory.
    """
    by = by or rules()
    asked = sorted(asked, key=lambda one: (one.at, one.id))
    wrong = [at for at, one in enumerate(asked) if one.is_troubled and terms(one.text)]
    if not wrong:
        return []
    space = Space.of([one.terms for one in asked])
    found = [one for one in groups(space, wrong, by.near) if _is_spread(asked, one, by)]
    several = [_group(asked, space, [int(at) for at in one], by) for one in found]
    judged = _judged(asked, several, by)
    blockages = [
        _blockage(asked, space, group, verdict, by)
        for group, verdict in zip(several, judged, strict=True)
        if verdict.stays
    ]
    return sorted(blockages, key=lambda one: (-one.units, -len(one.asked), one.asked[0].id))


def lately(
    connection: Connection, now: datetime, weeks: int | None = None, by: Rules | None = None
) -> list[Blockage]:
    """The blockages of the last weeks."""
    by = by or rules()
    since = now - timedelta(weeks=weeks or by.weeks)
    return find(asked_before.between(connection, since, now + timedelta(seconds=1)), by)


def _group(asked: Sequence[Asked], space: Space, inside: Sequence[int], by: Rules) -> _Group:
    whose = [asked[at].of for at in inside]
    nearness = without_itself(space, inside, whose)
    heard, of = Counter[str](), []
    for at in inside:
        heard[asked[at].of] += 1
        if heard[asked[at].of] <= _HEARD:
            of.append(nearness[at])
    rings = (max(by.far, float(np.quantile(of, one))) for one in _RINGS)
    near = tuple(tuple(map(int, np.flatnonzero(nearness >= least - 1e-9))) for least in rings)
    return _Group(tuple(inside), near, middle_of(space, inside, whose))


def _is_spread(asked: Sequence[Asked], inside: Collection[int], by: Rules) -> bool:
    cells = _cells(asked, inside)
    of, weeks = Counter(unit for unit, _ in cells), Counter(week for _, week in cells)
    if len(cells) < by.questions or len(of) < by.units or len(weeks) < by.on_weeks:
        return False
    one, two = max(of.values()), sum(many for _, many in of.most_common(2))
    apart = one <= by.share_of_unit * len(cells) and two <= by.share_of_two * len(cells)
    return apart and max(weeks.values()) <= by.share_of_week * len(cells)


def _cells(asked: Sequence[Asked], which: Collection[int]) -> set[tuple[str, date]]:
    return {(asked[at].of, week_of(asked[at])) for at in which}


def _witnesses(asked: Sequence[Asked], which: Collection[int]) -> tuple[int, int, int]:
    """How many speak, how many of them of trouble, and of how many units those are.

    Of a unit at most ``_HEARD`` days are heard.
    """
    days, wrong = defaultdict[str, set[date]](set), defaultdict[str, set[date]](set)
    for at in which:
        days[asked[at].of].add(day_of(asked[at].at))
        if asked[at].is_troubled:
            wrong[asked[at].of].add(day_of(asked[at].at))
    heard = {unit: min(len(found), _HEARD) for unit, found in days.items()}
    of_trouble = sum(heard[unit] * len(found) / len(days[unit]) for unit, found in wrong.items())
    return sum(heard.values()), int(of_trouble + 1e-9), len(wrong)


@dataclass(frozen=True, slots=True)
class _Verdict:
    alike: int
    expected: float
    chance: float
    stays: bool = False


def _judged(asked: Sequence[Asked], several: Sequence[_Group], by: Rules) -> list[_Verdict]:
    """What stays of all groups. What goes wrong as a rule is reckoned without those that mostly
    do."""
    at_first = _Base(asked, ())
    mostly = [one for one in several if at_first.judge(one, by).alike]
    base = _Base(asked, {at for one in mostly for at in one.rings[0]})
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

    def judge(self, group: _Group, by: Rules) -> _Verdict:
        """How many of the group's cells go wrong as a rule, and the chance of as many as did.

        The group itself does not count for what is the rule, and its loudest unit is not heard.
        Of its rings the least likely one speaks, and pays for having been chosen.
        """
        field = _most(self._asked[at].field for at in group.inside)
        rate = self._rate(field, group)
        least = _Verdict(0, 0.0, 2.0)
        loudest, _ = Counter(self._asked[at].of for at in group.inside).most_common(1)[0]
        for ring in group.rings:
            alike, wrong, units = _witnesses(self._asked, ring)
            enough = units >= by.units and wrong >= by.mostly * alike
            others = [at for at in ring if self._asked[at].of != loudest]
            heard = _witnesses(self._asked, others)
            chance = float(binom.sf(heard[1] - 1, heard[0], rate)) * len(group.rings)
            if enough and chance < least.chance:
                least = _Verdict(alike, rate * alike, chance)
        return replace(least, chance=min(least.chance, 1.0))

    def _rate(self, field: str, group: _Group) -> float:
        """That of the field, drawn to that at large where the field has few questions."""
        others = set(group.rings[0]) - set(self._without)
        rate = 0.0
        for name in ("", field) if field else ("",):
            ours = [self._asked[at] for at in others if name in ("", self._asked[at].field)]
            wrong = self._wrong[name] - sum(one.is_troubled for one in ours)
            known = self._all[name] - len(ours)
            rate = (wrong + _DRAWN * (rate or 0.5)) / (known + _DRAWN)
        return rate


def _growth(asked: Sequence[Asked], inside: Sequence[int]) -> float:
    """Late against early, each against all that was asked then."""
    weeks = [week_of(one) for one in asked]
    half = weeks[0] + (weeks[-1] - weeks[0] + timedelta(weeks=1)) / 2
    late, all_late = sum(weeks[at] >= half for at in inside), sum(week >= half for week in weeks)
    early, all_early = len(inside) - late, len(weeks) - all_late
    return (late + 0.5) / (early + 0.5) * (all_early + 0.5) / (all_late + 0.5)


def _let_stay(chances: Sequence[float], share: float) -> set[int]:
    """Those that stay when at most this share of them may be false (Benjamini and Hochberg)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    passing = (
        number for number, at in enumerate(order, 1) if chances[at] <= share * number / len(order)
    )
    return set(order[: max(passing, default=0)])


def _blockage(
    asked: Sequence[Asked], space: Space, group: _Group, verdict: _Verdict, by: Rules
) -> Blockage:
    inside = [asked[at] for at in group.inside]
    return Blockage(
        asked=tuple(inside),
        alike=len(group.rings[0]),
        expected=verdict.expected,
        chance=verdict.chance,
        growth=_growth(asked, group.inside),
        causes=_causes(inside),
        field=_most(one.field for one in inside),
        subject=_most(one.subject for one in inside),
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
    mostly = [cause for cause in Cause if many.get(cause, 0) >= _MOSTLY * len(inside)]
    why = [cause for cause in mostly if cause not in ASKED_FOR]
    why = why or [max((c for c in many if c not in ASKED_FOR), key=lambda c: (many[c], c))]
    return (*why[:1], *[cause for cause in mostly if cause in ASKED_FOR][:1])


def _most(values: Iterable[str]) -> str:
    """What most of them are that are known at all; empty where they are of many kinds."""
    known = Counter(filter(None, values))
    if not known:
        return ""
    name, many = min(known.items(), key=lambda one: (-one[1], one[0]))
    return name if many >= _MOSTLY * known.total() else ""
