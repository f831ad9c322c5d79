"""The days on which single provisions of a text begin or end, put on its sections."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.document import Document, Section
from corpus.relation import Relation, Target, Verb
from corpus.relations import covers, own_target, place_of, relations, same_name
from corpus.validity import Validity

_ANNEXED = ("Phụ lục", "Mẫu số")
_CONTAINERS = ("Phần", "Chương", "Mục", "Tiểu mục", "Điều")


def with_validity(
    document: Document, sections: Sequence[Section], found: Sequence[Relation] | None = None
) -> tuple[Section, ...]:
    """The sections, each with its validity where that is not the document's.

    ``found`` are the document's relations where they have been read already.

    "Luật này có hiệu lực từ …, trừ Điều 28 có hiệu lực từ …": Điều 28 and all below it.
    """
    own = own_target(document)
    days = [
        relation
        for relation in (relations(document, sections) if found is None else found)
        if relation.verb in (Verb.STARTS, Verb.ENDS)
        and not relation.some
        and relation.effective is not None
        and same_name(relation.target, own)
    ]
    if not days:
        return tuple(sections)
    return tuple(_dated(section, document, own, days) for section in sections)


def with_replaced(document: Document, found: Sequence[Relation]) -> Document:
    """``document`` with the texts it ends as a whole added to what it replaces."""
    ended = (
        relation.target.number
        for relation in found
        if relation.verb in (Verb.ENDS, Verb.REPEALS, Verb.REPLACES)
        and not relation.some
        and relation.target == Target(number=relation.target.number, name=relation.target.name)
        and relation.target.number
    )
    replaces = tuple(dict.fromkeys((*document.validity.replaces, *ended)))
    return replace(document, validity=replace(document.validity, replaces=replaces))


def _dated(section: Section, document: Document, own: Target, days: Sequence[Relation]) -> Section:
    if not of_the_body(section):
        return section
    here = place_of(section.path, own)
    starts = _day(here, Verb.STARTS, days)
    ends = _day(here, Verb.ENDS, days)
    if starts is None and ends is None:
        return section
    return replace(section, validity=_validity(section.validity or document.validity, starts, ends))


def _validity(known: Validity, starts: date | None, ends: date | None) -> Validity:
    return replace(
        known,
        effective_from=starts or known.effective_from,
        effective_to=ends or known.effective_to,
    )


def of_the_body(section: Section) -> bool:
    """Not of a regulation that the text promulgates: that has articles of its own."""
    return section.path[0].startswith((*_CONTAINERS, *_ANNEXED))


def _day(here: Target, verb: Verb, days: Sequence[Relation]) -> date | None:
    """The day said of the smallest unit that holds ``here``."""
    fitting = [r for r in days if r.verb is verb and covers(r.target, here)]
    fitting.sort(key=lambda r: (bool(r.target.point), bool(r.target.clause)))
    return fitting[-1].effective if fitting else None
