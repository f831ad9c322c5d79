"""Vector search: exact cosines with every chunk, read from one memory-mapped array."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
FILE = "all.npy"


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the vectors of an index are to one vector.

    ``rows`` are the nearest, nearest first, with their ``cosines``; ``floor`` is the least
    cosine of all; ``of`` gives the cosine of any rows.
    """

    rows: Rows
    cosines: Floats
    floor: float
    of: Callable[[Rows], Floats]


def build(vectors: Floats, folder: Path) -> None:
    """Write an index of ``vectors`` (n, d), normalised, under their row numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = np.ascontiguousarray(vectors, np.float32)
    broken = ~np.isfinite(stored.sum(axis=1))
    if broken.any():  # One that is no number would be nearest to every question.
        stored = np.where(broken[:, None], np.float32(0), stored)
    np.save(folder / FILE, stored)


class VectorIndex:
    """A written index, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._all: Floats = np.asarray(np.load(folder / FILE, mmap_mode="r"))

    def __len__(self) -> int:
        return len(self._all)

    @property
    def dimension(self) -> int:
        return int(self._all.shape[1])

    def nearness(self, vector: Floats, count: int) -> Nearness:
        """The ``count`` vectors nearest to ``vector`` (d,), and how far away others may be."""
        cosines = self._scan(np.ascontiguousarray(vector, np.float32))
        rows = _greatest(cosines, count)
        floor = float(cosines.min()) if len(cosines) else 0.0
        return Nearness(rows, cosines[rows], floor, cosines.__getitem__)

    def vector(self, row: int) -> Floats:
        """The stored vector of a row, (d,)."""
        return np.array(self._all[row])

    def _scan(self, vector: Floats) -> Floats:
        """The cosine of every row: (n,).

        FAISS's loop for one vector: a matrix product of numpy's takes three times as long,
        and its threads wait for one another where several questions come at once.
        """
        cosines = np.empty(len(self._all), np.float32)
        given = (faiss.swig_ptr(array) for array in (cosines, vector, self._all))
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            *given, self.dimension, len(self._all)
        )
        return cosines


def _greatest(scores: Floats, count: int) -> Rows:
    """The rows of the ``count`` greatest scores, greatest first, of equals the first row."""
    rows = np.arange(len(scores))
    if count < len(scores):
        rows = np.sort(np.argpartition(scores, -count)[-count:])
    return rows[np.argsort(-scores[rows], kind="stable")]
