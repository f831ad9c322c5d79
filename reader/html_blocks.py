"""From the elements of a web page to paragraphs of runs and tables of cells.

Pages that Word saved before Unicode name their fonts, in ``<font face>``, in ``style`` or
in the style sheet at the head: runs keep them, since the old fonts decide the letters.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reader.blocks import Block, Cell, Paragraph, Run, Table

BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "li",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figcaption",
        "caption",
        "center",
        "td",
        "th",
        "address",
        "body",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "summary",
        "details",
    ]
)
_FAMILY = re.compile(r"font-family\s*:\s*[\"'“]?\s*([^;,\"'”}]+)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"^(?:\w+)?\.([\w-]+)$|^(body|p|td|th|span|div|li|h[1-6])$", re.IGNORECASE)
_DEEPEST = 200
_WIDEST = 1000  # columns or rows that a cell may say it covers


class Fonts:
    """The fonts that a page's style sheets give to classes and elements."""

    def __init__(self, soup: Any) -> None:
        self._of: dict[str, str] = {}
        for sheet in soup.find_all("style"):
            for selectors, rule in _RULE.findall(sheet.get_text()):
                family = _FAMILY.search(rule)
                for selector in selectors.split(",") if family else ():
                    if known := _SELECTOR.match(selector.strip()):
                        self._of[known[1] or known[2].lower()] = family[1].strip() if family else ""

    def of(self, element: Any, above: str) -> str:
        """The font of an element inside one whose font is ``above``."""
        if face := element.get("face"):
            return str(face).split(",")[0].strip()
        if family := _FAMILY.search(str(element.get("style") or "")):
            return family[1].strip()
        names = [*(element.get("class") or ()), element.name]
        return next((self._of[name] for name in names if name in self._of), above)


def blocks(
    element: Any, fonts: Fonts, level: int = 0, font: str = "", depth: int = 0
) -> Iterator[Block]:
    """The paragraphs and tables of an element, in reading order.

    Raises:
        RecursionError: it is nested too deeply.
    """
    if depth > _DEEPEST:  # looking ahead at each depth would take minutes
        raise RecursionError
    font = fonts.of(element, font)
    pending: list[Run] = []
    items = _start(element)
    for child in element.children:
        if child.name is None:
            pending.append(Run(re.sub(r"\s+", " ", str(child)), font))
        elif child.name == "br":
            pending.append(Run("\n", font))
        elif child.name == "table" or _has_block(child):
            yield from _paragraph(pending, level)
            pending = []
            if child.name == "table":
                yield from _table(child, fonts, fonts.of(child, font))
            elif child.name == "li":
                inside = blocks(child, fonts, level, font, depth + 1)
                yield from _marked(inside, _marker(element, items))
                items += 1
            else:
                yield from blocks(child, fonts, _level(child, level), font, depth + 1)
        else:
            pending += _inline(child, fonts, font)
    yield from _paragraph(pending, level)


def _paragraph(runs: list[Run], level: int) -> Iterator[Paragraph]:
    if any(run.text.strip() for run in runs):
        yield Paragraph(tuple(runs), level=level)


def _marked(inside: Iterator[Block], mark: str) -> Iterator[Block]:
    """The blocks of a list's item, the first with the item's mark; a list in it has its own."""
    first = next(inside, None)
    if isinstance(first, Paragraph) and not first.mark:
        first = replace(first, mark=mark)
    if first is not None:
        yield first
    yield from inside


def _level(element: Any, otherwise: int) -> int:
    name = element.name
    return int(name[1]) if re.fullmatch(r"h[1-6]", name) else otherwise


def _has_block(element: Any) -> bool:
    return element.name in BLOCKS or element.find(BLOCKS) is not None


def _inline(element: Any, fonts: Fonts, font: str) -> Iterator[Run]:
    """The words of an inline element; line breaks kept, other white space one space."""
    font = fonts.of(element, font)
    for child in element.children:
        if child.name is None:
            yield Run(re.sub(r"\s+", " ", str(child)), font)
        elif child.name == "br":
            yield Run("\n", font)
        else:
            yield from _inline(child, fonts, font)


def _start(element: Any) -> int:
    """The number of the first item of a list."""
    start = str(element.get("start", "1"))
    return int(start) if re.fullmatch(r"[0-9]{1,5}", start) else 1


def _marker(parent: Any, number: int) -> str:
    """ "2." before the second item of a numbered list, "-" before others."""
    if parent.name != "ol" or parent.get("type", "1") not in ("1", "a"):
        return "-"
    return f"{number}." if parent.get("type", "1") == "1" else f"{chr(97 + (number - 1) % 26)})"


def _table(table: Any, fonts: Fonts, font: str) -> Iterator[Block]:
    """A table; one that holds others lays out the page, and its cells are running text."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    if table.find("table") is not None:
        for row in rows:
            for cell in row.find_all(["td", "th"], recursive=False):
                yield from blocks(cell, fonts, 0, font)
        return
    made = [tuple(_cell(cell, fonts, font) for cell in row.find_all(["td", "th"])) for row in rows]
    heads = 0
    while heads < len(rows) and _is_head(rows[heads]):
        heads += 1
    yield Table(tuple(filter(None, made)), heads if heads < len(rows) else 0)


def _is_head(row: Any) -> bool:
    cells = row.find_all(["td", "th"])
    in_head = row.parent is not None and row.parent.name == "thead"
    return bool(cells) and (in_head or all(cell.name == "th" for cell in cells))


def _cell(cell: Any, fonts: Fonts, font: str) -> Cell:
    inside = blocks(cell, fonts, 0, font)
    paragraphs = tuple(block for block in inside if isinstance(block, Paragraph))
    return Cell(paragraphs, _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Any, name: str) -> int:
    said = str(cell.get(name, "1")).strip()
    return max(1, min(int(said), _WIDEST)) if re.fullmatch(r"[0-9]{1,5}", said) else 1
