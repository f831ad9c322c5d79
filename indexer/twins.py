"""Two files of one id and edition: one text twice, or two texts that look alike."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, count

from corpus.document import Reading
from corpus.text import folded_syllables

_SAME_TEXT = 0.6  # share of words in common from which two files hold one text
_COMPARED_WORDS = 3000


Owners = Mapping[tuple[str, str], Reading]
"""The readings of an index by id and edition."""


def twin_of(reading: Reading, owners: Owners, name: str) -> tuple[str, Reading | None]:
    """An id for ``reading`` that no other text has, and a reading of the same text if there is one.

    ``name`` is what tells this text from others that have its id: its file's.
    """
    document = reading.document
    for free in _ids(document.id, name):
        other = owners.get((free, document.edition))
        if other is None or _alike(reading, other) >= _SAME_TEXT:
            return free, other
    raise AssertionError("there are always more ids")


def _ids(own: str, name: str) -> Iterator[str]:
    """The id of a text and, for when another text has it, more of them without end."""
    named = f"{own}-{name}".strip("-")
    return chain([own, named], (f"{named}-{number}" for number in count(2)))


def _alike(one: Reading, other: Reading) -> float:
    """The share of the shorter text's words that the other has too."""
    first, second = (_first_words(reading) for reading in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 1)


def _first_words(reading: Reading) -> set[tuple[str, ...]]:
    text = " ".join(f"{s.heading} {s.text}" for s in reading.sections)
    words = folded_syllables(text)[:_COMPARED_WORDS]
    return {tuple(words[i : i + 3]) for i in range(max(len(words) - 2, 1))}
