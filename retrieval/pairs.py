"""Tables that maintainers keep: two columns with a TAB between them, ``#`` before a remark."""

from collections.abc import Iterator
from pathlib import Path


def pairs(file: Path) -> Iterator[tuple[str, str]]:
    """The rows of the table.

    Raises:
        ValueError: a line is not two columns; the message names it.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            first, second = line.split("\t")
        except ValueError:
            raise ValueError(f"{file}, line {number}: not two columns: {line!r}") from None
        yield first, second
