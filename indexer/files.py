"""Which files belong to a sync, and where they come from."""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reader import sources
from reader.sidecar import is_filled_sample, is_sidecar

_IGNORED = {"Thumbs.db", "desktop.ini", sources.NAME}


@dataclass(frozen=True, slots=True)
class Root:
    """A file or folder that the index follows, by its absolute path."""

    path: Path

    def holds(self, file: Path) -> bool:
        return file == self.path or self.path in file.parents

    def files(self, closed: Callable[[OSError], None]) -> list[Path]:
        """Its files in the order of their names, without hidden ones and sidecars.

        ``closed`` hears of each folder that cannot be listed: its name is in ``filename``.
        """
        if _is_file(self.path):
            return [self.path]
        found = []
        for folder, below, names in os.walk(self.path, onerror=closed):
            below[:] = [name for name in below if not name.startswith(".")]
            found += [file for name in names if _wanted(file := Path(folder, name))]
        return sorted(found)


def _wanted(file: Path) -> bool:
    if file.name.startswith(".") or file.name in _IGNORED:
        return False
    if is_sidecar(file) or is_filled_sample(file):
        return False
    return _is_file(file, unknown=True)  # The reader will say why it cannot be opened.


def _is_file(path: Path, *, unknown: bool = False) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return unknown


def outermost(paths: Iterable[Path]) -> list[Root]:
    """Roots without those that lie inside another."""
    roots: list[Root] = []
    for path in sorted({absolute(path) for path in paths}):
        if not any(root.holds(path) for root in roots):
            roots.append(Root(path))
    return roots


def absolute(path: Path) -> Path:
    """One name for a path however it is written; symbolic links stay as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps "..")
