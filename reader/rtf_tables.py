"""Tables of an RTF file: cells with right edges, made rows and columns.

RTF has no columns: each row says where its cells end, in twips, and a cell that spans two
columns of the row above is merely wider (RTF 1.9.1, "Table Definitions").
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from reader.blocks import Cell, Paragraph, Table

_SAME = 20  # twips; edges that lie closer are one
_MOST_CELLS = 63  # in a row: Word's own limit


@dataclass(slots=True)
class Slot:
    """Where a cell of a row ends, and whether it goes on another."""

    right: int
    joins_left: bool = False
    joins_above: bool = False


@dataclass(slots=True)
class Shape:
    """What \\trowd … says of a row."""

    left: int = 0
    slots: list[Slot] = field(default_factory=list)
    is_head: bool = False
    joins_left: bool = False  # of the slot that comes next
    joins_above: bool = False

    def add(self, right: int) -> None:
        if len(self.slots) < _MOST_CELLS:
            self.slots.append(Slot(right, self.joins_left, self.joins_above))
        self.joins_left = self.joins_above = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[tuple[Paragraph, ...], ...]
    shape: Shape


def table(rows: Sequence[Row]) -> Table:
    """The table that ``rows`` make, merged cells joined."""
    edges = _edges(row.shape for row in rows)
    made: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # column → row and place of the cell that stands there
    for row in rows:
        made.append(_cells(row, edges, made, above))
    heads = next((at for at, row in enumerate(rows) if not row.shape.is_head), len(rows))
    return Table(tuple(map(tuple, made)), heads)


def _cells(
    row: Row, edges: list[int], made: list[list[Cell]], above: dict[int, tuple[int, int]]
) -> list[Cell]:
    """The cells of ``row``; a cell of ``made`` that goes on into it grows."""
    cells: list[Cell] = []
    column = _column(row.shape.left, edges)
    absorbed = False  # whether the cell before belongs to the row above
    for paragraphs, slot in zip_longest(row.cells, row.shape.slots[: len(row.cells)]):
        across = max(1, _column(slot.right, edges) - column) if slot else 1
        if slot and slot.joins_left and (cells or absorbed):
            if not absorbed:
                left = cells[-1]
                cells[-1] = Cell(left.paragraphs + paragraphs, left.across + across, left.down)
        elif slot and slot.joins_above and column in above:
            at, place = above[column]
            top = made[at][place]
            made[at][place] = Cell(top.paragraphs, top.across, len(made) - at + 1)
            absorbed = True
        else:
            above[column] = len(made), len(cells)
            cells.append(Cell(paragraphs, across))
            absorbed = False
        column += across
    return cells


def _edges(shapes: Iterable[Shape]) -> list[int]:
    """The edges of all rows, from left to right, those that nearly coincide once."""
    found: list[int] = []
    for edge in sorted({e for s in shapes for e in (s.left, *(slot.right for slot in s.slots))}):
        if not found or edge - found[-1] > _SAME:
            found.append(edge)
    return found


def _column(edge: int, edges: list[int]) -> int:
    return max(0, bisect_right(edges, edge) - 1)
