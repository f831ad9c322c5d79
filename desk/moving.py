"""One move of a case: whether it may be made, whether it was made already, and its event."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from desk import casebook
from desk.case import LIVE, MOVES, STOPPED, Case, CaseState, Event
from desk.errors import CaseClosed, HolderGone, NoReason, NotAllowed, NotNow, NotYours, Refused
from desk.queues import Queues
from desk.role import Actor, Role
from desk.standing import sets
from retrieval.numbered import Numbered

_CLOCK = frozenset({"due", "left", "alarm"})  # reckoned by us: no part of what somebody asked for


def move(
    connection: Connection,
    queues: Queues,
    case: Case,
    kind: str,
    actor: Actor,
    now: datetime,
    words: str = "",
    key: str = "",
    **changes: object,
) -> tuple[Case, bool]:
    """The case, which the caller has locked, after the move; and whether it is new.

    A key that the case has seen, or the newest event once more, changes nothing.

    Raises:
        Refused
    """
    told = sets(**changes)
    if is_made(case, kind, actor, words, key, told):
        return case, False
    allow(case, kind, actor, words)
    told = {**told, **sets(**clock(case, kind, queues, now, changes))}
    event = Event(now, actor.name, kind, words, actor.role, told, key)
    return casebook.append(connection, case, event), True


def is_made(
    case: Case, kind: str, actor: Actor, words: str, key: str, told: dict[str, Any]
) -> bool:
    if key:
        return any(event.key == key for event in case.events)
    last = case.events[-1]
    asked = {name: value for name, value in last.sets.items() if name not in _CLOCK}
    return (last.kind, last.actor, last.text, asked) == (kind, actor.name, words, told)


def allow(case: Case, kind: str, actor: Actor, words: str = "") -> None:
    """
    Raises:
        NotAllowed, NotNow, CaseClosed, NotYours, HolderGone, NoReason
    """
    rule = MOVES[kind]
    if actor.role not in rule.roles or _is_stranger(case, kind, actor):
        raise NotAllowed(f"{case.label}: {actor.role} {actor.name} may not do this", case.label)
    if case.state not in rule.sources:
        raise not_now(case)
    owner = case.name_of(case.owner)
    if rule.owned and case.owner not in ("", actor.name) and actor.role is not Role.LEAD:
        why = HolderGone if case.owner_gone else NotYours
        raise why(f"{case.label} is {owner}'s", case.label, owner)
    if rule.gone and not case.owner_gone:
        raise NotYours(f"{case.label} is {owner or 'nobody'}'s", case.label, owner)
    if rule.why and not words.strip():
        raise NoReason(f"{case.label}: this needs a reason", case.label)


def may_make(case: Case, kind: str, actor: Actor) -> bool:
    """Whether this person may make this move now, given the words it needs."""
    try:
        allow(case, kind, actor, "…")
    except Refused:
        return False
    # Who drafted a reply is not its second reader.
    return kind != "approved" or case.drafted_by != actor.name


def not_now(case: Case) -> NotNow:
    match case.state:
        case CaseState.ANSWERED | CaseState.CLOSED:
            message = f"{case.label} was answered already, by {case.answered_by}"
        case CaseState.WITHDRAWN:
            message = f"{case.label} was withdrawn; its asker no longer waits for a reply"
        case CaseState.MERGED:
            message = f"{case.label} was merged into {Numbered.CASE.label(case.into or 0)}"
        case _ if case.owner:
            owner = case.name_of(case.owner)
            return NotNow(f"{case.label} is {case.state}, {owner} has it", case.label, owner)
        case _:
            return NotNow(f"{case.label} is {case.state}: this cannot be done now", case.label)
    return CaseClosed(message, case.label, case.answered_by)


def clock(
    case: Case, kind: str, queues: Queues, now: datetime, changes: dict[str, Any]
) -> dict[str, object]:
    """What a move does to the deadline: it stops, goes on, begins anew, or stays."""
    rule = MOVES[kind]
    queue, urgency = changes.get("queue", case.queue), changes.get("urgency", case.urgency)
    state = rule.state_after(case.state, changes.get("owner", case.owner))
    if state not in LIVE:
        return {"alarm": None, "until": None, "left": None}
    if state in STOPPED and case.state not in STOPPED:
        left = queues.left(now, case.due, queue, urgency) if case.due else timedelta(0)
        return {"due": None, "left": left, "alarm": changes.get("until")}
    if case.state in STOPPED and state not in STOPPED:
        due = queues.due_after(now, case.left or timedelta(0), queue, urgency)
        return _running(queues, now, due, queue, urgency)
    if case.state not in LIVE or kind == "classed":
        return _running(queues, now, queues.due(now, queue, urgency), queue, urgency)
    if kind == "routed" and case.due is not None:
        left = queues.left(now, case.due, case.queue, urgency)
        due = queues.due_after(now, left, queue, urgency)
        return _running(queues, now, due, queue, urgency)
    return {}


def _running(
    queues: Queues, now: datetime, due: datetime, queue: str, urgency: Any
) -> dict[str, object]:
    alarm = queues.remind(now, due, queue, urgency)
    return {"due": due, "left": None, "until": None, "alarm": alarm}


def _is_stranger(case: Case, kind: str, actor: Actor) -> bool:
    """An officer acts on the cases that they asked or joined."""
    return actor.role is Role.OFFICER and kind != "joined" and actor.name not in case.askers
