"""The forms of a generation, by the names people and papers give them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote

from corpus import numbers
from corpus.document import Document
from corpus.form import Form
from corpus.text import folded_syllables, trimmed
from corpus.validity import Status
from retrieval.answer import DocumentRef, FormRef
from retrieval.form_codes import is_code

_BESIDE = frozenset(("so", "tai", "thuoc", "theo"))  # "Mẫu số 06 tại Phụ lục X"
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_SHORT = 3  # syllables; a shorter title is a common word
_EDITION = re.compile(
    r"(?:bản|mẫu|ban hành)(?: cũ)?(?: ngày)?\s"
    r"(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*((?:19|20)\d\d)",
    re.IGNORECASE,
)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One edition of a form."""

    document: Document
    form: Form

    @property
    def label(self) -> str:
        """How it is called: "Mẫu số 06 Phụ lục X, Đơn yêu cầu …"."""
        number = self.form.annex or self.document.number
        return ", ".join(filter(None, (number, bare_title(self.document))))

    def ref(self, day: date) -> FormRef:
        """As an answer carries it."""
        document, validity = self.document, self.document.validity
        return FormRef(
            DocumentRef.of(document),
            edition=document.edition,
            file=self.form.blank,
            url=form_url(document),
            annex=self.form.annex,
            issued_by=self.form.issued_by,
            effective_from=validity.effective_from,
            effective_to=validity.effective_to,
            status=validity.on(day).value,
            sample=self.form.sample,
        )


@dataclass(frozen=True, slots=True)
class Old:
    """An edition that is not to be used any more, as it was named, and what replaced it."""

    named: str
    new: Kept | None


def form_url(document: Document) -> str:
    """The page of one edition of a form."""
    return f"/forms/{quote(document.id, safe='')}?edition={quote(document.edition, safe='')}"


class Shelf:
    """All editions of all forms. Names are found in a text without trying every form."""

    def __init__(self, forms: Iterable[tuple[Document, Form]]) -> None:
        self.kept = tuple(Kept(document, form) for document, form in forms)
        self._editions: dict[str, list[Kept]] = defaultdict(list)
        for kept in self.kept:
            self._editions[kept.document.id].append(kept)
        for editions in self._editions.values():
            editions.sort(key=lambda kept: _start(kept.document), reverse=True)
        self._names: dict[Key, list[tuple[Key, Kept]]] = defaultdict(list)
        self._replaced: dict[Key, list[tuple[Key, str, Kept]]] = defaultdict(list)
        for kept in self.kept:
            for name in _names(kept):
                self._names[name[:2]].append((name, kept))
        self._words = [(frozenset(folded_syllables(_label(kept))), kept) for kept in self.kept]
        for kept in self.kept:
            for said in kept.form.replaces:
                if len(name := _key(said)) > 1:
                    self._replaced[name[:2]].append((name, said, kept))

    def editions(self, document_id: str) -> Sequence[Kept]:
        """The editions of a form, the newest first; empty where there is none."""
        return self._editions.get(document_id, ())

    def for_day(self, document_id: str, day: date) -> Kept | None:
        """The edition in force on ``day``; of none that is known to be, one without days."""
        states = [(kept.document.validity.on(day), kept) for kept in self.editions(document_id)]
        for wanted in (Status.IN_FORCE, Status.PARTLY_ENDED, Status.UNKNOWN):
            for state, kept in states:
                if state is wanted:
                    return kept
        return None

    def newest(self, kept: Kept, day: date) -> Kept | None:
        """What is to be used on ``day`` in place of an edition: itself, perhaps."""
        now = self.for_day(kept.document.id, day)
        if now is not None:
            return now
        number = numbers.key(kept.document.number)
        for other in self.kept:
            said = (*other.document.validity.replaces, *other.form.replaces)
            if number and number in map(numbers.key, said):
                return self.for_day(other.document.id, day)
        return None

    def named(self, text: str, issuer: str = "") -> list[Kept]:
        """The forms that ``text`` names: by number, by title, or by annex.

        An annex counts where the text that issued the form is named as well, in ``text`` or as
        its ``issuer`` (a number), or where it is the annex of one form only.
        """
        syllables = _key(text)
        issuers = {numbers.key(one) for one in (*numbers.find(text), issuer) if one}
        found = dict.fromkeys(
            kept
            for name, kept in _within(syllables, self._names)
            if name != _key(kept.form.annex) or self._issued(kept, issuers, name)
        )
        return list(found)

    def called(self, weights: Mapping[str, float]) -> list[tuple[float, Kept]]:
        """For each form the share of the weighed words that stand in its number and title."""
        total = sum(weights.values()) or 1.0
        return [
            (sum(weight for word, weight in weights.items() if word in words) / total, kept)
            for words, kept in self._words
        ]

    def replaced(self, text: str) -> list[Old]:
        """The earlier editions that ``text`` names, by what newer ones say they replace."""
        syllables = _key(text)
        found: dict[str, Kept] = {}
        for at in range(len(syllables) - 1):
            for name, said, kept in self._replaced.get(syllables[at : at + 2], ()):
                if syllables[at : at + len(name)] == name:
                    found.setdefault(said, kept)
        return [Old(said, kept) for said, kept in found.items()]

    def other_day(self, text: str, new: Kept) -> str:
        """How ``text`` names an edition before ``new`` by its day: "bản ngày 15/6/2025"."""
        for match in _EDITION.finditer(text):
            day, month, year = map(int, match.groups())
            if (year, month, day) < min(_days(new.document), default=(0, 0, 0)):
                return match[0]
        return ""

    @cached_property
    def names(self) -> list[str]:
        """What forms and their earlier editions are called."""
        return [name for kept in self.kept for name in (kept.label, *kept.form.replaces) if name]

    def _issued(self, kept: Kept, issuers: set[str], name: Key) -> bool:
        issuer = numbers.key(kept.form.issued_by)
        if issuer in issuers:
            return True
        ids = {other.document.id for at, other in self._names[name[:2]] if at == name}
        return len(ids) == 1 and not issuers


def _within(syllables: Key, names: dict[Key, list[tuple[Key, Kept]]]) -> Iterator[tuple[Key, Kept]]:
    for at in range(len(syllables)):
        for length in (1, 2):
            for name, kept in names.get(syllables[at : at + length], ()):
                if syllables[at : at + len(name)] == name:
                    yield name, kept


def _names(kept: Kept) -> Iterator[Key]:
    number, annex = _key(kept.document.number), _key(kept.form.annex)
    title = bare_title(kept.document)
    for word in (*number, *annex, *_key(kept.document.title)):
        if is_code(word):
            yield (word,)
    if len(number) > 1:
        yield number
    if len(annex) > 1:
        yield annex
    if len(key := _key(title)) >= _SHORT:
        yield key


def bare_title(document: Document) -> str:
    """The title without what stands in parentheses: "(mẫu gợi ý)"."""
    return _PARENTHESIS.sub("", document.title).strip()


def _label(kept: Kept) -> str:
    return f"{kept.document.number} {kept.form.annex} {bare_title(kept.document)}"


def _key(text: str) -> Key:
    return tuple(trimmed(word) for word in folded_syllables(text) if word not in _BESIDE)


def _start(document: Document) -> str:
    start = document.validity.effective_from
    return start.isoformat() if start else ""


def _days(document: Document) -> set[tuple[int, int, int]]:
    days = (document.issued, document.validity.effective_from)
    return {(day.year, day.month, day.day) for day in days if day}
