"""Asking back which of several documents is meant, by questions that can be tapped."""

from collections.abc import Iterator
from dataclasses import replace

from corpus.cite import cite
from corpus.document import NATIONAL, Document
from retrieval.answer import Answer, Outcome
from retrieval.clauses import Named, Several, look_up
from retrieval.generation import Generation
from retrieval.mended import mended
from retrieval.named import named
from retrieval.question import Query

WHICH = "Kho có nhiều văn bản khớp với “{}”. Anh/chị hỏi văn bản nào?"
MORE = "Còn {} văn bản khác cũng khớp: hãy ghi đủ số, năm và cơ quan ban hành."
MOST = 4  # choices
_BEFORE = 30  # characters; a button shows twice as many of a question
_LONG_NAME = 6  # words written for a name, more than which may say what is asked too


def ask_back(answer_id: str, query: Query, found: Named, generation: Generation) -> Answer | None:
    """The questions to choose from, or None where nothing must be asked back.

    Each names its document so fully that it is not asked back again.
    """
    several = found.several
    if several is None:
        return None
    asked = (_question(query, several, document, generation) for document in several.documents)
    choices = list(filter(None, asked))
    if len(choices) <= 1:
        return None
    left = len(choices) - MOST
    return Answer(
        answer_id,
        query.question,
        Outcome.CLARIFY_AMBIGUOUS,
        conclusion=WHICH.format(several.written),
        notes=(*found.notes, *([MORE.format(left)] if left > 0 else ())),
        followups=tuple(choices[:MOST]),
    )


def _question(query: Query, several: Several, document: Document, generation: Generation) -> str:
    """The question with the document written out, as shortly as is clear; or nothing."""
    for name in _names(document):
        text = _with(mended(query.typed), several, name)
        asked = look_up(replace(query, typed=text, citations=named(text)), generation)
        again = asked.several is not None and document in asked.several.documents
        if document in asked.documents and not again:
            return text
    return ""


def _names(document: Document) -> Iterator[str]:
    name = str(cite(document, ()))
    yield name
    of = document.issuer or ("" if document.territory == NATIONAL else document.territory)
    if of:
        yield f"{name} của {of}"
    yield f"{name} về “{document.title}”"


def _with(text: str, several: Several, name: str) -> str:
    """``text`` with ``name`` where the number stands, or before it all where it is far behind."""
    before, after = text[: several.start], text[several.end :]
    if not several.by_number and len(several.written.split()) > _LONG_NAME:
        before += several.written + " – "
    whole = f"{before}{name}{after}"
    return whole if len(before) <= _BEFORE else f"{name}: {whole}"
