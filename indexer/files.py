"""Which files belong to a sync, and where they come from."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reader import sources
from reader.sidecar import is_filled_sample, is_sidecar, sidecar_of

# What a folder says of itself, and what programs leave behind.
_NOTE = re.compile(
    r"(readme|sources?|licen[cs]e|notice|manifest|changelog)(\.(md|txt|rst|tsv|csv|json))?"
)
_LITTER = re.compile(
    r"thumbs\.db|desktop\.ini|\.ds_store|\._.*|~\$.*|.*\.(tmp|part|crdownload)", re.DOTALL
)
NOTE = "a note of its folder, no document"
LITTER = "left behind by a program, no document"


def why_left_out(name: str) -> str:
    """``NOTE`` or ``LITTER`` where a file of that name is no document; "" where it may be one."""
    folded = name.casefold()
    if _NOTE.fullmatch(folded):
        return NOTE
    return LITTER if _LITTER.fullmatch(folded) else ""


def _silent(_file: Path, _why: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Root:
    """A file or folder that the index follows, by its absolute path."""

    path: Path

    def holds(self, file: Path) -> bool:
        return file == self.path or self.path in file.parents

    def files(
        self,
        closed: Callable[[OSError], None],
        left_out: Callable[[Path, str], None] = _silent,
    ) -> list[Path]:
        """Its files in the order of their names, without hidden ones and sidecars.

        A note of the folder is a document where it has a sidecar; a root that is a file always.
        ``closed`` hears of each folder that cannot be listed: its name is in ``filename``;
        ``left_out`` of what is no document, with ``why_left_out``.
        """
        if _is_file(self.path):
            return [self.path]
        found = []
        for folder, below, names in os.walk(self.path, onerror=closed):
            below[:] = [name for name in below if not name.startswith(".")]
            for name in sorted(names):
                file = Path(folder, name)
                why = why_left_out(name)
                if why and not (why == NOTE and _is_file(sidecar_of(file))):
                    left_out(file, why)
                elif _wanted(file):
                    found.append(file)
        return sorted(found)


def _wanted(file: Path) -> bool:
    if file.name.startswith(".") or file.name == sources.NAME:
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
