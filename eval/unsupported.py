"""Whether anything in answers is not in the documents: looked for by other means than the answer's.

The check at the exit (``retrieval.check``) is not asked. What an answer shows is searched as a
plain string in the text of its documents as they were read, whitespace aside; numbers of
conclusions, cards and notes are searched there by themselves. So the figure can fail.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from corpus.store import TextStore
from eval.typing import retype
from retrieval.answer import Answer, Quote
from retrieval.question import Question

_NUMBER = re.compile(r"\d+(?:[.,/-]\d+)*")
_WAYS = (
    "{}",
    "{} thì làm thế nào?",
    "Lệ phí {} là bao nhiêu?",
    "{} giải quyết trong bao nhiêu ngày?",
    "Hồ sơ {} gồm những gì?",
    "Nộp hồ sơ {} ở đâu?",
    "{}, ai có thẩm quyền?",
    "{} dùng mẫu nào?",
)
_TYPINGS = ("full", "full", "full", "none", "typos", "telex")
_TWO_IN_ONE = 0.15  # of the questions are two in one message
_LONGEST = 160  # characters of a title, heading or sentence in a question
# What fixed phrases say by themselves, and what the program counts.
_COUNTED = re.compile(r"^(?:Còn|Có) \d+ văn bản")
_OWN_NUMBERS = frozenset({"01/7/2025", "3"})


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something an answer showed that its documents do not say."""

    question: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """How much was looked at. ``held_back`` are answers of which the exit kept something."""

    answers: int
    answered: int
    cards: int
    quotes: int
    sentences: int
    numbers: int
    held_back: int
    unsupported: tuple[Unsupported, ...]


class Texts:
    """The words of each document, all its editions together, whitespace aside."""

    def __init__(self, store: TextStore) -> None:
        self._by_id: dict[str, str] = {}
        cards: list[str] = []  # of all documents: a note may name one that is not quoted
        for _, document in store.document_rows():
            if document.id in self._by_id:
                continue
            texts, beside, above = [], [], []
            for edition, sections in store.editions(document.id):
                validity = edition.validity
                days = (validity.effective_from, validity.effective_to, edition.issued)
                beside += [edition.number, edition.title, edition.issuer, edition.territory]
                beside += [f"{day:%d/%m/%Y}" for day in days if day]
                texts += [section.text for section in sections]
                above += [text for one in sections for text in (one.heading, *one.path)]
            self._by_id[document.id] = _bare("\n".join([*texts, *beside, *above]))
            cards += beside
        self.on_cards = frozenset(_NUMBER.findall("\n".join(cards)))

    def of(self, document_id: str) -> str:
        return self._by_id.get(document_id, "")


def look(
    questions: Sequence[Question],
    answer: Callable[[Question], Answer],
    texts: Texts,
    progress: Callable[[int], None] = lambda _: None,
) -> Looked:
    """Ask, and look for everything shown in the documents' own text."""
    counts = dict.fromkeys((field.name for field in fields(Looked)), 0)
    wrong: list[Unsupported] = []
    for question in questions:
        given = answer(question)
        quotes = list(_quotes(given))
        counts["answers"] += 1
        counts["answered"] += given.outcome.family == "answered"
        counts["cards"] += given.card is not None
        counts["quotes"] += len(quotes)
        counts["held_back"] += bool(given.trace and given.trace.held_back)
        for what, text in _shown(given, quotes, texts, counts):
            wrong.append(Unsupported(question.text, what, text))
        progress(counts["answers"])
    counts.pop("unsupported")
    return Looked(**counts, unsupported=tuple(wrong))


def _shown(
    answer: Answer, quotes: Sequence[Quote], texts: Texts, counts: dict[str, int]
) -> Iterator[tuple[str, str]]:
    """What is not said by the documents, with what it is."""
    for quote in quotes:
        if _bare(quote.text) not in texts.of(quote.document.id):
            yield "quote", quote.text
    if answer.outcome.family == "answered" and not quotes:
        yield "no quote", answer.conclusion
    quoted = [_bare(quote.text) for quote in quotes]
    if answer.outcome.family == "answered":
        for line in filter(str.strip, answer.conclusion.split("\n")):
            counts["sentences"] += 1
            if not any(_bare(line) in text for text in quoted):
                yield "sentence", line
    for number in _NUMBER.findall(answer.conclusion if quotes else ""):
        counts["numbers"] += 1
        if not any(_has(text, number) for text in quoted):
            yield "number", number
    yield from _in_notes(answer, quotes, texts, counts)


def _in_notes(
    answer: Answer, quotes: Sequence[Quote], texts: Texts, counts: dict[str, int]
) -> Iterator[tuple[str, str]]:
    """Numbers of notes and of the card's title that nothing told."""
    # A question that is shortened in a note may end within a number.
    notes = [_COUNTED.sub("", re.sub(r"\S+…", "…", note)) for note in answer.notes]
    asked = _bare(f"{answer.question.text} {' '.join(answer.question.earlier)}")
    # Of several questions each may be about a day of its own.
    parts = answer.trace.parts if answer.trace else ()
    days = {f"{day:%d/%m/%Y}" for day in (answer.question.as_of, *(one.day for one in parts))}
    metadata = [f"{quote.document.number} {quote.citation}" for quote in quotes]
    metadata += [str(hit.citation) for hit in answer.rejected]
    told = [asked, *(texts.of(quote.document.id) for quote in quotes), *metadata]
    title = answer.card.procedure if answer.card else ""
    for number in _NUMBER.findall("\n".join([*notes, title])):
        counts["numbers"] += 1
        known = number in _OWN_NUMBERS or number in days or number in texts.on_cards
        if not known and not any(_has(text, number) for text in told):
            yield "number in a note", number


def _has(text: str, number: str) -> bool:
    """Whether the number stands in ``text``, not within another."""
    alone = rf"(?<!\d)(?<!\d[.,/-]){re.escape(number)}(?!\d)(?![.,/-]\d)"
    return re.search(alone, text) is not None


def _bare(text: str) -> str:
    return " ".join(text.split())


def _quotes(value: Any) -> Iterator[Quote]:
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _quotes(one)
    elif is_dataclass(value) and not isinstance(value, Question):
        for field in fields(value):
            yield from _quotes(getattr(value, field.name))


def pose(store: TextStore, own: Sequence[str], count: int, day: date, seed: int) -> list[Question]:
    """``count`` questions: ``own``, and others made of the documents' titles, headings and
    sentences, in several ways of asking and typing, some two in one message; drawn by ``seed``."""
    dice = random.Random(seed)
    made = _material(store)
    dice.shuffle(made)
    posed = list(dict.fromkeys(own))
    dice.shuffle(posed)
    posed = posed[: count // 2]
    while made and len(posed) < count:
        one = dice.choice(_WAYS).format(made[len(posed) % len(made)])
        if dice.random() < _TWO_IN_ONE:
            one = f"{one}? {dice.choice(_WAYS).format(dice.choice(made))}?"
        posed.append(retype(one, dice.choice(_TYPINGS), dice))
    return [Question(text, day) for text in posed]


def _material(store: TextStore) -> list[str]:
    found: dict[str, None] = {}
    for _, document in store.document_rows():
        name = f"{document.title} {document.number}".strip()
        found[name[:_LONGEST]] = None
    for chunk in store.chunks():
        for text in (chunk.heading, chunk.text.split("\n")[0]):
            if len(text.split()) > 2:
                found[text[:_LONGEST]] = None
    return list(found)


def as_table(found: Mapping[str, Looked]) -> list[tuple[str, ...]]:
    """A row a corpus: its name and the figures."""
    names = ("answers", "answered", "cards", "quotes", "sentences", "numbers", "held_back")
    return [
        (name, *(str(getattr(one, field)) for field in names), str(len(one.unsupported)))
        for name, one in found.items()
    ]
