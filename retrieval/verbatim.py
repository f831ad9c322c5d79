"""Word for word: whether a quote is a span of its chunk, and a line whole sentences of a text."""

import re
from collections.abc import Iterator
from datetime import date

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.cite import cite
from corpus.text import SENTENCE_END, inside_word
from corpus.validity import Validity
from retrieval.answer import DocumentRef, Quote

_SENTENCE = r"[^\d\s][.!?…]"
_LABEL = r"[:;|]"
_MARK = r"(?:\A|\n)\s*(?:[-–—•+*]|\w{1,3}[.)])"  # of an item: "-", "a)", "12."
# What stands before a sentence, an item or the value of a label, and what after one.
_BEFORE = re.compile(rf"(?:{_SENTENCE}|{_LABEL}|{_MARK}) +\Z")
_AFTER = re.compile(rf"(?:{SENTENCE_END.pattern})|\s*(?:\n|\||\Z)")


def altered(quote: Quote, chunk: Chunk | None, days: frozenset[int] = frozenset()) -> str:
    """In what a quote differs from its source; empty where it does not."""
    if chunk is None:
        return "there is no such chunk"
    if not quote.text.strip() or not has_whole(quote.text, chunk.text):
        return "no span of its chunk"
    if quote.document != DocumentRef.of(chunk.document):
        return "names another document"
    if quote.citation not in _citations(chunk):
        return "cites another place"
    if quote.page not in (None, chunk.page):
        return "names another page"
    known = days | {day.toordinal() for day in _days(chunk.document.validity)}
    given = {day.toordinal() for day in _days(quote)}
    return "" if given <= known else "is in force on other days"


def _days(what: Quote | Validity) -> list[date]:
    return [day for day in (what.effective_from, what.effective_to) if day]


def _citations(chunk: Chunk) -> Iterator[Citation]:
    """How what stands in a chunk can be cited: the unit itself, each in it, and what is above."""
    paths = [chunk.path, *(part.path for part in chunk.parts), chunk.provision]
    for path in dict.fromkeys(paths):
        yield cite(chunk.document, path)
    above = {path[:depth] for path in paths for depth in range(len(path))}
    for path in above.difference(paths):
        yield cite(chunk.document, path)


def has_whole(span: str, text: str) -> bool:
    """Whether ``span`` stands in ``text`` without a word or a number cut at its ends."""
    start = text.find(span)
    while start >= 0:
        end = start + len(span)
        if not (inside_word(text, start) or inside_word(text, end)):
            return True
        start = text.find(span, start + 1)
    return False


def stands(line: str, text: str) -> bool:
    """Whether ``line`` is whole sentences (or a label's value, an item, a cell) of ``text``."""
    start = text.find(line)
    while start >= 0:
        if _begins(text, start) and _ends(text, start + len(line)):
            return True
        start = text.find(line, start + 1)
    return False


def _begins(text: str, at: int) -> bool:
    if at == 0 or text[at - 1] == "\n":
        return True
    return text[at - 1] == " " and _BEFORE.search(text, max(0, at - 8), at) is not None


def _ends(text: str, at: int) -> bool:
    return at == len(text) or _AFTER.match(text, at) is not None
