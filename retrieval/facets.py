"""What a question asks for – a deadline, a place, a dossier – and the headings that tell it."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from corpus.text import spaced
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("asked_for.tsv")

_FEE = " phi "  # as a last word; before others it is "phi địa giới", "phi nông nghiệp"


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
    found = {heading for way, heading in table() if way in asked}
    return frozenset(found | {_FEE} if asked.endswith(_FEE) else found)  # "còn phí?"


@lru_cache
def headings() -> frozenset[str]:
    """What can be asked for, but for examples, which anything may hold in brackets."""
    return frozenset(heading for _, heading in table()) - facets("ví dụ")


@lru_cache
def words_of_asking() -> frozenset[str]:
    """The folded words of all ways of asking: they do not say what a question is about."""
    return frozenset(word for way, _ in table() for word in way.split())


def told_under(heading: str, wanted: Collection[str]) -> bool:
    """Whether ``heading`` has the words of one of the ``wanted``."""
    plain = spaced(heading) if wanted else ""
    return any(words in plain for words in wanted)
