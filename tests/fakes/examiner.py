"""Seasons of questions as an examiner at the ministry thinks them: what is planted is known.

``season(seed, style)`` has thirty troubles (``examiner_troubles_*.tsv``: a thing, what is wrong
with it, the cause) of 8 to 35 questions each among 3,000 others. A planted trouble is asked by five
communes or more in four weeks or more, in six wordings or more of the list; about nine of ten of
its questions end badly. It comes as troubles come: all season long, suddenly with a new decree and
then less, more and more, or twice; one in three of them mostly in one province. An officer types
the same way all season (``examiner_hands.py``).

What is around: questions about the same things and others, in general ways and in ways of their
own; a few that everybody asks; troubles that are not planted, as single questions; matters of other
ministries; talk. 10 to 15 of a hundred end badly at random, but of one thing and matter never
more than ``FEW``, and of what is planted none: a general question that a reader would take for a
trouble of the list counts as that trouble (``examiner_words.py``).

Styles: "plain"; "typed" as on a phone, mostly without accents, short, with slips; "mixed" has both
hands, asks more around what is planted and of the same causes elsewhere, and a third of what is
planted shares the thing, or field and cause, with another. Nothing here is a person's question, and
no word of the lists may go into the lists by which blockages are found.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from desk.cause import ASKED_FOR, Cause
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.examiner_hands import Habits, Officer, officers, typed
from tests.fakes.examiner_words import Thing, Way, chat, frames, general, things, troubles
from tests.fakes.troubles import BEGAN, WEEKS, Season, Told, in_order, season_of

PLANTED = 30
OTHERS = 3_000
FEW = 4
SMALLEST, LARGEST, USUAL = 8, 35, 13
_ELSEWHERE, _TALK, _POPULAR = 290, 170, 6
_ENDS = (Cause.NO_SOURCE, Cause.UNCLEAR, Cause.WRONG, Cause.NO_BASIS)
_OFTEN = (50, 20, 18, 12)
_T = TypeVar("_T", bound=Hashable)
_CHOICE = re.compile(r"\[([^]]*)\]")


@dataclass(frozen=True, slots=True)
class Style:
    """``crowded``: more around what is planted, and some of it beside one another."""

    habits: Habits
    crowded: bool = False


STYLES = {
    "plain": Style(Habits(bare=0.15, half=0.1, shortened=0.25, slips=0.01, framed=0.45)),
    "typed": Style(Habits(bare=0.7, half=0.18, shortened=0.9, slips=0.04, framed=0.25)),
    "mixed": Style(Habits(bare=0.4, half=0.15, shortened=0.5, slips=0.02, framed=0.35), True),
}


def season(seed: int, style: Style) -> Season:
    """The same for the same ``seed`` and ``style``."""
    return season_of(truth(seed, style))


def truth(seed: int, style: Style) -> list[Told]:
    """The questions of a season in the order of time, with what is true of each."""
    return in_order(_Examiner(random.Random(seed), style).told(), "e")


class _Examiner:
    def __init__(self, chance: random.Random, style: Style) -> None:
        self._chance = chance
        self._crowded = style.crowded
        self._officers = officers(chance, style.habits)
        self._units = list(self._officers)
        self._busy = dict(
            zip(self._units, (chance.uniform(1, 5) for _ in self._units), strict=True)
        )
        self._found = {thing.key: chance.uniform(0.5, 0.85) for thing in things()}
        self._mistaken = {thing.key: chance.choice(_near(thing)) for thing in things()}

    def told(self) -> list[Told]:
        planted = _chosen(self._chance, self._crowded)
        told = [one for way in planted for one in self._plant(way)]
        around = list(self._around(planted))
        return told + self._ended(around, {way.matter for way in planted})

    def _plant(self, way: Way) -> Iterator[Told]:
        chance = self._chance
        size = round(chance.triangular(SMALLEST, LARGEST, USUAL))
        communes = self._communes(min(size, chance.randint(5, 14)))
        weeks = _weeks(chance)
        first = _drawn(chance, dict(enumerate(weeks)), 4)
        wordings = chance.sample(way.wordings, len(way.wordings))
        for number in range(size):
            # The first eight make sure of what the docstring promises.
            sure = number < SMALLEST
            unit = communes[number] if number < len(communes) else chance.choice(communes)
            week = first[number % 4] if sure else chance.choices(range(WEEKS), weeks)[0]
            wording = wordings[number] if sure and number < 6 else _favoured(chance, wordings)
            signs = self._signs(way.cause) if sure or chance.random() < 0.88 else frozenset[Cause]()
            asked = self._asked(way, wording, unit, week, not sure)
            yield Told(replace(asked, signs=signs, case=self._case(signs)), way.matter, True)

    def _communes(self, count: int) -> list[Unit]:
        """Of all provinces, or mostly of one."""
        home = self._chance.choice(self._units).province if self._chance.random() < 1 / 3 else ""
        weights = {
            unit: busy * (8 if unit.province == home else 1) for unit, busy in self._busy.items()
        }
        return _drawn(self._chance, weights, count)

    def _around(self, planted: Sequence[Way]) -> Iterator[tuple[Way, Asked]]:
        chance = self._chance
        for way in islice(self._others(planted), OTHERS):
            unit = chance.choices(self._units, list(self._busy.values()))[0]
            week = chance.randrange(WEEKS)
            yield way, self._asked(way, _favoured(chance, way.wordings), unit, week)

    def _others(self, planted: Sequence[Way]) -> Iterator[Way]:
        """Endless, in no order of time."""
        chance = self._chance
        for way in _set_aside(planted):
            yield from [way] * chance.randint(1, 7 if self._crowded else 4)
        for kind, count in (("other", _ELSEWHERE), ("talk", _TALK)):
            yield from chance.choices(chat(kind), k=count)
        at = {way.thing.key for way in planted if way.thing}
        quiet = {way.matter for way in planted}
        ways = [way for way in general() if way.matter not in quiet]
        for way in chance.sample(ways, _POPULAR):
            yield from [way] * chance.randint(25, 55)
        fame = {thing.key: min(chance.paretovariate(1.4), 6) for thing in things()}
        weights = [self._weight(way, fame, at) for way in general()]
        while True:
            yield from chance.choices(general(), weights, k=100)

    def _weight(self, way: Way, fame: dict[str, float], at: set[str]) -> float:
        key = way.matter.partition("/")[0]
        weight = fame[key] * (1 if way.cause else 1.3)
        if self._crowded:
            weight *= 2.5 if key in at else 1
            weight *= 2 if way.cause else 1
        return weight

    def _ended(self, around: list[tuple[Way, Asked]], quiet: set[str]) -> list[Told]:
        """Some badly, wherever it happens: not of what is planted, and ``FEW`` of one matter."""
        left = round(len(around) * self._chance.uniform(0.1, 0.15))
        bad = Counter[str]()
        told = []
        for way, asked in self._chance.sample(around, len(around)):
            signs = frozenset[Cause]()
            if left and way.matter not in quiet and bad[way.matter] < FEW:
                bad[way.matter] += 1
                left -= 1
                signs = self._signs(way.cause)
            told.append(Told(replace(asked, signs=signs, case=self._case(signs)), way.matter))
        return told

    def _signs(self, cause: Cause | None) -> frozenset[Cause]:
        """How it ended, and what it asked for where the desk saw it."""
        chance = self._chance
        end = chance.choices(_ENDS, _OFTEN)[0]
        if cause is None:
            return frozenset({end})
        if cause in ASKED_FOR:
            return frozenset({end, cause}) if chance.random() < 0.5 else frozenset({end})
        return frozenset({cause if chance.random() < 0.6 else end})

    def _case(self, signs: frozenset[Cause]) -> int | None:
        return self._chance.randint(1, 9_999) if signs and self._chance.random() < 0.35 else None

    def _asked(
        self, way: Way, wording: str, unit: Unit, week: int, maybe_unknown: bool = True
    ) -> Asked:
        chance = self._chance
        officer = self._officer(unit)
        text = _CHOICE.sub(lambda some: chance.choice(some[1].split("|")), wording)
        if way.thing:
            text = text.replace("{}", _name(chance, way.thing))
        text = typed(chance, officer, text, frames())
        of = str(unit).casefold()
        if maybe_unknown and chance.random() < 0.03:
            unit, of = Unit(), f"telegram:{chance.randint(10_000, 99_999)}"
        field, subject = self._first(way.thing)
        return Asked("", _hour(chance, week), unit, of, text, field, subject, frozenset())

    def _officer(self, unit: Unit) -> Officer:
        there = self._officers[unit]
        return there[0] if self._chance.random() < 0.6 else self._chance.choice(there[1:])

    def _first(self, thing: Thing | None) -> tuple[str, str]:
        """Field and subject of what a search has first: right, mistaken, by chance, or nothing."""
        chance = self._chance
        if thing and chance.random() < self._found[thing.key]:
            return thing.field, thing.subject
        (instead,) = chance.choices(
            (None, self._mistaken[thing.key] if thing else None, chance.choice(things())),
            (3, 4, 2),
        )
        return (instead.field, instead.subject) if instead else ("", "")


def _chosen(chance: random.Random, crowded: bool) -> list[Way]:
    """Thirty at thirty things; where it is ``crowded``, eight at four, and two that are alike."""
    ways = chance.sample(troubles(), len(troubles()))
    of = defaultdict[str, list[Way]](list)
    for way in ways:
        of[way.matter.partition("/")[0]].append(way)
    if not crowded:
        return [some[0] for some in of.values()][:PLANTED]
    pairs = [some for some in of.values() if len(some) > 1]
    singles = [some for some in of.values() if len(some) == 1]
    beside = [way for some in pairs[:4] for way in some[:2]]
    alike = _alike([some[0] for some in singles])
    rest = [some[0] for some in [*pairs[4:], *singles] if some[0] not in alike]
    kept = [*beside, *alike]
    return kept + chance.sample(rest, PLANTED - len(kept))


def _alike(ways: Sequence[Way]) -> list[Way]:
    """Two of one field and cause, at two things."""
    for one in ways:
        for other in ways:
            if one != other and one.cause == other.cause and _field(one) == _field(other):
                return [one, other]
    return []


def _field(way: Way) -> str:
    return way.thing.field if way.thing else ""


def _set_aside(planted: Sequence[Way]) -> list[Way]:
    """The troubles of the list that were not planted."""
    return [way for way in troubles() if way not in planted]


def _weeks(chance: random.Random) -> list[float]:
    """How much of a trouble comes in each week."""
    onset = chance.randrange(WEEKS - 5)
    again = onset + chance.randint(3, 5)
    shape = chance.randrange(4)
    if shape == 0:
        return [1.0] * WEEKS
    if shape == 1:
        return [0.02 if week < onset else 0.75 ** (week - onset) for week in range(WEEKS)]
    if shape == 2:
        return [week + 1.0 for week in range(WEEKS)]
    return [3.0 if week in (onset, again) else 0.6 for week in range(WEEKS)]


def _drawn(chance: random.Random, weights: Mapping[_T, float], count: int) -> list[_T]:
    """Different ones, the heavier sooner."""
    by_luck = {one: chance.random() ** (1 / weight) for one, weight in weights.items()}
    return sorted(by_luck, key=lambda one: by_luck[one], reverse=True)[:count]


def _favoured(chance: random.Random, wordings: Sequence[str]) -> str:
    """Each may be, the first ones more often."""
    return chance.choices(wordings, [1 / (at + 3) for at in range(len(wordings))])[0]


def _name(chance: random.Random, thing: Thing) -> str:
    return chance.choice(thing.parts if chance.random() < 0.2 else thing.names)


def _hour(chance: random.Random, week: int) -> datetime:
    """From eight in the morning, which is when ``BEGAN`` is; few at the weekend or late."""
    day = chance.choices(range(7), (22, 19, 18, 18, 17, 4, 2))[0]
    hour = chance.choices(range(14), (9, 14, 13, 8, 2, 4, 12, 13, 9, 4, 2, 3, 4, 3))[0]
    return BEGAN + timedelta(weeks=week, days=day, hours=hour, minutes=chance.randrange(60))


def _near(thing: Thing) -> list[Thing]:
    beside = [one for one in things() if one.field == thing.field and one != thing]
    return beside or [one for one in things() if one != thing]
