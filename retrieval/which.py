"""Which of several documents of one number, or of one name, a question means."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.citation import Citation
from corpus.cite import cite
from corpus.phrases import N_
from corpus.text import fold, folded_syllables, spaced
from corpus.validity import Status
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.register import Entry
from retrieval.words import POLITE, coverage, terms

TAKEN = N_("Có {} văn bản mang số {}; câu trả lời theo {}, có hiệu lực vào ngày {:%d/%m/%Y}.")
NEWEST = N_("Có {} văn bản cùng tên; câu trả lời theo {}, có hiệu lực vào ngày {:%d/%m/%Y}.")
_IN_FORCE = (Status.IN_FORCE, Status.UNKNOWN, Status.PARTLY_ENDED)
_KIND_WORDS = frozenset(
    [
        "so",
        "nam",
        "ngay",
        "quy",
        "dinh",
        "nghi",
        "luat",
        "thong",
        "tu",
        "quyet",
        "ban",
        "hanh",
        "cua",
        "theo",
        "van",
        "dieu",
        "khoan",
    ]
)
_SAYS_NOTHING = _KIND_WORDS | POLITE
_SURE = 2  # points by which the words beside a number must speak for one document
_MOST_OF_IT = 0.5  # of the subject, where the text itself decides
_CLEARER = 1.5  # times as much as of the next, where the text itself decides


@dataclass(frozen=True, slots=True)
class Chosen:
    """The document meant (all its editions), or where it is not ``sure`` those it may be."""

    entries: Sequence[Entry]
    sure: bool = True
    notes: tuple[str, ...] = field(default=())


class Which:
    """``subject`` is what the question says besides what it names, folded."""

    def __init__(self, query: Query, generation: Generation, subject: str) -> None:
        self._query, self._generation = query, generation
        self._subject = subject

    def one(
        self, entries: Sequence[Entry], citation: Citation, with_unit: Collection[int]
    ) -> Chosen:
        """Decide by the words beside, by validity, by the unit, by the text; else ask back.

        ``with_unit`` are the rows of those documents that have the unit named.
        """
        texts = _texts(entries)
        if len(texts) == 1:
            return Chosen(entries)
        if (meant := self._by_words(texts)) is not None:
            return Chosen(meant)
        here = [text for text in texts if any(map(self._applies, text))]
        having = [text for text in texts if any(entry.row in with_unit for entry in text)]
        left = [text for text in here if text in having] or having or here or texts
        if len(left) == 1:
            return Chosen(left[0], notes=self._taken(left[0], here, len(texts), citation))
        if not citation.number and _same_name(left):
            newest = max(left, key=lambda text: max(_start(entry) for entry in text))
            name = cite(newest[0].document, ())
            note = NEWEST.format(len(texts), name, self._query.question.as_of)
            return Chosen(newest, notes=(note,) if newest in here else ())
        if (meant := self._by_text(left)) is not None:
            return Chosen(meant)
        return Chosen(self._to_choose_from(left), sure=False)

    def _to_choose_from(self, texts: Sequence[Sequence[Entry]]) -> list[Entry]:
        """One edition of each, what is in force on the day first, then what is newest."""
        each = [self.current(text) for text in texts]
        return sorted(each, key=lambda e: (self._applies(e), _start(e)), reverse=True)

    def _taken(
        self, taken: list[Entry], here: list[list[Entry]], count: int, citation: Citation
    ) -> tuple[str, ...]:
        if taken not in here or len(here) != 1:
            return ()
        name, day = cite(taken[0].document, ()), self._query.question.as_of
        if citation.number:
            return (TAKEN.format(count, citation.number.upper(), name, day),)
        return (NEWEST.format(count, name, day),)

    def _applies(self, entry: Entry) -> bool:
        """Whether the document is in force on the day and applies where the asker works."""
        question = self._query.question
        if entry.document.validity.on(question.as_of) not in _IN_FORCE:
            return False
        rows = self._generation.register.units(entry.row).rows
        applies = self._generation.applies_in(self._query.places)
        return not rows or bool(applies[rows[0][0]])

    def current(self, entries: Sequence[Entry]) -> Entry:
        """Of several editions that in force on the day, or the newest."""
        return max(entries, key=lambda e: (self._applies(e), _start(e)))

    def _by_words(self, texts: list[list[Entry]]) -> list[Entry] | None:
        """The one whose title, issuer or symbol the question's other words speak of."""
        asked = set(terms(self._subject))
        plain = spaced(self._subject)
        for long in self._query.alternatives:
            asked.update(terms(long) if fold(long) not in self._subject else ())
        said = [_description(text) for text in texts]
        asked.update(word for words in said for word in words if f" {word} " in plain)
        shared = set.intersection(*(set(words) for words in said))
        points = [
            sum(worth for word, worth in words.items() if word in asked - shared) for words in said
        ]
        return _clear_winner(texts, points, lambda best, next_: best >= next_ + _SURE)

    def _by_text(self, texts: list[list[Entry]]) -> list[Entry] | None:
        """The one of which a provision speaks of most of the subject, much more than the others."""
        words = set(folded_syllables(self._subject)) - _SAYS_NOTHING
        if len(words) < _SURE:
            return None
        scores = self._generation.words.scores(self._subject)
        best = [max(self._rows(text), key=scores.__getitem__, default=-1) for text in texts]
        points = [float(scores[row]) if row >= 0 else 0.0 for row in best]
        meant = _clear_winner(texts, points, lambda best, next_: best > _CLEARER * next_)
        if meant is None or self._spoken_of(best[texts.index(meant)]) < _MOST_OF_IT:
            return None
        return meant

    def _spoken_of(self, row: int) -> float:
        """The share of the subject of which a provision speaks."""
        chunks = self._generation.chunk_rows(np.array([row])).tolist()
        said = "\n".join(self._generation.store.chunk_at(chunk).searchable for chunk in chunks)
        return coverage(self._generation.words.weigh(self._subject), said)

    def _rows(self, text: list[Entry]) -> Iterator[int]:
        for entry in text:
            yield from (row for row, _ in self._generation.register.units(entry.row).rows)


def _clear_winner(
    texts: Sequence[list[Entry]], points: Sequence[float], clear: Callable[[float, float], bool]
) -> list[Entry] | None:
    (best, first), (next_, _) = sorted(
        ((worth, at) for at, worth in enumerate(points)), reverse=True
    )[:2]
    return texts[first] if best and clear(best, next_) else None


def _texts(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The editions of each text together."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.document.id, []).append(entry)
    return list(found.values())


def _same_name(texts: Sequence[Sequence[Entry]]) -> bool:
    return len({tuple(folded_syllables(e.document.title)) for text in texts for e in text}) == 1


def _start(entry: Entry) -> str:
    start = entry.document.validity.effective_from or entry.document.issued
    return start.isoformat() if start else ""


def _description(text: Sequence[Entry]) -> dict[str, int]:
    """Words by which people tell a document from another, and what each is worth."""
    found: dict[str, int] = {}
    for entry in text:
        document = entry.document
        for term in terms(f"{document.title}\n{document.issuer}"):
            if not set(term.split()) <= _SAYS_NOTHING:
                found[term] = 1 + (" " in term)
        sure = (*entry.number.symbols, entry.number.year, fold(document.territory))
        found |= dict.fromkeys(filter(None, sure), _SURE)
    return found
