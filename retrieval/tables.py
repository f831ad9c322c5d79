"""The small arrays of a generation: which chunks a provision has, when and where it holds."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Tables:
    """The small arrays of a generation: per chunk and per provision.

    ``windows`` counts the windows of each chunk; each has at least one.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]], territories: list[str]) -> None:
        self.chunk_ids: NDArray[np.int64] = arrays["chunk_ids"]
        self.provision_of: NDArray[np.int32] = arrays["provision_of"]
        self.windows: NDArray[np.int32] = arrays["windows"]
        self.starts: NDArray[np.int32] = arrays["starts"]
        self.ends: NDArray[np.int32] = arrays["ends"]
        self.territory_of: NDArray[np.int32] = arrays["territory_of"]
        self.territories = territories
        self.chunk_of_window = np.repeat(np.arange(len(self.windows)), self.windows)
        self._first_window = np.cumsum(self.windows, dtype=np.int64) - self.windows
        self._by_provision = np.argsort(self.provision_of, kind="stable")
        self._sorted_provisions = self.provision_of[self._by_provision]

    def chunk_rows(self, provisions: NDArray[np.int64]) -> NDArray[np.int64]:
        first = np.searchsorted(self._sorted_provisions, provisions, "left")
        last = np.searchsorted(self._sorted_provisions, provisions, "right")
        spans = [self._by_provision[a:b] for a, b in zip(first, last, strict=True)]
        return np.concatenate(spans) if spans else np.zeros(0, np.int64)

    def windows_of_chunks(
        self, chunks: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        counts = self.windows[chunks].astype(np.int64)
        begins = np.cumsum(counts) - counts
        within = np.arange(counts.sum()) - np.repeat(begins, counts)
        return np.repeat(self._first_window[chunks], counts) + within, begins

    def save(self, folder: Path) -> None:
        np.savez(
            folder / "tables.npz",
            chunk_ids=self.chunk_ids,
            provision_of=self.provision_of,
            windows=self.windows,
            starts=self.starts,
            ends=self.ends,
            territory_of=self.territory_of,
        )
        (folder / "territories.json").write_text(json.dumps(self.territories))

    @classmethod
    def load(cls, folder: Path) -> "Tables":
        with np.load(folder / "tables.npz") as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls(arrays, json.loads((folder / "territories.json").read_text()))
