"""Cutting a guide along its headings: those the format marks, or those one can see."""

import re
from collections.abc import Sequence

from corpus.capitals import is_capitals
from corpus.document import Line, Section
from corpus.structure_legal import PREAMBLE
from corpus.structure_units import appendix, form, item

_STEP = re.compile(r"(?:Bước|BƯỚC)\s+\d+\s*[:.]")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=\D)(\S.*)")
_LETTERED = re.compile(r"[A-H]\.\s+\S")
_LONGEST = 140


def cut(lines: Sequence[Line]) -> list[Section]:
    """Paths are the nested heading texts; a single title above all is not repeated in them."""
    levels = _levels(lines)
    title = _only_title(levels)
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    heading, words, page = "", list[str](), lines[0].page if lines else None
    for at, line in enumerate(lines):
        level = levels[at]
        if level == 0:
            words.append(line.text)
            continue
        if at == title:  # what stands above the title belongs to the beginning, as it does
            heading = line.text
            continue
        _close(sections, path, heading, words, page)
        path = [part for part in path if part[0] < level]
        path.append((level, line.text))
        heading, words, page = line.text, [], line.page
    _close(sections, path, heading, words, page)
    return sections


def _close(
    sections: list[Section],
    path: list[tuple[int, str]],
    heading: str,
    words: list[str],
    page: int | None,
) -> None:
    if heading or words:
        names = tuple(name for _, name in path) or (PREAMBLE,)
        sections.append(Section(names, heading, "\n".join(words), page))


def _levels(lines: Sequence[Line]) -> list[int]:
    if any(line.level for line in lines):
        return [line.level for line in lines]
    return [_seen_level(line.text) for line in lines]


def _only_title(levels: list[int]) -> int | None:
    """The place of the first heading when it alone stands at the highest level."""
    marked = [(level, at) for at, level in enumerate(levels) if level]
    if not marked:
        return None
    first, at = marked[0]
    alone = len(marked) > 1 and all(level > first for level, _ in marked[1:])
    return at if alone else None


def _seen_level(text: str) -> int:
    """The depth of a heading in a text whose format marks none; 0 for running text."""
    if len(text) > _LONGEST or "\n" in text or " | " in text or text.endswith((";", ",", "…")):
        return 0
    if text.count("...") or text.count("…") > 1:
        return 0
    annex = appendix(text) or form(text)
    if annex is not None and annex.firm:
        return 1
    roman = item(text)
    if _LETTERED.match(text) and is_capitals(text):
        return 1
    if roman is not None and not text.endswith("."):
        return 2
    if _STEP.match(text):
        return 3
    if (
        (decimal := _DECIMAL.match(text))
        and not text.endswith((".", ":"))
        and decimal[2][0].isupper()
    ):
        return 3 + decimal[1].count(".")
    if is_capitals(text) and len(text) >= 8 and not text.endswith("."):
        return 1
    return 0
