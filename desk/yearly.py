"""The yearly index of provinces and communes: points in four groups, from the same events.

A year is that of the ISO weeks, so it is made of whole weeks. No count is published, only points:
each share is reckoned with every count under ``FEW`` taken for ``TYPICAL``, so that points do not
tell it, and rounded. Points of a province are held against the published weeks besides: where one
of the tables that prove a hidden count to be safe (``Release.witnesses``) would give other points,
they would tell something of that count, and are left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.units import COMMUNE, units
from desk.indicators_count import GROUPS, PROVINCE, TOTAL, Cell, count, middle, table_of
from desk.indicators_log import Happening, span_of, week_of
from desk.suppression import FEW, protect

FILE = Path(__file__).with_name("yearly.yaml")
TYPICAL = 2
LACKS = "không đủ số liệu"
# The names that yearly.yaml may use, and the weekly counts they are the sums of.
COUNTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "received": (("received", TOTAL),),
    "answered": (("received", "answered"),),
    "handed": (("handed", TOTAL),),
    "replied": (("replied", "on_time"), ("replied", "late")),
    "on_time": (("replied", "on_time"),),
    "rated": (("rated", "satisfied"), ("rated", "dissatisfied")),
    "satisfied": (("rated", "satisfied"),),
    "reopened": (("reopened", TOTAL),),
}
Place = tuple[str, str]  # province, commune ("" for the province itself)
Counts = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Points:
    """``parts`` and ``groups`` by name; None where there are not enough figures."""

    place: Place
    parts: Mapping[str, float | None]
    groups: Mapping[str, float | None]
    score: float | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit's points are reckoned from; ``told`` are plain numbers that are no secret."""

    counts: Counts
    told: Mapping[str, float]
    hours: tuple[float, ...]


@cache
def method(file: Path = FILE) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return told


def span_of_year(year: int) -> tuple[datetime, datetime]:
    return span_of(f"{year}-W01")[0], span_of(f"{year + 1}-W01")[0]


def index(happenings: Iterable[Happening], year: int) -> list[Points]:
    """Provinces with their communes after them, in the order of their names.

    Some seconds for each week of the year, where all provinces ask.
    """
    log = list(happenings)
    found = _units(log, year)
    points = {place: _points(place, unit) for place, unit in sorted(found.items())}
    for place, unit in _as_witnessed(log, year, found):
        points[place] = _agreeing(points[place], _points(place, unit))
    return list(points.values())


def _units(log: Sequence[Happening], year: int) -> dict[Place, Unit]:
    start, end = span_of_year(year)
    inside = [one for one in log if start <= one.at < end]
    places = {(one.province, commune) for one in inside for commune in {"", one.commune}}
    weeks = (end - start).days // 7
    known = _communes()
    by_place: dict[Place, list[Happening]] = defaultdict(list)
    for one in log:
        for commune in {"", one.commune}:
            by_place[one.province, commune].append(one)
    found = {}
    for place in places - {("", "")}:
        own = by_place[place]
        counted = count(own, start, end)
        asked = [one for one in own if one.kind == "asked" and start <= one.at < end]
        told = {
            "weeks": float(weeks),
            "weeks_asking": float(len({week_of(one.at) for one in asked})),
            "communes": float(known[place[0]]),
            "communes_asking": float(len({one.commune for one in asked} - {""})),
        }
        counts = {
            (cell.group, cell.part): float(number)
            for cell, number in counted.counts.items()
            if (cell.by, cell.name) == (PROVINCE, place[0])
        }
        hours = tuple(working for working, _ in counted.hours.get((PROVINCE, place[0]), ()))
        found[place] = Unit(counts, told, hours)
    return found


def _as_witnessed(
    log: Sequence[Happening], year: int, found: Mapping[Place, Unit]
) -> Iterator[tuple[Place, Unit]]:
    """The provinces as they would be, were a week what one of its witnesses says."""
    start, end = span_of_year(year)
    for week in sorted({week_of(one.at) for one in log if start <= one.at < end}):
        counted = count(log, *span_of(week))
        for group in GROUPS:
            counts, sums = table_of(group, counted.counts)
            for witness in protect(counts, sums).witnesses:
                yield from _changed(group, counts, witness, found)


def _changed(
    group: str,
    counts: Mapping[Cell, int],
    witness: Mapping[Cell, float],
    found: Mapping[Place, Unit],
) -> Iterator[tuple[Place, Unit]]:
    moved: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for cell, number in counts.items():
        if cell.by == PROVINCE and abs(witness[cell] - number) > 1e-6:
            moved[cell.name][group, cell.part] = witness[cell] - number
    for name, changes in moved.items():
        unit = found.get((name, ""))
        if unit is not None:
            new = {key: unit.counts.get(key, 0) + change for key, change in changes.items()}
            yield (name, ""), Unit({**unit.counts, **new}, unit.told, unit.hours)


def _points(place: Place, unit: Unit) -> Points:
    told = method()
    parts: dict[str, float | None] = {}
    groups: dict[str, float | None] = {}
    enough = _number("received", unit) >= told["least_received"]
    for group in told["groups"].values():
        found = {
            part["name"]: _part(place, unit, part) if enough else None for part in group["parts"]
        }
        parts |= found
        groups[group["name"]] = _mean(
            (found[part["name"]], part["weight"]) for part in group["parts"]
        )
    score = _mean((groups[group["name"]], group["weight"]) for group in told["groups"].values())
    return Points(place, parts, groups, score)


def _part(place: Place, unit: Unit, part: Mapping[str, Any]) -> float | None:
    if part.get("provinces_only") and place[1]:
        return None
    least = method()["least_among"]
    if "hours" in part:
        if len(unit.hours) < least:
            return None
        span = part["worst"] - part["best"]
        return _round(100 * (part["worst"] - middle(unit.hours)) / span)
    among = _number(part["among"], unit)
    if among < least:
        return None
    return _round(100 * _number(part["of"], unit) / among)


def _number(name: str, unit: Unit) -> float:
    """A count as it is used: no small one makes a difference."""
    if name in unit.told:
        number = unit.told[name]
        return number if number >= FEW else TYPICAL
    if name == "not_reopened":
        return max(_number("replied", unit) - _number("reopened", unit), 0)
    return sum(_not_small(unit.counts.get(one, 0)) for one in COUNTS[name])


def _not_small(number: float) -> float:
    return number if number >= FEW else TYPICAL


def _mean(weighed: Iterable[tuple[float | None, float]]) -> float | None:
    found = [(value, weight) for value, weight in weighed if value is not None]
    if not found:
        return None
    return _round(sum(value * weight for value, weight in found) / sum(w for _, w in found))


def _round(points: float) -> float:
    step = method()["points"]
    return float(min(max(round(points / step) * step, 0), 100))


def _agreeing(one: Points, other: Points) -> Points:
    """What is the same in both."""
    parts = {
        name: value if other.parts[name] == value else None for name, value in one.parts.items()
    }
    told = method()["groups"].values()
    groups = {
        group["name"]: _mean((parts[part["name"]], part["weight"]) for part in group["parts"])
        for group in told
    }
    score = _mean((groups[group["name"]], group["weight"]) for group in told)
    return Points(one.place, parts, groups, score)


@cache
def _communes() -> Counter[str]:
    """How many communes each province has."""
    found = {one for named in units().by_name.values() for one in named}
    return Counter(one.province for one in found if one.level == COMMUNE and not one.ended)
