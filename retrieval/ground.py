"""What the words of an answer may rest on: its quotes, their documents, the question, the index."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.chunk import Chunk
from corpus.cite import cite
from corpus.phrases import day_of, recognise
from corpus.text import spaced, tidy
from corpus.units import TYPES, units
from retrieval.answer import Answer, Quote
from retrieval.clarify import MORE
from retrieval.generation import Generation
from retrieval.guard import searchable
from retrieval.mended import mended
from retrieval.phrasing import NUMBER
from retrieval.reviewed import Faq
from retrieval.verbatim import has_whole, stands
from retrieval.which import NEWEST, TAKEN

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
    calls the procedures that it tells of. ``reviewed`` gives the answers of people that are
    published, by number and version.
    """

    chunk: Callable[[int], Chunk | None]
    names: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    called: Callable[[int], frozenset[str]] = lambda _: frozenset()
    reviewed: Mapping[tuple[int, int], Faq] = field(default_factory=dict)

    @classmethod
    def of(
        cls, generation: Generation, reviewed: Mapping[tuple[int, int], Faq] | None = None
    ) -> "Sources":
        names = {
            name
            for entry in generation.register.entries
            for name in (str(cite(entry.document, ())), entry.document.title)
        }
        names.update(generation.shelf.names)
        folded = frozenset(map(spaced, names))
        called = generation.cards.called
        return cls(generation.store.chunk, folded, generation.days, called, reviewed or {})


class Ground:
    """What the words of an answer may rest on."""

    def __init__(
        self, answer: Answer, quotes: Sequence[Quote], chunks: Sequence[Chunk], sources: Sources
    ) -> None:
        self._answer, self._quotes = answer, quotes
        self._chunks, self._sources = chunks, sources

    def holds_line(self, line: str) -> bool:
        """Of an answer's conclusion the phrases too rest on quotes alone.

        The heading of a law's provision that is quoted is words of it as well.
        """
        if any(stands(line, quote.text) for quote in self._quotes):
            return True
        if any(line == one.heading and one.document.kind.is_legal for one in self._chunks):
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
        if any(has_whole(text, one) for one in named) or self.holds_line(text):
            return True
        return any(text in self._sources.called(quote.chunk_id) for quote in self._quotes)

    @cached_property
    def by_people(self) -> Faq | None:
        """The published answer that this one says it is."""
        said = self._answer.reviewed
        found = self._sources.reviewed.get((said.id, said.version)) if said else None
        if said is None or found is None:
            return None
        return found if (found.reviewer, found.day) == (said.reviewer, said.day) else None

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
        people = [self.by_people.reviewer, self.by_people.reason] if self.by_people else []
        return [spaced(text) for text in [*self._texts, *self._metadata, *people]]

    @cached_property
    def _of_the_question(self) -> list[str]:
        question = self._answer.question
        texts = [question.text, *question.earlier, str(question.unit)]
        texts += map(searchable, question.earlier)  # by which it is told how this was understood
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
            asked |= {self.by_people.day} if self.by_people else set()
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
