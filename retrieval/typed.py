"""The words of a question, as they stand there, and what kind of writing each is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

_WORD = r"[^\W_]+(?:&[^\W_]+)*"
# Addresses, dates, numbers of documents: what holds a digit or @, and a joint inside.
_TELLS, _JOINT = re.compile(r"[\d@]|://"), re.compile(r"\w[/@:_.-]\w|://")
_LONGEST = 40  # letters of what may be words at all
_UNIT = re.compile(r"\d (?:kg|[a-z])$")
# Capitals inside, as in "UBND", "VNeID"; not with the shift key held too long, "THủ", "TTin".
_CAPITALS = re.compile(r"^[A-ZĐ]{2}(?:[A-ZĐ]|[^\W\d_]?$|\d)|[a-z].*[A-ZĐ]")


class Kind(Enum):
    """How far a word may be read otherwise than typed."""

    WORD = auto()
    NAME = auto()  # a capital inside a sentence, a hyphen: less readily
    CAPITALS = auto()  # it stands for something: as a short form, or parted at its capitals
    AS_IT_IS = auto()  # a part of a number or an address, a unit: not at all


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits of a text, with its place there."""

    typed: str
    start: int
    kind: Kind

    @property
    def end(self) -> int:
        return self.start + len(self.typed)


def pattern(spaced: Iterable[str]) -> re.Pattern[str]:
    """What finds words; of the short forms with spaces inside, each is one word."""
    alternatives = [rf"\b{re.escape(short)}\b" for short in sorted(spaced, key=len, reverse=True)]
    return re.compile("|".join([*alternatives, _WORD]))


def words(text: str, found_by: re.Pattern[str]) -> list[Word]:
    """The words of ``text``, tidied (``corpus.text.tidy``)."""
    as_it_is = set[int]()
    for chunk in re.finditer(r"\S+", text):
        if _TELLS.search(chunk[0]) and _JOINT.search(chunk[0]):
            as_it_is.update(range(chunk.start(), chunk.end()))
    return list(_words(text, found_by, as_it_is))


def _words(text: str, found_by: re.Pattern[str], as_it_is: set[int]) -> Iterator[Word]:
    shouted = text.isupper()
    for match in found_by.finditer(text):
        typed, start = match[0], match.start()
        kind = Kind.WORD
        if (
            start in as_it_is
            or len(typed) > _LONGEST
            or _UNIT.search(text, max(start - 2, 0), match.end())
        ):
            kind = Kind.AS_IT_IS
        elif shouted:
            pass
        elif _CAPITALS.search(typed):
            kind = Kind.CAPITALS
        elif (start and typed[0].isupper()) or "-" in _around(text, start, match.end()):
            kind = Kind.NAME
        yield Word(typed, start, kind)


def _around(text: str, start: int, end: int) -> str:
    return text[max(start - 1, 0) : start] + text[end : end + 1]
