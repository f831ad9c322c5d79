"""A sheet of cells made paragraphs and one table: title above, notes below."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from reader.blocks import Block, Cell, Paragraph, Run, Table

Runs: TypeAlias = tuple[Run, ...]
Place: TypeAlias = tuple[int, int]  # row and column

_NARROW = 2  # cells in a row of a letterhead, or of a label with what was filled in
_MOST_COVERED = 1_000_000  # cells under merged ranges; a sound sheet has fewer


@dataclass(frozen=True, slots=True)
class Grid:
    """Filled cells by row and column; ``merged`` are (top, left, bottom, right), all included."""

    name: str
    cells: Mapping[Place, Runs]
    merged: Sequence[tuple[int, int, int, int]] = ()


def blocks(grid: Grid, *, page: int, named: bool) -> Iterator[Block]:
    """What the sheet says; ``named`` puts its name above as a heading."""
    rows: dict[int, dict[int, Runs]] = {}
    for (row, column), runs in sorted(grid.cells.items()):
        rows.setdefault(row, {})[column] = runs
    if rows and named:
        yield Paragraph((Run(grid.name),), level=2, page=page)
    above, inside, below = _parts(rows)
    for row in above:
        yield from _paragraphs(list(rows[row].values()), page)
    if inside:
        yield _table({row: rows[row] for row in inside}, grid.merged, page)
    for row in below:
        yield from _paragraphs(list(rows[row].values()), page)


def _parts(rows: Mapping[int, Mapping[int, Runs]]) -> tuple[list[int], list[int], list[int]]:
    """Rows above the table, of it, and below it."""
    order = list(rows)
    widest = max((len(cells) for cells in rows.values()), default=0)
    if widest <= 1:
        return order, [], []
    narrow = _NARROW if widest > _NARROW + 1 else 1
    first = next(at for at, row in enumerate(order) if len(rows[row]) > narrow)
    last = max(at for at, row in enumerate(order) if len(rows[row]) > 1)
    return order[:first], order[first : last + 1], order[last + 1 :]


def _paragraphs(cells: list[Runs], page: int) -> Iterator[Paragraph]:
    """Each cell one; a label that ends in ":" stands before what was filled in."""
    if len(cells) == _NARROW and cells[0][-1].text.rstrip().endswith(":"):
        cells = [(*cells[0], Run(" ", cells[0][-1].font), *cells[1])]
    for runs in cells:
        yield Paragraph(runs, page=page)


def _table(
    rows: Mapping[int, Mapping[int, Runs]], merged: Sequence[tuple[int, int, int, int]], page: int
) -> Table:
    """Without rows and columns that are empty; a row ends with its last filled cell."""
    columns = sorted({column for cells in rows.values() for column in cells})
    spans, covered = _merged(list(rows), columns, merged)
    made: list[tuple[Cell, ...]] = []
    for row, cells in rows.items():
        used = columns[: bisect_right(columns, max(cells))]
        made.append(
            tuple(
                _cell(cells.get(column), spans.get((row, column), (1, 1)), page)
                for column in used
                if (row, column) not in covered
            )
        )
    return Table(tuple(made), page=page)


def _cell(runs: Runs | None, span: tuple[int, int], page: int) -> Cell:
    return Cell((Paragraph(runs, page=page),) if runs else (), *span)


def _merged(
    rows: list[int], columns: list[int], merged: Sequence[tuple[int, int, int, int]]
) -> tuple[dict[Place, tuple[int, int]], set[Place]]:
    """How far merged cells go, in used columns and rows; and the places under them."""
    spans: dict[Place, tuple[int, int]] = {}
    covered: set[Place] = set()
    left_over = _MOST_COVERED
    for top, left, bottom, right in merged:
        down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        left_over -= len(down) * len(across)
        if left_over < 0:
            break
        if len(down) * len(across) > 1 and (down[0], across[0]) not in covered:
            spans[down[0], across[0]] = len(across), len(down)
            covered.update(place for place in product(down, across))
            covered.discard((down[0], across[0]))
    return spans, covered
