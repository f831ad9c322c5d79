"""Tables that maintainers keep: two columns with a TAB between them, ``#`` before a remark."""

from collections.abc import Iterator
from pathlib import Path


class BrokenTable(ValueError):
    """A line of a table is not what it should be; the message names the file and the line."""


def pairs(file: Path) -> Iterator[tuple[str, str]]:
    """The rows of the table.

    Raises:
        BrokenTable: a line is not two columns, or one is empty; the message names it.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            first, second = line.split("\t")
        except ValueError:
            raise BrokenTable(f"{file}, line {number}: not two columns: {line!r}") from None
        if not first.strip() or not second.strip():
            raise BrokenTable(f"{file}, line {number}: a column is empty: {line!r}")
        yield first.strip(), second.strip()
