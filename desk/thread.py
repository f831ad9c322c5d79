"""A case as one of its askers follows it: what concerns them, and what they can do now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.case import MOVES, Case, CaseState, Event
from desk.ground import KEPT, NOT_GIVEN, Ground
from desk.role import Role

_REPLIES = frozenset({"replied", "approved"})
_OF_ASKERS = frozenset({"opened", "joined", "added", "told", "reopened", "withdrawn", "left"})


class Act(StrEnum):
    """What an asker does with a case; the value goes into forms and records."""

    TELL = "tell"  # words that were asked for
    ADD = "add"
    CLEAR = "clear"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


_KINDS = {
    Act.TELL: "told",
    Act.ADD: "added",
    Act.CLEAR: "cleared",
    Act.REOPEN: "reopened",
    Act.WITHDRAW: "withdrawn",
}
WORDS = frozenset({Act.TELL, Act.ADD})  # what whoever holds the link of a page may do too
NEEDS_WORDS = frozenset({Act.TELL, Act.ADD, Act.REOPEN})


@dataclass(frozen=True, slots=True)
class Step:
    """``words`` are empty where they are another asker's; ``ground`` is that of a reply."""

    at: datetime
    kind: str
    words: str
    mine: bool
    ground: Ground = NOT_GIVEN


def acts(case: Case) -> tuple[Act, ...]:
    """What its askers can do with it as it stands."""
    return tuple(act for act, kind in _KINDS.items() if case.state in MOVES[kind].sources)


def thread(case: Case, asker: str) -> list[Step]:
    """What happened, the oldest first, with the words that are this asker's to read."""
    return [_step(event, asker) for event in case.shown_events]


def joined(case: Case, asker: str) -> bool:
    """Whether the asker came to a case that another of the unit had opened."""
    came = (one for one in case.events if one.kind == "joined" and one.key.startswith("joined/"))
    return any(_for(event) == asker for event in came) and _for(case.events[0]) != asker


def asked_back(case: Case) -> str:
    """The question that the team waits to have answered; "" for none."""
    if case.state is not CaseState.ASKING:
        return ""
    return next((one.text for one in reversed(case.events) if one.kind == "asked_back"), "")


def others(case: Case, asker: str) -> Iterator[str]:
    """The channels of the other askers."""
    return (one.partition(":")[0] for one in case.askers if one != asker)


def _step(event: Event, asker: str) -> Step:
    theirs = event.role is Role.OFFICER or event.kind in {"opened", "joined"}
    mine = theirs and asker in (_for(event), event.actor)
    hidden = event.kind in _OF_ASKERS and not mine
    ground = NOT_GIVEN
    if event.kind in _REPLIES and event.sets.get("ground"):
        ground = KEPT.validate_python(event.sets["ground"])
    return Step(event.at, event.kind, "" if hidden else event.text, mine, ground)


def _for(event: Event) -> str:
    return str(event.sets.get("asker", event.actor))
