"""The numbers Word prints before automatically numbered paragraphs.

A .docx stores only "level 2 of list 7"; "2." or "b)" is counted when the page is drawn
(ECMA-376 part 1, 17.9). Without them a law's khoản would have no numbers.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """Counts through a document once, in its order."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._anew: dict[tuple[str, int], int] = {}  # where a list begins again, until it has
        self._styles = _style_lists(document)
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError):  # the document has no numbered lists
            return

    def _read(self, root: Any) -> None:
        from docx.oxml.ns import qn

        for abstract in root.iter(qn("w:abstractNum")):
            levels = {}
            for level in abstract.iter(qn("w:lvl")):
                depth = int(level.get(qn("w:ilvl"), "0"))
                levels[depth] = _Level(
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
            self._lists[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            name = number.get(qn("w:numId"))
            self._of[name] = _value(number, "w:abstractNumId", "")
            for change in number.iter(qn("w:lvlOverride")):
                if (start := _value(change, "w:startOverride", "")).isdigit():
                    depth = int(change.get(qn("w:ilvl"), "0"))
                    self._anew[name, depth] = int(start)

    def mark(self, paragraph: Any) -> str:
        """What Word prints before ``paragraph``: "2.", "b)", "-" or nothing."""
        place = _place(paragraph) or self._styles.get(paragraph.style or "")
        if place is None or place[0] == "0":
            return ""
        list_id, depth = place
        abstract = self._of.get(list_id, "")
        level = self._lists.get(abstract, {}).get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "-"
        counts = self._counts[abstract]
        if (start := self._anew.pop((list_id, depth), None)) is not None:
            counts[depth] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return re.sub(
            r"%(\d)", lambda m: self._printed(abstract, int(m[1]) - 1), level.pattern
        ).strip()

    def _printed(self, abstract: str, depth: int) -> str:
        level = self._lists[abstract].get(depth)
        if level is None:
            return ""
        return printed(self._counts[abstract].get(depth, level.start), level.form)


def printed(count: int, form: str) -> str:
    """A list's number in the form that Word names ("lowerLetter", "upperRoman", …)."""
    if form in ("lowerLetter", "upperLetter"):
        text = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return text.upper() if form == "upperLetter" else text
    if form in ("lowerRoman", "upperRoman"):
        text = _roman(count)
        return text.upper() if form == "upperRoman" else text
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while count >= value:
            text, count = text + letters, count - value
    return text


def _value(element: Any, tag: str, otherwise: str) -> str:
    from docx.oxml.ns import qn

    child = element.find(qn(tag))
    return otherwise if child is None else child.get(qn("w:val"), otherwise)


def _place(paragraph: Any) -> tuple[str, int] | None:
    """The list and depth that a paragraph (or a style) names."""
    properties = paragraph.pPr
    if properties is None or properties.numPr is None:
        return None
    number, depth = properties.numPr.numId, properties.numPr.ilvl
    if number is None:
        return None
    return str(number.val), int(depth.val) if depth is not None else 0


def _style_lists(document: Any) -> dict[str, tuple[str, int]]:
    """Paragraph styles that number by themselves."""
    found = {}
    for style in document.styles.element.style_lst:
        if style.pPr is not None and (place := _place(style)) is not None:
            found[style.styleId] = place
    return found
