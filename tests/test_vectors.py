"""Vector search gives what numpy gives."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.vectors import VectorIndex, build


def directions(count: int, dimension: int = 16, seed: int = 1) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


def test_nearness_is_that_of_numpy(tmp_path: Path) -> None:
    stored = directions(50)
    build(stored, tmp_path)
    index = VectorIndex(tmp_path)
    cosines = stored @ stored[7]
    near = index.nearness(stored[7], 5)
    assert near.rows.tolist() == np.argsort(-cosines)[:5].tolist()
    assert near.cosines == pytest.approx(cosines[near.rows], abs=1e-5)
    assert near.floor == pytest.approx(cosines.min(), abs=1e-5)
    some = np.array([3, 1, 49])
    assert near.of(some) == pytest.approx(cosines[some], abs=1e-5)
    assert index.vector(7).tolist() == stored[7].tolist()
    assert (len(index), index.dimension) == (50, 16)


def test_of_equally_near_rows_the_first_come_first(tmp_path: Path) -> None:
    build(np.repeat(directions(2), 10, axis=0), tmp_path)
    index = VectorIndex(tmp_path)
    assert index.nearness(index.vector(0), 10).rows.tolist() == list(range(10))


def test_more_rows_than_there_are_give_all(tmp_path: Path) -> None:
    build(directions(3), tmp_path)
    index = VectorIndex(tmp_path)
    assert sorted(index.nearness(index.vector(0), 10).rows) == [0, 1, 2]


def test_an_index_of_nothing_is_near_to_nothing(tmp_path: Path) -> None:
    build(np.zeros((0, 16), np.float32), tmp_path)
    near = VectorIndex(tmp_path).nearness(directions(1)[0], 10)
    assert (len(near.rows), len(near.cosines), near.floor) == (0, 0, 0.0)
