"""What a word processor's file is made of: paragraphs of runs, and tables of cells.

The parsers of .docx, .doc, .rtf, .xlsx, .xls and .pptx all give these; ``flow`` makes
lines of them, so that one law gives one tree whatever program saved it.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one font, as stored: not normalised, not yet converted from an old encoding."""

    text: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``mark`` is what the program prints before it by itself ("2.", "b)", "-").

    ``level`` is the depth of a heading style (1 = highest), 0 for running text.
    ``page`` counts slides or sheets, from 1, where the format has them.
    """

    runs: tuple[Run, ...]
    mark: str = ""
    level: int = 0
    page: int | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """``across`` and ``down`` count the columns and rows of the table that it covers."""

    paragraphs: tuple[Paragraph, ...] = ()
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells from left to right; a cell that covers several rows stands in the first.

    ``heads`` is how many first rows the format itself says are column heads.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    page: int | None = None


Block: TypeAlias = Paragraph | Table
