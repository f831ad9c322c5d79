"""What a question asks for – a deadline, a place, a dossier – and the headings that tell it."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from corpus.text import spaced, syllables
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("asked_for.tsv")

_FEE_OF = re.compile(r"^ (?:le )?phi (?!dia gioi|nong|chinh|vat the|loi nhuan|ly|tap trung)")
# "khác nhau chỗ nào" asks for no place.
_DIFFER = re.compile(r" khac(?: nhau)?(?: o)? (?:dau|cho nao|diem nao)(?= )")
_FEE = " phi "  # as a last word; before others it is "phi địa giới", "phi nông nghiệp"


@lru_cache
def table(file: Path = FILE) -> tuple[tuple[str, str], ...]:
    """Ways of asking with the words of the heading that tells it, folded.

    Raises:
        ValueError: a line is not two columns; the message names it.
    """
    return tuple((spaced(way), spaced(heading)) for way, heading in pairs(file))


@lru_cache
def _accented(file: Path = FILE) -> tuple[str, ...]:
    """The ways of ``table`` as they are written, in its order."""
    return tuple(_in_order(way) for way, _ in pairs(file))


def _in_order(text: str) -> str:
    return f" {' '.join(syllables(text))} "


def facets(text: str, *, accented: bool = False) -> frozenset[str]:
    """The words of the headings under which one would look ``text`` up; none where it is open.

    Where ``accented``, by who types accents, "chợ, ai" is not "cho ai".
    """
    asked = _DIFFER.sub(" khac nhau", spaced(text))
    found = {heading for way, heading in table() if way in asked}
    if accented and found:
        typed = _in_order(text)
        ways = zip(_accented(), table(), strict=True)
        found = {heading for way, (_, heading) in ways if way in typed}
    fee = asked.endswith(_FEE) or _FEE_OF.search(asked)  # "còn phí?", "phí công bố hợp quy"
    return frozenset(found | {_FEE} if fee else found)


@lru_cache
def headings() -> frozenset[str]:
    """What can be asked for, but for examples, which anything may hold in brackets."""
    return frozenset(heading for _, heading in table()) - facets("ví dụ")


@lru_cache
def words_of_asking() -> frozenset[str]:
    """The folded words of all ways of asking: they do not say what a question is about."""
    return frozenset(word for way, _ in table() for word in way.split())


def topical(weights: Mapping[str, float]) -> dict[str, float]:
    """Of the terms of a question with their weights the single words that say what it is about."""
    asking = words_of_asking()
    return {term: idf for term, idf in weights.items() if " " not in term and term not in asking}


def told_under(heading: str, wanted: Collection[str]) -> bool:
    """Whether ``heading`` has the words of one of the ``wanted``."""
    plain = spaced(heading) if wanted else ""
    return any(words in plain for words in wanted)
