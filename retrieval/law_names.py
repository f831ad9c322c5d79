"""Laws by their names as people write them: whole, begun, by first letters, with slips.

The names are the titles of the index themselves; no list of laws is kept.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from corpus.text import folded_syllables
from retrieval.abbreviations import table, written_out
from retrieval.named_numbers import YEAR

_KINDS = {("bo", "luat"): 2, ("luat",): 1, ("phap", "lenh"): 2}
_AMENDING = ("sua", "doi")
# What may stand behind a name and is no part of it.
_FILLERS = frozenset(
    [
        "va",
        "viet",
        "nam",
        "hien",
        "hanh",
        "moi",
        "nhat",
        "cu",
        "so",
        "doi",
        "sua",
        "bo",
        "sung",
        "a",
        "ah",
        "vay",
        "day",
        "nhe",
        "voi",
        "em",
        "anh",
        "chi",
        "do",
        "cua",
    ]
)
_RUN_ON = 3  # words behind a name, more than which are no other law's name
_LIKE = 88  # of 100, the likeness of a name with slips
_SAYS = 2  # letters that can stand for a name
_LONG = 3  # letters in which one can be wrong


@dataclass(frozen=True, slots=True)
class _Name:
    """A title without its kind and without "và"; ``amends`` that it changes another law."""

    row: int
    words: tuple[str, ...]
    year: str
    amends: bool
    initials: str
    letters: str  # with those of its kind: "blds"


class LawNames:
    """Built from (row, title, year) of each law."""

    def __init__(self, titles: Iterable[tuple[int, str, str]]) -> None:
        self._names = [_name(row, title, year) for row, title, year in titles]
        self._vocabulary = {word for name in self._names for word in name.words}
        self._starts: dict[str, list[tuple[_Name, int]]] = defaultdict(list)
        for name in self._names:
            for at, word in enumerate(name.words):
                self._starts[word].append((name, at))
        self._plain = {at: " ".join(name.words) for at, name in enumerate(self._names)}

    def called(self, text: str) -> tuple[list[int], bool]:
        """Rows of the laws that ``text`` names, and whether it names one at all."""
        for written in dict.fromkeys((text, written_out(text, table()))):
            words, year = _words(written)
            found = self._meant(words) or (self._lettered(written) if " " not in written else [])
            if found:
                return [name.row for name in found if not year or name.year == year], True
        return [], False

    def _meant(self, words: list[str]) -> list[_Name]:
        if tuple(words[:2]) == _AMENDING:
            return self._found(_amended(words), amending=True)
        found = self._found(words, amending=False)
        if not found and "sua" in words:  # "luật SHTT sửa đổi"
            found = self._found(words[: words.index("sua")], amending=True)
        return found

    def _found(self, words: list[str], *, amending: bool) -> list[_Name]:
        """The names that ``words`` begin with; longer ones and whole ones before others."""
        ranked: dict[tuple[int, bool, bool], list[_Name]] = defaultdict(list)
        left: dict[int, int] = {}
        for name, at in self._candidates(words):
            if name.amends is not amending:
                continue
            used, covered = self._shared(words, name, at)
            whole = covered == len(name.words) - at
            left[name.row] = len(words) - used
            ranked[covered, at == 0 or amending, whole].append(name)
        for rank in sorted(ranked, reverse=True)[:1]:
            covered, _, whole = rank
            names = list(dict.fromkeys(ranked[rank]))
            behind = [
                word for word in words[len(words) - left[names[0].row] :] if word not in _FILLERS
            ]
            closed = not behind or behind[0].isdigit()
            if (closed and (whole or covered > 1)) or (whole and len(behind) > _RUN_ON):
                return names
        return self._alike(words, amending=amending)

    def _candidates(self, words: list[str]) -> list[tuple[_Name, int]]:
        if not words:
            return []
        first = words[0]
        if first in self._vocabulary:
            return self._starts[first]
        slip = self._slip(first)
        begun = [] if len(first) < _SAYS else self._names
        return [
            *(self._starts[slip] if slip else ()),
            *((name, 0) for name in begun if name.initials.startswith(first)),
        ]

    def _shared(self, words: Sequence[str], name: _Name, at: int) -> tuple[int, int]:
        """How many of ``words`` agree with the name from ``at`` on, and how much of it they say."""
        used, place = 0, at
        for word in words:
            if place >= len(name.words):
                break
            if word == name.words[place]:
                place += 1
            elif word in self._vocabulary:
                break
            elif len(word) >= _SAYS and name.initials[place:].startswith(word):
                place += len(word)
            elif len(word) >= _LONG and OSA.distance(word, name.words[place], score_cutoff=1) == 1:
                place += 1
            else:
                break
            used += 1
        return used, place - at

    def _slip(self, word: str) -> str | None:
        if len(word) < _LONG:
            return None
        found = process.extractOne(word, self._starts.keys(), scorer=OSA.distance, score_cutoff=1)
        return found[0] if found else None

    def _alike(self, words: list[str], *, amending: bool) -> list[_Name]:
        text = " ".join(words)
        found = process.extract(text, self._plain, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=3)
        names = [self._names[at] for _, _, at in found]
        return [name for name in names if name.amends is amending][:1]

    def _lettered(self, letters: str) -> list[_Name]:
        """ "BLDS", "LĐL": by the first letters of the whole name, of its kind too."""
        (word, *_) = folded_syllables(letters.replace("&", "")) or [""]
        begun = [n for n in self._names if not n.amends and n.letters.startswith(word)]
        whole = [name for name in begun if name.letters == word]
        return whole or (begun if len(word) > _LONG else [])


def _name(row: int, title: str, year: str) -> _Name:
    whole = folded_syllables(title)
    words = [word for word in _without_kind(whole) if word != "va"]
    amends = tuple(words[:2]) == _AMENDING
    words = _amended(words) if amends else words
    initials = "".join(word[0] for word in words)
    kind = "bl" if whole[:1] == ["bo"] else "l"
    return _Name(row, tuple(words), year, amends, initials, kind + initials)


def _without_kind(words: list[str]) -> list[str]:
    for kind, length in _KINDS.items():
        if tuple(words[:length]) == kind:
            return words[length:]
    return words


def _amended(words: list[str]) -> list[str]:
    """The name of the law that an amending law changes, the first of several."""
    if "luat" not in words:
        return [word for word in words[2:] if word not in ("bo", "sung")]
    return _amended_name(words[words.index("luat") + 1 :])


def _amended_name(words: list[str]) -> list[str]:
    return words[: words.index("luat")] if "luat" in words else words


def _words(text: str) -> tuple[list[str], str]:
    """The words of a name without its kind, and the year that is said with it."""
    words = _without_kind(folded_syllables(text))
    year = next((word for word in words if re.fullmatch(YEAR, word)), "")
    if year:
        at = words.index(year)
        words = words[: at - 1 if at and words[at - 1] == "nam" else at]
    return [word for word in words if word != "va"], year
