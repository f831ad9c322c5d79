"""Opening a case: a question that its unit has asked already joins the case that is there.

The same question is one with the same words, however they are spelled. From another unit it
becomes a case of its own, linked with the first: one reply answers the group.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from corpus.text import folded_syllables
from desk import casebook, group_board, linking
from desk.answers import find_answer, unit_of
from desk.asked import field_of
from desk.case import LIVE, MOVES, Case, CaseState, Event
from desk.contact import Contact
from desk.database import add_if_new
from desk.errors import NotAllowed, NothingAsked, UnknownAnswer
from desk.queues import Queues, Urgency
from desk.rights import unit_key
from desk.role import Actor
from desk.rows import beginning_of, words_of
from desk.schema import case_answers, cases
from desk.standing import sets
from retrieval.answer import Answer, Outcome
from retrieval.guard import Verdict, look
from retrieval.question import Unit


def unnoted(_what: str, _on: str) -> None:
    """For who notes nothing."""


def open_case(
    connection: Connection,
    queues: Queues,
    answer_id: str,
    contact: Contact,
    actor: Actor,
    now: datetime,
    note: str = "",
    field: str = "",
    urgency: Urgency = Urgency.NORMAL,
    doubted: bool = False,
    audit: Callable[[str, str], None] = unnoted,
) -> Case:
    """One case an answer, and one live case of a question in a unit.

    Without a ``field`` it is that of what was found. ``doubted``: because the asker says that
    the answer is not right. An emergency is urgent whatever is said. ``audit`` notes what is
    done and on what, where it is new.

    Raises:
        UnknownAnswer, NotAllowed, NothingAsked
    """
    if actor.role not in MOVES["opened"].roles:
        raise NotAllowed(f"{actor.role} {actor.name} may not open a case")
    answer = find_answer(connection, answer_id)
    if answer is None:
        raise UnknownAnswer(answer_id)
    if answer.outcome is Outcome.ANSWERED_EMERGENCY:
        urgency = Urgency.URGENT
    unit = unit_of(connection, contact)
    if unit == Unit():
        unit = answer.question.unit
    field = field or field_of(answer)
    row = row_of(answer, contact, unit, field, now)
    same, joint = row["same"], row["joint"]
    while True:
        known = casebook.find_case(connection, casebook.of_answer(answer_id))
        if known is not None:
            return known
        if answer.outcome.asks_nothing:
            raise NothingAsked(
                "the message is a greeting or thanks: there is no question to hand over"
            )
        if add_if_new(connection, cases, row):
            break
        joined = _join(connection, answer_id, joint, contact, actor, now, note, doubted, audit)
        if joined is not None:
            group_board.moved(connection, queues, joined, now)
            return joined
    made = connection.execute(select(cases.c.id).where(cases.c.answer_id == answer_id)).scalar_one()
    queue = queues.route(field, unit.province).name
    due = queues.due(now, queue, urgency)
    alarm = queues.remind(now, due, queue, urgency)
    told = sets(asker=contact.asker, queue=queue, urgency=urgency, due=due, alarm=alarm)
    told |= _doubt(doubted)
    opened = Event(now, actor.name, "opened", note, actor.role, told, "opened")
    case = casebook.append(connection, casebook.one(connection, made), opened)
    audit("case_opened", f"case:{case.id}")
    case = linking.link_by_words(connection, case, same, now)
    group_board.moved(connection, queues, case, now)
    return case


def row_of(
    answer: Answer, contact: Contact, unit: Unit, field: str, now: datetime
) -> dict[str, Any]:
    """The columns of a new case's row."""
    same, joint = digests(answer, unit, contact)
    return {
        "token": secrets.token_urlsafe(24),
        "answer_id": answer.id,
        "channel": contact.channel,
        "address": contact.address,
        "province": unit.province,
        "commune": unit.commune,
        "field": field,
        "state": CaseState.OPEN,
        "opened": now,
        "same": same,
        "joint": joint,
        "asked": beginning_of(answer.question.text),
        "words": words_of(answer.question.text),
        "unit_key": unit_key(unit),
    }


def digests(answer: Answer, unit: Unit, contact: Contact) -> tuple[str, str]:
    """Of the question alone, and of the question with who asks; empty where it has no words.

    Questions whose words were not kept are not the same, though they look alike. Somebody who
    has named no unit is a unit of their own.
    """
    if look(answer.question.text).verdict in {Verdict.SECRET, Verdict.PERSONAL_DATA}:
        return "", ""
    words = " ".join(folded_syllables(answer.question.text))
    if not words:
        return "", ""
    asks = f"{unit.province}\n{unit.commune}" if unit != Unit() else contact.asker
    return _digest(words), _digest(f"{words}\n{asks}")


def _join(
    connection: Connection,
    answer_id: str,
    joint: str,
    contact: Contact,
    actor: Actor,
    now: datetime,
    note: str,
    doubted: bool,
    audit: Callable[[str, str], None],
) -> Case | None:
    """The live case that stood in the way; ``None`` if it has ended meanwhile."""
    found = casebook.find_case(connection, (cases.c.joint == joint) & cases.c.state.in_(LIVE))
    if found is None:
        return None
    case = casebook.locked(connection, found.id)
    if not case.is_live:
        return None
    if add_if_new(connection, case_answers, {"answer_id": answer_id, "case_id": case.id}):
        told = sets(asker=contact.asker) | _doubt(doubted)
        joined = Event(now, actor.name, "joined", note, actor.role, told, f"joined/{answer_id}")
        case = casebook.append(connection, case, joined)
        audit("case_joined", f"case:{case.id}")
    return case


def _doubt(doubted: bool) -> dict[str, Any]:
    return sets(doubted=True) if doubted else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
