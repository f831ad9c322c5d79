"""Puts accents back and mends slips: "khai bao" → "khai báo", "hop quyf" → "hợp quy".

Each typed word offers its readings (``retrieval.readings``); a bigram model of syllables,
counted over the indexed corpus, chooses among them (``retrieval.lattice``). What the writer
did accent is kept, and so is what the corpus knows as it is. Needed for vectors; words are
matched without accents, and as they were typed too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text import canonical_tones, fold
from retrieval.abbreviations import table
from retrieval.counts import Counts
from retrieval.lattice import Chosen, best, log_chance
from retrieval.readings import By, Reader, Reading
from retrieval.typed import Word, pattern, words

_LEAST_LEFT_OUT = 0.0005  # share of accents that even a careful writer leaves out
_KINDS_OF_TEXTS = frozenset(
    ("luật", "nghị định", "thông tư", "quyết định", "nghị quyết", "chỉ thị", "công văn")
)
_AT_ONCE = 500  # words of a text that are weighed together: all pairs of readings take room
_CLEARLY = 2.0  # by how much one long form must be likelier than the others (natural logarithm)


@dataclass(frozen=True, slots=True)
class Mended:
    """``text`` restored.

    ``phrases`` are the words read otherwise than typed, with their neighbours; ``long_forms``
    what short forms may stand for where the sentence does not tell which, and ``doubts`` the
    same with each short form as it was typed.
    """

    text: str
    phrases: tuple[str, ...] = ()
    long_forms: tuple[str, ...] = ()
    doubts: tuple[tuple[str, tuple[str, ...]], ...] = ()


class AccentRestorer:
    """Reads what ``build`` wrote. Safe to share between threads.

    Raises:
        BrokenTable: a line of the table of short forms is broken.
    """

    def __init__(
        self, folder: Path, short_forms: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        known = table() if short_forms is None else short_forms
        self.folder = folder
        self._counts = Counts(folder)
        self._reader = Reader(self._counts, known)
        self._pattern = pattern(short for short in known if " " in short)

    def restore(self, text: str) -> str:
        """``text`` as ``mend`` restores it."""
        return self.mend(text).text

    def mend(self, text: str) -> Mended:
        """``text`` with the likeliest accents and its slips mended; signs and capitals kept."""
        typed = words(text, self._pattern)
        if not typed:
            return Mended(text)
        loyalty = self._loyalty(typed)
        lattice = [list(self._reader.read(word, loyalty)) for word in typed]
        _number_texts(typed, lattice)
        chosen = [
            one
            for start in range(0, len(lattice), _AT_ONCE)
            for one in best(lattice[start : start + _AT_ONCE], self._counts)
        ]
        doubts = dict[str, tuple[str, ...]]()
        for place, readings in enumerate(lattice):
            if self._doubtful(place, readings, chosen):
                doubts[typed[place].typed] = tuple(one.written for one in readings if one.written)
                chosen[place] = Chosen(readings[-1], tuple(map(_only, readings[-1].syllables)))
        return Mended(
            _respelled(text, typed, chosen),
            _phrases(typed, chosen),
            tuple(dict.fromkeys(form for forms in doubts.values() for form in forms)),
            tuple(doubts.items()),
        )

    def _doubtful(self, place: int, readings: Sequence[Reading], chosen: Sequence[Chosen]) -> bool:
        """Whether a short form has several meanings and none of them is clearly the likeliest."""
        long = [reading for reading in readings if reading.by is By.SHORT]
        if len(long) < 2:
            return False
        if chosen[place].reading.by is not By.SHORT:
            return True
        before = chosen[place - 1].spelled[-1] if place else ""
        after = chosen[place + 1].spelled[:1] if place + 1 < len(chosen) else ()
        chances = sorted(
            log_chance((before, *map(_only, one.syllables), *after), self._counts) for one in long
        )
        return chances[-1] - chances[-2] < _CLEARLY

    def _loyalty(self, typed: Sequence[Word]) -> float:
        """What accents on a bare word cost: the more, the fewer the writer seems to leave out.

        That share is estimated from the bare words (Dempster, Laird & Rubin, 1977): some have
        their accents in every text ("duoc"), some hardly ever ("cho").
        """
        accented, bare = 0, list[float]()
        for word in typed:
            plain = fold(word.typed)
            if plain != word.typed.casefold():
                accented += 1
            elif plain.isalpha():
                bare.append(self._reader.share_accented(plain))
        left_out = 0.5
        for _ in range(6):
            missing = sum(left_out * p / (left_out * p + 1 - p) for p in bare)
            left_out = max(missing / max(accented + missing, 1e-9), _LEAST_LEFT_OUT)
        return -math.log(left_out)


def _number_texts(typed: Sequence[Word], lattice: list[list[Reading]]) -> None:
    """Before a number a short form that may be a kind of text is one: "QĐ 2618", "TT 07/2025"."""
    for place, following in enumerate(typed[1:]):
        kinds = [one for one in lattice[place] if one.written in _KINDS_OF_TEXTS]
        if kinds and following.typed[0].isdigit():
            lattice[place] = kinds


def _only(spellings: Mapping[str, float]) -> str:
    """The spelling of a syllable that has one."""
    return next(iter(spellings))


def _respelled(text: str, typed: Sequence[Word], chosen: Sequence[Chosen]) -> str:
    """The chosen spellings in the places of what was typed."""
    parts, at = list[str](), 0
    for word, choice in zip(typed, chosen, strict=True):
        parts += text[at : word.start], _written(word.typed, choice)
        at = word.end
    return "".join([*parts, text[at:]])


def _written(typed: str, choice: Chosen) -> str:
    """The chosen reading, with the capitals of what was typed; that itself, if it is meant."""
    together, apart = "".join(choice.spelled), " ".join(choice.spelled)
    if canonical_tones(typed.casefold()) == apart:
        return typed
    if choice.reading.written:
        return choice.reading.written
    if fold(typed) == fold(together) and len(typed) == len(together):
        letters = iter(typed)
        return "".join(
            new.upper() if new != " " and next(letters).isupper() else new for new in apart
        )
    if typed.isupper() and len(typed) > 1:
        return apart.upper()
    return apart[:1].upper() + apart[1:] if typed[0].isupper() else apart


def _phrases(typed: Sequence[Word], chosen: Sequence[Chosen]) -> tuple[str, ...]:
    """What is read in other letters than typed, with a neighbour at each side.

    With them, as words are matched by pairs too.
    """
    found = []
    for place, (word, choice) in enumerate(zip(typed, chosen, strict=True)):
        if fold(word.typed) != fold(" ".join(choice.spelled)):
            before = chosen[place - 1].spelled[-1:] if place else ()
            after = chosen[place + 1].spelled[:1] if place + 1 < len(chosen) else ()
            found.append(" ".join((*before, *choice.spelled, *after)))
    return tuple(dict.fromkeys(found))
