"""What the figures count of an answer: written with it, and without words of the question."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection

from corpus.field import field_name
from desk.database import add_if_new
from desk.schema import asked
from retrieval.answer import Answer
from retrieval.question import Unit


def count(connection: Connection, answer: Answer, unit: Unit, at: datetime) -> None:
    """Once an answer. ``unit`` is where the contact works; else what the question says counts."""
    where = unit if unit != Unit() else answer.question.unit
    add_if_new(
        connection,
        asked,
        {
            "answer_id": answer.id,
            "at": at,
            "outcome": answer.outcome.value,
            "field": field_of(answer),
            "province": where.province,
            "commune": where.commune,
            "procedure": procedure_of(answer),
            "documents": list(dict.fromkeys(quote.document.id for quote in answer.quotes)),
        },
    )


def field_of(answer: Answer) -> str:
    """The name of the field of what was quoted first.

    Where nothing is quoted, the field of two of the three nearest passages: one alone may be
    near by chance, and would send the case to people of another field.
    """
    quoted = next((quote.document.field for quote in answer.quotes if quote.document.field), "")
    if quoted:
        return field_name(quoted)
    hits = answer.trace.parts[0].hits if answer.trace and answer.trace.parts else ()
    near = Counter(hit.field for hit in hits[:3] if hit.field)
    field, times = near.most_common(1)[0] if near else ("", 0)
    return field_name(field) if times > 1 else ""


def procedure_of(answer: Answer) -> str:
    """The procedure of the card, or the document that was quoted first."""
    if answer.card:
        return answer.card.procedure
    return answer.quotes[0].document.title if answer.quotes else ""
