"""What texts do to one another, in the sentences by which they do it (``corpus.relations``).

Of each pair of texts one sentence is told, one that names the text it concerns: its own, a unit's
above it ("Điều 219 … của các luật sau đây"), the heading of its provision, or the one before the
articles ("ban hành Luật sửa đổi, bổ sung một số điều của …").
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from corpus.changes import meant
from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.document import Document, Kind
from corpus.relation import Relation, Target, Verb
from corpus.same_text import number_key, same_text
from corpus.structure_legal import PREAMBLE
from corpus.text import fold, spaced
from retrieval.answer import Quote
from retrieval.changes_wanted import ENDING
from retrieval.generation import Generation
from retrieval.named import matches
from retrieval.named_numbers import read
from retrieval.spans import Span, best_spans, cut, cut_said, quoted
from retrieval.succession import key_of
from retrieval.told import sentences

_BEGINS = 60  # words of a provision whose heading says it
_OWN_NAME = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh) \w")  # other texts go by their numbers
_CHANGES = re.compile(r"sửa đổi|bổ sung|thay thế|bãi bỏ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """That one text changes or ends another: ``lines`` are the conclusion, ``quotes`` hold them.

    ``others`` are the numbers (or names) of the other texts; ``by`` is who acts, where the index
    has it, and ``day`` the first day of the change.
    """

    others: tuple[str, ...]
    lines: tuple[str, ...]
    quotes: tuple[Quote, ...]
    by: Document | None = None
    day: date | None = None


def done_by(
    document: Document, verbs: Sequence[Verb], generation: Generation, day: date
) -> Iterator[Saying]:
    """What ``document`` does to other texts, in reading order."""
    groups: dict[str, list[Relation]] = defaultdict(list)
    held = generation.store.relations_of(generation.row_of[key_of(document)])
    said = [one for one in held if one.verb in verbs and not same_text(one.target, document)]
    for _, relation in _whole([(document, one) for one in said]):
        target = relation.target
        groups[number_key(target.number) or spaced(target.name)].append(relation)
    for relations in groups.values():
        if told := _told(document, relations, generation, day):
            target = relations[0].target
            yield Saying((target.number or target.name,), *told, document)


def done_to(
    document: Document,
    verbs: Sequence[Verb],
    generation: Generation,
    day: date,
    unit: Citation | None = None,
) -> list[Saying]:
    """What other texts do to ``document``, or to a ``unit`` of it; the newest first."""
    beginnings = _beginnings(document.number)
    if document.kind in (Kind.LAW, Kind.ORDINANCE):
        beginnings = (*beginnings, "")
    found = _held(beginnings, verbs, generation)
    concerned = [
        (by, relation)
        for by, relation in found
        if by.sample <= document.sample
        if any(one.id == document.id for one in meant(relation.target, by, generation.texts))
        if unit is None or _concerns(relation, unit)
    ]
    return _by_text(concerned, generation, day, of_unit=unit is not None)


def done_to_number(
    number: str,
    kind: str,
    verbs: Sequence[Verb],
    generation: Generation,
    day: date,
    unit: Citation | None = None,
) -> list[Saying]:
    """The same of a text that the index has not, if the number can be but one's."""
    concerned = [
        (by, relation)
        for by, relation in _held(_beginnings(number), verbs, generation)
        if matches(relation.target.number, number, kind) and not by.sample
    ]
    whose = {number_key(relation.target.number) for _, relation in concerned}
    if len(whose) != 1:
        return []
    if unit:
        concerned = [(by, relation) for by, relation in concerned if _concerns(relation, unit)]
    return _by_text(concerned, generation, day, of_unit=unit is not None)


def _concerns(relation: Relation, unit: Citation) -> bool:
    """Whether the statement is about ``unit``, a part of it, or the whole that it stands in."""
    target = relation.target
    if not (target.article or target.place):
        return relation.verb in ENDING and not relation.some
    if unit.place or target.place:
        return bool(unit.place) and fold(unit.place) == fold(target.place)
    pairs = ((unit.clause, target.clause), (unit.point, target.point))
    same = target.article.lower() == unit.article.lower()
    return same and all(not asked or not said or asked == said for asked, said in pairs)


def _beginnings(number: str) -> tuple[str, ...]:
    """How a number may be written up to its first stroke: "07/" and "7/"."""
    ordinal = read(number).ordinal
    digits = ordinal.split()[-1] if ordinal else ""
    return tuple(dict.fromkeys((f"{digits}/", f"{digits.zfill(2)}/"))) if digits else ()


def _held(
    beginnings: Iterable[str], verbs: Sequence[Verb], generation: Generation
) -> list[tuple[Document, Relation]]:
    store = generation.store
    found = chain.from_iterable(map(store.relations_to, beginnings))
    held = ((store.document_in(row), relation) for row, relation in found if relation.verb in verbs)
    return [(by, relation) for by, relation in held if not by.draft]


def _whole(concerned: list[tuple[Document, Relation]]) -> list[tuple[Document, Relation]]:
    """Without ends of parts where a whole text is ended: that is what is asked for."""
    ends = [
        (by, one)
        for by, one in concerned
        if one.verb in ENDING and not (one.target.article or one.target.place or one.some)
    ]
    amends = [(by, one) for by, one in concerned if one.verb not in ENDING]
    return [*ends, *amends] if ends else concerned


def _by_text(
    concerned: list[tuple[Document, Relation]],
    generation: Generation,
    day: date,
    *,
    of_unit: bool = False,
) -> list[Saying]:
    groups: dict[str, tuple[Document, list[Relation]]] = {}
    for by, relation in _whole(concerned):
        groups.setdefault(key_of(by), (by, []))[1].append(relation)
    found = []
    for by, relations in groups.values():
        if told := _told(by, relations, generation, day, of_unit=of_unit):
            days = [one.effective or by.validity.effective_from for one in relations]
            first = min((one for one in days if one), default=None)
            found.append(Saying((by.number or by.title,), *told, by, first))
    found.sort(key=lambda one: one.day or date.min, reverse=True)
    return found


def _told(
    by: Document,
    relations: Sequence[Relation],
    generation: Generation,
    day: date,
    *,
    of_unit: bool = False,
) -> tuple[tuple[str, ...], tuple[Quote, ...]] | None:
    """The sentence for one text; those first that concern the whole of it and name it.

    Where a unit of it is asked for, what says of which text comes before what says of which unit.
    """
    chunks = generation.chunks_of(by)
    ordered = sorted(relations, key=lambda one: bool(one.target.article or one.target.place))
    for find in (_own_words, _above, _heading, _preamble):
        for relation in ordered:
            if quotes := find(relation, chunks, day):
                said = _cut(relation.sentence, _near(relation, chunks), day) if of_unit else None
                lines = tuple(quote.text for quote in quotes)
                if find is _heading:
                    held = next(c for c in chunks if c.id == quotes[0].chunk_id)
                    lines = (held.heading,)
                if said is None or said.text in lines:
                    return lines, quotes
                within = any(said.text in quote.text for quote in quotes)
                return (*lines, said.text), quotes if within else (*quotes, said)
    return None


def _own_words(relation: Relation, chunks: Sequence[Chunk], day: date) -> tuple[Quote, ...]:
    """The sentence itself, with the one above that it completes."""
    if not _names(relation.sentence, relation.target):
        return ()
    near = _near(relation, chunks)
    said = _cut(relation.sentence, near, day)
    if said is None or not relation.lead_in:
        return (said,) if said else ()
    lead = _cut(relation.lead_in, near, day)
    return (lead, said) if lead else ()


def _above(relation: Relation, chunks: Sequence[Chunk], day: date) -> tuple[Quote, ...]:
    """The unit above that says whose parts are changed below it."""
    for chunk in _near(relation, chunks):
        for part in chunk.parts:
            text = chunk.text[part.start : part.end]
            over = len(part.path) < len(relation.path)
            over = over and part.path == relation.path[: len(part.path)]
            if over and _names(text, relation.target) and _CHANGES.search(text):
                return (cut(chunk, part.start, part.end, day),)
    return ()


def _heading(relation: Relation, chunks: Sequence[Chunk], day: date) -> tuple[Quote, ...]:
    """How the provision begins whose heading says it."""
    for chunk in _near(relation, chunks):
        if _names(chunk.heading, relation.target) and _CHANGES.search(chunk.heading):
            (span, *_) = best_spans(chunk, {}, _BEGINS)
            whole = Span(chunk.provision, span.start, span.end)
            return (quoted(chunk, whole, chunk.document.validity.on(day)),)
    return ()


def _preamble(relation: Relation, chunks: Sequence[Chunk], day: date) -> tuple[Quote, ...]:
    """The sentence before the articles by which the text was issued."""
    for chunk in chunks:
        if chunk.path[:1] != (PREAMBLE,):
            continue
        for start, end in sentences(chunk.text, (0, len(chunk.text))):
            text = chunk.text[start:end]
            if "ban hành" in text and _CHANGES.search(text) and _names(text, relation.target):
                return (cut(chunk, start, end, day),)
    return ()


def _near(relation: Relation, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of the provision that states it."""
    return [c for c in chunks if c.provision == relation.path[: len(c.provision)]]


def _cut(said: str, chunks: Iterable[Chunk], day: date) -> Quote | None:
    return next((quote for chunk in chunks if (quote := cut_said(chunk, said, day))), None)


def _names(text: str, target: Target) -> bool:
    """Whether ``text`` names it in the way in which the statement does."""
    if target.number:
        number = re.escape(number_key(target.number))
        if re.search(rf"(?<!\d){number}", number_key(text)):
            return True
    called = _OWN_NAME.match(target.name)
    return bool(called) and spaced(target.name) in spaced(text)
