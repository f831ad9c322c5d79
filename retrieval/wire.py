"""An answer as JSON: the public shape for programs, and the lossless one for keeping."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter

from retrieval.answer import Answer, FormRef, Quote
from retrieval.check import as_given
from retrieval.said import goes_on

_KEPT = TypeAdapter(Answer)


def keep(answer: Answer) -> str:
    """The whole answer as JSON text, for ``revive``."""
    return _KEPT.dump_json(answer).decode()


def revive(kept: str) -> Answer:
    """The answer that ``keep`` wrote; one that was changed since comes back without its words.

    Raises:
        pydantic.ValidationError: ``kept`` is not such a text.
    """
    return as_given(_KEPT.validate_json(kept))


class DocumentOut(BaseModel):
    id: str
    number: str
    title: str
    kind: str


class QuoteOut(BaseModel):
    text: str
    citation: str
    document: DocumentOut
    page: int | None
    effective_from: str | None
    effective_to: str | None
    status: str
    url: str


class CardLineOut(BaseModel):
    kind: str
    text: str
    quotes: list[QuoteOut]


class CardOut(BaseModel):
    """``missing`` and ``asked`` are kinds of lines."""

    procedure: str
    document: DocumentOut
    code: str
    lines: list[CardLineOut]
    missing: list[str]
    asked: list[str]


class CompetenceOut(BaseModel):
    """``level``: commune, province or ministry; ``here``: it is the commune's own."""

    level: str
    here: bool
    text: str
    who: str
    where: str
    asked: bool
    quotes: list[QuoteOut]


class BeforeOut(BaseModel):
    """The rule until the end of ``day``; its quotes are among the answer's own too."""

    day: str
    since: str
    conclusion: str
    quotes: list[QuoteOut]


class FormOut(BaseModel):
    """A form to hand over. ``url`` is its file, ``page`` tells of it, ``size`` is in bytes."""

    id: str
    number: str
    title: str
    annex: str
    issued_by: str
    edition: str
    effective_from: str | None
    effective_to: str | None
    status: str
    name: str
    type: str
    size: int
    url: str
    page: str
    sample_url: str | None

    @classmethod
    def of(cls, form: FormRef) -> "FormOut":
        page, _, query = form.url.partition("?")
        start, end = form.effective_from, form.effective_to
        return cls(
            id=form.document.id,
            number=form.document.number,
            title=form.document.title,
            annex=form.annex,
            issued_by=form.issued_by,
            edition=form.edition,
            effective_from=start.isoformat() if start else None,
            effective_to=end.isoformat() if end else None,
            status=form.status,
            name=form.file.name,
            type=form.file.type,
            size=form.file.size,
            url=f"{page}/file?{query}",
            page=form.url,
            sample_url=f"{page}/sample?{query}" if form.sample else None,
        )


class ReviewedOut(BaseModel):
    """People wrote the conclusion: number and version of their answer, who approved it, when."""

    id: int
    version: int
    reviewer: str
    day: str


class AnswerOut(BaseModel):
    """What ``ask`` returns on the command line and over HTTP.

    ``safety`` is what to do at once in an emergency; show it before all else. ``goes_on``: the
    question was understood by those before it, and can be asked again without them.
    """

    id: str
    outcome: str
    conclusion: str
    competence: CompetenceOut | None
    card: CardOut | None
    quotes: list[QuoteOut]
    before: BeforeOut | None
    forms: list[FormOut]
    notes: list[str]
    followups: list[str]
    safety: list[str]
    reviewed: ReviewedOut | None = None
    goes_on: bool = False
    timings_ms: dict[str, float]


def public(answer: Answer) -> AnswerOut:
    """The public shape of an answer; the asker and what was rejected stay inside."""
    whole: dict[str, Any] = _KEPT.dump_python(answer, mode="json")
    forms = [FormOut.of(form) for form in answer.forms]
    quoted = _quotes(whole["quotes"], answer.quotes)
    shown = dict(whole, quotes=quoted, forms=forms, goes_on=goes_on(answer))
    if told := answer.competence:
        quotes = _quotes(whole["competence"]["quotes"], told.quotes)
        shown["competence"] = dict(whole["competence"], text=told.text, quotes=quotes)
    if then := answer.before:
        shown["before"] = dict(
            whole["before"], quotes=_quotes(whole["before"]["quotes"], then.quotes)
        )
    if answer.card:
        lines = zip(whole["card"]["lines"], answer.card.lines, strict=True)
        shown["card"] = dict(
            whole["card"],
            lines=[
                dict(out, text=line.text, quotes=_quotes(out["quotes"], line.quotes))
                for out, line in lines
            ],
        )
    return AnswerOut.model_validate(shown)


def _quotes(shown: list[dict[str, Any]], quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    return [dict(out, citation=str(q.citation)) for out, q in zip(shown, quotes, strict=True)]
