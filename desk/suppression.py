"""Which counts of a set of tables are published, so that no small one can be told.

Counts under ``FEW`` are hidden (primary suppression). Since totals are published as well, some
larger counts have to be hidden with them (secondary suppression): of each small count, what is
published must leave at least ``WIDE`` + 1 of the values 0 … 4 possible. Who reads the tables
knows their sums, that no count is negative, and by the marks which hidden counts are small
(``Hidden.FEW``) and which are not (``Hidden.LINKED``).

The method is the linear-programming heuristic of cell suppression: J. Kelly, B. Golden, A.
Assad, "Cell Suppression: Disclosure Protection for Sensitive Tabular Data", Networks 22 (1992)
397-417; see also Hundepool et al., "Statistical Disclosure Control", Wiley (2012), chapter 4. For
each small count two tables are looked for that differ in it by ``WIDE`` and agree with what is
published at the least cost, where changing a count costs as much as it is large; what has to be
changed is hidden. These two tables are witnesses: they prove that the count cannot be told, and
are kept, so that what is published later can be held against them.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

import numpy as np
import scipy  # its parts are loaded when they are used: they take longer than a program's start
from numpy.typing import NDArray

FEW = 5
WIDE = 3
_NEAR = 1e-6

Cell = TypeVar("Cell", bound=Hashable)
Floats = NDArray[np.float64]


class Hidden(StrEnum):
    FEW = "few"  # 0 to 4
    LINKED = "linked"  # 5 or more, but from it a small one could be told
    UNTOLD = "untold"  # the marks themselves would tell: nothing is said of it


@dataclass(frozen=True, slots=True)
class Sum(Generic[Cell]):
    """One count is the sum of others."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Release(Generic[Cell]):
    """``shown`` are published, ``hidden`` are not; ``witnesses`` are tables that agree with it."""

    shown: Mapping[Cell, int]
    hidden: Mapping[Cell, Hidden]
    witnesses: Sequence[Mapping[Cell, float]] = field(repr=False, default=())


def protect(counts: Mapping[Cell, int], sums: Iterable[Sum[Cell]]) -> Release[Cell]:
    """What of ``counts``, which fulfil ``sums``, is published.

    The same counts in the same order always give the same release.
    """
    # Where few are counted at all, the marks alone may tell: then hidden counts have none.
    for marked in (True, False):
        tables = _Tables(
            list(counts), [int(counts[cell]) for cell in counts], list(sums), marked=marked
        )
        if tables.guard():
            return tables.release()
    return Release({}, dict.fromkeys(counts, Hidden.UNTOLD))


def _matrix(cells: Sequence[Cell], sums: Sequence[Sum[Cell]]) -> Any:
    at = {cell: number for number, cell in enumerate(cells)}
    entries = [(row, at[one.total], 1.0) for row, one in enumerate(sums)]
    entries += [(row, at[part], -1.0) for row, one in enumerate(sums) for part in one.parts]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return scipy.sparse.coo_matrix((values, (rows, columns)), (len(sums), len(cells))).tocsr()


class _Tables(Generic[Cell]):
    def __init__(
        self, cells: list[Cell], counts: list[int], sums: list[Sum[Cell]], *, marked: bool
    ) -> None:
        self._marked = marked
        self._cells = cells
        self._counts = np.array(counts, float)
        self._matrix = _matrix(cells, sums)
        self._small = self._counts < FEW
        self._hidden = self._small.copy()
        self._low, self._high = self._counts.copy(), self._counts.copy()  # over the witnesses
        self._witnesses: list[Floats] = []

    def guard(self) -> bool:
        """Hide until every small count is protected; False where that cannot be."""
        while True:
            self._look_around()
            told = self._told()
            if not len(told):
                return True
            # The largest first: what protects it protects the others beside it, as a rule.
            if not self._hide_for(told[np.argmax(self._counts[told])]):
                return False

    def release(self) -> Release[Cell]:
        shown = {c: int(self._counts[n]) for n, c in enumerate(self._cells) if not self._hidden[n]}
        hidden = {c: self._mark(n) for n, c in enumerate(self._cells) if self._hidden[n]}
        tables = [dict(zip(self._cells, map(float, x), strict=True)) for x in self._witnesses]
        return Release(shown, hidden, tables)

    def _mark(self, number: int) -> Hidden:
        if not self._marked:
            return Hidden.UNTOLD
        return Hidden.FEW if self._small[number] else Hidden.LINKED

    def _told(self) -> NDArray[np.int64]:
        """The small counts that no two witnesses protect yet."""
        return np.flatnonzero(self._small & (self._high - self._low < WIDE - _NEAR))

    def _look_around(self) -> None:
        """Witnesses under what is hidden now, for as many small counts at once as there are."""
        limits = [self._limits(n, moves=False) for n in range(len(self._cells))]
        none = np.zeros(self._matrix.shape[0])
        while len(told := self._told()):
            for sign in (-1.0, 1.0):
                aim = np.zeros(len(self._cells))
                aim[told] = sign
                found = scipy.optimize.linprog(aim, A_eq=self._matrix, b_eq=none, bounds=limits)
                if found.status == 0:
                    self._add(found.x)
            if len(self._told()) == len(told):
                return

    def _hide_for(self, cell: np.int64) -> bool:
        """Two tables that differ by WIDE in ``cell``, at the least cost; what moves is hidden.

        The unknowns are both tables, and by how much each count that is not hidden moves.
        """
        sparse = scipy.sparse
        size, rows = len(self._cells), self._matrix.shape[0]
        open_ = np.flatnonzero(~self._hidden)
        pick = sparse.identity(size, format="csr")[open_]
        move = sparse.identity(len(open_), format="csr")
        # |x - count| <= moved, in either table.
        near = [
            [pick, None, -move],
            [-pick, None, -move],
            [None, pick, -move],
            [None, -pick, -move],
        ]
        apart = np.zeros((1, 2 * size + len(open_)))
        apart[0, cell], apart[0, size + cell] = -1, 1
        here = self._counts[open_]
        blank = sparse.coo_matrix((rows, len(open_)))
        found = scipy.optimize.linprog(
            np.concatenate([np.zeros(2 * size), here]),
            A_eq=sparse.bmat(
                [[self._matrix, None, blank], [None, self._matrix, blank]], format="csr"
            ),
            b_eq=np.zeros(2 * rows),
            A_ub=sparse.bmat([[sparse.bmat(near)], [sparse.coo_matrix(apart)]], format="csr")
            if len(open_)
            else sparse.coo_matrix(apart),
            b_ub=np.concatenate([here, -here, here, -here, [-WIDE]]),
            bounds=[self._limits(n, moves=True) for n in range(size)] * 2
            + [(0, None)] * len(open_),
        )
        if found.status != 0:
            return False
        moved = found.x[2 * size :] > _NEAR
        self._hidden[open_[moved]] = True
        self._add(found.x[:size])
        self._add(found.x[size : 2 * size])
        return True

    def _limits(self, number: int, *, moves: bool) -> tuple[float, float | None]:
        if not self._marked and (self._hidden[number] or moves):
            return 0, None
        if self._small[number]:
            return 0, FEW - 1
        if self._hidden[number] or moves:
            return FEW, None
        return self._counts[number], self._counts[number]

    def _add(self, table: Floats) -> None:
        self._low = np.minimum(self._low, table)
        self._high = np.maximum(self._high, table)
        self._witnesses.append(table)
