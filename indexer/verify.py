"""Proves a generation sound: files, counts, and every chunk found by its own text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.vectors import VectorIndex

_CLOSE = 0.999  # cosine from which two vectors are level, allowing for rounding
_LENGTH = 0.01  # by which a vector's length may differ from 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, in words; sound where nothing is."""

    generation: str
    documents: int
    chunks: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def verify(index: Path, progress: Callable[[int, int], None] = lambda *_: None) -> Verdict:
    """Check the serving generation.

    Raises:
        IndexUnavailable: there is none, or a file's checksum is wrong.
    """
    generation = Generation(current(index), thorough=True)
    counts = generation.store.counts()
    problems = _counts(generation, counts)
    if problems:  # Rows that do not match say nothing of chunks.
        return Verdict(generation.name, counts["documents"], counts["chunks"], tuple(problems))
    for row in range(counts["chunks"]):
        problems += _chunk(generation, row)
        progress(row + 1, counts["chunks"])
    return Verdict(generation.name, counts["documents"], counts["chunks"], tuple(problems))


def _counts(generation: Generation, counts: dict[str, int]) -> list[str]:
    wanted = {
        "documents": int(generation.manifest["documents"]),
        "chunks": int(generation.manifest["chunks"]),
        "provisions": generation.words.size,
    }
    problems = [
        f"the store has {counts[name]} {name}, {number} were written"
        for name, number in wanted.items()
        if counts[name] != number
    ]
    if len(generation.chunk_ids) != counts["chunks"]:
        problems.append(f"{len(generation.chunk_ids)} rows stand for {counts['chunks']} chunks")
    windows = generation.windows_of_chunks(np.arange(len(generation.chunk_ids)))[0]
    if generation.vectors is not None and len(generation.vectors) != len(windows):
        problems.append(f"there are {len(generation.vectors)} vectors for {len(windows)} windows")
    return problems


def _chunk(generation: Generation, row: int) -> list[str]:
    """A chunk must be found by each of its words, and come first, or level, for its vector."""
    chunk = generation.store.chunk_at(row)
    named = f"chunk {chunk.id} ({chunk.document.id}, {' › '.join(chunk.path)})"
    if chunk.id != generation.chunk_ids[row]:
        return [f"{named} stands in the wrong row {row}"]
    problems = []
    lacking = generation.words.lacks(int(generation.provision_of[row]), chunk.text)
    if lacking:
        problems.append(f"{named} is not found by its own words: {', '.join(lacking[:3])}")
    if generation.vectors is not None:
        windows, _ = generation.windows_of_chunks(np.array([row]))
        if not all(_found(generation.vectors, int(window)) for window in windows):
            problems.append(f"{named} is not found by its own vectors")
    return problems


def _found(vectors: VectorIndex, row: int) -> bool:
    vector = vectors.vector(row)
    if not abs(float(np.linalg.norm(vector)) - 1) <= _LENGTH:  # what is no number is no length
        return False
    near = vectors.nearness(vector, 1)
    return row in near.rows or float(near.cosines[0] - vector @ vector) < 1 - _CLOSE
