"""A word in an old encoding, and when it is one: read aloud, it must be a Vietnamese syllable.

"®iÒu" read as TCVN3 is "điều"; "niño" read as anything is no syllable and stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from corpus.vietnamese import is_syllable
from reader.old_encodings import Encoding, table

MODERN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_ALONE = frozenset("ýởôàạơừổủếốỷ")  # syllables of one letter that texts have
_QUOTES = "«»·"  # stand around words; in TCVN3 they are letters too
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"

_OLD = f"[{_LETTERS}¡-¯µ-¹»-¾×÷]*"
_HYPHENED = re.compile(rf"(?<![\w-])({_OLD})[-\x02]({_OLD})(?![\w-])")


class Trust(IntEnum):
    """How sure it is that a word is in the old encoding."""

    NEIGHBOUR = 0  # its neighbours are, its font is a new one
    TEXT = 1  # the text around it reads so
    FONT = 2  # its font is an old one


@dataclass(frozen=True, slots=True)
class Reading:
    """A word read in an encoding. ``pieces``: what each of its characters becomes."""

    pieces: tuple[str, ...]
    syllable: bool  # read so, it is one
    already: bool  # it is one as it stands
    short: bool  # an abbreviation, đ alone, words without space: to be read, but no proof

    def holds(self, trust: Trust, word: str) -> bool:
        """Whether to believe it."""
        if trust is Trust.NEIGHBOUR:
            return self.syllable and not self.already and len(word) > 1
        if trust is Trust.FONT:
            return self.syllable or len(word) > 1 or word.isalpha() or word in "®§¦"
        return self.syllable or self.short or _is_odd(word)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many words of a text speak for an encoding and against it."""

    encoding: Encoding
    words: int
    against: int
    letters: int  # characters beyond ASCII in the words for it
    distinct: frozenset[str] = frozenset()  # the words for it

    @property
    def share(self) -> float:
        return self.words / max(1, self.words + self.against)


def evidence(text: str, encoding: Encoding) -> Evidence:
    """Weigh the words of ``text``; those with letters of modern Vietnamese do not count."""
    words = against = letters = 0
    distinct = set()
    text = unhyphened(text, encoding)
    for match in words_of(text, encoding):
        word = match.group()
        if len(word) < 2 or word == "µm" or MODERN.search(word):
            continue
        reading = read(word, encoding)
        if reading.short or (reading.syllable and reading.already):
            continue
        if reading.syllable:
            words += 1
            distinct.add(word.lower())
            letters += sum(not letter.isascii() for letter in word)
        else:
            against += 1
    return Evidence(encoding, words, against, letters, frozenset(distinct))


def unhyphened(text: str, encoding: Encoding) -> str:
    """``text`` with the ư of TCVN3 where only a hyphen is left of it: "n-íc", "th-".

    Its byte is that of the soft hyphen, which PDF shows as a hyphen. Length is kept.
    """
    if encoding is not Encoding.TCVN3 or not ("-" in text or "\x02" in text):
        return text
    return _HYPHENED.sub(_with_u, text)


def _with_u(match: re.Match[str]) -> str:
    parts = match.groups()
    before, after = ("".join(table(Encoding.TCVN3).pieces(part)).lower() for part in parts)
    whole = is_syllable(f"{before}ư{after}") and bool(before or after)
    if not whole or all(len(part) > 1 and is_syllable(part) for part in (before, after) if part):
        return match.group()
    return "\xad".join(parts)


def words_of(text: str, encoding: Encoding) -> Iterator[re.Match[str]]:
    """The words of ``text`` that hold a character of ``encoding`` beyond ASCII."""
    return _pattern(encoding).finditer(text)


@lru_cache(maxsize=1 << 15)
def read(word: str, encoding: Encoding) -> Reading:
    """``word`` in ``encoding``; signs at its edges stay where only so it is a syllable."""
    pieces = table(encoding).pieces(word)
    signs = "" if table(encoding).windows else _signs(encoding)
    for start, end in _edges(word, encoding):
        inner = "".join(pieces[start:end])
        if _is_read(inner) and not (word[end - 1] in signs and _ends_high(inner)):
            kept = (*word[:start], *pieces[start:end], *word[end:])
            return Reading(kept, True, is_syllable(word[start:end].lower()), False)
    start, end = _edges(word, encoding)[-1]
    kept = (*word[:start], *pieces[start:end], *word[end:])
    bare, letters = word[start:end], "".join(pieces[start:end])
    short = _is_short(bare, letters) or _is_glued(bare, letters)
    return Reading(kept, False, is_syllable(bare.lower()), short)


def _is_read(letters: str) -> bool:
    if len(letters) < 2:
        return letters.lower() in _ALONE
    return is_syllable(letters.lower())


def _ends_high(letters: str) -> bool:
    """ "khuỢ": VISCII has Ợ where Windows-1252 has the closing quotation mark."""
    return letters[-1].isupper() and letters[1:-1].islower()


def _is_glued(word: str, letters: str) -> bool:
    """Two or three syllables without a space, with two old letters at least."""
    if sum(not letter.isascii() for letter in word) < 2 or len(letters) > 20:
        return False
    low = letters.lower()
    return any(
        is_syllable(low[:at]) and (is_syllable(low[at:]) or _is_pair(low[at:]))
        for at in range(2, len(low) - 1)
    )


def _is_pair(letters: str) -> bool:
    return any(
        is_syllable(letters[:at]) and is_syllable(letters[at:]) for at in range(2, len(letters) - 1)
    )


def _edges(word: str, encoding: Encoding) -> list[tuple[int, int]]:
    """The parts of ``word`` to try: whole first, without the signs at its edges last."""
    signs = _signs(encoding)
    start, end = 0, len(word)
    while end > start and word[end - 1] in signs:
        end -= 1
    while start < end and word[start] in signs:
        start += 1
    if start == end:
        return [(0, len(word))]
    found = [(first, last) for first in range(start + 1) for last in range(len(word), end - 1, -1)]
    return found[:9] if len(found) < 10 else [(0, len(word)), (start, end)]


@cache
def _signs(encoding: Encoding) -> str:
    if table(encoding).windows:
        return _QUOTES
    return bytes(range(0x80, 0xA0)).decode("cp1252", "ignore") + "\u00a0" + _QUOTES


def _is_short(word: str, letters: str) -> bool:
    """ "H§ND", "Q§": capitals only, one of them an old letter; or đ alone."""
    if len(letters) < 2:
        return word in ("®", "ñ", "§", "Ñ", "¦", "ð", "Ð")
    return letters.isupper() and letters.isalpha() and MODERN.search(letters) is not None


def _is_odd(word: str) -> bool:
    """Whether a sign that is no letter stands inside: no other language has such words."""
    return any(not letter.isalpha() and not letter.isascii() for letter in word[:-1]) and any(
        letter.isascii() for letter in word
    )


@cache
def _pattern(encoding: Encoding) -> re.Pattern[str]:
    keys = {letter for shown in table(encoding).letters for letter in shown}
    if table(encoding).windows:
        keys = {letter for letter in keys if not "\x80" <= letter <= "\x9f"}
    beyond = re.escape("".join(sorted(key for key in keys if not key.isascii() or key < " ")))
    letters = f"[{_LETTERS}{beyond}{MODERN.pattern[1:-1]}]"
    return re.compile(f"[A-Za-z]*[{beyond}]{letters}*|[A-Za-z]*[À-ÿ]{letters}*")
