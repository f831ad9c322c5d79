"""Tables of an old Word file: rows that each say for themselves where their cells lie.

[MS-DOC] 2.9.321 (TDefTableOperand). The columns of the table are found from the edges of all
its rows.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reader.blocks import Cell, Paragraph, Table
from reader.word_properties import changes

_DEFINITION, _HEAD, _MERGE, _MERGE_DOWN = 0xD608, 0x3404, 0x5624, 0xD62B
_FIRST_ACROSS, _ACROSS, _DOWN, _FIRST_DOWN = 0x01, 0x02, 0x20, 0x40
_CELL = 20  # bytes of a cell's description
_SAME_EDGE = 100  # twips (1/1440 inch); no column is narrower


@dataclass(frozen=True, slots=True)
class Row:
    """``edges`` of the cells in twips, one more than cells; ``merges`` a flag word a cell."""

    edges: tuple[int, ...] = ()
    merges: tuple[int, ...] = ()
    head: bool = False


def row_of(grpprl: bytes) -> Row:
    """The row that a paragraph at a row's end describes."""
    edges, head = tuple[int, ...](), False
    merges = list[int]()
    for code, operand in changes(grpprl):
        if code == _DEFINITION and operand:
            edges, merges = _definition(operand)
        elif code == _HEAD:
            head = bool(operand[0])
        elif code == _MERGE:
            for cell in range(operand[0], min(operand[1], len(merges))):
                merges[cell] |= _FIRST_ACROSS if cell == operand[0] else _ACROSS
        elif code == _MERGE_DOWN and len(operand) == 2 and operand[0] < len(merges):
            down = (0, _DOWN, 0, _DOWN | _FIRST_DOWN)[operand[1] & 3]
            merges[operand[0]] = merges[operand[0]] & ~(_DOWN | _FIRST_DOWN) | down
    return Row(edges, tuple(merges), head)


def _definition(operand: bytes) -> tuple[tuple[int, ...], list[int]]:
    count = operand[0]
    if len(operand) < 1 + 2 * (count + 1):
        return (), []
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + 2 * (count + 1) :]
    merges = [int.from_bytes(cells[at : at + 2], "little") for at in range(0, _CELL * count, _CELL)]
    return edges, merges


def table_of(rows: Sequence[tuple[Sequence[Sequence[Paragraph]], Row]]) -> Table:
    """Of rows of cells' paragraphs and the rows' descriptions."""
    columns = _columns([edge for _cells, row in rows for edge in row.edges])
    made = list[list[Cell]]()
    above: dict[int, tuple[int, int]] = {}  # column → row and place of the cell that lies there
    for number, (cells, row) in enumerate(rows):
        made.append([])
        column = 0
        for place, paragraphs in enumerate(cells):
            left, right = _reach(row, place, columns, column)
            merge = row.merges[place] if place < len(row.merges) else 0
            if left > column and not made[number]:
                made[number].append(Cell(across=left - column))
            column = right
            if merge & _ACROSS and not merge & _FIRST_ACROSS and made[number]:
                last = made[number][-1]
                made[number][-1] = replace(last, across=last.across + right - left)
            elif merge & _DOWN and not merge & _FIRST_DOWN and _goes_on(made, above, left):
                at, index = above[left]
                made[at][index] = replace(made[at][index], down=number - at + 1)
            else:
                above[left] = number, len(made[number])
                made[number].append(Cell(tuple(paragraphs), right - left))
    heads = next((n for n, (_cells, row) in enumerate(rows) if not row.head), len(rows))
    return Table(tuple(map(tuple, made)), heads)


def _goes_on(made: list[list[Cell]], above: dict[int, tuple[int, int]], column: int) -> bool:
    """Whether the cell above in this column reaches down to the row being made."""
    if column not in above:
        return False
    at, index = above[column]
    return at + made[at][index].down == len(made) - 1


def _columns(edges: Sequence[int]) -> dict[int, int]:
    """Each edge's column: edges almost at the same place count as one."""
    columns: dict[int, int] = {}
    begun, column = None, -1
    for edge in sorted(set(edges)):
        if begun is None or edge - begun > _SAME_EDGE:
            begun, column = edge, column + 1
        columns[edge] = column
    return columns


def _reach(row: Row, place: int, columns: dict[int, int], column: int) -> tuple[int, int]:
    """The first column of a cell and the one after its last."""
    if place + 1 >= len(row.edges):
        return column, column + 1
    left, right = columns[row.edges[place]], columns[row.edges[place + 1]]
    return (left, right) if column <= left < right else (column, column + 1)
