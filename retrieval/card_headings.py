"""What is told under a heading of a guide: a line of the card, or something else."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from corpus.text import folded_syllables
from retrieval.answer import LineKind
from retrieval.pairs import BrokenTable, pairs

FILE = Path(__file__).with_name("card_headings.tsv")
_NUMBER = 2  # syllables of a heading's own number that may stand before its words: "II 1"


class Beside(StrEnum):
    """What stands in a guide beside the lines of the card."""

    SCOPE = "scope"  # to what it applies
    ABSENT = "absent"  # what no source was found for
    NONE = "none"


Told = LineKind | Beside


@lru_cache
def table(file: Path = FILE) -> dict[tuple[str, ...], Told]:
    """What headings begin with, as folded syllables.

    Raises:
        BrokenTable: a line is not two columns, or names no line of the card.
    """
    known: dict[str, Told] = {one.value: one for kinds in (LineKind, Beside) for one in kinds}
    found: dict[tuple[str, ...], Told] = {}
    for words, kind in pairs(file):
        if kind not in known:
            raise BrokenTable(f"{file}: {kind!r} is no line of a card")
        found[tuple(folded_syllables(words))] = known[kind]
    return found


@lru_cache(maxsize=4096)
def told_under(heading: str) -> Told:
    """By the longest words of the table with which the heading begins, its number aside."""
    words = folded_syllables(heading)
    for skipped in range(_NUMBER + 1):
        if skipped and not _is_number(words[skipped - 1 : skipped]):
            break
        rest = tuple(words[skipped:])
        for length in range(min(len(rest), 6), 0, -1):
            if (told := table().get(rest[:length])) is not None:
                return told
    return Beside.NONE


def _is_number(words: list[str]) -> bool:
    """Whether a syllable numbers a heading: "3", "iv", "b"."""
    (word,) = words or ("",)
    return word.isdecimal() or len(word) == 1 or (bool(word) and set(word) <= set("ivx"))
