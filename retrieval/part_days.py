"""When the parts of provisions are in force, where these have days of their own.

A law changed clause by clause stands in the index as it was first written; on a given day some of
its khoản and điểm are of the past, others are still to come. Only provisions with such parts are
listed, with all their parts. Chunks are named by their ids.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE, RENEWALS = "parts.npz", "renewals.json"
Ints = NDArray[np.int64]
Path_ = tuple[str, ...]
Renewal = tuple[int, Path_, int, Path_]
"""(document's row, path) of a unit and of the one that gives it anew."""


class PartDays:
    """Parallel arrays: ``provision`` rows, ``chunk`` ids, the ``part``'s place in its chunk, and
    the days ``starts`` ≤ day < ``ends`` (ordinals)."""

    def __init__(self, arrays: dict[str, NDArray[Any]], renewals: Sequence[Renewal] = ()) -> None:
        self._arrays = arrays
        self._renewals: dict[tuple[int, Path_], list[tuple[int, Path_]]] = {}
        for document, path, by, by_path in renewals:
            self._renewals.setdefault((document, path), []).append((by, by_path))
        self.listed: frozenset[int] = frozenset(np.unique(arrays["provision"]).tolist())
        self.out = lru_cache(maxsize=4)(self._out)

    @property
    def days(self) -> Ints:
        """All days on which a part begins or ends, several times each."""
        return np.concatenate([self._arrays["starts"], self._arrays["ends"]])

    @property
    def by_part(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Of each part, by its chunk and its place there, the days (ordinals)."""
        names = ("chunk", "part", "starts", "ends")
        columns = (self._arrays[name].tolist() for name in names)
        return {(one, part): (start, end) for one, part, start, end in zip(*columns, strict=True)}

    def gone(self, day: date) -> Ints:
        """The rows of the provisions listed of which no part is in force on ``day``."""
        provisions = self._arrays["provision"]
        return np.setdiff1d(provisions, provisions[self._holds(day)])

    def _out(self, day: date) -> dict[int, frozenset[int]]:
        """By chunk the places of its parts that are not in force on ``day``; other chunks lack."""
        out = ~self._holds(day)
        found: dict[int, set[int]] = {}
        chunks, parts = self._arrays["chunk"][out].tolist(), self._arrays["part"][out].tolist()
        for chunk, part in zip(chunks, parts, strict=True):
            found.setdefault(chunk, set()).add(part)
        return {chunk: frozenset(places) for chunk, places in found.items()}

    def ends(self, chunk: int) -> list[tuple[int, date]]:
        """The parts of a chunk that end, each with the first day on which it does not hold."""
        here = (self._arrays["chunk"] == chunk) & (self._arrays["ends"] < date.max.toordinal())
        places, days = self._arrays["part"][here].tolist(), self._arrays["ends"][here].tolist()
        return [(place, date.fromordinal(day)) for place, day in zip(places, days, strict=True)]

    def _holds(self, day: date) -> NDArray[np.bool_]:
        here = day.toordinal()
        holds: NDArray[np.bool_] = (self._arrays["starts"] <= here) & (here < self._arrays["ends"])
        return holds

    def given_anew(self, document: int, path: Path_) -> Sequence[tuple[int, Path_]]:
        """(document's row, path) of the units that give the unit at ``path`` anew, some day."""
        return self._renewals.get((document, path), ())

    def save(self, folder: Path) -> None:
        np.savez(
            folder / FILE,
            provision=self._arrays["provision"],
            chunk=self._arrays["chunk"],
            part=self._arrays["part"],
            starts=self._arrays["starts"],
            ends=self._arrays["ends"],
        )
        listed = [
            [document, path, by, by_path]
            for (document, path), anew in self._renewals.items()
            for by, by_path in anew
        ]
        (folder / RENEWALS).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "PartDays":
        with np.load(folder / FILE) as arrays:
            held = {name: arrays[name] for name in arrays.files}
        listed = json.loads((folder / RENEWALS).read_text(encoding="utf-8"))
        renewals = [(row, tuple(path), by, tuple(by_path)) for row, path, by, by_path in listed]
        return cls(held, renewals)

    @classmethod
    def of(
        cls, rows: Sequence[tuple[int, int, int, int, int]], renewals: Sequence[Renewal]
    ) -> "PartDays":
        """``rows`` are (provision, chunk, part, starts, ends)."""
        table = np.array(rows, np.int64).reshape(-1, 5)
        names = ("provision", "chunk", "part", "starts", "ends")
        return cls(dict(zip(names, table.T.copy(), strict=True)), renewals)
