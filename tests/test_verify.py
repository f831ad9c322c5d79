"""Verify: a sound index passes, and each kind of unsoundness is named."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.sync import sync
from indexer.verify import verify
from retrieval import vectors
from retrieval.manifest import MANIFEST, IndexUnavailable, checksums, current
from tests.fakes.counting import CountingEmbedder
from tests.fakes.papers import library


@pytest.fixture
def index(tmp_path: Path) -> Path:
    sync(tmp_path / "index", [library(tmp_path / "docs", 3)], CountingEmbedder())
    return tmp_path / "index"


def resealed(index: Path, tamper: Callable[[Path], object], **manifest: object) -> tuple[str, ...]:
    """What verify says when the checksums fit what was tampered with."""
    folder = current(index)
    tamper(folder)
    sealed = json.loads((folder / MANIFEST).read_text()) | {"files": checksums(folder)} | manifest
    (folder / MANIFEST).write_text(json.dumps(sealed))
    verdict = verify(index)
    assert verdict.sound == (not verdict.problems)
    return verdict.problems


def vectors_of(folder: Path) -> NDArray[np.float32]:
    stored = vectors.VectorIndex(folder / "vectors")
    return np.stack([stored.vector(row) for row in range(len(stored))])


def test_a_sound_index_passes_and_every_chunk_is_looked_at(index: Path) -> None:
    seen: list[tuple[int, int]] = []
    verdict = verify(index, lambda done, of: seen.append((done, of)))
    assert verdict.sound
    assert (verdict.generation, verdict.documents, verdict.chunks) == ("g000001", 3, 9)
    assert seen == [(number, 9) for number in range(1, 10)]


def test_an_index_of_words_alone_is_sound(tmp_path: Path) -> None:
    sync(tmp_path / "index", [library(tmp_path / "docs", 2)], None)
    assert verify(tmp_path / "index").sound


def test_a_wrong_checksum_is_found(index: Path) -> None:
    with (current(index) / "text.db").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(IndexUnavailable, match=r"text\.db"):
        verify(index)


def test_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="indexer sync"):
        verify(tmp_path)


def test_wrong_counts_are_found(index: Path) -> None:
    problems = resealed(index, Path.exists, documents=4, chunks=8)
    assert problems == (
        "the store has 3 documents, 4 were written",
        "the store has 9 chunks, 8 were written",
    )


def test_a_missing_chunk_is_found(index: Path) -> None:
    def tamper(folder: Path) -> None:
        with sqlite3.connect(folder / "text.db") as db:
            db.execute("DELETE FROM chunks WHERE row = 8")

    assert any("8 chunks" in problem for problem in resealed(index, tamper))


def test_changed_words_of_a_chunk_are_found(index: Path) -> None:
    def tamper(folder: Path) -> None:
        with sqlite3.connect(folder / "text.db") as db:
            db.execute("UPDATE chunks SET text = 'Lời khác hẳn.' WHERE row = 4")

    (problem,) = resealed(index, tamper)
    assert "wrong row 4" in problem


def test_a_chunk_that_its_own_words_do_not_find_is_named(index: Path) -> None:
    def tamper(folder: Path) -> None:
        rows = np.load(folder / "words" / "rows.npy")
        np.save(folder / "words" / "rows.npy", np.where(rows == 2, 3, rows))

    (problem,) = resealed(index, tamper)
    assert "not found by its own words" in problem
    assert "viec" in problem


def test_a_chunk_without_a_vector_is_named(index: Path) -> None:
    def tamper(folder: Path) -> None:
        found = vectors_of(folder)
        found[-1] = 0
        vectors.build(found, folder / "vectors")

    (problem,) = resealed(index, tamper)
    assert "not found by its own vector" in problem


def test_a_vector_that_is_no_direction_is_named(index: Path) -> None:
    def tamper(folder: Path) -> None:
        found = vectors_of(folder)
        found[3] = np.nan
        vectors.build(found, folder / "vectors")

    assert len(resealed(index, tamper)) == 1


def test_vectors_too_few_are_found(index: Path) -> None:
    def tamper(folder: Path) -> None:
        vectors.build(np.zeros((0, 64), np.float32), folder / "vectors")

    assert resealed(index, tamper) == ("there are 0 vectors for 9 windows",)
