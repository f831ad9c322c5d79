"""A provision's life over many texts: when it began, what changed it, when it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.document import NATIONAL, Document, Kind
from corpus.relation import Relation, Target, Verb
from corpus.relations import covers
from corpus.same_text import same_target_text, same_text

_ENDING = (Verb.ENDS, Verb.REPEALS, Verb.REPLACES)
Held = Sequence[tuple[Document, Sequence[Relation]]]


@dataclass(frozen=True, slots=True)
class Event:
    """``day`` is None where neither the sentence nor its text gives one.

    ``partial``: only a smaller part of the provision is concerned, or a part that is not
    named. ``exempt``: the sentence excepts the provision ("trừ Điều 28").
    """

    day: date | None
    verb: Verb
    by: Document
    relation: Relation
    partial: bool = False
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """``document`` is the text itself, None where it is not held; ``events`` by day."""

    target: Target
    document: Document | None
    events: tuple[Event, ...]

    @property
    def effective_from(self) -> date | None:
        """The first day in force: the provision's own, where it has one."""
        own = [
            event.day
            for verb in (Verb.STARTS, Verb.ADDS)
            for event in self.events
            if event.verb is verb and not event.partial
        ]
        document = self.document.validity.effective_from if self.document else None
        return own[0] if own else document

    @property
    def ended(self) -> date | None:
        """The first day no longer in force, as far as the texts held say."""
        days = [
            event.day
            for event in self.events
            if event.verb in _ENDING and event.day and not (event.partial or event.exempt)
        ]
        if self.document is not None and self.document.validity.effective_to is not None:
            days.append(self.document.validity.effective_to)
        return min(days, default=None)


def timeline(target: Target, documents: Held) -> Timeline:
    """The life of ``target`` as ``documents`` with their relations tell it."""
    document = text_of(target, (document for document, _ in documents))
    events = [
        event
        for by, relations in documents
        if not by.draft and not _of_another_province(by, document)
        for relation in relations
        if _one_text(relation.target, target, document)
        and (event := _event(target, by, relation)) is not None
    ]
    events.sort(key=lambda event: (event.day or date.max, event.by.number, event.relation.path))
    return Timeline(target, document, tuple(dict.fromkeys(events)))


def text_of(target: Target, documents: Iterable[Document]) -> Document | None:
    """The document that ``target`` is of; the text itself rather than a consolidation."""
    found = [document for document in documents if same_text(target, document)]
    found.sort(key=lambda d: (d.kind is Kind.CONSOLIDATED, d.draft, d.sample))
    return found[0] if found else None


def namesakes(target: Target, document: Document, documents: Iterable[Document]) -> list[Document]:
    """Other texts of the same number: of another province, or of another day."""
    return [
        other
        for other in documents
        if same_text(target, other)
        and other.kind is not Kind.CONSOLIDATED
        and (other.issued, other.issuer) != (document.issued, document.issuer)
    ]


def _of_another_province(by: Document, document: Document | None) -> bool:
    """Whether both are provinces' own texts and not of one province: their numbers say nothing."""
    if document is None or NATIONAL in (by.territory, document.territory):
        return False
    return by.territory != document.territory


def _one_text(named: Target, asked: Target, document: Document | None) -> bool:
    if document is not None:
        return same_text(named, document)
    return same_target_text(named, asked)


def _event(asked: Target, by: Document, relation: Relation) -> Event | None:
    said = relation.target
    whole = covers(said, asked)
    if not whole and not covers(asked, said):
        return None
    if relation.some and whole and said != asked and not (said.article or said.place):
        return None  # "một số điều của Luật …": whether this one, the units below say
    return Event(
        day=relation.effective or by.validity.effective_from,
        verb=relation.verb,
        by=by,
        relation=relation,
        partial=not whole or relation.some,
        exempt=any(_exempts(one, asked, said) for one in relation.except_for),
    )


def _exempts(exempted: Target, asked: Target, said: Target) -> bool:
    return same_target_text(exempted, said) and covers(exempted, asked)
