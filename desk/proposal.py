"""A proposal: what many could not settle, made into a change of a rule or of a document.

``MOVES`` is its state machine. Where it stands is the fold of its events, as with cases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from corpus.vietnam_time import day_of
from desk.cause import Cause
from desk.kept_rule import Rule
from retrieval.numbered import Numbered
from retrieval.reviewed import Basis


class ProposalState(StrEnum):
    DRAFTED = "drafted"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PUBLISHED = "published"
    MEASURED = "measured"
    WITHDRAWN = "withdrawn"


_S = ProposalState
_A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What one kind of event needs and does; ``to`` None where the state stays.

    ``why``: not without words; ``whole``: not before wording and what it concerns are there;
    ``linked``: not before something that settles it is named.
    """

    sources: frozenset[ProposalState]
    to: ProposalState | None
    why: bool = False
    whole: bool = False
    linked: bool = False


MOVES: dict[str, Step] = {
    "drafted": Step(frozenset(), _S.DRAFTED),
    "edited": Step(frozenset({_S.DRAFTED, _S.PROPOSED, _S.ACCEPTED}), None),
    "proposed": Step(frozenset({_S.DRAFTED}), _S.PROPOSED, whole=True),
    "returned": Step(frozenset({_S.PROPOSED}), _S.DRAFTED, why=True),
    "accepted": Step(frozenset({_S.PROPOSED}), _S.ACCEPTED),
    "declined": Step(frozenset({_S.PROPOSED}), _S.DECLINED, why=True),
    "linked": Step(frozenset({_S.ACCEPTED, _S.PUBLISHED, _S.MEASURED}), None),
    "published": Step(frozenset({_S.ACCEPTED}), _S.PUBLISHED, linked=True),
    "measured": Step(frozenset({_S.PUBLISHED}), _S.MEASURED),
    "withdrawn": Step(frozenset(_S) - {_S.WITHDRAWN}, _S.WITHDRAWN, why=True),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a blockage was when the proposal was made; never changed.

    ``answers`` and ``cases`` are numbers only: words and units are read where they are kept, so
    that what is erased there is not here. ``rule`` finds more questions of the kind.
    """

    answers: tuple[str, ...]
    cases: tuple[int, ...]
    units: int
    weeks: int
    alike: int
    expected: float
    chance: float
    causes: tuple[Cause, ...]
    field: str
    subject: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Week:
    """Questions of the kind in a week that begins with ``day``, and how many went wrong."""

    day: date
    asked: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The whole weeks before and after the one of publication, which is in neither."""

    before: tuple[Week, ...]
    after: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; ``sets`` as kept."""

    at: datetime
    actor: str
    kind: str
    text: str
    sets: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """``basis`` and ``concerns`` (in words) say what is to be changed, ``wording`` into what.

    ``faqs`` are reviewed answers that settle it, ``documents`` the numbers of texts or procedures.
    ``weeks`` are the effect as it was measured.
    """

    id: int
    events: tuple[Happened, ...]
    state: ProposalState = _S.DRAFTED
    title: str = ""
    basis: tuple[Basis, ...] = ()
    concerns: str = ""
    wording: str = ""
    owner: str = ""
    due: date | None = None
    faqs: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: Evidence | None = None
    published: datetime | None = None
    weeks: tuple[Week, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The number as people see it: "DX-000012"."""
        return Numbered.PROPOSAL.label(self.id)

    @property
    def is_whole(self) -> bool:
        return bool(self.title and self.wording and (self.basis or self.concerns))

    @property
    def is_linked(self) -> bool:
        return bool(self.faqs or self.documents)

    def name_of(self, actor: str) -> str:
        return self.names.get(actor, actor)

    def may(self, kind: str) -> bool:
        """Whether this step may be taken now, given the words it needs."""
        step = MOVES[kind]
        lacks = (step.whole and not self.is_whole) or (step.linked and not self.is_linked)
        return self.state in step.sources and not lacks

    def lacks_words(self, kind: str) -> bool:
        """Whether nothing but its words keeps this step from being taken."""
        step = MOVES[kind]
        return self.state in step.sources and step.whole and not self.is_whole

    def effect(self, weeks: Iterable[Week], today: date) -> Effect:
        """Of ``weeks``, as they stood when they were measured, else ``today``."""
        if self.published is None:
            return Effect((), ())
        measured = [day_of(event.at) for event in self.events if event.kind == "measured"]
        told, on = tuple(weeks), day_of(self.published)
        until = measured[-1] if measured else today
        return Effect(
            tuple(week for week in told if week.day + _A_WEEK <= on),
            tuple(week for week in told if on < week.day and week.day + _A_WEEK <= until),
        )

    def is_late(self, today: date) -> bool:
        open_ = self.state in (_S.DRAFTED, _S.PROPOSED, _S.ACCEPTED)
        return open_ and self.due is not None and self.due < today


_KEPT: dict[str, TypeAdapter[Any]] = {
    "title": TypeAdapter(str),
    "basis": TypeAdapter(tuple[Basis, ...]),
    "concerns": TypeAdapter(str),
    "wording": TypeAdapter(str),
    "owner": TypeAdapter(str),
    "due": TypeAdapter(date | None),
    "faqs": TypeAdapter(tuple[int, ...]),
    "documents": TypeAdapter(tuple[str, ...]),
    "evidence": TypeAdapter(Evidence),
    "weeks": TypeAdapter(tuple[Week, ...]),
}


def kept(**sets: object) -> dict[str, Any]:
    """What an event sets, as it is kept."""
    return {name: _KEPT[name].dump_python(value, mode="json") for name, value in sets.items()}


def fold(proposal_id: int, events: Iterable[Happened]) -> Proposal:
    """The proposal after these events, in their order."""
    found = tuple(events)
    proposal = Proposal(proposal_id, found)
    for event in found:
        told = {
            name: _KEPT[name].validate_python(value, strict=False)
            for name, value in event.sets.items()
        }
        to = MOVES[event.kind].to
        published = event.at if event.kind == "published" else proposal.published
        proposal = replace(proposal, **told, state=to or proposal.state, published=published)
    return proposal
