"""Letters of a PDF that are set in old fonts: each becomes Unicode before rows are made.

Names of fonts cost time, so they are asked only of a file with a page that looks old.
"""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reader.blocks import Run
from reader.old_fonts import Conversion, OldFonts
from reader.old_text import is_telling
from reader.old_words import MODERN
from reader.pdf_letters import codes_of

_HYPHEN = 2  # what pdfium gives for a hyphen that ends a row
_NOTHING = 0  # left out when the row is tidied


class OldLetters:
    """The old letters of one document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: OldFonts | None = None  # not yet asked

    @property
    def conversions(self) -> tuple[Conversion, ...]:
        return self._fonts.conversions if self._fonts else ()

    def modern(self, words: Any, codes: Sequence[int]) -> list[int]:
        """The codes of a page's characters in Unicode, as many as there were."""
        page = "".join(map(chr, codes)).split("\n")
        if is_telling([text for text in page if not MODERN.search(text)]) and self._fonts is None:
            self._fonts = OldFonts(_runs(self._document))
        if not self._fonts:
            return list(codes)
        rows = list(_rows(codes))
        texts = ["".join(map(_letter, codes[start:end])) for start, end in rows]
        found = list(codes)
        for (start, _), text in zip(rows, texts, strict=True):
            runs = [Run(letter, _font(words, at)) for at, letter in enumerate(text, start)]
            for at, new in enumerate(self._fonts.modern(runs), start):
                if new.text != text[at - start]:
                    found[at] = ord(new.text) if new.text else _NOTHING
        return found


def _runs(document: Any) -> Iterator[Run]:
    """All runs of the document, row by row."""
    import pypdfium2

    for index in range(len(document)):
        try:
            page = document[index]
            shown = page.get_textpage()
        except pypdfium2.PdfiumError:
            continue
        words = shown.raw
        codes = codes_of(words)
        for start, end in _rows(codes):
            placed = [(_font(words, at), _letter(codes[at])) for at in range(start, end)]
            for font, letters in groupby(placed, key=lambda pair: pair[0]):
                yield Run("".join(letter for _, letter in letters), font)
            yield Run("\n")
        shown.close()
        page.close()


def _rows(codes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where each row begins and ends; after a hyphen pdfium leaves the break out."""
    start = 0
    for end, code in enumerate([*codes, 10]):
        if code == _HYPHEN:
            yield start, end + 1
            start = end + 1
        elif code in (10, 13):
            if end > start:
                yield start, end
            start = end + 1


def _letter(code: int) -> str:
    return "-" if code == _HYPHEN else chr(code)


def _font(words: Any, at: int) -> str:
    """The name of a character's font; "" for what pdfium puts in itself."""
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(96), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(words, at, name, len(name), flags)
    return name.value.decode("utf-8", "replace")
