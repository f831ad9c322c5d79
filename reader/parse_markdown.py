"""Markdown (.md), with YAML front matter."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.document import Line
from corpus.reading import Extraction
from corpus.structure import begins_unit
from corpus.text import tidy
from reader import tables
from reader.parse_text import decode
from reader.recognise import Unreadable, is_binary
from reader.sidecar import parse_yaml

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:\r?\n)?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_MARKUP = re.compile(rb"^(?:#{1,6} \S|---\s*$|[*+] \S|\|.+\||```)", re.MULTILINE)


class MarkdownParser:
    """Reads through markdown-it-py."""

    def score(self, head: bytes, path: Path, /) -> float:
        if is_binary(head):
            return 0.0
        if path.suffix.lower() in (".md", ".markdown"):
            return 0.6
        return (
            0.4 if re.search(rb"^#{1,6} \S", head, re.MULTILINE) and _MARKUP.search(head) else 0.0
        )

    def parse(self, path: Path) -> Extraction:
        text, warnings = decode(path.read_bytes())
        metadata: dict[str, object] = {}
        if front := _FRONT.match(text):
            metadata, said = parse_yaml(front[1], "front matter")
            warnings += said
            text = text[front.end() :]
        lines = tuple(_lines(text))
        if not lines:
            raise Unreadable("it holds no words", "check the file, or leave it out")
        return Extraction(lines, metadata, warnings, format="Markdown")


def _lines(text: str) -> Iterator[Line]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    markers: list[str] = []  # of each list around, what its item still has to be printed with
    level = 0
    rows: list[list[str]] | None = None  # of the table around
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "bullet_list_open" | "ordered_list_open":
                markers.append("")
            case "bullet_list_close" | "ordered_list_close":
                markers.pop()
            case "list_item_open":
                markers[-1] = _marker(token)
            case "table_open":
                rows = []
            case "tr_open" if rows is not None:
                rows.append([])
            case "table_close" if rows is not None:
                yield from map(Line, tables.readable(rows, 1))
                rows = None
            case "inline" if rows is not None:
                rows[-1].append(tidy(_inline(token)).replace("\n", " "))
            case "inline":
                words = tidy(_inline(token))
                if words.strip():
                    yield Line(_marked(markers, words), level=level)
            case "fence" | "code_block":
                yield from (Line(line) for line in tidy(token.content).split("\n") if line)
            case "html_block":
                yield from _html(token.content)


def _marker(token: Any) -> str:
    if token.markup in "-*+" or not token.info:
        return "-"
    return f"{token.info}{token.markup}"


def _marked(markers: list[str], words: str) -> str:
    """With the marker of the innermost list's item, once."""
    if not markers or not markers[-1]:
        return words
    marker, markers[-1] = markers[-1], ""
    return f"{marker} {words}"


def _inline(token: Any) -> str:
    """The words of a paragraph, without marks of emphasis; a unit keeps its own line."""
    text = ""
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            text += child.content
        elif child.type == "softbreak":
            text += "\n"
        elif child.type == "hardbreak":
            text += "\n\n"
        elif child.type == "image":
            text += child.content
        elif child.type == "html_inline":
            text += "\n" if re.match(r"<br\b", child.content) else ""
    pieces: list[str] = []
    for line in re.split(r"\n(?!\n)", text):
        if pieces and not line.startswith("\n") and not begins_unit(line.strip()):
            pieces[-1] += f" {line}"
        else:
            pieces.append(line.strip("\n"))
    return "\n".join(pieces)


def _html(content: str) -> Iterator[Line]:
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(content, "lxml")
    for comment in soup.find_all(string=lambda node: isinstance(node, Comment)):
        comment.extract()
    text = tidy(soup.get_text("\n"))
    yield from (Line(line) for line in text.split("\n") if line.strip())
