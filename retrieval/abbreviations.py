"""Short forms of the trade: offered as alternatives, replaced only where none is ambiguous."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from corpus.text import fold
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("abbreviations.tsv")
# Not inside a document's number: "132/2025/QĐ-UBND".
_TOKEN = re.compile(r"(?<![\w/&-])[^\W_]+(?:&[^\W_]+)?(?![\w/-])")
_ALWAYS_EXACT = 2  # letters up to which a short form counts only as the table writes it


@lru_cache
def table(file: Path = FILE) -> Mapping[str, tuple[str, ...]]:
    """Short form → what it may stand for. Long short forms are keyed folded.

    Raises:
        ValueError: a line is not two columns; the message names it.
    """
    found: dict[str, list[str]] = {}
    for short, long in pairs(file):
        found.setdefault(_key(short), []).append(long.strip())
    return {short: tuple(long) for short, long in found.items()}


def _key(short: str) -> str:
    return short if len(short) <= _ALWAYS_EXACT else fold(short)


def expand(text: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """``text`` with its unambiguous short forms written out, and all possible long forms."""
    alternatives: list[str] = []

    def one(match: re.Match[str]) -> str:
        long = known.get(_key(match[0]), ())
        alternatives.extend(long)
        return long[0] if len(long) == 1 else match[0]

    return _TOKEN.sub(one, text), tuple(dict.fromkeys(alternatives))
