"""Two files of one id and edition: one text twice, or two texts that look alike."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, count

from corpus.reading import Reading
from corpus.text import folded_syllables

# Share of words in common from which two files hold one text. A number makes one text
# likely; of two forms without one, each province's differs in few words and both are wanted.
_SAME_NUMBERED = 0.6
_SAME = 0.97
_COMPARED_WORDS = 3000


def settled(
    reading: Reading, owners: Mapping[tuple[str, str], Reading], name: str
) -> tuple[Reading, Reading | None]:
    """``reading`` under an id that is free, and its twin among ``owners`` if it has one.

    ``owners`` are the readings so far by id and edition. ``name``, its file's, is what
    tells a text from others that have its id.
    """
    document = reading.document
    for free in _ids(document.id, name):
        other = owners.get((free, document.edition))
        enough = _SAME_NUMBERED if document.number else _SAME
        if other is not None and _alike(reading, other) >= enough:
            return reading, other
        if other is None:
            break
    if free == document.id:
        return reading, None
    warning = (
        f"another text has the id {document.id} too: this one is kept as {free}; "
        "give it an id of its own in a sidecar file"
    )
    renamed = replace(document, id=free)
    return replace(reading, document=renamed, warnings=(*reading.warnings, warning)), None


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
