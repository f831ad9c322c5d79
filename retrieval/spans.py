"""What to quote of a hit: spans of its chunk by its units, and the quotes that they make."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile

from corpus.chunk import Chunk, Part
from corpus.cite import cite
from corpus.document import Document
from corpus.provision import provision_url
from corpus.validity import Status
from retrieval.amounts import tells
from retrieval.answer import DocumentRef, Hit, Quote
from retrieval.clauses import below
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.words import coverage

_AMOUNT = 0.3  # of coverage, for a clause that tells the amount asked for


@dataclass(frozen=True, slots=True)
class Span:
    """``start:end`` of a chunk's text and the path of what stands there."""

    path: tuple[str, ...]
    start: int
    end: int


def spans(
    hit: Hit,
    weights: Mapping[str, float],
    policy: Policy,
    amount: re.Pattern[str] | None = None,
) -> list[Span]:
    """What to quote of a hit: the units the question names, or what speaks most of it.

    ``amount`` is what is asked for (``amounts.amount_asked``).
    """
    chunk = hit.chunk
    units = [path for path in hit.asked if len(path) > len(chunk.provision)]
    if units:
        return _asked_spans(chunk, units, hit.ended)
    budget = len(chunk.text) if hit.asked else policy.quote_words
    return best_spans(chunk, weights, budget, hit.ended, amount)


def _asked_spans(
    chunk: Chunk, units: Sequence[tuple[str, ...]], ended: Collection[int]
) -> list[Span]:
    """Each unit with all below it; then the sentence that introduces it where the chunk has it."""
    found = set()
    for unit in units:
        runs = [run for run in _runs(chunk, ended, unit) if run]
        found |= {
            Span(unit if len(runs) == 1 else _shared(run), run[0].start, run[-1].end)
            for run in runs
        }
        found |= {
            Span(part.path, part.start, part.end)
            for at, part in enumerate(chunk.parts)
            if runs and part.path == unit[:-1] and chunk.text[: part.end].endswith(":")
            if at not in ended
        }
    return sorted(found, key=lambda span: (span.path not in units, span.start))


def _runs(chunk: Chunk, ended: Collection[int], unit: tuple[str, ...] = ()) -> Iterator[list[Part]]:
    """Neighbouring parts in force of one unit."""
    run: list[Part] = []
    for at, part in enumerate(chunk.parts):
        if at not in ended and below(part.path, unit):
            run.append(part)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _shared(run: Sequence[Part]) -> tuple[str, ...]:
    """The path of the narrowest unit that holds all of ``run``."""
    first, last = run[0].path, run[-1].path  # in reading order: what these two share, all do
    same = (one == other for one, other in zip(first, last, strict=False))
    return first[: sum(takewhile(bool, same))]


def best_spans(
    chunk: Chunk,
    weights: Mapping[str, float],
    budget: int,
    ended: Collection[int] = (),
    amount: re.Pattern[str] | None = None,
) -> list[Span]:
    """The whole chunk if it is short, else its khoản that speak most of the question.

    One that tells ``amount``, which is asked for, speaks more of it.

    ``budget`` is in words; the parts ``ended`` are left out. Spans come in reading order.
    """
    if len(chunk.text.split()) <= budget and not ended:
        return [Span(chunk.path, 0, len(chunk.text))]
    clauses = list(_clauses(chunk, ended))

    def speaks(span: Span) -> float:
        text = chunk.text[span.start : span.end]
        return coverage(weights, text) + _AMOUNT * tells(amount, text)

    ranked = sorted(clauses, key=speaks, reverse=True)
    chosen: list[Span] = []
    words = 0
    for span in ranked:
        size = len(chunk.text[span.start : span.end].split())
        if chosen and words + size > budget:
            continue
        chosen.append(span)
        words += size
        if words >= budget / 2:
            break
    return sorted(chosen, key=lambda span: span.start)


def _clauses(chunk: Chunk, ended: Collection[int]) -> Iterator[Span]:
    """A khoản with its points is one span; what is not in force cuts it."""

    def clause(path: tuple[str, ...]) -> tuple[str, ...]:
        return path[:-1] if path and path[-1].startswith("điểm ") else path

    for run in _runs(chunk, ended):
        for path, group in groupby(run, key=lambda part: clause(part.path)):
            parts = list(group)
            shown = parts[0].path if len(parts) == 1 else path
            yield Span(shown, parts[0].start, parts[-1].end)


def quoted(chunk: Chunk, span: Span, status: Status) -> Quote:
    """A span of a chunk with all that is said beside it."""
    document, chunk_id = chunk.document, chunk.id
    return Quote(
        text=chunk.text[span.start : span.end],
        citation=cite(document, span.path),
        document=DocumentRef.of(document),
        chunk_id=chunk_id,
        page=chunk.page,
        effective_from=document.validity.effective_from,
        effective_to=document.validity.effective_to,
        status=status.value,
        url=provision_url(chunk_id),
    )


def cut(chunk: Chunk, start: int, end: int, day: date) -> Quote:
    """The span ``start:end`` of a chunk, under the narrowest unit that holds it."""
    holding = [part.path for part in chunk.parts if part.start <= start and end <= part.end]
    span = Span(holding[0] if len(holding) == 1 else chunk.path, start, end)
    return quoted(chunk, span, chunk.document.validity.on(day))


def cut_said(chunk: Chunk, said: str, day: date) -> Quote | None:
    """The statement ``said``, where the chunk has it in one piece."""
    start = chunk.text.find(said)
    return cut(chunk, start, start + len(said), day) if start >= 0 else None


def day_status(document: Document, query: Query) -> Status:
    """Whether the document is in force on the day that counts."""
    return document.validity.on(query.question.as_of)
