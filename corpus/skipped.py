"""Units that the count of a text says should be there and that were not read: after điểm c comes
điểm d, so where điểm đ comes a line was misread, or stands where it was not seen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.document import Section

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_UNIT = re.compile(r"(Điều|khoản|điểm) (\d+|[a-zđ])")  # "Điều 5a" was put in later: no step
_CHAPTER = re.compile(r"(Phần|Chương|Mục|Tiểu mục) ")
Path = tuple[str, ...]


def skipped(sections: Sequence[Section]) -> list[Path]:
    """The paths of the units before which at least one is missing, in reading order."""
    last: dict[tuple[Path, str], int] = {}
    found = []
    for path in _with_parents(sections):
        match = _UNIT.fullmatch(path[-1])
        if match is None:
            continue
        above, kind, at = path[:-1], match[1], _place(match[2])
        if kind == "Điều":  # counted through all chapters; what is attached begins anew
            above = tuple(part for part in above if not _CHAPTER.match(part))
        if at > last.get((above, kind), 0) + 1:
            found.append(path)
        last[above, kind] = at
    return found


def _with_parents(sections: Iterable[Section]) -> Iterator[Path]:
    """Each path once, those that only stand above others too."""
    seen = set()
    for section in sections:
        for end in range(1, len(section.path) + 1):
            path = section.path[:end]
            if path not in seen:
                seen.add(path)
                yield path


def _place(mark: str) -> int:
    return int(mark) if mark.isdigit() else _LETTERS.find(mark) + 1
