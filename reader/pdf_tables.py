"""Ruled tables on PDF pages: the cells that the rules enclose, and the words in each.

Tables without rules stay rows of text. Lengths in points, in the page's view.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reader.blocks import Cell, Paragraph, Run, Table
from reader.pdf_rules import Rule, rules
from reader.pdf_view import View

_REACH = 4.0  # points within which rules meet; no column is narrower
_COVERED = 0.6  # share of a cell's side that a rule must cover to be its border
_MOST = 250_000  # pairs of rules; a page with more is a drawing
_LARGEST = 4000  # cells
_WRAPPED = 40  # characters of a cell whose words fill more than one row of print
_FRAMED = 15  # rows of print; a frame around running text holds more
_ITEM = re.compile(r"[-–+•*]\s+\S|[a-zđ]\)\s|\d{1,2}[.)]\s")
_HANGING = re.compile(r"(?:\b(?:số|ngày|tháng|năm|của|và|theo|tại|các|[Đđ]iều|khoản)|,|-)$")
_BROKEN = re.compile(r"\w[-/]$")

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Grid:
    """``xs`` rise from left to right, ``ys`` fall from top to bottom.

    ``spans`` has the rows and columns that each cell covers, by its upper left place;
    ``owner`` the cell to which each place belongs.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: dict[Place, Place]
    owner: dict[Place, Place]

    def place(self, x: float, y: float) -> Place | None:
        """The cell in which a point lies."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] <= y < self.ys[0]):
            return None
        row = bisect_right([-edge for edge in self.ys], -y) - 1
        return self.owner.get((max(0, row), bisect_right(self.xs, x) - 1))


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table with the edges of its columns, by which it is known on the next page."""

    table: Table
    xs: tuple[float, ...]

    def goes_on(self, other: "Ruled") -> bool:
        """Whether ``other`` has the same columns."""
        return len(self.xs) == len(other.xs) and all(
            abs(a - b) <= _REACH for a, b in zip(self.xs, other.xs, strict=True)
        )

    def followed_by(self, other: "Ruled") -> "Ruled":
        """One table of both; heads printed again are left out, a parted row is put together."""
        above, below = list(self.table.rows), list(other.table.rows)
        for head in above[: len(below) - 1]:
            if _words(below[0]) != _words(head):
                break
            below.pop(0)
        if above and below and _runs_on(above[-1], below[0]):
            above[-1] = _together(above[-1], below.pop(0))
        return replace(self, table=replace(self.table, rows=(*above, *below)))


def grids(page: Any, view: View) -> list[Grid]:
    """The ruled grids of a pypdfium2 page, from top to bottom; at least two columns each."""
    level, upright = rules(page, view)
    if len(level) * len(upright) > _MOST:
        return []
    found = [grid for group in _connected(level, upright) if (grid := _grid(*group)) is not None]
    return sorted(found, key=lambda grid: -grid.ys[0])


def ruled(grid: Grid, printed: Iterable[tuple[Place, str]], page: int) -> Ruled | None:
    """The table of ``grid``; ``printed`` has the rows of print with their cells, in order.

    None where it is no table but a frame around running text.
    """
    words: dict[Place, list[str]] = {}
    for place, text in printed:
        words.setdefault(place, []).append(text)
    longest = max(map(len, words.values()), default=0)
    if not longest or (len(words) <= 2 and longest > _FRAMED):
        return None
    by_row: dict[int, list[Cell]] = {}
    for (row, column), (down, across) in sorted(grid.spans.items()):
        paragraphs = tuple(_paragraphs(words.get((row, column), ()), page))
        by_row.setdefault(row, []).append(Cell(paragraphs, across, down))
    rows = tuple(tuple(by_row.get(row, ())) for row in range(len(grid.ys) - 1))
    return Ruled(Table(rows, page=page), grid.xs)


def _paragraphs(rows: Iterable[str], page: int | None) -> Iterator[Paragraph]:
    """Rows of print in a cell as paragraphs: an item of a list begins one."""
    line = ""
    for row in rows:
        if line and _ITEM.match(row) and line.endswith((".", ";", ":", ",")):
            yield Paragraph((Run(line),), page=page)
            line = row
        else:
            line += row if not line or _BROKEN.search(line) else f" {row}"
    if line:
        yield Paragraph((Run(line),), page=page)


def _connected(
    level: Sequence[Rule], upright: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that meet one another."""
    meets: list[list[int]] = [
        [at for at, post in enumerate(upright) if _meet(bar, post)] for bar in level
    ]
    by_post: dict[int, list[int]] = {}
    for bar, crossed in enumerate(meets):
        for post in crossed:
            by_post.setdefault(post, []).append(bar)
    left = set(range(len(level)))
    while left:
        bars, posts = {left.pop()}, set[int]()
        waiting = list(bars)
        while waiting:
            new = set(meets[waiting.pop()]) - posts
            posts |= new
            more = {bar for post in new for bar in by_post[post]} - bars
            bars |= more
            waiting += more
        left -= bars
        if len(bars) + len(posts) >= 5 and len(posts) >= 1:
            yield [level[at] for at in bars], [upright[at] for at in posts]


def _meet(bar: Rule, post: Rule) -> bool:
    return (
        bar.start - _REACH <= post.at <= bar.end + _REACH
        and post.start - _REACH <= bar.at <= post.end + _REACH
    )


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    """The cells between rules that meet; a side left open is closed at the rules' ends."""
    xs = _edges([post.at for post in upright], [x for bar in level for x in (bar.start, bar.end)])
    ys = _edges([bar.at for bar in level], [y for post in upright for y in (post.start, post.end)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if columns < 2 or rows < 1 or rows * columns > _LARGEST:
        return None
    falling = tuple(reversed(ys))
    right = {
        (row, column)
        for column in range(columns - 1)
        for row in range(rows)
        if _covers(upright, xs[column + 1], falling[row + 1], falling[row])
    }
    below = {
        (row, column)
        for row in range(rows - 1)
        for column in range(columns)
        if _covers(level, falling[row + 1], xs[column], xs[column + 1])
    }
    spans, owner = _merged(rows, columns, right, below)
    return Grid(tuple(xs), falling, spans, owner) if len(spans) > 1 else None


def _edges(inner: Iterable[float], ends: Sequence[float]) -> list[float]:
    """The places of the rules, and the outermost ends of those that cross them."""
    found: list[float] = []
    for at in sorted([*inner, min(ends), max(ends)]):
        if not found or at - found[-1] > _REACH:
            found.append(at)
    return found


def _covers(found: Iterable[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules at ``at`` cover most of the way from ``start`` to ``end``."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in found
        if abs(rule.at - at) <= _REACH
    )
    return covered >= _COVERED * (end - start)


def _merged(
    rows: int, columns: int, right: set[Place], below: set[Place]
) -> tuple[dict[Place, Place], dict[Place, Place]]:
    """Cells that cover several places: those with no border between."""
    spans: dict[Place, Place] = {}
    owner: dict[Place, Place] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            last = column
            while last + 1 < columns and (row, last) not in right and (row, last + 1) not in owner:
                last += 1
            across = range(column, last + 1)
            foot = row
            while foot + 1 < rows and not any(
                (foot, at) in below or (foot + 1, at) in owner for at in across
            ):
                foot += 1
            spans[row, column] = (foot - row + 1, last - column + 1)
            for place in ((r, c) for r in range(row, foot + 1) for c in across):
                owner[place] = (row, column)
    return spans, owner


def _words(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.text for paragraph in cell.paragraphs) for cell in row)


def _runs_on(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the page broke within a row: all its words go on, or its count is not said again."""
    if [cell.across for cell in above] != [cell.across for cell in below]:
        return False
    if any(cell.down > 1 for cell in (*above, *below)):
        return False
    pairs = [(one, other) for one, other in zip(_words(above), _words(below), strict=True) if other]
    going_on = [_goes_on(one, other) for one, other in pairs if one]
    counted = bool(_words(above)[0]) and not _words(below)[0]
    return any(going_on) if counted else len(going_on) == len(pairs) and all(going_on)


def _goes_on(above: str, below: str) -> bool:
    if below[0].islower() or _HANGING.search(above):
        return True
    return below[0].isdigit() and len(above) > _WRAPPED and above[-1].isalnum()


def _together(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...]:
    """Cell by cell, a paragraph that the page broke as one."""
    found = []
    for cell, more in zip(above, below, strict=True):
        both = (*cell.paragraphs, *more.paragraphs)
        page = both[0].page if both else None
        paragraphs = _paragraphs((paragraph.text for paragraph in both), page)
        found.append(replace(cell, paragraphs=tuple(paragraphs)))
    return tuple(found)
