"""A sheet of cells made paragraphs and one table: title above, notes below."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.blocks import Block, Cell, Paragraph, Run, Table

_NARROW = 2  # cells in a row of a letterhead, or of a label with what was filled in


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by (row, column); ``merged`` are ranges of (top, left, bottom, right), all included."""

    name: str
    cells: Mapping[tuple[int, int], tuple[Run, ...]]
    merged: Sequence[tuple[int, int, int, int]] = ()


def blocks(grid: Grid, *, page: int, named: bool) -> Iterator[Block]:
    """What the sheet says; ``named`` puts its name above as a heading."""
    filled = {at: runs for at, runs in grid.cells.items() if any(r.text.strip() for r in runs)}
    for top, left, bottom, right in grid.merged:  # only the first cell of a range is shown
        if (bottom - top) * (right - left) < len(filled):
            hidden = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            hidden.discard((top, left))
            filled = {at: runs for at, runs in filled.items() if at not in hidden}
    if not filled:
        return
    if named:
        yield Paragraph((Run(grid.name),), level=2, page=page)
    yield from _Layout(filled, grid.merged, page).blocks()


class _Layout:
    """The used rows and columns of a sheet, and what each row is."""

    def __init__(
        self,
        filled: Mapping[tuple[int, int], tuple[Run, ...]],
        merged: Sequence[tuple[int, int, int, int]],
        page: int,
    ) -> None:
        self.filled = filled
        self.page = page
        self.ranges = {(top, left): (bottom, right) for top, left, bottom, right in merged}
        self.rows = sorted({row for row, _ in filled})
        self.width = Counter(row for row, _ in filled)  # filled cells of each row

    def blocks(self) -> Iterator[Block]:
        above, inside, below = self._parts()
        for row in above:
            yield from self._paragraphs(row)
        if inside:
            yield self._table(inside)
        for row in below:
            yield from self._paragraphs(row)

    def _parts(self) -> tuple[list[int], list[int], list[int]]:
        """Rows above the table, of it, and below it."""
        widest = max(self.width.values())
        if widest == 1:
            return self.rows, [], []
        narrow = _NARROW if widest > _NARROW + 1 else 1
        first = next(at for at, row in enumerate(self.rows) if self.width[row] > narrow)
        last = max(at for at, row in enumerate(self.rows) if self.width[row] > 1)
        return self.rows[:first], self.rows[first : last + 1], self.rows[last + 1 :]

    def _paragraphs(self, row: int) -> Iterator[Paragraph]:
        cells = [self.filled[at] for at in sorted(at for at in self.filled if at[0] == row)]
        if len(cells) == _NARROW and "".join(r.text for r in cells[0]).rstrip().endswith(":"):
            cells = [(*cells[0], Run(" ", cells[0][-1].font), *cells[1])]
        for runs in cells:
            yield Paragraph(runs, page=self.page)

    def _table(self, rows: list[int]) -> Table:
        columns = sorted({column for row, column in self.filled if row in set(rows)})
        return Table(tuple(self._row(row, rows, columns) for row in rows), page=self.page)

    def _row(self, row: int, rows: list[int], columns: list[int]) -> tuple[Cell, ...]:
        return ()
