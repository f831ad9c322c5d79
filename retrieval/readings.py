"""What a typed word may stand for: itself, with accents, and mended, each with its cost.

Costs are natural logarithms of how much rarer such writing is. The statistics of the corpus
(``retrieval.counts``) decide between readings in their context; nothing is decided here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from corpus.text import canonical_tones, fold, syllables
from corpus.vietnamese import is_syllable
from retrieval.abbreviations import long_forms
from retrieval.counts import Counts
from retrieval.glued import at_capitals, partings
from retrieval.slips import Neighbours, keeps, mismatch
from retrieval.telex import decoded
from retrieval.typed import Kind, Word

# Costs of what was done to a word …
_KEYED, _KEYS_LOST, _GLUED = 2.0, 6.0, 3.0
_SHORT, _ONE_LETTER = 1.0, 3.0  # of a short form that may be something else
# … of mending a name, or what is spelled as a word though nobody knows it …
_NAME, _RARE = 6.0, 4.0
# … and that an unknown word was meant as it stands: the longer, the less likely,
_A_LETTER = 1.0
_NO_SYLLABLE = 10.0  # accented, and none that can be spelled,
_NOT_A_NUMBER = 8.0  # letters and digits that are keys of VNI;
_STAYS_SHORT = -6.0  # but a short form may stay one.
_CAREFUL = 2.0  # loyalty above which accented words are taken to have all their accents
_MAX_FORMS = 16
_SLIPPED_FORMS = 48
_RARELY = 2.0  # a syllable that the corpus has not more often may be a slip of its own


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
        self._usual = {bare for bare, some in counts.forms.items() if any(map(self._in_use, some))}
        self._accented = {bare: self._accented_of(bare) for bare in counts.forms}
        self._neighbours = Neighbours(bare for bare in self._usual if len(bare) > 1)

    def _in_use(self, word: str) -> bool:
        """Whether the corpus knows ``word`` well enough: it has slips of its own."""
        return self._counts.of(word) > _RARELY and is_syllable(word)

    def _accented_of(self, bare: str) -> float:
        total = sum(map(self._counts.of, self._counts.forms[bare]))
        return min(max(1.0 - (self._counts.of(bare) + 0.01) / (total + 0.02), 1e-6), 1.0 - 1e-6)

    def share_accented(self, bare: str) -> float:
        """How much of what is typed ``bare`` without accents has some in the corpus: 0 to 1."""
        return self._accented.get(bare, 1e-6)

    def read(self, word: Word, loyalty: float) -> Iterator[Reading]:
        """All readings of ``word``; of a short form the last is itself, if others are offered.

        ``loyalty`` is the cost of accents on what was typed bare.
        """
        lower = word.typed.casefold()
        if word.kind is Kind.AS_IT_IS:
            yield Reading(By.TYPED, ({lower: 0.0},))
        elif long := long_forms(word.typed, self._short_forms):
            yield from self._short(word.typed, long)
        elif "&" in lower or (word.kind is Kind.CAPITALS and not lower.isalpha()):
            yield Reading(By.TYPED, ({lower: 0.0},))
        elif not lower.isalpha():
            yield from self._with_digits(lower, loyalty)
        elif word.kind is Kind.CAPITALS:
            plain = canonical_tones(lower)
            yield Reading(By.TYPED, (self._spelled(plain, loyalty, self._unknown(plain)),))
            yield from self._parted(word.typed, loyalty)
        else:
            yield from self._word(canonical_tones(lower), loyalty, word.kind is Kind.NAME)

    def _word(self, word: str, loyalty: float, name: bool) -> Iterator[Reading]:
        bare = fold(word)
        if word != bare and self._in_use(word):
            yield Reading(By.TYPED, (self._completed(word, loyalty),))
            return
        own = 0.0 if name else self._unknown(word)
        yield Reading(By.TYPED, (self._spelled(word, loyalty, own),))
        if word == bare and bare in self._usual:
            return
        yield from self._keyed(word)
        if len(word) > 1 or word != bare:
            yield from self._slipped(word, _NAME if name else 0.0)
        yield from self._glued(word, loyalty)

    def _completed(self, word: str, loyalty: float) -> Spellings:
        """With accents left out by a writer who leaves out others: "giây phep", "tàn sô"."""
        found = {word: 0.0}
        if loyalty > _CAREFUL:
            return found
        for form in self._forms[fold(word)]:
            if form != word and keeps(word, form):
                found[form] = loyalty + mismatch(word, form)
        return found

    def _spelled(self, word: str, loyalty: float, own: float) -> Spellings:
        """Without a slip of letters: bare with accents, or accents completed and put right.

        ``own`` is the cost of ``word`` as it stands.
        """
        bare, forms = fold(word), self._forms.get(fold(word), ())
        if word == bare:
            return dict.fromkeys(forms, loyalty) | {word: own}
        return {form: mismatch(word, form) for form in forms if form != bare} | {word: own}

    def _unknown(self, word: str) -> float:
        """The cost that ``word`` was meant as it stands, beyond its not being in the corpus."""
        if self._known(word):
            return 0.0
        return _A_LETTER * len(word) + (0.0 if word.isascii() else _NO_SYLLABLE)

    def _known(self, word: str) -> bool:
        """Whether the corpus has ``word``, or it is accented as a syllable can be."""
        return word in self._counts.number or (not word.isascii() and is_syllable(word))

    def _short(self, typed: str, long: tuple[str, ...]) -> Iterator[Reading]:
        """Each of what a short form may stand for; itself, where that is not beyond doubt."""
        sure = len(long) == 1 and len(typed) > 1
        cost = 0.0 if sure else _ONE_LETTER if len(typed) == 1 else _SHORT
        for written in long:
            first, *others = syllables(canonical_tones(written))
            yield Reading(By.SHORT, ({first: cost}, *({one: 0.0} for one in others)), written)
        if not sure:
            # The corpus has short forms too, in numbers of documents: capitals are unknown to it.
            own = 0.0 if typed in self._counts.number else _STAYS_SHORT
            yield Reading(By.TYPED, ({typed: own},))

    def _with_digits(self, word: str, loyalty: float) -> Iterator[Reading]:
        """Keys of VNI ("phe1p"), or a number glued to a word ("dieu5")."""
        keyed = list(self._keyed(word))
        yield Reading(By.TYPED, ({word: _NOT_A_NUMBER if keyed else 0.0},))
        yield from keyed
        letters = word.rstrip("0123456789")
        if len(letters) > 1 and letters in self._usual:
            number = {word[len(letters) :]: _GLUED}
            yield Reading(By.GLUED, (self._piece(letters, loyalty), number))

    def _keyed(self, word: str) -> Iterator[Reading]:
        exact, bare = decoded(word) or ("", "")
        forms = dict.fromkeys(self._forms.get(bare, ()), _KEYS_LOST)
        if not word.isascii():
            forms = {form: cost for form, cost in forms.items() if keeps(word, form)}
        if exact in self._counts.number:
            forms[exact] = _KEYED
        if forms:
            yield Reading(By.KEYS, (forms,))

    def _slipped(self, word: str, extra: float) -> Iterator[Reading]:
        bare, found = fold(word), dict[str, float]()
        extra += _RARE if self._known(word) else 0.0
        for meant, cost in self._neighbours.of(bare).items():
            for form in self._forms[meant]:
                one_slip = word == bare or OSA.distance(word, form, score_cutoff=1) == 1
                found[form] = cost + extra + (0.0 if one_slip else mismatch(word, form))
        if found:
            likeliest = sorted(found.items(), key=lambda item: item[1])[:_SLIPPED_FORMS]
            yield Reading(By.SLIP, (dict(likeliest),))

    def _glued(self, word: str, loyalty: float) -> Iterator[Reading]:
        """``word`` as several syllables in use."""
        bare = fold(word)
        if len(word) != len(bare):
            return
        for parts in partings(bare, self._usual):
            columns, at = list[dict[str, float]](), 0
            for part in parts:
                columns.append(self._piece(word[at : at + len(part)], loyalty))
                at += len(part)
            if all(columns):
                yield Reading(By.GLUED, _joined(columns))

    def _parted(self, typed: str, loyalty: float) -> Iterator[Reading]:
        """What is glued where capitals begin or end: "ViệtNam", "đếnUBND"."""
        columns = list[Spellings]()
        for part in at_capitals(typed):
            lower = canonical_tones(part.casefold())
            if part.isupper() and len(part) > 1:
                columns.append({lower: 0.0})
            elif len(part) == 1:
                return
            elif fold(lower) in self._usual and (piece := self._piece(lower, loyalty)):
                columns.append(piece)
            elif apart := next(self._glued(lower, loyalty), None):
                columns += apart.syllables
            else:
                return
        if len(columns) > 1:
            yield Reading(By.GLUED, _joined(columns))

    def _piece(self, piece: str, loyalty: float) -> dict[str, float]:
        """The spellings of a syllable that stood glued; none where it is not in use."""
        if piece == fold(piece):
            forms = self._forms.get(piece, ())
            return {form: 0.0 if form == piece else loyalty for form in forms}
        piece = canonical_tones(piece)
        if piece in self._counts.number:
            return {piece: 0.0}
        return {form: mismatch(piece, form) for form in self._forms.get(fold(piece), ())}


def _joined(columns: list[dict[str, float]] | list[Spellings]) -> tuple[Spellings, ...]:
    """The columns of a glued word: each joint costs."""
    first, *others = columns
    return (first, *({form: cost + _GLUED for form, cost in some.items()} for some in others))
