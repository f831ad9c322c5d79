"""An answer as JSON: the public shape for programs, and the lossless one for keeping."""

from typing import Any

from pydantic import BaseModel, TypeAdapter

from retrieval.answer import Answer

_KEPT = TypeAdapter(Answer)


def keep(answer: Answer) -> str:
    """The whole answer as JSON text, for ``revive``."""
    return _KEPT.dump_json(answer).decode()


def revive(kept: str) -> Answer:
    """The answer that ``keep`` wrote.

    Raises:
        pydantic.ValidationError: ``kept`` is not such a text.
    """
    return _KEPT.validate_json(kept)


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


class AnswerOut(BaseModel):
    """What ``ask`` returns on the command line and over HTTP."""

    id: str
    outcome: str
    conclusion: str
    card: dict[str, str] | None
    quotes: list[QuoteOut]
    notes: list[str]
    followups: list[str]
    timings_ms: dict[str, float]


def public(answer: Answer) -> AnswerOut:
    """The public shape of an answer; the asker and what was rejected stay inside."""
    whole: dict[str, Any] = _KEPT.dump_python(answer, mode="json")
    quotes = [
        dict(shown, citation=str(quote.citation))
        for shown, quote in zip(whole["quotes"], answer.quotes, strict=True)
    ]
    return AnswerOut.model_validate(dict(whole, quotes=quotes))
