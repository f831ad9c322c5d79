"""The print of a PDF page: its characters put together to rows, each within one cell of a table."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpus.text import tidy
from reader.paragraphs import is_parted
from reader.pdf_letters import codes_of
from reader.pdf_old_fonts import OldLetters
from reader.pdf_tables import Grid, Place, Ruled
from reader.pdf_view import View

RAISED = 0.82  # a digit lower than this share of its neighbour is a footnote's mark
LENGTH = re.compile(r"(?:^|[^\w])(?:[kdcm]?m)$|\d[kdcm]?m$|\.m$")
_BOLD = 600  # weight of type from which it is bold
_MARK = re.compile(r"(?<=[^\W\d])\d{1,3}(?=[\s.,;:]|$)|(?<=[.,;:)”\"])\d{1,3}(?=[\s.,;:]|$)")

Spot = tuple[int, Place]  # which of the page's grids, and which of its cells


_HYPHEN = re.compile(r"(?P<first>[^\W\d_]*)\x02(?P<rest>[^\W\d_]*)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of print. Lengths in points; ``first_word`` is the width of its first word.

    ``size`` is the height of the type, ``top`` counts from the page's lower edge.
    """

    text: str
    page: int
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    size: float = 0.0
    first_word: float = 0.0
    bold: bool = False
    cell: Spot | None = None  # where in a ruled table it stands, while the page is read
    table: Ruled | None = None  # the table for which this row stands


class Print:
    """The characters of one page."""

    def __init__(
        self,
        words: Any,
        number: int,
        seen: View,
        found: Sequence[Grid],
        old: OldLetters | None = None,
    ) -> None:
        import pypdfium2.raw as pdfium

        self.view = seen
        self.grids = found

        self.words = words
        self.number = number
        self.pdfium = pdfium
        self.codes = codes_of(words)
        if seen.turn:
            self._close_gaps()
        if old is not None:
            self.codes = old.modern(words, self.codes)

    def _close_gaps(self) -> None:
        """Sideways, pdfium parts letters that stand together: take out what it put between."""
        inked = [at for at, code in enumerate(self.codes) if not chr(code).isspace()]
        for one, other in pairwise(inked):
            between = range(one + 1, other)
            if between and all(map(self._is_put_in, between)):
                put = self._between(one, other)
                for at in between:
                    self.codes[at] = put

    def _is_put_in(self, at: int) -> bool:
        return bool(self.pdfium.FPDFText_IsGenerated(self.words, at) == 1)

    def _between(self, one: int, other: int) -> int:
        """The code of what stands between two letters: a new row, a space, or nothing."""
        left, right = self._box(one), self._box(other)
        size = max(1.0, left.top - left.bottom)
        if abs(left.bottom - right.bottom) > 0.5 * size or right.left < left.left:
            return 10
        return 0 if right.left - left.right < 0.12 * size else 32

    def rows(self) -> Iterator[Row]:
        start = 0
        for end, code in enumerate([*self.codes, 10]):
            if code in (10, 13):
                for begin, stop, spot in self._cells(start, end):
                    if (row := self._row(begin, stop)) is not None:
                        yield replace(row, cell=spot) if spot else row
                start = end + 1

    def _cells(self, start: int, end: int) -> Iterator[tuple[int, int, Spot | None]]:
        """The parts of a row of print that stand in different cells, or outside of all."""
        if not self.grids:
            if end > start:
                yield start, end, None
            return
        inked = [at for at in range(start, end) if not chr(self.codes[at]).isspace()]
        if not inked:
            return
        spots = [self._spot(at) for at in inked]
        for (before, one), (at, other) in pairwise(zip(inked, spots, strict=True)):
            if one != other:
                yield start, before + 1, one
                start = at
        yield start, end, spots[-1]

    def _spot(self, at: int) -> Spot | None:
        box = self._box(at)
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        for number, grid in enumerate(self.grids):
            if (place := grid.place(x, y)) is not None:
                return number, place
        return None

    def _row(self, start: int, end: int) -> Row | None:
        while start < end and chr(self.codes[start]).isspace():
            start += 1
        while end > start and chr(self.codes[end - 1]).isspace():
            end -= 1
        text = tidy(self._marked(start, end))
        if not text:
            return None
        gap = next((at for at in range(start, end) if self.codes[at] == 32), end)
        first, last, word = self._box(start), self._box(end - 1), self._box(gap - 1)
        # spaces that pdfium puts in itself have no size, footnote marks a small one
        size = max(self._height(at) for at in (start, (start + end) // 2, end - 1))
        return Row(
            text,
            self.number,
            left=first.left,
            right=last.right,
            top=first.bottom + size,
            size=size,
            first_word=max(0.0, word.right - first.left),
            bold=self._bold(start),
        )

    def _marked(self, start: int, end: int) -> str:
        """The row's text; raised digits, which are footnote marks, in brackets."""
        text = _HYPHEN.sub(_hyphen, "".join(map(chr, self.codes[start:end])))
        for match in reversed(list(_MARK.finditer(text))):
            at = start + match.start()
            if self._height(at) < RAISED * self._height(at - 1):
                text = f"{text[: match.start()]}{_raised(text, match)}{text[match.end() :]}"
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _box(self, at: int) -> Any:
        box = self.pdfium.FS_RECTF()
        self.pdfium.FPDFText_GetLooseCharBox(self.words, at, ctypes.byref(box))
        if self.view.turn:
            left, bottom, right, top = self.view.box(box.left, box.bottom, box.right, box.top)
            return self.pdfium.FS_RECTF(left=left, bottom=bottom, right=right, top=top)
        return box

    def _bold(self, at: int) -> bool:
        if self.pdfium.FPDFText_GetFontWeight(self.words, at) >= _BOLD:
            return True
        name, flags = ctypes.create_string_buffer(96), ctypes.c_int()
        self.pdfium.FPDFText_GetFontInfo(self.words, at, name, len(name), flags)
        return b"bold" in name.value.lower()

    def _height(self, at: int) -> float:
        """The size of the type, as the page shows it."""
        matrix = self.pdfium.FS_MATRIX()
        if not self.pdfium.FPDFText_GetMatrix(self.words, at, ctypes.byref(matrix)):
            return 0.0
        scale = math.hypot(matrix.c, matrix.d)
        return float(self.pdfium.FPDFText_GetFontSize(self.words, at) * scale)


def _hyphen(match: re.Match[str]) -> str:
    """pdfium gives 2 for a hyphen that ends a row, and goes on with the next row."""
    first, rest = match["first"] or "", match["rest"] or ""
    # what is left out is dropped with other signs that print nothing: places must stay
    return first + ("\x00" if is_parted(first, rest) else "-") + rest


def _raised(text: str, match: re.Match[str]) -> str:
    """A raised digit: a power after a unit of length ("m²"), else a footnote's mark."""
    if LENGTH.search(text[: match.start()]) and match.group() in "23":
        return "²" if match.group() == "2" else "³"
    return f"[{match.group()}]"
