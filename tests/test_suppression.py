"""No small count can be told from what is published: every table is attacked here.

The attacks are programs of their own: they see only what a reader sees, and how counts add up.
"""

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from desk.indicators_count import ALL, FIELD, PROVINCE, TOTAL, Cell, count
from desk.indicators_figures import publish
from desk.indicators_log import Happening, span_of
from desk.indicators_rows import Row, rows
from desk.suppression import FEW, WIDE, Hidden, Release, Sum, protect

WEEK = "2026-W20"
START, END = span_of(WEEK)
SLACK = 0.05  # figures are rounded to a tenth


def attacked(
    low: Sequence[float],
    high: Sequence[float | None],
    sums: Iterable[tuple[int, Sequence[int]]],
    wanted: Iterable[int],
) -> dict[int, tuple[float, float]]:
    """Between what a reader knows the wanted unknowns to lie, by linear programs."""
    lines = []
    for total, parts in sums:
        line = np.zeros(len(low))
        line[total] = -1
        line[list(parts)] = 1
        lines.append(line)
    system = np.array(lines).reshape(-1, len(low))
    found = {}
    for one in wanted:
        aim = np.zeros(len(low))
        aim[one] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * aim,
                A_eq=system,
                b_eq=np.zeros(len(lines)),
                bounds=list(zip(low, high, strict=True)),
                method="highs-ds",
            )
            assert answer.status in (0, 3), answer.message
            ends.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
        found[one] = ends[0], ends[1]
    return found


def told(
    release: Release[str], counts: Mapping[str, int], sums: Sequence[Sum[str]]
) -> dict[int, tuple[float, float]]:
    """Between what a reader knows each small count to lie, by its place in ``counts``."""
    cells = list(counts)
    known = [
        (n, n) if (n := release.shown.get(cell)) is not None
        else (0, 4) if release.hidden[cell] is Hidden.FEW
        else (5 if release.hidden[cell] is Hidden.LINKED else 0, None)
        for cell in cells
    ]  # fmt: skip
    small = [at for at, cell in enumerate(cells) if counts[cell] < FEW]
    system = [(cells.index(s.total), [cells.index(part) for part in s.parts]) for s in sums]
    return attacked([k[0] for k in known], [k[1] for k in known], system, small)


def attack(release: Release[str], counts: Mapping[str, int], sums: Sequence[Sum[str]]) -> None:
    """Every small count may still be one of at least four values, and the true one among them."""
    cells = list(counts)
    for at, (low, high) in told(release, counts, sums).items():
        assert high - low >= WIDE - 1e-5, (cells[at], low, high)
        assert low - 1e-5 <= counts[cells[at]] <= high + 1e-5


def two_ways(table: list[list[int]]) -> tuple[dict[str, int], list[Sum[str]]]:
    """A table with its margins and the grand total."""
    height, width = len(table), len(table[0])
    counts = {f"{r}.{c}": table[r][c] for r in range(height) for c in range(width)}
    counts |= {f"{r}.": sum(table[r]) for r in range(height)}
    counts |= {f".{c}": sum(row[c] for row in table) for c in range(width)}
    counts["."] = sum(map(sum, table))
    sums = [Sum(f"{r}.", tuple(f"{r}.{c}" for c in range(width))) for r in range(height)]
    sums += [Sum(f".{c}", tuple(f"{r}.{c}" for r in range(height))) for c in range(width)]
    sums.append(Sum(".", tuple(f"{r}." for r in range(height))))
    sums.append(Sum(".", tuple(f".{c}" for c in range(width))))
    return counts, sums


COUNT = st.one_of(st.integers(0, 4), st.integers(0, 12), st.integers(5, 300))
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=2, max_size=5)
)


@settings(max_examples=25)
@given(TABLES)
def test_no_small_count_of_a_table_with_margins_can_be_told(table: list[list[int]]) -> None:
    counts, sums = two_ways(table)
    release = protect(counts, sums)
    assert all(number >= FEW for number in release.shown.values())
    assert {*release.shown, *release.hidden} == set(counts)
    attack(release, counts, sums)


@settings(max_examples=20)
@given(TABLES)
def test_the_witnesses_agree_with_what_is_published_and_prove_it(table: list[list[int]]) -> None:
    counts, sums = two_ways(table)
    release = protect(counts, sums)
    tables = [dict(counts), *release.witnesses]
    for one in tables:
        for cell, number in release.shown.items():
            assert one[cell] == pytest.approx(number, abs=1e-5)
        for each in sums:
            assert one[each.total] == pytest.approx(sum(one[p] for p in each.parts), abs=1e-5)
        assert all(value >= -1e-6 for value in one.values())
    for cell, why in release.hidden.items():
        if counts[cell] < FEW:
            assert why in (Hidden.FEW, Hidden.UNTOLD)
            values = [one[cell] for one in tables]
            assert max(values) - min(values) >= WIDE - 1e-5


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
def test_not_even_by_trying_all_whole_numbers(table: list[list[int]]) -> None:
    """Of a table of two by two all that agree with what is published are counted up."""
    counts, sums = two_ways(table)
    release = protect(counts, sums)
    grid = np.array(list(itertools.product(range(14), repeat=4))).T
    tried, _ = two_ways([[grid[0], grid[1]], [grid[2], grid[3]]])
    fit = np.logical_and.reduce([fits(np.asarray(tried[cell]), release, cell) for cell in counts])
    for cell, number in counts.items():
        if number < FEW:
            possible = set(np.asarray(tried[cell])[fit].tolist())
            assert number in possible
            assert len(possible) > WIDE, (cell, possible, release)


def fits(numbers: Any, release: Release[str], cell: str) -> Any:
    if cell in release.shown:
        return numbers == release.shown[cell]
    if release.hidden[cell] is Hidden.UNTOLD:
        return numbers >= 0
    return (numbers < FEW) == (release.hidden[cell] is Hidden.FEW)


def test_hiding_the_small_counts_alone_would_not_do() -> None:
    """The attack does find what primary suppression leaves open."""
    counts, sums = two_ways([[3, 40], [50, 60]])
    alone = Release({cell: n for cell, n in counts.items() if n >= 5}, {"0.0": Hidden.FEW})
    with pytest.raises(AssertionError):
        attack(alone, counts, sums)
    at = list(counts).index("0.0")
    assert told(alone, counts, sums)[at] == pytest.approx((3, 3))
    low, high = told(protect(counts, sums), counts, sums)[at]
    assert high - low >= WIDE


def test_where_the_marks_themselves_would_tell_there_are_none() -> None:
    counts, sums = two_ways([[3, 2], [1, 4]])
    release = protect(counts, sums)
    assert set(release.hidden.values()) == {Hidden.UNTOLD}
    attack(release, counts, sums)


def test_large_counts_are_all_published() -> None:
    counts, sums = two_ways([[30, 40], [50, 60]])
    assert protect(counts, sums) == Release(counts, {}, [])


def test_the_same_counts_give_the_same_release() -> None:
    counts, sums = two_ways([[3, 40, 7], [50, 2, 9], [8, 8, 100]])
    assert protect(counts, sums) == protect(counts, sums)


# A whole week, attacked by all that its page, CSV and JSON say of it.

GROUP = {
    "answered": "received",
    "clarify": "received",
    "escalated": "received",
    "refused": "received",
    "error": "received",
    "on_time": "replied",
    "satisfied": "rated",
}
PARTS = {
    "received": ("answered", "clarify", "escalated", "refused", "error"),
    "replied": ("on_time", "late"),
    "rated": ("satisfied", "dissatisfied"),
    "handed": (),
    "reopened": (),
}
OTHER = "nobody knows"


@settings(max_examples=6)
@given(st.integers(0, 10**6), st.sampled_from([12, 60, 300]))
def test_no_small_count_of_a_week_can_be_told_from_its_figures(seed: int, size: int) -> None:
    counted = count(happened(random.Random(seed), size), START, END)
    figures = publish(WEEK, counted)
    printed = [row for by in (ALL, FIELD, PROVINCE) for row in rows(figures, by)]
    for group, parts in PARTS.items():
        cells, low, high, system = read(printed, group, parts)
        true = [counted.counts.get(Cell(*cell), 0) for cell in cells]
        small = [at for at, cell in enumerate(cells) if true[at] < FEW and cell[3] != OTHER]
        for at, (least, most) in attacked(low, high, system, small).items():
            assert most - least >= WIDE - 0.2, (cells[at], true[at], least, most)


def read(
    printed: list[Row], group: str, parts: tuple[str, ...]
) -> tuple[
    list[tuple[str, str, str, str]], list[float], list[float | None], list[tuple[int, list[int]]]
]:
    """What the lines say of a group: unknowns, their bounds, and how they add up."""
    names = {by: sorted({row[2] for row in printed if row[1] == by}) for by in (FIELD, PROVINCE)}
    places = [(ALL, "")] + [(by, name) for by in names for name in (*names[by], OTHER)]
    cells = [(group, part, by, name) for by, name in places for part in (*parts, TOTAL)]
    at = {cell: number for number, cell in enumerate(cells)}
    low: list[float] = [0.0] * len(cells)
    high: list[float | None] = [None] * len(cells)
    whole = {row[1:3]: row[5] for row in printed if row[3] == group and row[5] == row[6]}
    for _, by, name, key, unit, least, most in printed:
        if GROUP.get(key, key) != group or least is None or most is None:
            continue
        cell = (group, key if key in parts else TOTAL, by, name)
        if unit == "%":
            total = whole[by, name]
            assert total is not None
            least, most = (least - SLACK) * total / 100, (most + SLACK) * total / 100
        low[at[cell]] = max(low[at[cell]], least)
        high[at[cell]] = most
    system = [
        (at[group, part, ALL, ""], [at[group, part, by, name] for name in (*names[by], OTHER)])
        for by in names
        for part in (*parts, TOTAL)
    ]
    if parts:
        system += [
            (at[group, TOTAL, by, name], [at[group, part, by, name] for part in parts])
            for by, name in places
        ]
    return cells, low, high, system


def happened(chance: random.Random, size: int) -> list[Happening]:
    found = []
    for number in range(size):
        at = START.astimezone(UTC) + timedelta(seconds=chance.randrange(5 * 86_400))
        where: dict[str, Any] = {
            "field": chance.choices(("do-luong", "tan-so", ""), (12, 3, 1))[0],
            "province": chance.choices(("Huế", "Lào Cai", "Cà Mau", ""), (9, 5, 1, 2))[0],
        }
        outcome = chance.choices(
            ("answered", "clarify_ambiguous", "escalated_weak_match", "refused_secret", "error"),
            (30, 5, 10, 1, 1),
        )[0]
        found.append(Happening(at, "asked", outcome, **where))
        if outcome.startswith("escalated"):
            found += _case(chance, number + 1, at, where)
    return sorted(found, key=lambda one: one.at)


def _case(chance: random.Random, case: int, at: datetime, where: dict[str, Any]) -> list[Happening]:
    due, replied = at + timedelta(hours=24), at + timedelta(hours=chance.choice([1, 3, 30]))
    verdict = chance.choices(("satisfied", "dissatisfied"), (6, 1))[0]
    return [
        Happening(at, "opened", "", case, **where),
        Happening(replied, "replied", "", case, due=due, **where),
        Happening(replied + timedelta(minutes=5), "rated", verdict, case, **where),
    ]
