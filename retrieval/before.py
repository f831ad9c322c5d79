"""What the rule was before: "trước đây thì sao", "quy định cũ là mấy ngày", "khác gì so với 2025".

What is asked is looked up as of the last day of the rule that came before, in the documents that
were in force then; where both are wanted, both are answered.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from corpus.citation import Citation
from corpus.document import Document
from corpus.phrases import N_, written_day
from retrieval.answer import Answer, Before
from retrieval.find import Found
from retrieval.generation import Generation
from retrieval.past import Past
from retrieval.question import Query

OLD = N_("Quy định cũ, áp dụng đến hết ngày {}. Từ ngày {} áp dụng: {}.")
OLD_ONLY = N_("Quy định cũ, áp dụng đến hết ngày {}.")
BESIDE = N_("So sánh quy định áp dụng ngày {} với quy định áp dụng đến hết ngày {}.")
NONE_BEFORE = N_("Kho chưa có quy định trước đó để so sánh.")
_NEAR = 0.7  # of the best score that what has ended must reach to be what is asked for
_ONE_DAY = timedelta(days=1)


def answer_before(
    query: Query, found: Found, generation: Generation, look_up: Callable[[Query], Answer]
) -> Answer:
    """What the rule was that ``query`` asks for, alone or beside that of today.

    ``look_up`` answers a query that asks of one day.
    """
    past, today = query.past, query.question.as_of
    now = look_up(replace(query, past=None))
    day = day_before(past, found, today, generation) if past else None
    if past is None or day is None:
        answered = now.outcome.family == "answered"
        return replace(now, notes=(NONE_BEFORE, *now.notes)) if answered else now
    then = look_up(replace(query, past=None, question=replace(query.question, as_of=day)))
    return side_by_side(now, then, day) if past.compares else of_the_past(then, now, day)


def day_before(past: Past, found: Found, today: date, generation: Generation) -> date | None:
    """The last day of the rule that came before; None where the documents tell of none."""
    if past.day is not None:
        return past.day
    best = found.hits[0].score if found.hits else 0.0
    ended = [
        end
        for hit in found.not_applicable
        if hit.score >= _NEAR * best
        for _, end in generation.ends(hit.chunk.id)
    ]
    ended += _ends_before([hit.chunk.document for hit in found.hits[:1]], generation)
    last = max((end for end in ended if end <= today), default=None)
    return last - _ONE_DAY if last else None


def _ends_before(documents: Iterable[Document], generation: Generation) -> Iterator[date]:
    for document in documents:
        for old in generation.succession.before(document):
            end = old.validity.effective_to or document.validity.effective_from
            if end is not None:
                yield end


def of_the_past(then: Answer, now: Answer, day: date) -> Answer:
    """The answer of the past, with the day on which its rule ended and what followed it."""
    followed = now.quotes[0] if now.outcome.family == "answered" else None
    note = OLD_ONLY.format(written_day(day))
    if followed and followed.document not in [quote.document for quote in then.quotes]:
        whole = Citation(followed.citation.name, followed.citation.number)
        note = OLD.format(written_day(day), written_day(day + _ONE_DAY), whole)
    return replace(then, notes=(note, *then.notes))


def side_by_side(now: Answer, then: Answer, day: date) -> Answer:
    """The answer of today with that of the past beside it."""
    if then.outcome.family != "answered" or _same(now, then):
        return replace(now, notes=(NONE_BEFORE, *now.notes))
    if now.outcome.family != "answered":
        return of_the_past(then, now, day)
    note = BESIDE.format(written_day(now.question.as_of), written_day(day))
    return replace(
        now,
        quotes=tuple(dict.fromkeys((*now.quotes, *then.quotes))),
        before=Before(day, day + _ONE_DAY, then.conclusion, then.quotes),
        notes=tuple(dict.fromkeys((note, *now.notes, *_of_sources(then.notes, now.notes)))),
    )


def _same(now: Answer, then: Answer) -> bool:
    return [quote.chunk_id for quote in now.quotes] == [quote.chunk_id for quote in then.quotes]


def _of_sources(then: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Of the notes of the past those that warn of its sources, not of its end, which is told."""
    yield from (note for note in then if note not in now and "hết hiệu lực" not in note)
