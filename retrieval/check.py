"""The last check: what is not word for word in the sources does not leave.

Whatever stands in an answer when it leaves – put together from several questions, phrased by a
composer, filled in by a card – passes ``leave``. A quote, wherever in the answer it stands, is a
span of its stored chunk, byte for byte, cut at no word or number, and cites the chunk it is of. The
conclusion is sentences of the quotes, headings of the provisions quoted, and fixed phrases
(``corpus.phrases``), whose numbers stand in a quote. One that a composer phrased says what the
quotes it points to say (``retrieval.phrasing``). Notes are fixed phrases. What stands in the places
of a phrase comes from the question, from the sources, or names a document, a day or a unit that the
index knows. Any other words in an answer (what a card is called, where one goes) are words of its
quotes or of their documents.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.chunk import Chunk
from retrieval.answer import Answer, Outcome, Quote
from retrieval.answer_parts import parts_of, quotes_of, words_of
from retrieval.ground import Ground, Sources
from retrieval.phrasing import improper
from retrieval.record import sources as sources_then
from retrieval.reviewed import Faq
from retrieval.trace import digest
from retrieval.verbatim import altered

log = logging.getLogger(__name__)


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
        # Words of documents only: a note or a line may repeat the question, which is not logged.
        words = fault.text[:200] if fault.where == "quote" else ""
        log.error("held back, %s: %s: %r", fault.where, fault.why, words)
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
    if answer.reviewed:
        shown.append(repr(answer.reviewed))
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
    bare |= {"conclusion": "", "composed": False, "quotes": (), "followups": (), "reviewed": None}
    return replace(answer, outcome=ended, **bare)


def faults(answer: Answer, sources: Sources) -> list[Fault]:
    """All that is not in the sources, empty where the answer is sound."""
    quotes = list(dict.fromkeys(quotes_of(answer)))
    chunks = {quote.chunk_id: sources.chunk(quote.chunk_id) for quote in quotes}
    ground = Ground(answer, quotes, [chunk for chunk in chunks.values() if chunk], sources)
    return [
        *_in_quotes(answer, quotes, chunks, sources, ground.by_people),
        *_in_conclusion(answer, ground),
        *_in_parts(answer, ground),
        *_in_notes(answer, ground),
    ]


def _in_quotes(
    answer: Answer,
    quotes: Sequence[Quote],
    chunks: Mapping[int, Chunk | None],
    sources: Sources,
    by_people: Faq | None,
) -> Iterator[Fault]:
    own = set(answer.quotes)
    part_of = {quote: name for name, part in parts_of(answer) for quote in quotes_of(part)}
    for quote in quotes:
        if why := altered(quote, chunks[quote.chunk_id], sources.days):
            where = "quote" if quote in own else part_of.get(quote, "quote")
            yield Fault(where, quote.text, why)
    if by_people is not None:
        if {quote.text for quote in answer.quotes} != {basis.text for basis in by_people.basis}:
            yield Fault("quote", "", "not the basis that was approved")
    elif answer.outcome.family == "answered" and not answer.safety and not answer.quotes:
        yield Fault("quote", "", "an answer without a quote is not an answer")


def _in_conclusion(answer: Answer, ground: Ground) -> Iterator[Fault]:
    by_people = ground.by_people
    if by_people is not None or answer.outcome is Outcome.ANSWERED_FAQ:
        if by_people is None or answer.outcome is not Outcome.ANSWERED_FAQ:
            yield Fault("conclusion", answer.conclusion, "no reviewed answer is published so")
        elif answer.conclusion != by_people.text:
            yield Fault("conclusion", answer.conclusion, "not what was approved")
        return
    if answer.composed:
        if why := improper(answer.conclusion, [quote.text for quote in answer.quotes]):
            yield Fault("conclusion", answer.conclusion, why)
        return
    for line in answer.conclusion.splitlines():
        if not ground.holds_line(line):
            yield Fault("conclusion", line, "neither a sentence of a quote nor a fixed phrase")


def _in_parts(answer: Answer, ground: Ground) -> Iterator[Fault]:
    for name, part in parts_of(answer):
        for text in words_of(part):
            if not ground.holds_words(text):
                yield Fault(name, text, "no words of its sources")


def _in_notes(answer: Answer, ground: Ground) -> Iterator[Fault]:
    if answer.outcome is Outcome.ERROR:
        return  # its notes speak to maintainers
    for note in answer.notes:
        if not ground.holds_note(note):
            yield Fault("note", note, "no fixed phrase, or a value that nobody said")
