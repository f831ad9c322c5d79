"""Short forms of the trade and of chat: what each may stand for."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from corpus.text import fold, strip_accents
from corpus.vietnamese import is_syllable
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("abbreviations.tsv")
_VOWELS = frozenset("aeiouy")
# Not inside a document's number: "132/2025/QĐ-UBND".
_TOKEN = re.compile(r"(?<![\w/&-])[^\W_]+(?:&[^\W_]+)?(?![\w/-])")


@lru_cache
def table(file: Path = FILE) -> Mapping[str, tuple[str, ...]]:
    """Short form → what it may stand for. Those in capitals are known folded, too.

    Raises:
        BrokenTable: a line is not two columns, or one of them is empty; the message names it.
    """
    found: dict[str, list[str]] = {}
    for short, long in pairs(file):
        for key in _ways_to_type(short):
            found.setdefault(key, []).append(long)
    return {short: tuple(dict.fromkeys(long)) for short, long in found.items()}


def _ways_to_type(short: str) -> set[str]:
    """In capitals also in small letters and without accents, as far as that is no word."""
    if short == short.casefold():
        return {short, fold(short)} if " " in short else {short}
    bare = fold(short)
    return {short, strip_accents(short)} | (set() if _word(bare) else {short.casefold(), bare})


def long_forms(typed: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What ``typed`` may stand for; nothing where it is no short form.

    In capitals it is none of those that the table writes in small letters: "BT" is not "bt".
    """
    if typed in known or (typed.isupper() and typed != typed.casefold()):
        return known.get(typed, ())
    return known.get(typed.casefold(), ())


def written_out(text: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """``text`` with its unambiguous short forms written out, whatever stands beside them."""

    def one(match: re.Match[str]) -> str:
        long = long_forms(match[0], known)
        return long[0] if len(long) == 1 else match[0]

    return _TOKEN.sub(one, text)


def _word(bare: str) -> bool:
    """Whether ``bare`` may be a word, in small letters: "an", "ho"."""
    return is_syllable(bare) and not _VOWELS.isdisjoint(bare)
