"""Cases in the database: opened, replied to, withdrawn, read.

A case's row holds where it stands; the words (note, reply) stand in its events.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, tuple_, update

from desk.answers import find_answer, unit_of
from desk.case import Case, CaseState, Event
from desk.contact import Contact
from desk.database import add_if_new
from desk.errors import CaseClosed, EmptyReply, UnknownAnswer, UnknownCase
from desk.rights import same_unit
from desk.schema import answers, case_events, cases
from retrieval.question import Unit
from retrieval.wire import revive

# By the clock on the wall; deadlines in working time need the holidays and come later.
_TIME_TO_REPLY = timedelta(hours=24)


def open_case(
    connection: Connection, answer_id: str, contact: Contact, note: str, field: str, at: datetime
) -> Case:
    """One case an answer: whoever asks again gets the case that is there."""
    answer = find_answer(connection, answer_id)
    if answer is None:
        raise UnknownAnswer(answer_id)
    unit = unit_of(connection, contact)
    if unit == Unit():
        unit = answer.question.unit
    row = {
        "token": secrets.token_urlsafe(24),
        "answer_id": answer_id,
        "channel": contact.channel,
        "address": contact.address,
        "province": unit.province,
        "commune": unit.commune,
        "field": field,
        "state": CaseState.OPEN,
        "due": at + _TIME_TO_REPLY,
        "opened": at,
    }
    is_new = add_if_new(connection, cases, row)
    case = _one(connection, cases.c.answer_id == answer_id)
    if is_new:
        _add_event(connection, case.id, Event(at, contact.asker, "opened", note))
        case = _one(connection, cases.c.id == case.id)
    return case


def record_reply(
    connection: Connection, case_id: int, words: str, author: str, at: datetime
) -> tuple[Case, bool]:
    """The case, and whether these words are new to it."""
    if not words.strip():
        raise EmptyReply
    case = _locked(connection, case_id)
    if case.state is CaseState.ANSWERED and (case.reply, case.replied_by) == (words, author):
        return case, False
    if case.state is CaseState.ANSWERED:
        raise CaseClosed(f"{case.label} was answered already, by {case.replied_by}")
    if case.state is CaseState.WITHDRAWN:
        raise CaseClosed(f"{case.label} was withdrawn; its asker no longer waits for a reply")
    return _close(connection, case, CaseState.ANSWERED, Event(at, author, "replied", words)), True


def withdraw(connection: Connection, case_id: int, actor: str, why: str, at: datetime) -> Case:
    case = _locked(connection, case_id)
    if case.state is CaseState.WITHDRAWN:
        return case
    if case.state is CaseState.ANSWERED:
        raise CaseClosed(f"{case.label} was answered already, by {case.replied_by}")
    return _close(connection, case, CaseState.WITHDRAWN, Event(at, actor, "withdrawn", why))


def find_case(connection: Connection, which: ColumnElement[bool]) -> Case | None:
    found = list_cases(connection, [which], limit=1)
    return found[0] if found else None


def list_cases(
    connection: Connection, which: Sequence[ColumnElement[bool]], limit: int
) -> list[Case]:
    """Newest first."""
    rows = connection.execute(
        select(cases, answers.c.kept)
        .join_from(cases, answers)
        .where(*which)
        .order_by(cases.c.id.desc())
        .limit(limit)
    ).all()
    events = _events(connection, [row.id for row in rows])
    return [_case(row, events[row.id]) for row in rows]


def of_unit(connection: Connection, unit: Unit) -> ColumnElement[bool]:
    """The cases of a unit, however its name was typed."""
    units = connection.execute(select(cases.c.province, cases.c.commune).distinct())
    same = [tuple(row) for row in units if same_unit(unit, Unit(*row))]
    return tuple_(cases.c.province, cases.c.commune).in_(same)


def _one(connection: Connection, which: ColumnElement[bool]) -> Case:
    case = find_case(connection, which)
    assert case is not None  # noqa: S101 - written a moment ago
    return case


def _locked(connection: Connection, case_id: int) -> Case:
    """The case, which no other transaction can change until this one ends."""
    row = connection.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())
    if row.one_or_none() is None:
        raise UnknownCase(case_id)
    return _one(connection, cases.c.id == case_id)


def _close(connection: Connection, case: Case, state: CaseState, event: Event) -> Case:
    connection.execute(update(cases).where(cases.c.id == case.id).values(state=state))
    _add_event(connection, case.id, event)
    return _one(connection, cases.c.id == case.id)


def _add_event(connection: Connection, case_id: int, event: Event) -> None:
    connection.execute(
        insert(case_events).values(
            case_id=case_id, at=event.at, actor=event.actor, kind=event.kind, text=event.text
        )
    )


def _events(connection: Connection, case_ids: list[int]) -> dict[int, list[Event]]:
    rows = connection.execute(
        select(case_events).where(case_events.c.case_id.in_(case_ids)).order_by(case_events.c.id)
    )
    found: dict[int, list[Event]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        found[row.case_id].append(Event(row.at, row.actor, row.kind, row.text))
    return found


def _case(row: Row[Any], events: list[Event]) -> Case:
    opened = next((event for event in events if event.kind == "opened"), None)
    replied = next((event for event in events if event.kind == "replied"), None)
    return Case(
        id=row.id,
        token=row.token,
        answer=revive(row.kept),
        contact=Contact(row.channel, row.address),
        unit=Unit(row.province, row.commune),
        field=row.field,
        state=CaseState(row.state),
        owner=row.owner,
        due=row.due,
        opened=row.opened,
        reply=replied.text if replied else "",
        replied_by=replied.actor if replied else "",
        note=opened.text if opened else "",
        events=tuple(events),
    )
