"""Web pages (.html): the main content, without menus and scripts."""

import re
from pathlib import Path
from typing import Any

from corpus.reading import Extraction
from corpus.text import tidy
from reader import flow
from reader.html_blocks import Fonts, blocks
from reader.parse_text import decode
from reader.recognise import Unreadable, is_binary

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
_CLOSED = re.compile(
    r"<(/?)(?:div|table|span|font|section|article|ul|ol|blockquote|b|i|em|strong|a|center)\b",
    re.IGNORECASE,
)
_DEEPEST = 2000  # careless pages leave some open; trees that deep take minutes
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
        named = path.suffix.lower() in (".html", ".htm", ".xhtml")
        return read_page(path.read_bytes(), least=30 if named else _LEAST)


def read_page(raw: bytes, *, charset: str = "", least: int = 30) -> Extraction:
    """The content of a web page; ``charset`` is what its sender says of it, outside of it.

    Raises:
        Unreadable: it has fewer than ``least`` characters, or is an error notice.
    """
    from bs4 import BeautifulSoup, Comment

    text, warnings = _decode(raw, charset)
    if _depth(text) > _DEEPEST:
        raise Unreadable("it is nested too deeply", "open it in a browser and print it to PDF")
    soup = BeautifulSoup(text, "lxml")
    title = tidy(soup.title.get_text(" ")) if soup.title else ""
    for comment in soup.find_all(string=lambda node: isinstance(node, Comment)):
        comment.extract()
    fonts = Fonts(soup)
    found = flow.extraction(blocks(_main(soup), fonts), format="web page", warnings=warnings)
    lines = found.lines
    size = sum(len(line.text) for line in lines)
    words = title + "\n" + "\n".join(line.text for line in lines[:5])
    if size < least or (size < 1000 and _ERROR.search(words)):
        raise Unreadable(
            "it is a web page without content (an error notice, perhaps)",
            "download the document again and check that it opens",
        )
    return found


def _depth(text: str) -> int:
    """How deep the elements stand in one another that a page must close itself."""
    deepest = depth = 0
    for match in _CLOSED.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _decode(raw: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    inside = _CHARSET.search(raw[:4096])
    named = charset or (inside[1].decode("ascii", "replace") if inside else "")
    if named and named.lower() not in ("utf-8", "utf8"):
        try:
            return raw.decode(named), ()
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
