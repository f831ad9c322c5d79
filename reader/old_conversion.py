"""Converts the words of a paragraph's runs that are in an old encoding."""

import unicodedata
from collections.abc import Iterator, Sequence

from reader.blocks import Run
from reader.old_capitals import restored
from reader.old_encodings import Encoding, table
from reader.old_words import Trust, read, unhyphened, words_of


def converted(runs: Sequence[Run], encoding: Encoding, trusts: Sequence[Trust | None]) -> list[Run]:
    """Convert words over the joined text, each letter staying in the run of its base."""
    text = unhyphened("".join(run.text for run in runs), encoding)
    of = [trust for run, trust in zip(runs, trusts, strict=True) for _ in run.text]
    pieces = [piece for run in runs for piece in run.text]
    signs = table(encoding)
    if signs.windows:
        pieces = [
            signs.letters.get(sign, sign) if "\x80" <= sign <= "\x9f" else sign for sign in pieces
        ]
    for match in words_of(text, encoding):
        start, end = match.span()
        for first, last in _parts(of, start, end):
            word = text[first:last]
            trust = max(trust for trust in of[first:last] if trust is not None)
            reading = read(word, encoding)
            if reading.holds(trust, word):
                pieces[first:last] = reading.pieces
    if encoding is Encoding.TCVN3:
        pieces = restored(text, pieces)
    return list(_cut(runs, pieces))


def _parts(of: Sequence[Trust | None], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a word that are believed at all."""
    first = start
    for at in range(start, end + 1):
        if at == end or of[at] is None:
            if at > first:
                yield first, at
            first = at + 1


def _cut(runs: Sequence[Run], pieces: Sequence[str]) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = "".join(pieces[at : at + len(run.text)])
        at += len(run.text)
        yield run if text == run.text else Run(unicodedata.normalize("NFC", text), run.font)
