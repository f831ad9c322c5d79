"""Web pages (.html): the main content, without menus and scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.document import Line
from corpus.reading import Extraction
from corpus.text import tidy
from indexer.parse_text import decode
from indexer.recognise import Unreadable, is_binary

_SIGNS = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:p|div|table|h[1-6]|span|br)[\s/>]", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NOISE = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
    "button",
]
_BLOCKS = frozenset(
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
_ERROR = re.compile(
    r"(?:404|403|500|502|503)\b|not found|access denied|forbidden|không tìm thấy trang",
    re.IGNORECASE,
)
_LEAST = 200  # characters of a page that is content and not a notice


class HtmlParser:
    """Reads through Beautiful Soup with lxml."""

    def score(self, head: bytes, path: Path, /) -> float:
        if is_binary(head):
            return 0.0
        if _SIGNS.search(head):
            return 0.9
        named = path.suffix.lower() in (".html", ".htm", ".xhtml")
        return 0.7 if named and _TAGS.search(head) else 0.0

    def parse(self, path: Path) -> Extraction:
        from bs4 import BeautifulSoup, Comment

        text, warnings = _decode(path.read_bytes())
        soup = BeautifulSoup(text, "lxml")
        title = tidy(soup.title.get_text(" ")) if soup.title else ""
        for comment in soup.find_all(string=lambda node: isinstance(node, Comment)):
            comment.extract()
        root = _main(soup)
        lines = tuple(_lines(root))
        self._check(lines, title, path)
        return Extraction(lines, warnings=warnings, format="web page")

    def _check(self, lines: tuple[Line, ...], title: str, path: Path) -> None:
        size = sum(len(line.text) for line in lines)
        words = title + "\n" + "\n".join(line.text for line in lines[:5])
        if (
            size < 30
            or (size < 1000 and _ERROR.search(words))
            or (size < _LEAST and path.suffix.lower() not in (".html", ".htm", ".xhtml"))
        ):
            raise Unreadable(
                "it is a web page without content (an error notice, perhaps)",
                "download the document again and check that it opens",
            )


def _decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    named = _CHARSET.search(raw[:4096])
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return raw.decode(named[1].decode("ascii")), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw)


def _main(soup: Any) -> Any:
    """The element that holds the content; the body without its menus where none is marked."""
    body = soup.body or soup
    total = len(body.get_text())
    for element in body.find_all(_NOISE):
        if element.name in ("header", "form") and len(element.get_text()) > 0.5 * total:
            continue  # some portals put the whole page into one form
        element.decompose()
    total = len(body.get_text())
    for selector in (
        "main",
        "article",
        "[role=main]",
        "#content",
        ".content1",
        "#toanvancontent",
        ".toanvan",
    ):
        found = body.select(selector)
        if len(found) == 1 and len(found[0].get_text()) > 0.3 * total:
            return found[0]
    return body


def _lines(root: Any) -> Iterator[Line]:
    for level, text in _blocks(root, 0):
        words = tidy(text)
        if words.strip():
            yield Line(words, level=level)


def _blocks(element: Any, level: int) -> Iterator[tuple[int, str]]:
    """Pairs of heading level and text, in reading order."""
    from bs4.element import NavigableString

    pending = ""
    for child in element.children:
        if isinstance(child, NavigableString):
            pending += re.sub(r"\s+", " ", str(child))
        elif child.name == "br":
            pending += "\n"
        elif child.name == "table" or _has_block(child):
            yield level, pending
            pending = ""
            yield from (
                _table(child) if child.name == "table" else _blocks(child, _level(child, level))
            )
        else:
            pending += _inline(child)
    yield level, _marker(element) + pending if pending.strip() else ""


def _level(element: Any, otherwise: int) -> int:
    name = element.name
    return int(name[1]) if re.fullmatch(r"h[1-6]", name) else otherwise


def _has_block(element: Any) -> bool:
    return element.name in _BLOCKS or element.find(_BLOCKS) is not None


def _inline(element: Any) -> str:
    """Text of an inline element; line breaks kept, other white space one space."""
    text = ""
    for node in element.descendants:
        if getattr(node, "name", None) == "br":
            text += "\n"
        elif node.name is None:
            text += re.sub(r"\s+", " ", str(node))
    return text


def _marker(element: Any) -> str:
    """ "2. " before the second item of a numbered list, "- " before others."""
    if element.name != "li":
        return ""
    parent = element.parent
    if parent is None or parent.name != "ol" or parent.get("type", "1") not in ("1", "a"):
        return "- "
    at = [item for item in parent.children if item.name == "li"].index(element)
    start = str(parent.get("start", "1"))
    number = (int(start) if start.isdigit() else 1) + at
    return f"{number}. " if parent.get("type", "1") == "1" else f"{chr(96 + number)}) "


def _table(table: Any) -> Iterator[tuple[int, str]]:
    """Rows as "cell | cell"; a layout table (one column, or a letterhead) as running text."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    width = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
    layout = width <= 1 or (
        len(rows) <= 4 and re.search(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận", table.get_text())
    )
    for row in rows:
        cells = row.find_all(["td", "th"], recursive=False)
        if layout:
            for cell in cells:
                yield from _blocks(cell, 0)
        else:
            yield 0, " | ".join(re.sub(r"\s+", " ", cell.get_text(" ")).strip() for cell in cells)
