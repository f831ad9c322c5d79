"""Vector search: exact cosines, read from one memory-mapped array.

Up to ``EXACT_UP_TO`` vectors all of them are read for each question. Above that a shortlist
is read, whose recall was measured when the index was written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.shortlist import Choice, Shortlist, greatest, products
from retrieval.shortlist import build as build_shortlist

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
FILE = "all.npy"
SHORTLIST = "shortlist"
EXACT_UP_TO = 200_000  # vectors: above, reading all takes longer than encoding a question


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the vectors of an index are to one vector.

    ``rows`` are the nearest, nearest first, with their ``cosines``; ``floor`` is the least
    cosine of all (with a shortlist, about that); ``of`` gives the true cosine of any rows.
    """

    rows: Rows
    cosines: Floats
    floor: float
    of: Callable[[Rows], Floats]


def build(vectors: Floats, folder: Path, exact_up_to: int = EXACT_UP_TO) -> Choice | None:
    """Write an index of ``vectors`` (n, d), normalised, under their row numbers.

    Returns the kind of shortlist chosen, or None where every search is exact.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored = np.ascontiguousarray(vectors, np.float32)
    broken = ~np.isfinite(stored.sum(axis=1))
    if broken.any():  # One that is no number would be nearest to every question.
        stored = np.where(broken[:, None], np.float32(0), stored)
    np.save(folder / FILE, stored)
    if len(stored) <= exact_up_to:
        return None
    return build_shortlist(stored, folder / SHORTLIST)


class VectorIndex:
    """A written index, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._all: Floats = np.asarray(np.load(folder / FILE, mmap_mode="r"))
        listed = (folder / SHORTLIST).is_dir()
        self._shortlist = Shortlist(folder / SHORTLIST) if listed else None

    def __len__(self) -> int:
        return len(self._all)

    @property
    def dimension(self) -> int:
        return int(self._all.shape[1])

    def nearness(self, vector: Floats, count: int) -> Nearness:
        """The ``count`` vectors nearest to ``vector`` (d,), and how far away others may be."""
        if self._shortlist is None:
            cosines = products(self._all, vector)
            rows = greatest(cosines, count)
            floor = float(cosines.min()) if len(cosines) else 0.0
            return Nearness(rows, cosines[rows], floor, cosines.__getitem__)
        of = partial(products, self._all, vector)
        listed = np.sort(self._shortlist.rows(vector, count))
        cosines = of(listed)
        best = greatest(cosines, count)
        return Nearness(listed[best], cosines[best], self._shortlist.floor(vector), of)

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """Those of some rows with ``vector`` (d,)."""
        return products(self._all, vector, rows)

    def vector(self, row: int) -> Floats:
        """The stored vector of a row, (d,)."""
        return np.array(self._all[row])
