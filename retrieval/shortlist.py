"""Shortlists of the nearest vectors, for indexes that are too large to be read for each question.

A copy of the vectors in a sixteenth of their size (FAISS, held in memory) names some hundred
or thousand that may be nearest; their true cosines then decide. Which kind of copy, and how
much of it is looked at, is chosen when the index is written: the quickest whose shortlists
hold what an exact search would find.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

RECALL = 0.99  # of what an exact search finds, at the depth that a search looks at
DEPTH = 400  # vectors: four for each provision that is wanted, as `find` looks for
# {lists}: cells of neighbours, of which a few are searched; {half}: four bits for two numbers.
RECIPES = ("PQ{half}x4fs", "IVF{lists},PQ{half}x4fs")

_CELLS = (32, 16, 8, 4, 2)  # what share of the cells is searched: one of so many
_TIMES = (4, 8, 16, 32)  # as many are shortlisted as are wanted
_GAIN = 0.002  # of recall, for which a longer shortlist is tried
_TRIED = 100  # questions by which recall is measured
_OPPOSED = 500  # questions whose most opposed vectors are remembered
_MOST = 4  # vectors remembered for each of them
_NOISE = 0.48  # of a vector's length: a question's cosine with what answers it is about 0.9
_TRAINED = 40  # vectors a cell learns its place from
_BLOCK = 1 << 15  # vectors that are copied at a time
_RUN = 64  # scores of which the greatest is taken first


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and what it reached: ``recall`` of an exact search, time a question.

    ``cells`` are searched, ``times`` as many are shortlisted as are wanted.
    ``floor_off`` is by how much the least cosine is misjudged, the worst of those tried.
    """

    recipe: str
    cells: int
    times: int
    recall: float
    milliseconds: float
    floor_off: float = 0.0


class Shortlist:
    """A written copy, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.choice = Choice(**json.loads((folder / "choice.json").read_text()))
        self._copy = faiss.read_index(str(folder / "copy.faiss"))
        self._opposed: Floats = np.load(folder / "opposed.npy")

    def rows(self, vector: Floats, count: int) -> Rows:
        """The rows among which the ``count`` nearest to ``vector`` (d,) are, in no order."""
        length = max(count, DEPTH) * self.choice.times
        return _listed(self._copy, vector, length, self.choice.cells)

    def floor(self, vector: Floats) -> float:
        """About the least cosine with ``vector``: few vectors are ever the most opposed."""
        return float(products(self._opposed, vector).min())


def products(vectors: Floats, vector: Floats, rows: Rows | None = None) -> Floats:
    """The products of ``vector`` (d,) with all of ``vectors`` (n, d), or with those in ``rows``.

    FAISS's loops for one vector: a matrix product of numpy's takes three times as long,
    and its threads wait for one another where several questions come at once.
    """
    count = len(vectors) if rows is None else len(rows)
    found = np.empty(count, np.float32)
    asked = np.ascontiguousarray(vector, np.float32)
    given = [faiss.swig_ptr(array) for array in (found, asked, vectors)]
    if rows is None:
        faiss.fvec_inner_products_ny(*given, len(asked), count)  # type: ignore[attr-defined]
    else:
        wanted = np.ascontiguousarray(rows, np.int64)
        faiss.fvec_inner_products_by_idx(  # type: ignore[attr-defined]
            *given, faiss.swig_ptr(wanted), len(asked), 1, count
        )
    return found


def greatest(scores: Floats, count: int) -> Rows:
    """The places of the ``count`` greatest scores, greatest first and equals in their order."""
    places = _promising(scores, count)
    if count < len(places):
        places = np.sort(places[np.argpartition(scores[places], -count)[-count:]])
    return places[np.argsort(-scores[places], kind="stable")]


def _promising(scores: Floats, count: int) -> Rows:
    """Places of all scores that can be among the ``count`` greatest, few of many."""
    runs = len(scores) // _RUN
    if not 0 < count < runs:
        return np.arange(len(scores))
    # So many runs have one score that great at least.
    greatest_of_runs = scores[: runs * _RUN].reshape(runs, _RUN).max(axis=1)
    return np.flatnonzero(scores >= np.partition(greatest_of_runs, -count)[-count])


def build(
    vectors: Floats, folder: Path, recipes: Sequence[str] = RECIPES, wanted: float = RECALL
) -> Choice | None:
    """Write the quickest of ``recipes`` that reaches the recall ``wanted``; None if none does."""
    trial = _Trial(vectors)
    best: tuple[Choice, Any] | None = None
    for recipe in recipes:
        copy = _copied(vectors, recipe)
        for choice in _choices(copy, recipe, trial, wanted):
            if best is None or choice.milliseconds < best[0].milliseconds:
                best = choice, copy
    if best is None:
        return None
    opposed, off = _most_opposed(vectors)
    choice = replace(best[0], floor_off=off)
    folder.mkdir()
    # FAISS's own writer says nothing of a full disk but "write error".
    (folder / "copy.faiss").write_bytes(faiss.serialize_index(best[1]).data)
    np.save(folder / "opposed.npy", opposed)
    (folder / "choice.json").write_text(json.dumps(asdict(choice)))
    return choice


class _Trial:
    """Questions made of the index's own vectors, and what an exact search finds for them."""

    def __init__(self, vectors: Floats) -> None:
        self.vectors = vectors
        self.count = min(DEPTH, len(vectors))
        self.questions = _questions(vectors, _TRIED, seed=1)
        _, self.nearest = _exact(vectors, self.questions, self.count)

    def run(self, copy: Any, times: int, cells: int) -> tuple[float, float]:
        """The recall of shortlists, and the milliseconds they take."""
        spent, shares = [], []
        for question, nearest in zip(self.questions, self.nearest, strict=True):
            start = time.perf_counter()
            rows = _listed(copy, question, self.count * times, cells)
            found = rows[greatest(products(self.vectors, question, rows), self.count)]
            spent.append(1000 * (time.perf_counter() - start))
            shares.append(len(np.intersect1d(found, nearest)) / self.count)
        return float(np.mean(shares)), float(np.median(spent))


def _choices(copy: Any, recipe: str, trial: _Trial, wanted: float) -> Iterator[Choice]:
    """For each number of cells the shortest shortlists that reach the recall ``wanted``."""
    for share in _CELLS if hasattr(copy, "nlist") else (0,):
        cells = max(copy.nlist // share, 1) if share else 0
        before = 0.0
        for times in _TIMES:
            recall, spent = trial.run(copy, times, cells)
            if recall >= wanted:
                yield Choice(recipe, cells, times, round(recall, 4), round(spent, 2))
            if recall >= wanted or recall < before + _GAIN:
                break
            before = recall


def _copied(vectors: Floats, recipe: str) -> Any:
    count, dimension = vectors.shape
    lists = max(int(2 * count**0.5), 1)
    copy = faiss.index_factory(
        dimension, recipe.format(lists=lists, half=dimension // 2), faiss.METRIC_INNER_PRODUCT
    )
    if hasattr(copy, "cp"):
        copy.cp.niter, copy.cp.min_points_per_centroid = 8, 1
        copy.cp.max_points_per_centroid = _TRAINED
    copy.train(vectors[_some(count, max(lists * _TRAINED, _BLOCK), seed=2)])
    for start in range(0, count, _BLOCK):
        copy.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))
    return copy


def _listed(copy: Any, vector: Floats, count: int, cells: int) -> Rows:
    asked = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
    way = faiss.SearchParametersIVF(nprobe=cells) if cells else None  # type: ignore[call-arg]
    _, rows = copy.search(asked, min(count, copy.ntotal), params=way)
    found: Rows = rows[0][rows[0] >= 0]
    return found


def _most_opposed(vectors: Floats) -> tuple[Floats, float]:
    """The vectors most opposed to some questions, and how far off they are for others."""
    opposites = -_questions(vectors, 2 * _OPPOSED, seed=3)
    cosines, rows = _exact(vectors, opposites, min(_MOST, len(vectors)))
    kept = np.ascontiguousarray(vectors[np.unique(rows[:_OPPOSED])])
    others = opposites[_OPPOSED:]
    off = [c - products(kept, o).max() for c, o in zip(cosines[_OPPOSED:, 0], others, strict=True)]
    return kept, round(float(np.max(off)), 4)


def _questions(vectors: Floats, count: int, seed: int) -> Floats:
    chosen = vectors[_some(len(vectors), count, seed)]
    noise = np.random.default_rng(seed).normal(size=chosen.shape).astype(np.float32)
    noise *= _NOISE / np.float32(vectors.shape[1] ** 0.5)
    near: Floats = chosen + noise
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    return near


def _some(count: int, wanted: int, seed: int) -> Rows:
    random = np.random.default_rng(seed)
    return np.sort(random.choice(count, min(wanted, count), replace=False))


def _exact(vectors: Floats, asked: Floats, count: int) -> tuple[Floats, Rows]:
    """The ``count`` greatest products with each of ``asked``, and their rows."""
    found: tuple[Floats, Rows] = faiss.knn(asked, vectors, count, faiss.METRIC_INNER_PRODUCT)
    return found
