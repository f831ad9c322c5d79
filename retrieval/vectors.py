"""Vector search: FAISS, exact, with the chunks' own ids."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
FILE = "vectors.faiss"


def build(ids: Ids, vectors: Floats, folder: Path) -> None:
    """Write an exact inner-product index of ``vectors`` (n, d), normalised, under ``ids`` (n,)."""
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
    # FAISS's own writer says nothing of a full disk but "write error".
    (folder / FILE).write_bytes(faiss.serialize_index(index).data)


class VectorIndex:
    """A written index, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / FILE))
        # One question is too little work to share: waking threads costs more than it brings.
        faiss.omp_set_num_threads(1)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def nearest(self, vector: Floats, count: int) -> tuple[Ids, Floats]:
        """The ids and cosines, each (≤ count,), of the nearest chunks, nearest first."""
        scores, ids = self._index.search(vector.reshape(1, -1).astype(np.float32), count)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def cosines(self, vector: Floats, ids: Ids) -> Floats:
        """The cosine of each chunk in ``ids`` with ``vector``: (len(ids),)."""
        if not len(ids):
            return np.zeros(0, np.float32)
        stored = np.asarray(self._index.reconstruct_batch(ids), np.float32)
        cosines: Floats = np.dot(stored, vector.astype(np.float32))
        return cosines

    def vector(self, chunk_id: int) -> Floats:
        """The stored vector of a chunk, (d,)."""
        return np.asarray(self._index.reconstruct(int(chunk_id)), np.float32)
