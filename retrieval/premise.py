"""Premises of a question that do not hold: said with the answer, not followed.

A document is named that is about something else, or that is no longer in force; what the sources
say of it is quoted, and what they say of the matter answers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from corpus.citation import Citation
from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_
from corpus.text import strip_accents
from corpus.validity import Status
from retrieval.answer import Answer, Quote
from retrieval.compose import statements
from retrieval.days import dates
from retrieval.generation import Generation
from retrieval.meant import Named
from retrieval.mended import mended
from retrieval.mentioned import chunk_rows_naming
from retrieval.named import matches, mentions, written
from retrieval.named_numbers import Mention
from retrieval.question import Query
from retrieval.spans import best_spans, cut_said, day_status, quoted

NOT_THERE = N_("{} là “{}”: không thấy nội dung được hỏi trong văn bản này.")
NOT_IN_IT = N_("{}: không thấy nội dung được hỏi trong tài liệu này.")
REPLACED = N_("{} được thay thế bởi {}.")
NO_LONGER = N_("Theo nguồn được trích, {} không còn hiệu lực hoặc đã được thay thế.")
_ABSENT = 0.6  # of a question's words, by rarity: a document without so many is not about it
_LEAST = 4  # words and pairs that must be asked, beside what is named
_BEGINS = 60  # words of a document that tell what it is about
_NAMED = 3  # documents of a question that are looked at
# Nothing between may make it a part of the document, or something else, that has ended.
_ENDED_AFTER = re.compile(
    r"(?:(?!\b(?:hoac|neu|khi|thi)\b)[^.;,:]){0,45}?\b(?:het hieu luc"
    r"|khong con (?:hieu luc|ap dung|duoc ap dung)"
    r"|(?:duoc|bi|da) bai bo|(?P<by>(?:duoc|bi|da) thay (?:the|bang|boi)))\b"
)
_PART = r"(?:dieu|khoan|diem|mau|phu luc|cum tu|mot so|noi dung|muc|bieu)"
_IN_FORCE = re.compile(r"hieu luc (?:thi hanh )?(?:ke )?tu [^.;]{0,40}")
_NEAR = 45  # characters within which a day belongs to the words before it
_PART_OF = re.compile(rf"\b{_PART} [\w.]+ (?:cua |tai |kem theo )?$")
_ENDED_BEFORE = re.compile(rf"\b(?:thay the|bai bo)\b(?:(?!\b{_PART}\b)[^.;:]){{0,60}}$")


@dataclass(frozen=True, slots=True)
class Premises:
    """What is said of the documents that a question names, and the words it rests on."""

    notes: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def beside(self, answer: Answer) -> Answer:
        """The answer with what is said of its premises."""
        if not self.notes:
            return answer
        quotes = tuple(dict.fromkeys((*answer.quotes, *self.quotes)))
        return replace(answer, notes=(*self.notes, *answer.notes), quotes=quotes)


def not_about(query: Query, named: Named, generation: Generation) -> tuple[Document, ...]:
    """The documents named, if they have hardly a word of what is asked of them."""
    of_a_unit = any(one.is_of_unit for one in query.citations)
    if of_a_unit or not 0 < len(named.documents) <= _NAMED or any(named.rows.values()):
        return ()
    asked = named.asking(generation.words.weigh(query.restored))
    # What nobody says, slips of the keyboard too, tells nothing of this document.
    said = generation.words.spread(list(asked), _provisions(named.documents, generation))
    absent = sum(asked[term] for term, here in said.items() if not here)
    enough = len(said) >= _LEAST and absent >= _ABSENT * sum(asked[term] for term in said)
    return named.documents if enough else ()


def elsewhere(named: Named, apart: Sequence[Document]) -> Named:
    """What is named, without the documents ``apart`` that do not tell it."""
    return replace(named, rows={}, documents=()) if apart else named


def premises(
    query: Query, named: Named, apart: Sequence[Document], generation: Generation
) -> Premises:
    """What must be said of the documents named: those ``apart``, and those no longer in force."""
    notes: list[str] = []
    quotes: list[Quote] = []
    for document in apart:
        name = str(cite(document, ()))
        called = document.title in name
        said = NOT_IN_IT.format(name) if called else NOT_THERE.format(name, document.title)
        notes.append(said)
        quotes += _beginning(query, document, generation)
    day = query.question.as_of
    ended = [one for one in named.documents if one.validity.on(day) is Status.ENDED]
    standing = {one.id for one in named.documents if one not in ended}
    for document in ended[:_NAMED]:
        if document.id in standing or not document.number:
            continue
        cited = cite(document, ())
        by = [o for o in _replacing(document, generation) if o.edition != document.edition]
        notes += [REPLACED.format(cited, cite(other, ())) for other in by[:1]]
        found = _saying_ended(query, Citation(cited.name, document.number), generation)
        notes += [NO_LONGER.format(cited)] if found and not by else []
        quotes += found
    for citation in query.citations[:_NAMED]:
        number = citation.number
        if number and not generation.register.numbered(number, citation.name):
            bare = Citation(citation.name, number)
            if found := _saying_ended(query, bare, generation):
                notes.append(NO_LONGER.format(_as_asked(query, bare)))
                quotes += found
    return Premises(tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(quotes)))


def _as_asked(query: Query, citation: Citation) -> str:
    """The document as the question writes it."""
    start, end = written(query.typed, citation.number)
    return mended(query.typed)[start:end].strip() or str(citation)


def _provisions(documents: Sequence[Document], generation: Generation) -> list[int]:
    """The rows of all provisions of all editions."""
    ids = {document.id for document in documents}
    entries = (entry for entry in generation.register.entries if entry.document.id in ids)
    return [row for entry in entries for row, _ in generation.register.units(entry.row).rows]


def _beginning(query: Query, document: Document, generation: Generation) -> list[Quote]:
    """The first words of a document, by which one sees what it is about."""
    entry = next(one for one in generation.register.entries if one.document == document)
    units = generation.register.units(entry.row)
    first = (units.articles("1") or units.rows)[:1]
    rows = generation.chunk_rows(np.array([row for row, _ in first], np.int64))
    if not len(rows):
        return []
    chunk = generation.store.chunk_at(int(rows[0]))
    spans = best_spans(chunk, {}, _BEGINS)[:1]
    return [quoted(chunk, span, day_status(document, query)) for span in spans]


def _replacing(document: Document, generation: Generation) -> Iterator[Document]:
    """The documents that say they replace this one."""
    for entry in generation.register.entries:
        if any(matches(document.number, other) for other in entry.document.validity.replaces):
            yield entry.document


def _saying_ended(query: Query, citation: Citation, generation: Generation) -> list[Quote]:
    """A statement in force that says the document is no longer so; none where nobody does."""
    in_force = generation.in_force(query.question.as_of)
    applies = generation.applies_in(query.places)
    for row in chunk_rows_naming(citation, generation):
        provision = generation.provision_of[row]
        if not (in_force[provision] and applies[provision]):
            continue
        chunk = generation.store.chunk_at(row)
        for said in statements(chunk.text):
            if _says_ended(said, citation, query.question.as_of):
                quote = cut_said(chunk, said, query.question.as_of)
                return [quote] if quote else []
    return []


def _says_ended(said: str, citation: Citation, day: date) -> bool:
    """Whether a statement says so, of that document and of a day that has come."""
    plain = strip_accents(said).lower()
    if plain.rstrip().endswith("?"):
        return False
    named = [one for one in mentions(plain) if one.number]
    for at, one in enumerate(named):
        if not matches(one.number, citation.number, "" if one.kind else citation.name):
            continue
        before = plain[named[at - 1].end if at else 0 : one.start]
        after = plain[one.end : named[at + 1].start if at + 1 < len(named) else len(plain)]
        if _PART_OF.search(plain, 0, one.start):
            continue
        if _ENDED_BEFORE.search(before):
            return not any(one > day for one in _days(" ".join(_IN_FORCE.findall(plain))))
        ended = _ENDED_AFTER.match(after)
        if ended and (not ended["by"] or _says_by_what(after[ended.end() :], named[at + 1 :])):
            since = _days(after[ended.end() : ended.end() + _NEAR])
            return not since or since[0] <= day
    return False


def _says_by_what(rest: str, following: Sequence[Mention]) -> bool:
    """ "được thay thế bởi Nghị định …": not by something that is no document."""
    return bool(following) and len(rest) <= _NEAR


def _days(plain: str) -> list[date]:
    return [one.first for one in dates(plain) if one.first == one.last]
