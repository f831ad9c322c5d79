"""Mends the words that begin a unit where text recognition slipped on their accents.

"Điêu 5." on a scan would be no article at all. Only the word itself is set right, only at
the head of a line of a recognised page, and only before a number with its stop.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Line
from corpus.page import Layer, PageReading
from corpus.repair import Mend, Repair
from corpus.text import fold

_WORDS = {"dieu": "Điều", "chuong": "Chương", "muc": "Mục", "phan": "Phần", "phu luc": "Phụ lục"}
_HEADING = re.compile(
    r"(?P<word>[^\W\d_]{3,6}(?: [Ll][^\W\d_]c)?)"
    r"(?P<rest>\s+(?:\d{1,3}[a-zđ]?\s*[.:]|[IVXLC]+\b).*)$",
    re.S,
)


def headings(
    lines: Sequence[Line], pages: Sequence[PageReading]
) -> tuple[list[Line], dict[int, Repair]]:
    """The lines with the words of their headings set right, and the repairs by line."""
    seen = {page.number for page in pages if page.layer is Layer.RECOGNISED}
    found, repairs = list[Line](), dict[int, Repair]()
    for at, line in enumerate(lines):
        text = _right(line.text) if line.page in seen else line.text
        if text != line.text:
            repairs[at] = Repair(Mend.RECOGNISED, line.text, text, page=line.page)
            line = replace(line, text=text)
        found.append(line)
    return found, repairs


def _right(text: str) -> str:
    match = _HEADING.match(text)
    usual = _WORDS.get(fold(match["word"])) if match else None
    if match is None or usual is None or not match["word"][0].isupper():
        return text
    return (usual.upper() if match["word"].isupper() else usual) + match["rest"]
