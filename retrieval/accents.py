"""Puts accents back and mends slips: "khai bao" → "khai báo", "hop quyf" → "hợp quy".

Each typed word offers its readings (``retrieval.readings``); a bigram model of syllables,
counted over the indexed corpus, chooses among them (``retrieval.lattice``). What the writer
did accent is kept, and so is what the corpus knows as it is. Needed for vectors; words are
matched without accents, and as they were typed too.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.text import canonical_tones, fold
from retrieval.abbreviations import table
from retrieval.counts import Counts, build
from retrieval.lattice import Chosen, best, log_chance
from retrieval.readings import By, Reader, Reading

__all__ = ["AccentRestorer", "Mended", "build"]

_LEAST_LEFT_OUT = 0.0005  # share of accents that even a careful writer leaves out
_WORD = r"[^\W_]+(?:&[^\W_]+)*"
_UNIT = re.compile(r"\d (?:kg|[a-z])$")
_CLEARLY = 2.0  # by how much one long form must be likelier than the others (natural logarithm)
# Numbers of documents, addresses, dates: what holds a digit or @ and a joint.
# Capitals inside, but for a shift key held too long: "UBND", "VNeID"; not "THủ", "TTin".
_STANDS_FOR = re.compile(r"^[A-ZĐ]{2,}\d*$|.[^\W\d_]*[a-z].*[A-ZĐ]|^[A-ZĐ]{3}|^[A-ZĐ]{2}[^\W\d_]{0,1}$")
_AS_IT_IS = re.compile(r"(?=\S*[\d@])(?=\S*[\w][/@:_.-]\w)\S+|\S+://\S*")


@dataclass(frozen=True, slots=True)
class Mended:
    """``text`` restored.

    ``phrases`` are the words read otherwise than typed, with their neighbours; ``long_forms``
    what short forms may stand for where the sentence does not tell which.
    """

    text: str
    phrases: tuple[str, ...] = ()
    long_forms: tuple[str, ...] = ()


class AccentRestorer:
    """Reads what ``build`` wrote. Safe to share between threads."""

    def __init__(self, folder: Path, short_forms: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.counts = Counts(folder)
        known = table() if short_forms is None else short_forms
        self._reader = Reader(self.counts, known)
        spaced = sorted((re.escape(short) for short in known if " " in short), reverse=True)
        self._word = re.compile("|".join([*(rf"\b{short}\b" for short in spaced), _WORD]))

    def restore(self, text: str) -> str:
        """``text`` with the likeliest accents; letters' case, digits and punctuation kept."""
        return self.mend(text).text

    def mend(self, text: str) -> Mended:
        """``text`` with the likeliest accents, and its slips mended."""
        words = list(self._word.finditer(text))
        if not words:
            return Mended(text)
        letters = [word[0] for word in words if word[0].isalpha()]
        loyalty = self._loyalty(letters)
        kept = [match.span() for match in _AS_IT_IS.finditer(text)]
        lattice = [
            self._readings(word, text, kept, loyalty, first=place == 0)
            for place, word in enumerate(words)
        ]
        chosen = best(lattice, self.counts)
        doubtful = {place for place, some in enumerate(lattice) if self._doubtful(place, some, chosen)}
        for place in doubtful:
            chosen[place] = Chosen(lattice[place][-1], (words[place][0].casefold(),))
        return Mended(
            _respelled(text, words, chosen),
            _phrases(words, chosen),
            tuple(dict.fromkeys(r.written for place in sorted(doubtful) for r in lattice[place][:-1])),
        )

    def _doubtful(self, place: int, readings: list[Reading], chosen: list[Chosen]) -> bool:
        """Whether a short form of several meanings is left as it is: none is clearly the likeliest."""
        long = [reading for reading in readings if reading.by is By.SHORT]
        if len(long) < 2:
            return False
        if chosen[place].reading.by is not By.SHORT:
            return True
        before = chosen[place - 1].spelled[-1] if place else ""
        after = chosen[place + 1].spelled[:1] if place + 1 < len(chosen) else ()
        chances = sorted(
            log_chance((before, *(form for forms in one.syllables for form in forms), *after), self.counts)
            for one in long
        )
        return chances[-1] - chances[-2] < _CLEARLY

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
        if any(begin <= word.start() < end for begin, end in kept) or _UNIT.search(
            text, max(word.start() - 2, 0), word.end()
        ):
            return [Reading(By.TYPED, ({typed.casefold(): 0.0},))]
        if not shout and _STANDS_FOR.search(typed):
            return list(self._reader.read_as_typed(typed, loyalty))
        name = typed[0].isupper() and not first and not shout
        return list(self._reader.read(typed, loyalty, name=name))


def _respelled(text: str, words: list[re.Match[str]], chosen: list[Chosen]) -> str:
    """The chosen spellings in the places of what was typed, keeping capitals."""
    parts, at = list[str](), 0
    for word, choice in zip(words, chosen, strict=True):
        parts += text[at : word.start()], _written(word[0], choice)
        at = word.end()
    return "".join([*parts, text[at:]])


def _written(typed: str, choice: Chosen) -> str:
    if canonical_tones(typed.casefold()) == " ".join(choice.spelled):
        return typed
    return choice.reading.written or _cased(typed, choice.spelled)


def _cased(typed: str, spelled: tuple[str, ...]) -> str:
    joined = " ".join(spelled)
    if fold(typed) == fold("".join(spelled)) and len(typed) == len("".join(spelled)):
        letters = iter(typed)
        return "".join(
            new if new == " " else new.upper() if next(letters).isupper() else new for new in joined
        )
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
