"""Proves a generation sound: files, counts, and every chunk found by its own text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.generation import Generation, current

_CLOSE = 0.999  # cosine of a stored vector with itself, allowing for rounding


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
    generation = Generation(current(index))
    counts = generation.store.counts()
    problems = _counts(generation, counts)
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
    if generation.vectors is not None and len(generation.vectors) != counts["chunks"]:
        problems.append(
            f"there are {len(generation.vectors)} vectors for {counts['chunks']} chunks"
        )
    return problems


def _chunk(generation: Generation, row: int) -> list[str]:
    """A chunk must come first, or level with the first, for its own words and vector."""
    chunk = generation.store.chunk_at(row)
    named = f"chunk {chunk.id} ({chunk.document.id}, {' › '.join(chunk.path)})"
    if chunk.id != generation.chunk_ids[row]:
        return [f"{named} stands in the wrong row {row}"]
    problems = []
    scores = generation.words.scores(chunk.text)
    provision = generation.provision_of[row]
    if scores[provision] <= 0 and chunk.text.strip(".-_* \n"):
        problems.append(f"{named} is not found by its own words")
    if generation.vectors is not None:
        vector = generation.vectors.vector(chunk.id)
        ids, cosines = generation.vectors.nearest(vector, 1)
        if not len(ids) or float(cosines[0]) < _CLOSE or abs(np.linalg.norm(vector) - 1) > 0.01:
            problems.append(f"{named} is not found by its own vector")
    return problems
