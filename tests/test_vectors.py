"""FAISS gives what numpy gives."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.vectors import VectorIndex, build


def test_nearest_and_cosines_are_those_of_numpy(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    stored = random.normal(size=(50, 16)).astype(np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    ids = random.permutation(2**40 + np.arange(50)).astype(np.int64)
    build(ids, stored, tmp_path)
    index = VectorIndex(tmp_path)
    cosines = stored @ stored[7]
    best = np.argsort(-cosines)[:5]
    found, scores = index.nearest(stored[7], 5)
    assert found.tolist() == ids[best].tolist()
    assert scores.tolist() == pytest.approx(cosines[best].tolist(), abs=1e-5)
    assert index.cosines(stored[7], ids[:3]).tolist() == pytest.approx(
        cosines[:3].tolist(), abs=1e-5
    )
    assert index.vector(int(ids[7])).tolist() == pytest.approx(stored[7].tolist())
    assert (len(index), index.dimension) == (50, 16)


def test_no_ids_give_no_cosines(tmp_path: Path) -> None:
    build(np.array([1], np.int64), np.full((1, 4), 0.5, np.float32), tmp_path)
    index = VectorIndex(tmp_path)
    assert index.cosines(np.ones(4, np.float32), np.zeros(0, np.int64)).size == 0
