"""What a question asks for – a deadline, a place, a dossier – and the headings that tell it."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from corpus.text import spaced
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("asked_for.tsv")


@lru_cache
def table(file: Path = FILE) -> tuple[tuple[str, str], ...]:
    """Ways of asking with the words of the heading that tells it, folded.

    Raises:
        ValueError: a line is not two columns; the message names it.
    """
    return tuple((spaced(way), spaced(heading)) for way, heading in pairs(file))


def facets(text: str) -> frozenset[str]:
    """The words of the headings under which one would look ``text`` up; none where it is open."""
    asked = spaced(text)
    return frozenset(heading for way, heading in table() if way in asked)


def told_under(heading: str, wanted: Collection[str]) -> bool:
    """Whether ``heading`` has the words of one of the ``wanted``."""
    plain = spaced(heading) if wanted else ""
    return any(words in plain for words in wanted)
