"""How a PDF page is to be held so that its words stand upright.

Wide tables are often printed sideways: the page is turned by its own mark (/Rotate), or its
letters are. Lengths in points, from the lower left corner of what the reader sees.
"""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

_ASKED = 9  # letters of a page that are asked how they stand

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class View:
    """``turn`` is by how many degrees the page is turned clockwise: 0, 90, 180 or 270.

    ``width`` and ``height`` are those of the page before it is turned.
    """

    turn: int = 0
    width: float = 0.0
    height: float = 0.0

    @property
    def tall(self) -> float:
        """The height of what the reader sees."""
        return self.width if self.turn in (90, 270) else self.height

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Where a box of the page stands in what the reader sees."""
        if self.turn == 90:
            return bottom, self.width - right, top, self.width - left
        if self.turn == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        if self.turn == 270:
            return self.height - top, left, self.height - bottom, right
        return left, bottom, right, top


def view(page: Any, words: Any) -> View:
    """The view of a pypdfium2 page in which most letters of ``words`` (raw) stand upright."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(words)
    turns = Counter(
        -round(math.degrees(pdfium.FPDFText_GetCharAngle(words, at)) / 90) % 4 * 90
        for at in range(0, count, max(1, count // _ASKED))
        if pdfium.FPDFText_GetUnicode(words, at) > 32
    )
    turn = turns.most_common(1)[0][0] if turns else 0
    width, height = page.get_size()
    if page.get_rotation() in (90, 270):
        width, height = height, width
    return View(turn, float(width), float(height))
