"""What a typed word may stand for: itself, with accents, and mended, each with its cost.

Costs are natural logarithms of how much rarer such writing is. The statistics of the corpus
(``retrieval.counts``) decide between readings in their context; nothing is decided here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from corpus.text import canonical_tones, fold, syllables
from corpus.vietnamese import is_syllable
from retrieval.abbreviations import long_forms
from retrieval.counts import Counts
from retrieval.slips import Neighbours
from retrieval.telex import decoded

_KEYED, _KEYS_LOST, _GLUED, _MARK, _NAME, _RARE = 2.0, 6.0, 3.0, 2.5, 6.0, 4.0
_NOT_A_NUMBER = 8.0  # of letters and digits that are keys of VNI
_ONE_LETTER, _SHORT, _AS_SHORT = 3.0, 1.0, 6.0
_NO_WORD = 10.0  # accented, and no syllable that Vietnamese spelling knows
_A_LETTER = 1.0  # of an unknown word: the longer, the less likely it was meant
_SHORTEST_GLUED, _LONGEST_GLUED, _MOST_SPLITS = 3, 28, 6
_MAX_FORMS = 16
_UNITS = ("kg",)
_LEAST_COUNT = 2.0  # of a syllable that a slip may be mended to


class By(StrEnum):
    """How a reading came about."""

    TYPED = "typed"
    KEYS = "keys"
    SLIP = "slip"
    GLUED = "glued"
    SHORT = "short"


Spellings = Mapping[str, float]  # of one syllable, with their costs


@dataclass(frozen=True, slots=True)
class Reading:
    """One syllable or several, each in one of several spellings."""

    by: By
    syllables: tuple[Spellings, ...]
    written: str = ""  # of a short form: what stands for it, as the table writes it


class Reader:
    """Reads words against one corpus. Safe to share between threads."""

    def __init__(self, counts: Counts, short_forms: Mapping[str, tuple[str, ...]]) -> None:
        self._counts = counts
        self._short_forms = short_forms
        self._forms = {bare: tuple(some[:_MAX_FORMS]) for bare, some in counts.forms.items()}
        self._usual = {
            bare
            for bare, some in counts.forms.items()
            if any(is_syllable(one) and counts.count[counts.number[one]] > _LEAST_COUNT for one in some)
        }
        # Of single letters only ở, ô, y and ý are words that get glued.
        self._parts = {bare for bare in self._usual if len(bare) > 1 or bare in "oy"}
        self._accented = {bare: self._accented_of(bare) for bare in counts.forms}
        self._neighbours = Neighbours(word for word in self._usual if len(word) > 1)

    def _accented_of(self, bare: str) -> float:
        counts = self._counts
        total = sum(counts.count[counts.number[form]] for form in counts.forms[bare])
        own = counts.count[counts.number[bare]] if bare in counts.number else 0.0
        return min(max(1.0 - (own + 0.01) / (total + 0.02), 1e-6), 1.0 - 1e-6)

    def share_accented(self, bare: str) -> float:
        """How much of what is typed ``bare`` without accents has some in the corpus: 0 to 1."""
        return self._accented.get(bare, 1e-6)

    def read(self, typed: str, loyalty: float, *, name: bool) -> Iterator[Reading]:
        """All readings of ``typed``, a run of letters and digits, NFC.

        ``loyalty`` is the cost of accents on what was typed bare. A ``name`` is mended less easily.
        """
        if long := long_forms(typed, self._short_forms):
            yield from self._short(typed, long)
            return
        word = canonical_tones(typed.casefold())
        bare = fold(word)
        if "&" in word:
            yield Reading(By.TYPED, ({typed: 0.0},))
            return
        if not word.isalpha():
            yield from self._with_digits(word, loyalty)
            return
        if word != bare and self._in_use(word):
            yield Reading(By.TYPED, ({word: 0.0},))
            return
        yield Reading(By.TYPED, (self._spelled(word, bare, loyalty),))
        if word == bare and bare in self._usual:
            return
        yield from self._keyed(word)
        rare = word in self._counts.number or (word != bare and is_syllable(word))
        extra = (_NAME if name else 0.0) + (_RARE if rare else 0.0)
        if len(word) > 1 or word != bare:
            yield from self._slipped(word, bare, extra)
        yield from self._apart(word, bare, loyalty)

    def _short(self, typed: str, long: tuple[str, ...]) -> Iterator[Reading]:
        """Each of what a short form may stand for; itself, where that is not beyond doubt."""
        doubt = _ONE_LETTER if len(typed) == 1 else _SHORT if len(long) > 1 else 0.0
        for written in long:
            first, *others = syllables(canonical_tones(written))
            columns = ({first: doubt}, *({other: 0.0} for other in others))
            yield Reading(By.SHORT, columns, written)
        if len(typed) == 1 or len(long) > 1 or typed in _UNITS:
            # The corpus has short forms too, in numbers of documents: capitals are not looked up.
            word = typed if typed != typed.casefold() else typed.casefold()
            own = 0.0 if word in self._counts.number else -_AS_SHORT
            yield Reading(By.TYPED, ({word: own},))

    def _in_use(self, word: str) -> bool:
        """Whether the corpus knows ``word`` well enough: it has slips of its own."""
        number = self._counts.number.get(word)
        return number is not None and is_syllable(word) and self._counts.count[number] > _LEAST_COUNT

    def _with_digits(self, word: str, loyalty: float) -> Iterator[Reading]:
        keyed = list(self._keyed(word))
        yield Reading(By.TYPED, ({word: _NOT_A_NUMBER if keyed else 0.0},))
        yield from keyed
        letters = word.rstrip("0123456789")
        if len(letters) > 1 and letters in self._usual:
            yield Reading(By.GLUED, (self._piece(letters, letters, loyalty), {word[len(letters) :]: _GLUED}))

    def read_as_typed(self, typed: str, loyalty: float) -> Iterator[Reading]:
        """Only the accents: for what is written in capitals and stands for something."""
        if long := long_forms(typed, self._short_forms):
            yield from self._short(typed, long)
            return
        word = canonical_tones(typed.casefold())
        yield Reading(By.TYPED, (self._spelled(word, fold(word), loyalty),))
        parts = _at_capitals(typed)
        if len(parts) > 1:
            found = [self._part(part, loyalty) for part in parts]
            if all(found):
                yield Reading(By.GLUED, tuple(column for some in found for column in some))

    def _spelled(self, word: str, bare: str, loyalty: float) -> Spellings:
        """Without a slip of letters: bare with accents, or accents completed and put right."""
        own = self._own(word, bare)
        forms = self._forms.get(bare, ())
        if word == bare:
            return {form: loyalty for form in forms} | {word: own}
        return {form: _mismatch(word, form) for form in forms if form != bare} | {word: own}

    def _own(self, word: str, bare: str) -> float:
        """What it costs that an unknown ``word`` was meant as it stands."""
        if word in self._counts.number or (word != bare and is_syllable(word)):
            return 0.0
        return _A_LETTER * len(word) + (_NO_WORD if word != bare else 0.0)

    def _keyed(self, word: str) -> Iterator[Reading]:
        keys = decoded(word)
        if keys is None:
            return
        exact, bare = keys
        forms = {form: _KEYS_LOST for form in self._forms.get(bare, ()) if _keeps(word, form)}
        if exact in self._counts.number or (exact and exact in forms):
            forms[exact] = _KEYED
        if forms:
            yield Reading(By.KEYS, (forms,))

    def _slipped(self, word: str, bare: str, extra: float) -> Iterator[Reading]:
        found: dict[str, float] = {}
        for meant, cost in self._neighbours.of(bare).items():
            for form in self._forms[meant]:
                off = 0.0 if word == bare or OSA.distance(word, form) == 1 else _mismatch(word, form)
                found[form] = cost + off + extra
        if found:
            best = sorted(found.items(), key=lambda item: item[1])[: 3 * _MAX_FORMS]
            yield Reading(By.SLIP, (dict(best),))

    def _apart(self, word: str, bare: str, loyalty: float) -> Iterator[Reading]:
        """``word`` as several syllables in use, glued."""
        if len(word) != len(bare) or not _SHORTEST_GLUED <= len(word) <= _LONGEST_GLUED:
            return
        for parts in self._splits(bare):
            columns, at = [], 0
            for part in parts:
                piece = word[at : at + len(part)]
                at += len(part)
                columns.append(self._piece(piece, part, loyalty))
            if all(columns):
                joints = _GLUED * (len(parts) - 1)
                first = {form: cost + joints for form, cost in columns[0].items()}
                yield Reading(By.GLUED, (first, *columns[1:]))

    def _part(self, part: str, loyalty: float) -> tuple[Spellings, ...]:
        """What a part between capitals may be; nothing where that is no word in use."""
        word = part.casefold()
        if part.isupper() and len(part) > 1:
            return ({word: _GLUED},)
        if fold(word) in self._parts:
            piece = self._piece(word, fold(word), loyalty)
            return ({form: cost + _GLUED for form, cost in piece.items()},) if piece else ()
        apart = next(self._apart(word, fold(word), loyalty), None)
        return apart.syllables if apart else ()

    def _piece(self, piece: str, bare: str, loyalty: float) -> dict[str, float]:
        if piece == bare:
            forms = self._forms.get(bare, ())
            return {form: 0.0 if form == piece else loyalty for form in forms}
        piece = canonical_tones(piece)
        return {piece: 0.0} if piece in self._counts.number else {}

    def _splits(self, bare: str) -> list[tuple[str, ...]]:
        """The ways to part ``bare`` into usual syllables, those of fewest parts first."""
        ways: list[list[tuple[str, ...]]] = [[()]]
        for end in range(1, len(bare) + 1):
            here = [
                (*way, bare[begin:end])
                for begin in range(max(0, end - 7), end)
                if bare[begin:end] in self._parts
                for way in ways[begin]
            ]
            ways.append(sorted(here, key=lambda way: (len(way), -self._weight(way)))[:_MOST_SPLITS])
        return [way for way in ways[-1] if len(way) > 1]

    def _weight(self, parts: tuple[str, ...]) -> float:
        counts = self._counts
        return min(float(counts.count[counts.number[self._forms[part][0]]]) for part in parts)


def _at_capitals(typed: str) -> list[str]:
    """Parted where capitals begin or end: "ViệtNam" → Việt, Nam; "UBNDxã" → UBND, xã."""
    parts, begin = list[str](), 0
    for at in range(1, len(typed)):
        rises = typed[at].isupper() and not typed[at - 1].isupper()
        falls = at > 1 and typed[at - 2 : at].isupper() and typed[at].islower()
        if rises or falls:
            parts.append(typed[begin:at])
            begin = at
    return [*parts, typed[begin:]]


def _marks(word: str) -> Counter[str]:
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    return Counter(letter for letter in decomposed if unicodedata.combining(letter))


def _keeps(word: str, form: str) -> bool:
    """Whether ``form`` has all accents of ``word``."""
    return word.isascii() or not _marks(word) - _marks(form)


def _mismatch(word: str, form: str) -> float:
    """What it costs that ``form`` has other accents than ``word``: what was typed weighs most."""
    typed, meant = _marks(word), _marks(form)
    return _MARK * ((meant - typed).total() + 2 * (typed - meant).total())
