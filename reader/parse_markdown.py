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
    lists: list[list[Any]] = []  # of [next number or 0, marker still to be printed]
    level, rows = 0, list[list[str]]()
    in_row = False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0
            lists.append([start, "", token.markup])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            lists[-1][1] = _marker(token)
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            in_row = True
            rows.append([])
        elif token.type == "tr_close":
            in_row = False
        elif token.type == "table_close":
            yield from map(Line, tables.readable(rows, 1))
        elif token.type == "inline":
            words = tidy(_inline(token))
            if in_row:
                rows[-1].append(words.replace("\n", " "))
            elif words.strip():
                yield Line(_marked(lists, words), level=level)
        elif token.type in ("fence", "code_block"):
            yield from (Line(line) for line in tidy(token.content).split("\n") if line)
        elif token.type == "html_block":
            yield from _html(token.content)


def _marker(token: Any) -> str:
    if token.markup in "-*+" or not token.info:
        return "-"
    return f"{token.info}{token.markup}"


def _marked(lists: list[list[Any]], words: str) -> str:
    if not lists or not lists[-1][1]:
        return words
    marker, lists[-1][1] = lists[-1][1], ""
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
