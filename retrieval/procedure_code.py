"""The national code of a procedure: told where it is asked for, and followed where it is given."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.document import Document
from corpus.procedure_labels import codes, national
from corpus.text import spaced
from retrieval.answer import Answer, Hit, Quote
from retrieval.card_first import no_answer
from retrieval.find import Found
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.spans import cut

# Nothing but the code: not where to type it, or what to do when it is wrong.
_CODE = "ma (?:so )?(?:thu tuc|tthc)"
_BEFORE = "(?:cho|em|toi|minh|anh|chi|xin|hoi|biet|da|a|can|tim|tra)"
_ASKED = re.compile(
    rf"^ (?:{_BEFORE} )*{_CODE}(?! \d| sai| bi| nhap| khong| loi)"
    rf"| {_CODE} .*(?:la gi|so may|bao nhieu|may)(?: a| vay| the)* $"
)
_TOLD = re.compile(
    r"Mã (?:số )?(?:thủ tục|TTHC)(?: hành chính)?(?: quốc gia)?\s*:?\s*(\d\.\d{6}(?:\.\w+)*)",
    re.IGNORECASE,
)


def asks_code(query: Query) -> bool:
    """Whether the question asks for the code of a procedure."""
    return not codes(query.typed) and _ASKED.search(spaced(query.restored)) is not None


def of_the_code(query: Query, found: Found, generation: Generation) -> Found:
    """``found`` with the sections of the one procedure whose code is given, as what is named."""
    given = {national(code) for code in codes(query.typed)}
    if len(given) != 1 or found.named:
        return found
    documents = {hit.chunk.document.id: hit.chunk.document for hit in found.hits}
    about = {name for name, one in documents.items() if _own_code(one, generation)[0] in given}
    if len(about) != 1:
        return found
    hits = tuple(hit for hit in found.hits if hit.chunk.document.id in about)
    return replace(found, hits=hits, named=True)


def with_code(answer: Answer, query: Query, hits: Sequence[Hit], generation: Generation) -> Answer:
    """The answer in the words that tell the code, where it is asked for; without a source that
    has it people take over."""
    if not hits or answer.outcome.family != "answered" or not asks_code(query):
        return answer
    _, told = _own_code(hits[0].chunk.document, generation, query.question.as_of)
    if told is None:
        return no_answer(answer, hits[0])
    return replace(answer, conclusion=told.text, quotes=(told, *answer.quotes))


def _own_code(
    document: Document, generation: Generation, day: date = date.min
) -> tuple[str, Quote | None]:
    """The national code that a document says its procedure has, and where it says so."""
    for chunk in generation.chunks_of(document):
        if match := _TOLD.search(chunk.text):
            return national(match[1]), cut(chunk, *match.span(), day)
    return "", None
