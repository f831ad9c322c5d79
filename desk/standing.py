"""Where a case stands: the fold of its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from desk import ground
from desk.case import MOVES, CaseState, Event
from desk.ground import NOT_GIVEN, Ground
from desk.queues import Urgency


@dataclass(frozen=True, slots=True)
class Standing:
    """``alarm`` is when the clock next has something to do with the case."""

    state: CaseState = CaseState.OPEN
    owner: str = ""
    queue: str = ""
    urgency: Urgency = Urgency.NORMAL
    due: datetime | None = None
    left: timedelta | None = None
    until: datetime | None = None
    alarm: datetime | None = None
    breaches: int = 0
    note: str = ""
    reply: str = ""
    replied_by: str = ""
    draft: str = ""
    drafted_by: str = ""
    ground: Ground = NOT_GIVEN
    alone: bool = False
    askers: tuple[str, ...] = ()
    linked: int | None = None
    into: int | None = None
    doubted: bool = False


_MOMENTS = frozenset({"due", "until", "alarm"})
# Of the event itself: for whom, by which way it came, from which case another was taken.
_ABOUT = frozenset({"asker", "via", "apart_from"})


def fold(events: Iterable[Event]) -> Standing:
    """The standing after these events, in their order."""
    standing = Standing()
    for event in events:
        standing = after(standing, event)
    return standing


def after(standing: Standing, event: Event) -> Standing:
    told = {name: _value(name, value) for name, value in event.sets.items() if name not in _ABOUT}
    standing = replace(standing, **told)
    state = MOVES[event.kind].state_after(standing.state, standing.owner)
    return replace(standing, state=state, **_words(standing, event))


def sets(**changes: object) -> dict[str, Any]:
    """Changes of a standing, in the form that events keep."""
    return {name: _kept(value) for name, value in changes.items()}


def _words(standing: Standing, event: Event) -> dict[str, Any]:
    asker = event.sets.get("asker", event.actor)
    match event.kind:
        case "opened":
            return {"note": event.text, "askers": (asker,)}
        case "joined":
            return {"askers": tuple(dict.fromkeys((*standing.askers, asker)))}
        case "left":
            return {"askers": tuple(one for one in standing.askers if one != asker)}
        case "proposed":
            return {"draft": event.text, "drafted_by": event.actor}
        case "returned":
            return {"draft": "", "drafted_by": "", "ground": NOT_GIVEN, "alone": False}
        case "replied":
            return _answered(event.text, event.actor)
        case "approved":
            return _answered(event.text, standing.drafted_by)
        case "reopened":
            return {"reply": "", "replied_by": "", "ground": NOT_GIVEN}
        case "breached" | "read_late":
            return {"breaches": standing.breaches + 1}
        case _:
            return {}


def _answered(words: str, author: str) -> dict[str, Any]:
    ended = {"draft": "", "drafted_by": "", "alone": False}
    return {"reply": words, "replied_by": author} | ended


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Ground):
        return ground.KEPT.dump_python(value, mode="json")
    return value.total_seconds() if isinstance(value, timedelta) else value


def _value(name: str, kept: Any) -> Any:
    if kept is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(kept)
    if name == "left":
        return timedelta(seconds=kept)
    if name == "ground":
        return ground.KEPT.validate_python(kept)
    if name == "urgency":
        return Urgency(kept)
    return kept
