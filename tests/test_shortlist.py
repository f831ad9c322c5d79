"""Shortlists: what they find is what an exact search finds, or they are not used."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval import shortlist, vectors
from retrieval.vectors import VectorIndex

DEEP = 50


@pytest.fixture(scope="module")
def stored() -> NDArray[np.float32]:
    """Vectors around some middles, as those of texts are."""
    random = np.random.default_rng(1)
    middles = random.normal(size=(40, 32))
    drawn = middles[random.integers(0, 40, 4000)] + random.normal(size=(4000, 32)) * 0.6 + 1
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn.astype(np.float32)


def questions(stored: NDArray[np.float32]) -> NDArray[np.float32]:
    mixed = stored[:40] + stored[2000:2040]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return mixed


def test_above_the_limit_a_shortlist_of_measured_recall_is_written_and_read(
    tmp_path: Path, stored: NDArray[np.float32]
) -> None:
    choice = vectors.build(stored, tmp_path, exact_up_to=len(stored) - 1)
    assert choice is not None
    assert choice.recall >= shortlist.RECALL
    index = VectorIndex(tmp_path)
    for question in questions(stored):
        cosines = stored @ question
        near = index.nearness(question, DEEP)
        wanted = set(np.argsort(-cosines)[:DEEP].tolist())
        assert len(wanted & set(near.rows.tolist())) >= 0.9 * DEEP
        assert near.cosines == pytest.approx(cosines[near.rows], abs=1e-5), "they are the true ones"
        assert (np.diff(near.cosines) <= 0).all()
        assert near.floor == pytest.approx(cosines.min(), abs=choice.floor_off + 0.05)
        assert near.of(np.array([5, 3])) == pytest.approx(cosines[[5, 3]], abs=1e-5)


def test_up_to_the_limit_every_search_is_exact(tmp_path: Path, stored: NDArray[np.float32]) -> None:
    assert vectors.build(stored, tmp_path, exact_up_to=len(stored)) is None
    assert [file.name for file in tmp_path.iterdir()] == [vectors.FILE]


def test_where_no_shortlist_finds_enough_none_is_used(
    tmp_path: Path, stored: NDArray[np.float32]
) -> None:
    folder = tmp_path / "shortlist"
    assert shortlist.build(stored, folder, wanted=1.1) is None
    assert not folder.exists()


def test_more_recall_takes_longer_shortlists(tmp_path: Path, stored: NDArray[np.float32]) -> None:
    (recipe, *_) = shortlist.RECIPES
    some = shortlist.build(stored, tmp_path / "some", [recipe], wanted=0.5)
    most = shortlist.build(stored, tmp_path / "most", [recipe], wanted=0.999)
    assert some is not None
    assert most is not None
    assert some.times <= most.times
    assert some.recall <= most.recall


def test_opening_reads_none_of_the_vectors(tmp_path: Path, stored: NDArray[np.float32]) -> None:
    vectors.build(stored, tmp_path)
    tracemalloc.start()
    index = VectorIndex(tmp_path)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < stored.nbytes / 10
    assert np.array_equal(index.vector(7), stored[7])


@given(
    st.lists(st.floats(0, 1, width=16), max_size=30),
    st.integers(0, 700),
    st.integers(1, 40),
)
def test_the_greatest_are_those_of_a_sort(some: list[float], zeros: int, count: int) -> None:
    scores = np.array(some + [0.0] * zeros, np.float32)
    np.random.default_rng(zeros).shuffle(scores)
    wanted = np.sort(scores)[::-1][:count]
    assert scores[shortlist.greatest(scores, count)].tolist() == wanted.tolist()


def test_products_are_those_of_numpy(stored: NDArray[np.float32]) -> None:
    rows = np.array([9, 0, 3999])
    wanted = stored @ stored[1]
    assert shortlist.products(stored, stored[1]) == pytest.approx(wanted, abs=1e-5)
    assert shortlist.products(stored, stored[1], rows) == pytest.approx(wanted[rows], abs=1e-5)
    assert shortlist.products(stored, stored[1], rows[:0]).size == 0
