"""A case: a question handed to people. Its states, what moves it, and what one needs to.

``MOVES`` is the one state machine; ``python -m desk draw-states`` draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.contact import Contact
from desk.ground import NOT_GIVEN, Ground
from desk.queues import Urgency
from desk.rights import Action, holders
from desk.role import Role
from retrieval.answer import Answer
from retrieval.numbered import Numbered
from retrieval.question import Unit


class CaseState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    ASKING = "asking"
    SECOND_READING = "second_reading"
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


_S, _A = CaseState, Action
LIVE = frozenset({_S.OPEN, _S.CLAIMED, _S.ASKING, _S.SECOND_READING, _S.SNOOZED})
STOPPED = frozenset({_S.ASKING, _S.SNOOZED})  # the clock stands still
_WORKED_ON = frozenset({_S.OPEN, _S.CLAIMED})
_ENDED = frozenset({_S.ANSWERED, _S.CLOSED, _S.WITHDRAWN})
_BACK = (_S.CLAIMED, _S.OPEN)


@dataclass(frozen=True, slots=True)
class Move:
    """What one kind of event needs and does.

    ``to`` is empty where the state stays; of two states the first holds where the case has
    an owner. ``needs`` is what a person of the desk must be allowed to do; ``asker`` and
    ``system`` say whether the case's own askers, and the clock, may too. ``owned``: once somebody
    has claimed the case, only they or a lead may. ``gone``: only where who has claimed it can no
    longer sign in.
    """

    sources: frozenset[CaseState]
    to: tuple[CaseState, ...]
    needs: Action | None = None
    asker: bool = False
    system: bool = False
    why: bool = False
    owned: bool = False
    gone: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Who may, by ``desk/rights.py``."""
        of_team = holders(self.needs) if self.needs else frozenset()
        asker = {Role.OFFICER} if self.asker else set()
        return of_team | asker | ({Role.SYSTEM} if self.system else set())

    def state_after(self, before: CaseState, owner: str) -> CaseState:
        if not self.to:
            return before
        return self.to[0] if owner or len(self.to) == 1 else self.to[1]


FOR_SOMEBODY = "for:"  # begins the web address of whom a team member asked for: no browser's cookie

# By the kind of the event. The words of "opened" and "joined" are the asker's note.
MOVES: dict[str, Move] = {
    "opened": Move(frozenset(), (_S.OPEN,), _A.OPEN_CASES, asker=True, system=True),
    "joined": Move(LIVE, (), _A.OPEN_CASES, asker=True, system=True),
    "linked": Move(LIVE, (), _A.REPLY, system=True),
    "unlinked": Move(frozenset(_S), (), _A.REPLY),
    "added": Move(LIVE - {_S.ASKING}, (), _A.OPEN_CASES, asker=True, why=True),
    "left": Move(LIVE, (), asker=True),
    "withdrawn": Move(LIVE, (_S.WITHDRAWN,), _A.ASSIGN, asker=True),
    "cleared": Move(frozenset({_S.ANSWERED}), (_S.CLOSED,), asker=True),
    "reopened": Move(_ENDED, _BACK, _A.ASSIGN, asker=True, why=True),
    "claimed": Move(frozenset({_S.OPEN}), (_S.CLAIMED,), _A.REPLY),
    "assigned": Move(_WORKED_ON, (_S.CLAIMED,), _A.ASSIGN),
    "taken_over": Move(frozenset({_S.CLAIMED, *STOPPED}), (), _A.REPLY, gone=True),
    "handed_over": Move(frozenset({_S.CLAIMED}), (_S.CLAIMED,), _A.REPLY, why=True, owned=True),
    "routed": Move(_WORKED_ON, (_S.OPEN,), _A.REPLY, why=True, owned=True),
    "classed": Move(_WORKED_ON, (), _A.REPLY, why=True, owned=True),
    "asked_back": Move(_WORKED_ON, (_S.ASKING,), _A.REPLY, why=True, owned=True),
    "told": Move(frozenset({_S.ASKING}), _BACK, _A.ASSIGN, asker=True, why=True),
    "snoozed": Move(_WORKED_ON, (_S.SNOOZED,), _A.REPLY, why=True, owned=True),
    "woken": Move(frozenset({_S.SNOOZED}), _BACK, _A.REPLY, system=True),
    "proposed": Move(_WORKED_ON, (_S.SECOND_READING,), _A.REPLY, why=True),
    "returned": Move(frozenset({_S.SECOND_READING}), _BACK, _A.SECOND_READ, why=True),
    "approved": Move(frozenset({_S.SECOND_READING}), (_S.ANSWERED,), _A.SECOND_READ),
    "replied": Move(LIVE - {_S.SECOND_READING}, (_S.ANSWERED,), _A.REPLY),
    "merged": Move(LIVE - {_S.SECOND_READING}, (_S.MERGED,), _A.REPLY, why=True, owned=True),
    "split": Move(_WORKED_ON, (), _A.REPLY, owned=True),
    "reminded": Move(LIVE - STOPPED, (), system=True),
    "breached": Move(_WORKED_ON, _BACK, system=True, why=True),
    "read_late": Move(frozenset({_S.SECOND_READING}), (), system=True, why=True),
}

# What the askers see of a case; the rest is between the people who work on it.
SHOWN = frozenset(
    {"opened", "joined", "added", "left", "withdrawn", "cleared", "reopened"}
    | {"asked_back", "told", "replied", "approved", "split"}
)


REPLIES = frozenset({"replied", "approved"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Events are added, never changed.

    ``actor`` is a contact's ``asker`` or an author's name; ``text`` the words or the reason;
    ``sets`` what the event changes of a ``Standing``; ``key`` is used once in a case.
    """

    at: datetime
    actor: str
    kind: str
    text: str
    role: Role = Role.SYSTEM
    sets: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """``token`` is the unguessable name of the asker's own page; times are UTC.

    ``answer`` is what the asker had been shown when they asked for a person. ``askers`` get the
    reply, the first is ``contact``; it rests on ``ground``. ``due`` is empty while the clock
    stands still, and ``left`` then the time that remains. ``linked`` is the head of a group that
    one reply answers (``desk/linking.py``); ``alone``: the draft that waits for its reader is for
    this case only. ``into`` is the case that this one was merged into. ``names`` are what people
    see of its actors. ``doubted``: an asker says that the answer they had is not right.
    ``owner_gone``: its owner can no longer sign in.
    """

    id: int
    token: str
    answer: Answer
    contact: Contact
    unit: Unit
    field: str
    state: CaseState
    owner: str
    due: datetime | None
    opened: datetime
    reply: str
    replied_by: str
    note: str
    events: tuple[Event, ...]
    askers: tuple[str, ...] = ()
    queue: str = ""
    urgency: Urgency = Urgency.NORMAL
    left: timedelta | None = None
    until: datetime | None = None
    draft: str = ""
    drafted_by: str = ""
    ground: Ground = NOT_GIVEN
    alone: bool = False
    linked: int | None = None
    into: int | None = None
    names: Mapping[str, str] | None = None
    doubted: bool = False
    owner_gone: bool = False

    def name_of(self, actor: str) -> str:
        """What people see of an actor of this case."""
        return (self.names or {}).get(actor, actor)

    @property
    def answered_by(self) -> str:
        """The name of who wrote the reply."""
        return self.name_of(self.replied_by)

    @property
    def replied_as(self) -> Role:
        """In which capacity its author wrote the reply."""
        wrote = [one for one in self.events if one.kind in {"replied", "proposed"}]
        mine = (one.role for one in reversed(wrote) if one.actor == self.replied_by)
        return next(mine, Role.REVIEWER)

    @property
    def second_reader(self) -> str:
        """The name of who approved the reply, where it was read a second time."""
        given = [one for one in self.events if one.kind in REPLIES]
        approved = bool(self.reply) and bool(given) and given[-1].kind == "approved"
        return self.name_of(given[-1].actor) if approved else ""

    @property
    def proposals(self) -> int:
        """How many drafts were handed to a second reader: the number of the newest."""
        return sum(event.kind == "proposed" for event in self.events)

    @property
    def label(self) -> str:
        """The number as people see it: "MC-000123"."""
        return Numbered.CASE.label(self.id)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def takes_reply(self) -> bool:
        """Whether a reply can be written to it now."""
        return self.state in LIVE and self.state is not CaseState.SECOND_READING

    def is_of(self, contact: Contact) -> bool:
        """Whether this contact asked, or joined those who did."""
        return contact == self.contact or contact.asker in self.askers

    @property
    def has_link(self) -> bool:
        """Whether somebody who asked elsewhere than in a browser was given the link of its page."""
        return self.is_handed_on or any(
            not asker.startswith(("web:", "gone:")) for asker in self.askers
        )

    @property
    def is_handed_on(self) -> bool:
        """Whether a team member asked for somebody, who reads the reply by its page's link."""
        return any(asker.startswith(f"web:{FOR_SOMEBODY}") for asker in self.askers)

    @property
    def replies(self) -> int:
        """How often it was answered: more than once only where it was opened again."""
        return sum(event.kind in REPLIES for event in self.events)

    @property
    def shown_events(self) -> tuple[Event, ...]:
        """What happened, as far as it concerns the askers."""
        return tuple(event for event in self.events if event.kind in SHOWN)
