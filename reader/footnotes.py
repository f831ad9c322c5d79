"""Footnotes of a PDF, taken from the feet of its pages and put at the end of the text.

A consolidated text (văn bản hợp nhất) names each amendment in a footnote; left where
they are printed, they would break a khoản that runs over the page in two.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from reader.pdf_print import Row
from reader.pdf_rows import Page

_SMALLER = 0.95  # of the body's type
_START = re.compile(r"\[?(\d{1,3})\]?\s+(?=\S)|\[?(\d{1,3})\]?$")


def apart(found: Sequence[Page]) -> tuple[list[Page], list[Row]]:
    """The pages without their footnotes, and the footnotes' rows, "[1] …" at their beginnings."""
    body = _body_size(found)
    kept, notes = [], list[Row]()
    expected, running = 1, False
    for page in found:
        start = _foot(page.rows, body, expected, running)
        running = start < len(page.rows)
        for row in page.rows[start:]:
            if _number(row.text) == expected:
                row = replace(row, text=_START.sub(f"[{expected}] ", row.text, count=1))
                expected += 1
            notes.append(row)
        kept.append(replace(page, rows=page.rows[:start]))
    return kept, notes


def _body_size(found: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in found:
        for row in page.rows:
            sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _foot(rows: Sequence[Row], body: float, expected: int, running: bool) -> int:
    """Where the page's footnotes begin; its length if it has none."""
    start = len(rows)
    while start and rows[start - 1].size < _SMALLER * body and rows[start - 1].table is None:
        start -= 1
    numbers = [_number(row.text) for row in rows[start:]]
    if running and 0 < start < len(rows):
        return start
    if running and start == 0 and rows and rows[0].text[:1].islower():
        return start
    return start + numbers.index(expected) if expected in numbers else len(rows)


def _number(text: str) -> int | None:
    match = _START.match(text)
    return int(match[1] or match[2]) if match else None
