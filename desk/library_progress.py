"""How far the reading of a list into an index is, for the people who wait for it."""

from collections.abc import Callable
from pathlib import Path

Tell = Callable[[int, int, str], None]


class Progress:
    """Tells of what is new alone: what was read before is no work, and only looks like progress.

    The words on it: "read", "page 3/14 NAME", "embed", "write".
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._known: int | None = None  # files that were read before
        self._at = (0, 0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == "read":
            self._known = done if self._known is None else self._known
            self._at = done - self._known, total - self._known
            self._tell(*self._at, stage)
        elif done < total:
            self._tell(done, total, stage)
        else:  # all is embedded: what is left is to write it down
            self._tell(0, 0, "write")

    def page(self, file: Path, number: int, of: int) -> None:
        self._tell(*self._at, f"page {number}/{of} {file.name}")
