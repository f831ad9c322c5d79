"""Transition rules: what becomes of dossiers filed, and papers given, before a change.

Where a question is about a day that is past, a text that has taken effect since may say that what
was filed before it goes on under the old rule. Such provisions are quoted beside the answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.chunk import Chunk
from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_, written_day
from corpus.text import SENTENCE_END, fold
from retrieval.answer import Answer, Outcome
from retrieval.find import Found
from retrieval.gaps import names_a_gap
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.spans import cut
from retrieval.succession import key_of
from retrieval.words import coverage

_QUOTED = 2  # rules quoted, at most
_ENOUGH = 0.5  # of the question's words, where a rule that began later answers alone
TRANSITION = N_("Có quy định chuyển tiếp, hiệu lực từ ngày {}: xem {}.")
_LONG = 120  # words, from which what stands under the heading is quoted in parts
_ASIDE = re.compile(r"(?<!\w)(?:vi du|loi thuong gap|can cu)(?!\w)")
_HEADING = re.compile(r"(?<!\w)chuyen tiep(?!\w)")
_RULE = re.compile(
    r"(?<!\w)(?:tiep nhan|nop|nhan|gui|cap|ban hanh|phe duyet|ky(?: ket)?|thuc hien|cong nhan"
    r"|dang ky|khai bao|chap thuan|cong bo)(?: \w+){0,6} truoc (?:ngay|thoi diem)(?!\w)"
    r".{0,200}?(?<!\w)(?:duoc|tiep tuc|van|thuc hien|giai quyet|ap dung|con gia tri|theo)(?!\w)",
    re.DOTALL,
)
_FILED = re.compile(
    r"(?<!\w)(?:nop|tiep nhan|gui|nhan ho so|ho so|don|cap|giai quyet|quy dinh nao|van ban nao"
    r"|cau hoi)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Transition:
    """A sentence of ``chunk``, ``start:end`` of its text, of a document in force ``since``."""

    chunk: Chunk
    start: int
    end: int
    since: date

    @property
    def text(self) -> str:
        return self.chunk.text[self.start : self.end]


def transitions(query: Query, found: Found, generation: Generation) -> tuple[Transition, ...]:
    """The transition rules that took effect between the day asked about and that of asking.

    They are looked for in what follows the sources found, and in what was found but began later.
    """
    day, today = query.question.as_of, query.today
    if query.question.dated:
        today = date.max
    if today is None or today <= day or not _FILED.search(fold(query.question.text)):
        return ()
    sources = [hit.chunk.document for hit in found.hits[:1]]
    later = [one for source in sources for one in generation.succession.after(source)]
    later += [hit.chunk.document for hit in found.not_applicable[:1]]
    held = {key_of(one): one for one in later if _between(one, day, today)}
    return tuple(rule for one in held.values() for rule in _rules(one, generation))


def _between(document: Document, day: date, today: date) -> bool:
    start = document.validity.effective_from
    return start is not None and day < start <= today


def _rules(document: Document, generation: Generation) -> Iterator[Transition]:
    since = document.validity.effective_from or date.min
    for chunk in generation.chunks_of(document):
        heading = fold(chunk.heading)
        if _ASIDE.search(heading) or names_a_gap(chunk.text):
            continue
        under = _HEADING.search(heading) is not None
        for start, end in _sentences(chunk, whole=under):
            yield Transition(chunk, start, end, since)


def _sentences(chunk: Chunk, *, whole: bool) -> Iterable[tuple[int, int]]:
    """The spans that tell the rule: all under its own heading (by its parts where that is long),
    else each sentence that does."""
    if whole and len(chunk.text.split()) <= _LONG:
        yield 0, len(chunk.text)
        return
    for part in chunk.parts:
        if whole:
            yield part.start, part.end
            continue
        at = part.start
        text = chunk.text[part.start : part.end]
        if "trước" not in text:
            continue
        for sentence in SENTENCE_END.split(text):
            start = chunk.text.find(sentence, at)
            at = start + len(sentence)
            if _RULE.search(fold(sentence)):
                yield start, at


def with_transition(
    answer: Answer, rules: Sequence[Transition], found: Found, weights: Mapping[str, float]
) -> Answer:
    """The answer with the rules quoted beside it; where nothing else answers, they do.

    So only where what began later is what the question is about: more than anything in force.
    """
    best = sorted(rules, key=lambda rule: -coverage(weights, rule.text))[:_QUOTED]
    kept = tuple(cut(rule.chunk, rule.start, rule.end, rule.since) for rule in best)
    if not kept:
        return answer
    notes = [
        TRANSITION.format(written_day(rule.since), cite(rule.chunk.document, ())) for rule in best
    ]
    answer = replace(answer, notes=tuple(dict.fromkeys((*answer.notes, *notes))))
    if answer.outcome.family == "answered":
        return replace(answer, quotes=tuple(dict.fromkeys((*answer.quotes, *kept))))
    if answer.outcome.family != "escalated" or not _speaks(found, weights):
        return replace(answer, notes=tuple(n for n in answer.notes if n not in notes))
    text = "\n".join(quote.text for quote in kept)
    return replace(answer, outcome=Outcome.ANSWERED, conclusion=text, quotes=kept, rejected=())


def _speaks(found: Found, weights: Mapping[str, float]) -> bool:
    later = found.not_applicable[0]
    best = found.hits[0].score if found.hits else 0.0
    # Pairs of words are those of speech: "chưa xong thì theo …".
    words = {word: weight for word, weight in weights.items() if " " not in word}
    return later.score > best and coverage(words, later.searchable) >= _ENOUGH
