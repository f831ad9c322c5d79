"""What a recogniser saw on the picture of a page: rows of words, in their places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from corpus.text import tidy
from reader.pdf_print import Row

DPI = 300  # of the pictures given to the recogniser
_APART = 2.0  # heights of type between two words from which they stand in two columns
_MARKS = re.compile(r"[-–+*…/.“”\"()]{1,3}")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is printed on a picture: rows in pixels, ``top`` counting from the lower edge.

    ``confidence`` is the mean over words, 0 to 1; ``failure`` (English) says why there
    is nothing, where the recogniser itself gave up.
    """

    rows: tuple[Row, ...] = ()
    confidence: float = 0.0
    failure: str = ""

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def lettered(self) -> bool:
        return any(map(str.isalnum, self.text))


def from_table(table: str, height: int) -> Recognised:
    """Tesseract's table of words (TSV) of a picture ``height`` pixels high, as rows."""
    lines = [line for line in _lines(table) if any(word.lettered for word in line)]
    if not lines:
        return Recognised()
    usual = median(max(word.height for word in line) for line in lines)
    rows = tuple(_row(part, height, usual) for line in lines for part in _columns(line, usual))
    sure = [word.confidence for line in lines for word in line if word.lettered]
    return Recognised(rows, round(sum(sure) / len(sure), 4))


def _lines(table: str) -> Iterator[list[_Word]]:
    """The words of each line, without specks that were taken for marks."""
    cells = [line.split("\t") for line in table.split("\n")]
    words = [cell for cell in cells if len(cell) == 12 and cell[0] == "5"]
    for _line, found in groupby(words, key=lambda cell: cell[1:5]):
        line = [_word(text, cell) for cell in found if (text := tidy(cell[11]).strip())]
        yield [word for word in line if word.lettered or _is_mark(word)]


def _word(text: str, cell: Sequence[str]) -> _Word:
    left, top, width, height = map(int, cell[6:10])
    return _Word(text, left, top, width, height, float(cell[10]) / 100)


def _is_mark(word: _Word) -> bool:
    return word.confidence > 0.5 and _MARKS.fullmatch(word.text) is not None


def _columns(line: Sequence[_Word], usual: float) -> Iterator[list[_Word]]:
    """The words of a line, parted where a gutter runs between them: letterheads, signatures."""
    part = [line[0]]
    for before, word in pairwise(line):
        if word.left - before.right > _APART * usual:
            yield part
            part = []
        part.append(word)
    yield part


def _row(line: Sequence[_Word], height: int, usual: float) -> Row:
    """One row; type near the page's usual height counts as that, letters' heights differ."""
    tallest = max(word.height for word in line)
    size = usual if 0.6 * usual < tallest < 1.6 * usual else float(tallest)
    text = line[0].text
    for before, word in pairwise(line):
        text += word.text if _one_word(before, word, usual) else f" {word.text}"
    return Row(
        text,
        page=0,
        left=float(line[0].left),
        right=float(line[-1].right),
        top=float(height - min(word.top for word in line)),
        size=size,
        first_word=float(line[0].width),
    )


def _one_word(before: _Word, word: _Word, usual: float) -> bool:
    """Whether only the recogniser parted "NĐ-" and "CP"."""
    touching = word.left - before.right < 0.2 * usual
    hyphened = before.lettered and before.text.endswith("-") and word.text[0].isalnum()
    return touching and hyphened


def on_page(found: Recognised, number: int, dpi: float = DPI) -> tuple[Row, ...]:
    """The rows in points, on page ``number``."""
    scale = 72 / dpi
    return tuple(
        replace(
            row,
            page=number,
            left=row.left * scale,
            right=row.right * scale,
            top=row.top * scale,
            size=row.size * scale,
            first_word=row.first_word * scale,
        )
        for row in found.rows
    )
