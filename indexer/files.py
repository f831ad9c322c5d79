"""Which files belong to a sync, and where they come from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SIDECAR = ".yaml"
_IGNORED = {"Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Root:
    """A file or folder that the index follows, by its absolute path."""

    path: Path

    def holds(self, file: Path) -> bool:
        return file == self.path or self.path in file.parents

    def files(self) -> Iterator[Path]:
        """Its files in the order of their names, without hidden ones and sidecars."""
        if self.path.is_file():
            yield self.path
        for file in sorted(self.path.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(self.path).parts)
            if file.is_file() and not hidden and file.name not in _IGNORED and not _sidecar(file):
                yield file


def _sidecar(file: Path) -> bool:
    return file.suffix == SIDECAR and file.with_suffix("").is_file()


def outermost(paths: Iterable[Path]) -> list[Root]:
    """Roots without those that lie inside another."""
    roots: list[Root] = []
    for path in sorted({path.absolute() for path in paths}):
        if not any(root.holds(path) for root in roots):
            roots.append(Root(path))
    return roots
