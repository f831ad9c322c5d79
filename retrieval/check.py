"""The last check: what is not word for word in the sources does not leave.

Whatever stands in an answer when it leaves – put together from several questions, phrased by a
composer, filled in by a card – passes ``leave``. A quote, wherever in the answer it stands, is a
span of its stored chunk, byte for byte, cut at no word or number, and cites the chunk it is of. The
conclusion is sentences of the quotes and fixed phrases (``corpus.phrases``); its numbers stand in a
quote. One that a composer phrased says what the quotes it points to say (``retrieval.phrasing``).
Notes are fixed phrases. What stands in the places of a phrase comes from the question, from the
sources, or names a document, a day or a unit that the index knows. Any other words in an answer
(what a card is called, where one goes) are words of its quotes or of their documents.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache, cached_property
from typing import Any

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.cite import cite
from corpus.phrases import day_of, recognise
from corpus.text import SENTENCE_END, inside_word, spaced, tidy
from corpus.units import TYPES, units
from corpus.validity import Validity
from retrieval.answer import Answer, DocumentRef, Outcome, Quote
from retrieval.clarify import MORE
from retrieval.generation import Generation
from retrieval.mended import mended
from retrieval.phrasing import improper
from retrieval.question import Question
from retrieval.record import sources as sources_then
from retrieval.trace import Trace, digest
from retrieval.which import NEWEST, TAKEN

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# What stands before a sentence, an item or the value of a label, and what after one.
_BEFORE = re.compile(r"(?:[^\d\s][.!?…]|[:;|]|(?:\A|\n)\s*(?:[-–—•+*]|\w{1,3}[.)])) +\Z")
_AFTER = re.compile(rf"(?:{SENTENCE_END.pattern})|\s*(?:\n|\||\Z)")
# Numbers that phrases count themselves: "Có 3 văn bản mang số …", or a place called so.
_COUNTED = {TAKEN: "0", NEWEST: "0", MORE: "0"}
_COUNT = "count"
_PIECES = re.compile(r"[;,…?]")


@dataclass(frozen=True)
class Sources:
    """What answers are held against.

    ``chunk`` gives the stored chunk of an id. ``names`` are the folded names by which the
    documents of the index are cited and its forms called; ``days`` the ordinals of the days on
    which something begins or ends to be in force. ``called`` gives what the document of a chunk
    calls the procedures that it tells of.
    """

    chunk: Callable[[int], Chunk | None]
    names: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    called: Callable[[int], frozenset[str]] = lambda _: frozenset()

    @classmethod
    def of(cls, generation: Generation) -> "Sources":
        names = {
            name
            for entry in generation.register.entries
            for name in (str(cite(entry.document, ())), entry.document.title)
        }
        names.update(generation.shelf.names)
        folded = frozenset(map(spaced, names))
        return cls(generation.store.chunk, folded, generation.days, generation.cards.called)


@dataclass(frozen=True, slots=True)
class Fault:
    """``where`` is "quote", "conclusion", "note" or a field of the answer ("card"); ``why`` tells
    maintainers."""

    where: str
    text: str
    why: str


def leave(answer: Answer, sources: Sources) -> Answer:
    """The answer without what is not in its sources, sealed in its trace.

    A note that is no fixed phrase is left out, and so is a card with words of its own. Where a
    quote or the conclusion is at fault nothing of the answer is shown, and people take over.
    """
    wrong = faults(answer, sources)
    for fault in wrong:
        log.error("held back, %s: %s: %r", fault.where, fault.why, fault.text[:200])
    if wrong:
        answer = _without(answer, wrong, sources)
    if answer.trace is None:
        return answer
    ids = dict.fromkeys(quote.chunk_id for quote in quotes_of(answer))
    chunks = [chunk for chunk in map(sources.chunk, ids) if chunk]
    held = tuple(dict.fromkeys(f"{fault.where}: {fault.why}" for fault in wrong))
    kept = replace(answer.trace, sources=sources_then(chunks), held_back=held, seal=seal(answer))
    return replace(answer, trace=kept)


def as_given(answer: Answer) -> Answer:
    """An answer that was kept, if it is still what once left; else nothing of it but its end.

    Answers kept before there were seals come back as they are.
    """
    if answer.trace is None or not answer.trace.seal or answer.trace.seal == seal(answer):
        return answer
    log.error("the kept answer %s is not what was given: its words are not shown", answer.id)
    return held_back(answer)


def seal(answer: Answer) -> str:
    """A digest of all that is shown of an answer as the words of its sources."""
    parts = [part for _, part in parts_of(answer)]
    quotes = [
        (quote.text, str(quote.citation), quote.chunk_id, quote.effective_from, quote.effective_to)
        for quote in quotes_of([answer.quotes, parts])
    ]
    shown = [answer.conclusion, *answer.notes, *words_of(parts)]
    return digest(answer.outcome.value, *shown, *map(repr, quotes))


def _without(answer: Answer, wrong: Sequence[Fault], sources: Sources) -> Answer:
    notes = {fault.text for fault in wrong if fault.where == "note"}
    answer = replace(answer, notes=tuple(note for note in answer.notes if note not in notes))
    where = {fault.where for fault in wrong}
    if where & {"quote", "conclusion"}:
        return held_back(answer)
    bare: dict[str, Any] = dict.fromkeys(where - {"note"})
    rest = replace(answer, **bare)
    # What is left must stand by itself.
    return held_back(rest) if bare and faults(rest, sources) else rest


def held_back(answer: Answer) -> Answer:
    """Nothing but how it ended: with people, where it was to be an answer."""
    ended = answer.outcome
    if ended.family not in ("escalated", "refused", "error"):
        ended = Outcome.ESCALATED_WEAK_MATCH
    bare: dict[str, Any] = {name: None for name, _ in parts_of(answer)}
    bare |= {"conclusion": "", "composed": False, "quotes": (), "followups": ()}
    return replace(answer, outcome=ended, **bare)


def faults(answer: Answer, sources: Sources) -> list[Fault]:
    """All that is not in the sources, empty where the answer is sound."""
    quotes = list(dict.fromkeys(quotes_of(answer)))
    chunks = {quote.chunk_id: sources.chunk(quote.chunk_id) for quote in quotes}
    ground = Ground(answer, quotes, [chunk for chunk in chunks.values() if chunk], sources)
    own = set(answer.quotes)
    part_of = {quote: name for name, part in parts_of(answer) for quote in quotes_of(part)}
    wrong = [
        Fault("quote" if quote in own else part_of.get(quote, "quote"), quote.text, why)
        for quote in quotes
        if (why := altered(quote, chunks[quote.chunk_id], sources.days))
    ]
    needs_one = answer.outcome.family == "answered" and not answer.safety
    if needs_one and not answer.quotes:
        wrong.append(Fault("quote", "", "an answer without a quote is not an answer"))
    if answer.composed:
        why = improper(answer.conclusion, [quote.text for quote in answer.quotes])
        wrong += [Fault("conclusion", answer.conclusion, why)] if why else []
    else:
        wrong += [
            Fault("conclusion", line, "neither a sentence of a quote nor a fixed phrase")
            for line in answer.conclusion.splitlines()
            if not ground.holds_line(line)
        ]
    wrong += [
        Fault(name, text, "no words of its sources")
        for name, part in parts_of(answer)
        for text in words_of(part)
        if not ground.holds_words(text)
    ]
    if answer.outcome is not Outcome.ERROR:  # its notes speak to maintainers
        wrong += [
            Fault("note", note, "no fixed phrase, or a value that nobody said")
            for note in answer.notes
            if not ground.holds_note(note)
        ]
    return wrong


def quotes_of(value: Any) -> Iterator[Quote]:
    """All quotes in an answer, wherever they stand."""
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from quotes_of(one)
    elif isinstance(value, Mapping):
        yield from quotes_of(tuple(value.values()))
    else:
        for name in _fields(value.__class__):
            if held := getattr(value, name):
                yield from quotes_of(held)


def parts_of(answer: Answer) -> Iterator[tuple[str, Any]]:
    """What of an answer has quotes of its own: the card, and what may come beside it."""
    for name in _fields(Answer):
        part = getattr(answer, name)
        if _fields(part.__class__) and any(True for _ in quotes_of(part)):
            yield name, part


def words_of(value: Any) -> Iterator[str]:
    """The words in a part of an answer that stand neither in a quote nor on a document's card."""
    if isinstance(value, Quote | DocumentRef | Enum):
        return
    if isinstance(value, str):
        yield from filter(None, value.split("\n"))
    elif isinstance(value, tuple | list):
        for one in value:
            if not isinstance(one, str):
                yield from words_of(one)
    else:
        for name in _fields(value.__class__):
            yield from words_of(getattr(value, name))


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields in which a quote may stand; none of what holds none."""
    if not is_dataclass(kind) or kind in (Question, Trace):
        return ()
    return tuple(field.name for field in fields(kind))


def altered(quote: Quote, chunk: Chunk | None, days: frozenset[int] = frozenset()) -> str:
    """In what a quote differs from its source; empty where it does not."""
    if chunk is None:
        return "there is no such chunk"
    if not quote.text.strip() or not _whole_words(quote.text, chunk.text):
        return "no span of its chunk"
    document = quote.document
    named = (chunk.document.id, chunk.document.number, chunk.document.title, chunk.document.kind)
    if (document.id, document.number, document.title, document.kind) != named:
        return "names another document"
    if quote.citation not in _citations(chunk):
        return "cites another place"
    if quote.page not in (None, chunk.page):
        return "names another page"
    known = days | {day.toordinal() for day in _days(chunk.document.validity)}
    given = {day.toordinal() for day in _days(quote)}
    return "" if given <= known else "is in force on other days"


def _days(what: Quote | Validity) -> list[date]:
    return [day for day in (what.effective_from, what.effective_to) if day]


def _citations(chunk: Chunk) -> Iterator[Citation]:
    """How what stands in a chunk can be cited: the unit itself, each in it, and what is above."""
    paths = [chunk.path, *(part.path for part in chunk.parts), chunk.provision]
    for path in dict.fromkeys(paths):
        yield cite(chunk.document, path)
    above = {path[:depth] for path in paths for depth in range(len(path))}
    for path in above.difference(paths):
        yield cite(chunk.document, path)


def _whole_words(span: str, text: str) -> bool:
    """Whether ``span`` stands in ``text`` without a word or a number cut at its ends."""
    start = text.find(span)
    while start >= 0:
        end = start + len(span)
        if not (inside_word(text, start) or inside_word(text, end)):
            return True
        start = text.find(span, start + 1)
    return False


def stands(line: str, text: str) -> bool:
    """Whether ``line`` is whole sentences (or a label's value, an item, a cell) of ``text``."""
    start = text.find(line)
    while start >= 0:
        if _begins(text, start) and _ends(text, start + len(line)):
            return True
        start = text.find(line, start + 1)
    return False


def _begins(text: str, at: int) -> bool:
    if at == 0 or text[at - 1] == "\n":
        return True
    return text[at - 1] == " " and _BEFORE.search(text, max(0, at - 8), at) is not None


def _ends(text: str, at: int) -> bool:
    return at == len(text) or _AFTER.match(text, at) is not None


class Ground:
    """What the words of an answer may rest on."""

    def __init__(
        self, answer: Answer, quotes: Sequence[Quote], chunks: Sequence[Chunk], sources: Sources
    ) -> None:
        self._answer, self._quotes = answer, quotes
        self._chunks, self._sources = chunks, sources

    def holds_line(self, line: str) -> bool:
        """Of an answer's conclusion the phrases too rest on quotes alone."""
        if any(stands(line, quote.text) for quote in self._quotes):
            return True
        if self._answer.outcome.family == "answered":
            numbers = all(number in self._numbers for number in NUMBER.findall(line))
            said = recognise(line) if numbers else None
            return said is not None and all(map(self._quoted, said.values.values()))
        return self.holds_note(line)

    def holds_note(self, note: str) -> bool:
        said = recognise(note)
        return said is not None and all(
            self._said(value) or (name in (_COUNT, _COUNTED.get(said.phrase)) and value.isdigit())
            for name, value in said.values.items()
        )

    def holds_words(self, text: str) -> bool:
        """Whether it is words of the quotes, of what stands above them, or a fixed phrase."""
        above = [name for chunk in self._chunks for name in (chunk.heading, *chunk.path)]
        named = [*self._texts, *self._metadata, *above]
        if any(_whole_words(text, one) for one in named) or self.holds_line(text):
            return True
        return any(text in self._sources.called(quote.chunk_id) for quote in self._quotes)

    @cached_property
    def _texts(self) -> list[str]:
        return [quote.text for quote in self._quotes]

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(number for text in self._texts for number in NUMBER.findall(text))

    @cached_property
    def _metadata(self) -> list[str]:
        """What the cards of the documents in it say: numbers, titles, issuers, places, days."""
        found = []
        for document in dict.fromkeys(chunk.document for chunk in self._chunks):
            found += [document.number, document.title, document.issuer, document.territory]
            found += [*document.validity.amended_by, *document.validity.replaces]
        found += [str(quote.citation) for quote in self._quotes]
        return [*found, *(str(hit.citation) for hit in self._answer.rejected)]

    @cached_property
    def _of_sources(self) -> list[str]:
        return [spaced(text) for text in [*self._texts, *self._metadata]]

    @cached_property
    def _of_the_question(self) -> list[str]:
        question = self._answer.question
        texts = [question.text, *question.earlier, str(question.unit)]
        trace = self._answer.trace
        if trace:
            for part in trace.parts:
                texts += [part.said, part.typed, *part.citations, *part.unknown]
        texts += [mended(tidy(text)) for text in texts[:1]]
        return [spaced(text) for text in texts]

    def _quoted(self, value: str) -> bool:
        return any(spaced(value) in text for text in self._of_sources)

    def _asked(self, value: str) -> bool:
        """Whether the question says it, with the subject that a part of it takes from before.

        Spaces aside: what was glued together is looked up parted.
        """
        pieces = [spaced(piece).replace(" ", "") for piece in _PIECES.split(value)]
        texts = [text.replace(" ", "") for text in self._of_the_question]
        pieces = [piece for piece in pieces if piece]
        return bool(pieces) and all(any(piece in text for text in texts) for piece in pieces)

    def _said(self, value: str) -> bool:
        """Whether somebody said it: who asked, a source, the index; or it is a phrase itself."""
        if (day := day_of(value)) is not None:
            trace = self._answer.trace
            parts = trace.parts if trace else ()
            asked = {self._answer.question.as_of, *(part.day for part in parts)}
            return day in asked or day.toordinal() in self._sources.days
        value = value[:-1].rpartition(" ")[0] if value.endswith("…") else value
        plain = spaced(value)
        return (
            any(plain in text for text in self._of_sources)
            or self._asked(value)
            or plain in self._sources.names
            or _are_units(value)
            or ((said := recognise(value)) is not None and not said.values)
        )


def _are_units(text: str) -> bool:
    """Whether ``text`` is names of provinces and communes and nothing else."""
    pieces = [piece for piece in map(str.strip, _PIECES.split(text)) if piece]
    return bool(pieces) and all(map(_is_unit, pieces))


def _is_unit(piece: str) -> bool:
    if units().province(piece):
        return True
    kind = next((k for k in TYPES if piece.casefold().startswith(f"{k.casefold()} ")), "")
    return bool(kind) and bool(units().named(piece[len(kind) + 1 :]))
