"""Which words of a provision a quote stands in, so that the page can mark them."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.chunk import Chunk
from corpus.document import Section
from corpus.provision import Provision
from retrieval.answer import Quote


@dataclass(frozen=True, slots=True)
class Marked:
    """A section's text cut in three: ``before``, the words to mark, ``after``."""

    section: Section
    before: str
    words: str = ""
    after: str = ""


def quote_link(quote: Quote, chunk: Chunk | None) -> str:
    """The quote's provision, told which words of the chunk to mark."""
    start = chunk.text.find(quote.text) if chunk else -1
    span = f"?quote={start}-{start + len(quote.text)}" if start >= 0 else ""
    return f"{quote.url}{span}#here"


def read_span(written: str, length: int) -> tuple[int, int]:
    """ "120-260" as a span of a text of ``length`` characters; all of it where that is no span."""
    start, _, end = written.partition("-")
    if start.isdecimal() and end.isdecimal() and len(written) < 20:
        span = int(start), min(int(end), length)
        if span[0] < span[1]:
            return span
    return 0, length


def marked(provision: Provision, chunk: Chunk, span: tuple[int, int]) -> list[Marked]:
    """The provision's sections, with the words of ``chunk.text[span]`` marked in them.

    Where that is all of them, none are: a mark on everything shows nothing.
    """
    wanted = [
        (part.path, chunk.text[max(part.start, span[0]) : min(part.end, span[1])])
        for part in chunk.parts
    ]
    cut = [_mark(section, wanted) for section in provision.sections]
    if all(one.words == one.section.text for one in cut):
        return [Marked(section, section.text) for section in provision.sections]
    return cut


def _mark(section: Section, wanted: Iterable[tuple[tuple[str, ...], str]]) -> Marked:
    for path, words in wanted:
        if path == section.path and words and words in section.text:
            before, _, after = section.text.partition(words)
            return Marked(section, before, words, after)
    return Marked(section, section.text)
