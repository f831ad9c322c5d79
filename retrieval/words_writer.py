"""Writes a word index in bounded memory: see ``retrieval.words``, which reads it.

Counts of words are gathered in arrays; full arrays are sorted by term and put aside on
disk. In the end all of them are merged, one range of terms after another.
"""

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text import folded_syllables
from retrieval.words import TITLE_WEIGHT, Floats, hashes_of, idf, saturated

MEMORY = 256 << 20  # bytes that counting, and then merging, may take
_LEAST = 16 << 10
_COUNTED = 16  # bytes of a count: term, row, times in the body, times in the title
_ROW = 32  # counts whose room the arrays of one row take
_SORTING = 3  # times as much while counts are sorted
_MERGED = 64  # bytes a count takes while it becomes a weight

Counts = tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint16]]
_TYPES = (np.uint64, np.int32, np.uint16, np.uint16)
_FILES: dict[str, type[np.generic]] = {
    "hashes": np.uint64,
    "starts": np.int64,
    "idf": np.float32,
    "rows": np.int32,
    "weights": np.float32,
}


def build(rows: Iterable[tuple[str, str]], folder: Path, memory: int = MEMORY) -> None:
    """Write the index of ``(title, body)`` rows into ``folder`` as .npy arrays.

    ``memory`` in bytes bounds what is held, besides eight bytes a row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    memory = max(memory, _LEAST)
    with TemporaryDirectory(dir=folder) as aside:
        counted = _Counted(Path(aside), memory)
        for title, body in rows:
            counted.add(folded_syllables(title), folded_syllables(body))
        _write(counted, folder, memory)


class _Counted:
    """How often which term stands in which row, in sorted runs."""

    def __init__(self, aside: Path, memory: int) -> None:
        self._aside = aside
        self._room = memory // (_COUNTED * _SORTING)
        self._waiting: list[Counts] = []
        self._waits = self.total = 0
        self._runs: list[Counts] = []
        self.lengths, self.title_lengths = array("I"), array("I")

    def add(self, title: Sequence[str], body: Sequence[str]) -> None:
        """The next row. The words of its title are words of its body too."""
        in_body = hashes_of([*title, *body])
        in_title = hashes_of(title)
        terms, times = np.unique(in_body, return_counts=True)
        times_in_title = np.zeros(len(terms), np.uint16)
        np.add.at(times_in_title, np.searchsorted(terms, in_title), 1)
        row = np.full(len(terms), len(self.lengths), np.int32)
        self._waiting.append((terms, row, _short(times), times_in_title))
        self.lengths.append(len(in_body))
        self.title_lengths.append(len(in_title))
        self.total += len(terms)
        self._waits += len(terms) + _ROW
        if self._waits >= self._room:
            self._put_aside()

    def _put_aside(self) -> None:
        folder = self._aside / str(len(self._runs))
        folder.mkdir()
        names = [folder / f"{place}.npy" for place in range(len(_TYPES))]
        for name, column in zip(names, _sorted(self._waiting), strict=True):
            np.save(name, np.asarray(column))
        terms, rows, times, in_title = (np.load(name, mmap_mode="r") for name in names)
        self._runs.append((terms, rows, times, in_title))
        self._waiting, self._waits = [], 0

    def ranges(self, count: int) -> Iterator[Counts]:
        """All counts sorted by term, then row, in ``count`` ranges of terms; a power of two."""
        runs = [*self._runs, _sorted(self._waiting)]
        bounds = [(place << 64) // count for place in range(1, count)]
        edges = [
            [0, *run[0].searchsorted(np.array(bounds, np.uint64)), len(run[0])] for run in runs
        ]
        for place in range(count):
            yield _sorted(
                [
                    _cut(run, int(edge[place]), int(edge[place + 1]))
                    for run, edge in zip(runs, edges, strict=True)
                ]
            )


def _short(counts: NDArray[Any]) -> NDArray[np.uint16]:
    short: NDArray[np.uint16] = np.minimum(counts, 2**16 - 1).astype(np.uint16)
    return short  # more weighs no more


def _cut(run: Counts, start: int, end: int) -> Counts:
    terms, rows, times, in_title = run
    return terms[start:end], rows[start:end], times[start:end], in_title[start:end]


def _sorted(parts: Sequence[Counts]) -> Counts:
    """The counts of ``parts``, whose rows follow one another, by term and then by row."""
    columns = [
        np.concatenate([part[place] for part in parts]) if parts else np.zeros(0, kind)
        for place, kind in enumerate(_TYPES)
    ]
    order = np.argsort(columns[0], kind="stable")
    terms, rows, times, in_title = (column[order] for column in columns)
    return terms, rows, times, in_title


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How long each row is against the mean: of its body and of its title."""

    body: Floats
    title: Floats

    def __len__(self) -> int:
        return len(self.body)


def _write(counted: _Counted, folder: Path, memory: int) -> None:
    lengths = _Lengths(_relative(counted.lengths), _relative(counted.title_lengths))
    files = {name: _GrowingArray(folder / f"{name}.npy", kind) for name, kind in _FILES.items()}
    ranges = 2 ** math.ceil(math.log2(max(counted.total * _MERGED / memory, 1)))
    for terms, rows, times, in_title in counted.ranges(ranges):
        starts = np.flatnonzero(np.diff(terms, prepend=~terms[:1]))
        rarity, weights = _weighed(rows, times, in_title, starts, lengths)
        files["hashes"].append(terms[starts])
        files["starts"].append(starts + files["rows"].count)
        files["idf"].append(rarity)
        files["rows"].append(rows)
        files["weights"].append(weights)
    files["starts"].append(np.array([files["rows"].count]))
    for file in files.values():
        file.close()
    np.save(folder / "size.npy", np.array([len(lengths)], np.int64))


def _weighed(
    rows: NDArray[np.int32],
    times: NDArray[np.uint16],
    in_title: NDArray[np.uint16],
    starts: NDArray[np.int64],
    lengths: _Lengths,
) -> tuple[Floats, Floats]:
    """The idf of each term, (len(starts),), and the weight of each count, (len(rows),)."""
    if not len(starts):
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    found = np.diff(starts, append=len(rows))
    rarity = idf(found, len(lengths))
    weights = np.repeat(rarity, found) * saturated(times, lengths.body[rows])
    titled = np.flatnonzero(in_title)
    in_titles = np.add.reduceat(in_title > 0, starts, dtype=np.int64)
    rarity_in_titles = np.repeat(idf(in_titles, len(lengths)), found)[titled]
    weights[titled] += (
        np.float32(TITLE_WEIGHT)
        * rarity_in_titles
        * saturated(in_title[titled], lengths.title[rows[titled]])
    )
    return rarity, weights


def _relative(lengths: "array[int]") -> Floats:
    found = np.array(lengths, np.float32)
    return found / np.float32(max(float(found.mean()) if len(found) else 1.0, 1.0))


class _GrowingArray:
    """A .npy file whose length is known when the last has been appended."""

    def __init__(self, path: Path, kind: type[np.generic]) -> None:
        self._kind = np.dtype(kind)
        self.count = 0
        self._file = path.open("wb")
        self._head()

    def append(self, part: NDArray[Any]) -> None:
        self._file.write(part.astype(self._kind, copy=False).tobytes())
        self.count += len(part)

    def close(self) -> None:
        self._file.seek(0)
        self._head()
        self._file.close()

    def _head(self) -> None:
        """NumPy leaves room in a head for its first axis to grow."""
        head = {"descr": self._kind.str, "fortran_order": False, "shape": (self.count,)}
        np.lib.format.write_array_header_1_0(self._file, head)
