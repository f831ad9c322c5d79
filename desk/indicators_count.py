"""Happenings → the counts of one week, and how they add up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from desk.indicators_log import Happening
from desk.suppression import Sum
from desk.worktime import OFFICE, between
from retrieval.answer import Outcome

ALL, FIELD, PROVINCE, PROCEDURE = "all", "field", "province", "procedure"
OTHERS = "*"  # all that is not named
TOTAL = "total"
# The parts of each group; their sum is the group's total.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "received": ("answered", "clarify", "escalated", "refused", "error"),
    "handed": (),
    "replied": ("on_time", "late"),
    "rated": ("satisfied", "dissatisfied"),
    "reopened": (),
}
_WAYS = {"handed": (FIELD, PROVINCE, PROCEDURE)}
REPLIES = frozenset({"replied", "approved"})


class Cell(NamedTuple):
    """One count: "received", "answered", "province", "Lào Cai"."""

    group: str
    part: str
    by: str
    name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """``hours`` are of the first replies, (working, on the clock), by (by, name)."""

    counts: Mapping[Cell, int]
    hours: Mapping[tuple[str, str], tuple[tuple[float, float], ...]]


def count(happenings: Iterable[Happening], start: datetime, end: datetime) -> Counted:
    """The counts of what happened from ``start`` until before ``end``.

    ``happenings`` are in their order, and hold what happened on the same cases before.
    """
    counts: Counter[Cell] = Counter()
    hours: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    opened: dict[int, datetime] = {}
    replied: set[int] = set()
    for one in happenings:
        if one.kind == "opened":
            opened[one.case] = one.at
        first = one.kind in REPLIES and one.case not in replied
        if first:
            replied.add(one.case)
        if not start <= one.at < end:
            continue
        group, part = _counted_as(one, first)
        if group is None:
            continue
        names = {ALL: "", FIELD: one.field, PROVINCE: one.province, PROCEDURE: one.procedure}
        for by in (ALL, *ways(group)):
            counts[Cell(group, part, by, names[by])] += 1
            if part != TOTAL:
                counts[Cell(group, TOTAL, by, names[by])] += 1
            if first and by != PROCEDURE:
                hours[by, names[by]].append(taken(opened[one.case], one.at))
    return Counted(counts, {name: tuple(found) for name, found in hours.items()})


def ways(group: str) -> tuple[str, ...]:
    return _WAYS.get(group, (FIELD, PROVINCE))


def is_on_time(reply: Happening) -> bool:
    """Whether the promise was kept; while the clock stands still it is, if time was left."""
    if reply.due is None:
        return bool(reply.left and reply.left > 0)
    return reply.at <= reply.due


def taken(opened: datetime, replied: datetime) -> tuple[float, float]:
    """Hours of office time, and hours on the clock."""
    hour = timedelta(hours=1)
    return between(opened, replied, OFFICE) / hour, (replied - opened) / hour


def middle(values: Iterable[float]) -> float:
    """The median, to the half hour: it is often one case's own time."""
    return round(median(values) * 2) / 2


def table_of(group: str, counts: Mapping[Cell, int]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """All counts of a group with how they add up, in a fixed order.

    ``OTHERS`` stand for whatever is not named: readers do not know what else there could be.
    """
    parts = GROUPS[group]
    names = {by: _names(group, by, counts) for by in (ALL, *ways(group))}
    cells = {
        Cell(group, part, by, name): counts.get(Cell(group, part, by, name), 0)
        for by in names
        for name in names[by]
        for part in (*parts, TOTAL)
    }
    sums = [
        Sum(Cell(group, part, ALL, ""), tuple(Cell(group, part, by, name) for name in names[by]))
        for by in ways(group)
        for part in (*parts, TOTAL)
    ]
    if parts:
        sums += [
            Sum(Cell(group, TOTAL, by, name), tuple(Cell(group, p, by, name) for p in parts))
            for by in names
            for name in names[by]
        ]
    return cells, sums


def _names(group: str, by: str, counts: Mapping[Cell, int]) -> list[str]:
    if by == ALL:
        return [""]
    found = {cell.name for cell, n in counts.items() if n and (cell.group, cell.by) == (group, by)}
    return [*sorted(found), OTHERS]


def _counted_as(one: Happening, first: bool) -> tuple[str | None, str]:
    """The group and the part that a happening counts in; None for none."""
    if one.kind == "asked":
        greeting = one.what == Outcome.CLARIFY_GREETING  # nothing was asked yet
        return (None, "") if greeting else ("received", one.what.split("_", 1)[0])
    if one.kind == "opened":
        return "handed", TOTAL
    if one.kind == "reopened":
        return "reopened", TOTAL
    if one.kind == "rated":
        return "rated", one.what
    if first:
        return "replied", "on_time" if is_on_time(one) else "late"
    return None, ""
