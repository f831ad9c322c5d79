"""Asking back which of several documents is meant, by questions that can be tapped."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from corpus.cite import cite
from corpus.document import NATIONAL, Document
from corpus.phrases import N_
from corpus.text import fold, tidy
from retrieval.answer import CHOICES, Answer, Outcome
from retrieval.clauses import look_up
from retrieval.generation import Generation
from retrieval.meant import Named, Several
from retrieval.mended import mended
from retrieval.named import named
from retrieval.question import Query

WHICH = N_("Kho có nhiều văn bản khớp với “{}”. Anh/chị hỏi văn bản nào?")
MORE = N_("Còn {} văn bản khác cũng khớp: hãy ghi đủ số, năm và cơ quan ban hành.")
_BEFORE = 30  # characters; a button shows twice as many of a question
_LONG_NAME = 6  # words written for a name, more than which may say what is asked too
_OF = re.compile(r"\s+(?:cua|do)\s+")
_MINISTRY = re.compile(r"b[^aeiou\W\d_]{2,6}(?!\w)")  # "của BTC"


def ask_back(answer_id: str, query: Query, found: Named, generation: Generation) -> Answer | None:
    """The questions to choose from, or None where nothing must be asked back.

    Each names its document so fully that it is not asked back again.
    """
    several = found.several
    if several is None:
        return None
    question = partial(_question, query, several, generation)
    choices = list(filter(None, map(question, several.documents)))
    if len(choices) <= 1:
        return None
    left = len(choices) - CHOICES
    return Answer(
        answer_id,
        query.question,
        Outcome.CLARIFY_AMBIGUOUS,
        conclusion=WHICH.format(several.written),
        notes=(*query.notes, *found.notes, *([MORE.format(left)] if left > 0 else ())),
        followups=tuple(choices[:CHOICES]),
    )


def _question(query: Query, several: Several, generation: Generation, document: Document) -> str:
    """The question with the document written out, as shortly as is clear; or nothing."""
    said = _without_issuer(several, mended(query.typed), document, generation)
    for name in _names(document):
        text = _with(mended(query.typed), said, name)
        asked = look_up(replace(query, typed=text, citations=named(text)), generation)
        if document in asked.documents and asked.several is None:
            whole = mended(tidy(query.question.text))
            return _with(whole, placed, name) if (placed := _placed(whole, said, query)) else text
    return ""


def _placed(whole: str, said: Several, query: Query) -> Several | None:
    """Where the question as it was asked, with its day and its old names, says the number."""
    words = mended(query.typed)[said.start : said.end]
    if whole.count(words) != 1:
        return None
    start = whole.index(words)
    return replace(said, start=start, end=start + len(words))


def _without_issuer(
    several: Several, text: str, document: Document, generation: Generation
) -> Several:
    """With the words "của Bộ …" behind the number, where the document is another's."""
    after = fold(text[several.end :])
    of = _OF.match(after)
    if of is None or len(after) != len(text) - several.end:
        return several
    issuers = {fold(entry.document.issuer) for entry in generation.register.entries}
    called = [name for name in issuers if name and after.startswith(name, of.end())]
    short = _MINISTRY.match(after, of.end())
    end = max([of.end() + len(name) for name in called] + [short.end() if short else 0])
    own = fold(document.issuer)
    if not end or (own and own in called and of.end() + len(own) == end):
        return several
    return replace(several, end=several.end + end)


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
