"""Whether texts of the index mention a number that no document of it bears."""

from collections.abc import Iterator

import numpy as np

from corpus.citation import Citation
from corpus.text import folded_syllables, strip_accents
from retrieval.generation import Generation
from retrieval.named import matches, mentions
from retrieval.named_numbers import read

_PROVISIONS = 8  # that are read, those that say most of the number
_CHUNKS = 24  # of them


def mentioned(citation: Citation, generation: Generation) -> bool:
    """Whether some text names the number, by the same kind of document and the same year."""
    return next(chunk_rows_naming(citation, generation), None) is not None


def chunk_rows_naming(citation: Citation, generation: Generation, about: str = "") -> Iterator[int]:
    """The rows of chunks that name the number, of the provisions that say most of it.

    ``about`` are words that of those which say it should say as well.
    """
    words, store = generation.words, generation.store
    beside = [pair for pair in _pairs(citation) if words.knows(pair)]
    if not beside:
        return
    scores = words.scores("", beside)
    if about:
        year = read(citation.number).year
        saying = words.holding([pair for pair in beside if pair.partition(" ")[0] != str(year)])
        scores = np.where(saying, scores + words.scores(about), 0)
    best = np.argsort(-scores, kind="stable")[:_PROVISIONS]
    for row in generation.chunk_rows(best)[:_CHUNKS].tolist():
        if names_number(store.chunk_at(row).text, citation):
            yield row


def _pairs(citation: Citation) -> Iterator[str]:
    """The number with its year or its symbol, or with the word that stands before it in texts."""
    number = read(citation.number)
    ordinal = number.ordinal.split()[-1]
    before = dict.fromkeys(("so", *folded_syllables(citation.name)[-1:]))
    for spelled in dict.fromkeys((ordinal, ordinal.zfill(2))):
        if number.year:
            yield f"{spelled} {number.year}"
            yield from (f"{number.year} {symbol}" for symbol in number.symbols[:1])
        else:
            yield from (f"{word} {spelled}" for word in before)
            yield from (f"{spelled} {symbol}" for symbol in number.symbols[:1])


def names_number(text: str, citation: Citation) -> bool:
    plain = strip_accents(text).lower()
    return any(
        matches(mention.number, citation.number, "" if mention.kind else citation.name)
        and mention.kind in ("", citation.name or mention.kind)
        for mention in mentions(plain)
        if mention.number
    )
