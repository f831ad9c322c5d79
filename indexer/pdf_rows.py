"""The rows of a PDF's pages with their places, as pdfium reads them."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.text import tidy
from indexer.recognise import Unreadable

_RAISED = 0.82  # a digit lower than this share of its neighbour is a footnote's mark
_BOLD = 600  # weight of type from which it is bold
_MARK = re.compile(r"(?<=[^\W\d])\d{1,3}(?=[\s.,;:]|$)|(?<=[.,;:)”\"])\d{1,3}(?=[\s.,;:]|$)")
_LENGTH = re.compile(r"(?:^|[^\w])(?:[kdcm]?m)$|\d[kdcm]?m$|\.m$")


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


@dataclass(frozen=True, slots=True)
class Page:
    """``height`` in points; ``pictures`` tells whether a page of few words draws an image."""

    number: int
    rows: tuple[Row, ...]
    height: float = 0.0
    pictures: bool = False


def pages(path: Path) -> Iterator[Page]:
    """Each page, from 1.

    Raises:
        Unreadable: the file is locked or damaged.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        for index in range(len(document)):
            try:
                yield _page(document[index], index + 1)
            except pypdfium2.PdfiumError:
                yield Page(index + 1, (), pictures=True)
    finally:
        document.close()


def _page(page: Any, number: int) -> Page:
    import pypdfium2.raw as pdfium

    words = page.get_textpage()
    rows = tuple(_on_one_line(list(_Print(words.raw, number).rows())))
    few = sum(len(row.text) for row in rows) < 400
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3) if few else ()
    pictures = any(True for _ in images)
    height = float(page.get_height())
    words.close()
    page.close()
    return Page(number, rows, height, pictures)


def _refusal(error: Exception) -> Unreadable:
    if "password" in str(error).lower():
        return Unreadable(
            "the PDF is locked with a password", "remove the password and add it again"
        )
    return Unreadable(f"the PDF is damaged ({error})", "download or export it again")


class _Print:
    """The characters of one page."""

    def __init__(self, words: Any, number: int) -> None:
        import pypdfium2.raw as pdfium

        self.words = words
        self.number = number
        self.pdfium = pdfium
        get = pdfium.FPDFText_GetUnicode
        self.codes = [get(words, at) for at in range(pdfium.FPDFText_CountChars(words))]

    def rows(self) -> Iterator[Row]:
        start = 0
        for end, code in enumerate([*self.codes, 10]):
            if code in (10, 13):
                if end > start and (row := self._row(start, end)) is not None:
                    yield row
                start = end + 1

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
        # pdfium gives 2 for a hyphen that ends a row; words are not divided in Vietnamese
        text = "".join("-" if code == 2 else chr(code) for code in self.codes[start:end])
        for match in reversed(list(_MARK.finditer(text))):
            at = start + match.start()
            if self._height(at) < _RAISED * self._height(at - 1):
                text = f"{text[: match.start()]}{_raised(text, match)}{text[match.end() :]}"
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _box(self, at: int) -> Any:
        box = self.pdfium.FS_RECTF()
        self.pdfium.FPDFText_GetLooseCharBox(self.words, at, ctypes.byref(box))
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


def _raised(text: str, match: re.Match[str]) -> str:
    """A raised digit: a power after a unit of length ("m²"), else a footnote's mark."""
    if _LENGTH.search(text[: match.start()]) and match.group() in "23":
        return "²" if match.group() == "2" else "³"
    return f"[{match.group()}]"


def _on_one_line(rows: Sequence[Row]) -> Iterator[Row]:
    """Put together what a raised footnote mark parted: "…y tế", "1", "."."""
    above: Row | None = None
    for row in rows:
        if above is None:
            above = row
        elif _touches(above, row):
            above = _joined(above, row)
        else:
            yield above
            above = row
    if above is not None:
        yield above


def _touches(one: Row, other: Row) -> bool:
    gap = other.left - one.right
    level = abs(one.top - other.top) < 0.8 * max(one.size, other.size)
    short = (
        one.text.isdigit() or other.text.isdigit() or len(other.text) == 1 or one.text[-1:] == "]"
    )
    return level and short and -2 < gap < 0.8 * max(one.size, other.size)


def _joined(one: Row, other: Row) -> Row:
    """A small number before a text begins a footnote, after it marks one."""
    if one.text.isdigit() and one.size < _RAISED * other.size:
        return replace(
            one,
            text=f"[{one.text}] {other.text}",
            right=other.right,
            size=other.size,
            top=other.top,
        )
    if other.text.isdigit() and other.size < _RAISED * one.size:
        power = _LENGTH.search(one.text) and other.text in ("2", "3")
        mark = "²³"[int(other.text) - 2] if power else f"[{other.text}]"
        return replace(one, text=one.text + mark, right=other.right)
    space = " " if other.left - one.right > 0.15 * one.size and other.text[:1].isalnum() else ""
    return replace(one, text=f"{one.text}{space}{other.text}", right=other.right)
