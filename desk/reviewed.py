"""Questions that people have reviewed: replied to by the team, or confirmed by who asked.

Each becomes a line for `python -m eval run --golden` (``Line``, eval's own form), and pairs
of a question and the words that answer it. What nobody said is left open: where a reply
names no document of the corpus, ``expect`` stays empty until a maintainer fills it in.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from corpus.masking import mask
from corpus.text import folded_syllables, strip_accents
from desk.case import Case, CaseState
from desk.desk import Desk
from desk.schema import answers, cases, feedback
from retrieval.answer import Answer, DocumentRef
from retrieval.named import matches, named
from retrieval.wire import revive

Same = tuple[str, str, str]
_PAGE = 200


def same(question: str, as_of: str, province: str) -> Same:
    """Equal for questions that ask the same, however they are spelled."""
    return (" ".join(folded_syllables(question)), as_of, province)


@dataclass(frozen=True, slots=True)
class Line:
    """A golden question. ``note`` is the reply that people wrote."""

    id: str
    question: str
    as_of: str
    province: str
    typing: str
    field: str
    kind: str
    expect: str
    document: str | None
    any_of: tuple[str, ...]
    must_contain: tuple[str, ...] = ()
    note: str = ""

    @property
    def same(self) -> Same:
        return same(self.question, self.as_of, self.province)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, and words of a source that answer it."""

    id: str
    question: str
    passage: str

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def reviewed(desk: Desk, known: Sequence[DocumentRef] = ()) -> Iterator[tuple[Line, list[Pair]]]:
    """Oldest first: answered cases, then confirmed answers.

    ``known`` are the documents of the index: a reply may name one of them.
    """
    yield from _replied(desk, known)
    yield from _confirmed(desk)


def _replied(desk: Desk, known: Sequence[DocumentRef]) -> Iterator[tuple[Line, list[Pair]]]:
    found = [*_all(desk, CaseState.ANSWERED), *_all(desk, CaseState.CLOSED)]
    for case in sorted(found, key=lambda case: case.id):
        if not case.answer.question.text.strip():
            continue  # refused for what it disclosed: its words were never kept
        quoted = [quote.document for quote in case.answer.quotes]
        ids = _named_in(case.reply, [*quoted, *known])
        line = _line(case.label, "reviewed", case.answer, ids, case.unit.province, case.field)
        yield replace(line, note=mask(case.reply)), _pairs(line, case.answer)


def _all(desk: Desk, state: CaseState) -> Iterator[Case]:
    before = None
    while page := desk.cases(state, _PAGE, before):
        yield from page
        before = page[-1].id


def _confirmed(desk: Desk) -> Iterator[tuple[Line, list[Pair]]]:
    """Answers that somebody found right and nobody wrong, and that no case took over."""
    wrong = select(feedback.c.answer_id).where(feedback.c.verdict == "wrong")
    right = select(feedback.c.answer_id).where(feedback.c.verdict == "right")
    asked = select(answers.c.kept).where(
        answers.c.id.in_(right), answers.c.id.not_in(wrong),
        answers.c.id.not_in(select(cases.c.answer_id)),
    ).order_by(answers.c.at, answers.c.id)  # fmt: skip
    with desk.database.reading() as connection:
        kept = [revive(text) for (text,) in connection.execute(asked)]
    for answer in kept:
        ids = list(dict.fromkeys(quote.document.id for quote in answer.quotes))
        if ids and answer.outcome.family == "answered":
            province = answer.question.unit.province
            line = _line(f"answer-{answer.id}", "confirmed", answer, ids, province, "")
            yield line, _pairs(line, answer)


def _line(
    name: str, kind: str, answer: Answer, ids: Sequence[str], province: str, field: str
) -> Line:
    text = mask(answer.question.text)
    return Line(
        id=name,
        question=text,
        as_of=answer.question.as_of.isoformat(),
        province=province or answer.question.unit.province,
        typing="none" if strip_accents(text) == text else "full",
        field=field,
        kind=kind,
        expect="answered" if ids else "",
        document=ids[0] if ids else None,
        any_of=tuple(ids[1:]),
    )


def _pairs(line: Line, answer: Answer) -> list[Pair]:
    """The question with each quote of a document that is held to be right."""
    right = {line.document, *line.any_of}
    quotes = [quote.text for quote in answer.quotes if quote.document.id in right]
    return [Pair(f"{line.id}/{n}", line.question, text) for n, text in enumerate(quotes, 1)]


def _named_in(reply: str, documents: Sequence[DocumentRef]) -> list[str]:
    """The ids of those documents that the reply names by a number with its year."""
    numbers = [one for one in named(reply) if "/" in one.number]
    found = [
        document.id
        for one in numbers
        for document in documents
        if matches(document.number, one.number, one.name)
    ]
    return list(dict.fromkeys(found))
