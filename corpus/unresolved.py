"""Amendments and repeals that lead nowhere: for a person, who knows whether a text is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.document import Document, Section
from corpus.reading import Reading
from corpus.relation import Relation, Target, Verb
from corpus.relations import covers, place_of
from corpus.texts import Texts


class Why(StrEnum):
    """Why a relation leads nowhere."""

    NO_TEXT = "it names no text by number"
    NOT_HELD = "the text it names is not in the corpus"
    NO_PROVISION = "the text it names has no such provision"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A relation whose target cannot be shown."""

    by: Document
    relation: Relation
    why: Why


def unresolved(readings: Sequence[Reading]) -> tuple[Unresolved, ...]:
    """The relations whose target the corpus does not hold."""
    return tuple(_unresolved(readings))


def _unresolved(readings: Sequence[Reading]) -> Iterator[Unresolved]:
    held = Texts(reading.document for reading in readings)
    provisions = {id(reading.document): _Provisions(reading.sections) for reading in readings}
    for reading in readings:
        by = reading.document
        for relation in reading.relations:
            texts = held.named(relation.target)
            if not texts:
                named = relation.target.number
                yield Unresolved(by, relation, Why.NOT_HELD if named else Why.NO_TEXT)
            elif relation.verb is not Verb.ADDS and not any(
                provisions[id(text)].has(relation.target) for text in texts
            ):
                yield Unresolved(by, relation, Why.NO_PROVISION)


class _Provisions:
    """The provisions of one text."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._all = {place_of(section.path, Target()) for section in sections}

    def has(self, target: Target) -> bool:
        bare = replace(target, number="", name="")
        if not bare.place:
            return bare == Target() or bare in self._all
        return any(covers(bare, place) for place in self._all)
