"""Puts accents back and mends slips: "khai bao" → "khai báo", "hop quyf" → "hợp quy".

Each typed word offers its readings (``retrieval.readings``); a bigram model of syllables,
counted over the indexed corpus, chooses among them (``retrieval.lattice``). What the writer
did accent is kept, and so is what the corpus knows as it is. Needed for vectors; words are
matched without accents, and as they were typed too.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.text import fold, syllables
from retrieval.counts import Counts, build
from retrieval.lattice import Chosen, best
from retrieval.readings import By, Reader, Reading

__all__ = ["AccentRestorer", "Mended", "build"]

_LEAST_LEFT_OUT = 0.0005  # share of accents that even a careful writer leaves out
_WORD = re.compile(r"[^\W_]+")
# Numbers of documents, addresses, dates: what holds a digit or @ and a joint.
# Capitals inside, but for a shift key held too long: "UBND", "VNeID"; not "THủ", "TTin".
_STANDS_FOR = re.compile(r"^[A-ZĐ]{2,}\d*$|.[^\W\d_]*[a-z].*[A-ZĐ]|^[A-ZĐ]{3}|^[A-ZĐ]{2}[^\W\d_]{0,1}$")
_AS_IT_IS = re.compile(r"(?=\S*[\d@])(?=\S*[/@:_.&-])\S+|\S+://\S*|\S*&\S+")


@dataclass(frozen=True, slots=True)
class Mended:
    """``text`` restored; ``phrases`` are the words read otherwise than typed, with their neighbours."""

    text: str
    phrases: tuple[str, ...] = ()


class AccentRestorer:
    """Reads what ``build`` wrote. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.counts = Counts(folder)
        self._reader = Reader(self.counts)

    def restore(self, text: str) -> str:
        """``text`` with the likeliest accents; letters' case, digits and punctuation kept."""
        return self.mend(text).text

    def mend(self, text: str) -> Mended:
        """``text`` with the likeliest accents, and its slips mended."""
        words = list(_WORD.finditer(text))
        letters = [word[0] for word in words if word[0].isalpha()]
        if not letters:
            return Mended(text)
        loyalty = self._loyalty(letters)
        kept = [match.span() for match in _AS_IT_IS.finditer(text)]
        lattice = [
            self._readings(word, text, kept, loyalty, first=place == 0)
            for place, word in enumerate(words)
        ]
        chosen = best(lattice, self.counts)
        return Mended(_respelled(text, words, chosen), _phrases(words, chosen))

    def _loyalty(self, words: list[str]) -> float:
        """What accents on a bare word cost: the more, the fewer the writer seems to leave out.

        That share is estimated from the bare words (Dempster, Laird & Rubin, 1977): some have
        their accents in every text ("duoc"), some hardly ever ("cho").
        """
        accented, bare = 0, list[float]()
        for word in words:
            plain = fold(word)
            if plain != word.casefold():
                accented += 1
            else:
                bare.append(self._reader.share_accented(plain))
        left_out = 0.5
        for _ in range(6):
            missing = sum(left_out * p / (left_out * p + 1 - p) for p in bare)
            left_out = max(missing / max(accented + missing, 1e-9), _LEAST_LEFT_OUT)
        return -math.log(left_out)

    def _readings(
        self,
        word: re.Match[str],
        text: str,
        kept: list[tuple[int, int]],
        loyalty: float,
        *,
        first: bool,
    ) -> list[Reading]:
        typed = word[0]
        shout = text.isupper()
        if any(begin <= word.start() < end for begin, end in kept):
            return [Reading(By.TYPED, ({typed.casefold(): 0.0},))]
        if not shout and _STANDS_FOR.search(typed):
            return list(self._reader.read_as_typed(typed, loyalty))
        name = typed[0].isupper() and not first and not shout
        return list(self._reader.read(typed, loyalty, name=name))


def _respelled(text: str, words: list[re.Match[str]], chosen: list[Chosen]) -> str:
    """The chosen spellings in the places of what was typed, keeping capitals."""
    parts, at = list[str](), 0
    for word, choice in zip(words, chosen, strict=True):
        parts += text[at : word.start()], _cased(word[0], choice.spelled)
        at = word.end()
    return "".join([*parts, text[at:]])


def _cased(typed: str, spelled: tuple[str, ...]) -> str:
    joined = " ".join(spelled)
    if fold(typed) == fold(joined) and len(typed) == len(joined):
        if not any(fold(a) != fold(b) for a, b in zip(typed, joined, strict=True)):
            letters = zip(typed, joined, strict=True)
            return "".join(new.upper() if old.isupper() else new for old, new in letters)
    if typed.isupper() and len(typed) > 1:
        return joined.upper()
    return joined[:1].upper() + joined[1:] if typed[:1].isupper() else joined


def _phrases(words: list[re.Match[str]], chosen: list[Chosen]) -> tuple[str, ...]:
    """What stands in other letters than typed, with a neighbour at each side: for words' pairs."""
    found = []
    for place, (word, choice) in enumerate(zip(words, chosen, strict=True)):
        if fold(word[0]) != fold(" ".join(choice.spelled)):
            before = chosen[place - 1].spelled[-1:] if place else ()
            after = chosen[place + 1].spelled[:1] if place + 1 < len(chosen) else ()
            found.append(" ".join((*before, *choice.spelled, *after)))
    return tuple(dict.fromkeys(found))
