"""Cases in the database: found, locked, written.

A case's row holds what is searched for; the words and everything else stand in its events.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, tuple_, union, update

from desk import announcing, naming
from desk.case import Case, Event
from desk.contact import Contact
from desk.errors import UnknownCase
from desk.outbox import shows
from desk.rights import unit_keys
from desk.role import Role
from desk.schema import answers, case_answers, case_events, cases, outbox
from desk.standing import Standing, fold
from retrieval.question import Unit
from retrieval.wire import revive

SPLIT = "split/"  # begins the key of such an event, before the name of the part's answer
# Cases looked for beside those that are read: each way by its own index. An "or" over several
# tables would read every case.
_OTHER = cases.alias("other")


def find_case(connection: Connection, which: ColumnElement[bool]) -> Case | None:
    found = list_cases(connection, [which], limit=1)
    return found[0] if found else None


def list_cases(
    connection: Connection, which: Sequence[ColumnElement[bool]], limit: int
) -> list[Case]:
    """Newest first."""
    rows = connection.execute(
        select(cases, answers.c.kept, naming.gone(cases.c.owner).label("owner_gone"))
        .join_from(cases, answers)
        .where(*which)
        .order_by(cases.c.id.desc())
        .limit(limit)
    ).all()
    events = _events(connection, [row.id for row in rows])
    actors = (one for found in events.values() for event in found for one in _named(event))
    names = naming.names(connection, actors)
    return [_case(row, events[row.id], names) for row in rows]


def of_unit(unit: Unit) -> ColumnElement[bool]:
    """The cases of a unit, however its name was typed."""
    return cases.c.unit_key.in_(unit_keys(unit))


def of_answer(answer_id: str) -> ColumnElement[bool]:
    """The case that was opened with this answer, or that its asker joined."""
    return _of_answers([answer_id])


def _of_answers(names: Collection[str]) -> ColumnElement[bool]:
    opened = select(_OTHER.c.id).where(_OTHER.c.answer_id.in_(names))
    joined = select(case_answers.c.case_id).where(case_answers.c.answer_id.in_(names))
    return cases.c.id.in_(union(opened, joined))


def parts_of(case: Case) -> list[str]:
    """The answers with which cases were opened for parts of this one."""
    return [one.key.removeprefix(SPLIT) for one in case.events if one.kind == "split"]


def of_contacts(connection: Connection, contacts: Sequence[Contact], limit: int) -> list[Case]:
    """The cases whose askers these contacts are; merged ones as what they became."""
    pairs = [(contact.channel, contact.address) for contact in contacts]
    asked = tuple_(answers.c.channel, answers.c.address).in_(pairs)
    mine = union(
        select(_OTHER.c.id).join(answers).where(asked),
        select(_OTHER.c.id).where(tuple_(_OTHER.c.channel, _OTHER.c.address).in_(pairs)),
        select(case_answers.c.case_id).join(answers).where(asked),
    )
    found, seen = {}, set[str]()
    some = list_cases(connection, [cases.c.id.in_(mine)], limit)
    while some:
        parts = set[str]()
        for case in some:
            last = final(connection, case) or case
            if any(contact.asker in last.askers for contact in contacts):
                found[last.id] = last
            parts |= {*parts_of(case), *parts_of(last)} - seen
        seen |= parts
        some = list_cases(connection, [_of_answers(parts)], limit) if parts else []
    return [found[number] for number in sorted(found, reverse=True)][:limit]


def in_message(connection: Connection, contact: Contact, receipt: str) -> tuple[Case, str] | None:
    """The case that a delivered message is about, and what a reply to it is meant for."""
    row = connection.execute(
        select(outbox.c.case_id, outbox.c.asks)
        .where(outbox.c.channel == contact.channel, outbox.c.address == contact.address)
        .where(outbox.c.case_id.is_not(None), shows(receipt))
        .limit(1)
    ).one_or_none()
    case = final(connection, find_case(connection, cases.c.id == row.case_id)) if row else None
    return (case, str(row.asks)) if row and case else None


def final(connection: Connection, case: Case | None) -> Case | None:
    """The case that is worked on where this one was merged into another."""
    while case is not None and case.into is not None:
        case = find_case(connection, cases.c.id == case.into)
    return case


def one(connection: Connection, case_id: int) -> Case:
    """
    Raises:
        UnknownCase
    """
    case = find_case(connection, cases.c.id == case_id)
    if case is None:
        raise UnknownCase(case_id)
    return case


def locked(connection: Connection, case_id: int) -> Case:
    """The case, which no other transaction can change until this one ends.

    Raises:
        UnknownCase
    """
    lock(connection, [case_id])
    return one(connection, case_id)


def lock(connection: Connection, case_ids: Collection[int]) -> None:
    """In one order, so that two who lock several never wait for each other."""
    which = cases.c.id.in_(case_ids)
    connection.execute(select(cases.c.id).where(which).order_by(cases.c.id).with_for_update()).all()


def append(connection: Connection, case: Case, event: Event) -> Case:
    """Write the event, and bring the row to where the events now lead."""
    key = event.key or f"#{len(case.events) + 1}"
    connection.execute(
        insert(case_events).values(
            case_id=case.id,
            at=event.at,
            actor=event.actor,
            kind=event.kind,
            text=event.text,
            role=event.role,
            sets=event.sets,
            key=key,
        )
    )
    standing = fold((*case.events, event))
    connection.execute(update(cases).where(cases.c.id == case.id).values(**row_of(standing)))
    moved = one(connection, case.id)
    announcing.announce(connection, moved, event)
    return moved


def row_of(standing: Standing) -> dict[str, Any]:
    """The columns of a case's row that its events decide."""
    channel, _, address = standing.askers[0].partition(":")
    return {
        "state": standing.state,
        "owner": standing.owner,
        "due": standing.due,
        "queue": standing.queue,
        "urgency": standing.urgency,
        "linked": standing.linked,
        "alarm": standing.alarm,
        "channel": channel,
        "address": address,
    }


def _events(connection: Connection, case_ids: list[int]) -> dict[int, list[Event]]:
    rows = connection.execute(
        select(case_events).where(case_events.c.case_id.in_(case_ids)).order_by(case_events.c.id)
    )
    found: dict[int, list[Event]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        found[row.case_id].append(
            Event(row.at, row.actor, row.kind, row.text, Role(row.role), row.sets, row.key)
        )
    return found


def _named(event: Event) -> tuple[str, str]:
    return event.actor, event.sets.get("owner", "")


def _case(row: Row[Any], events: list[Event], names: Mapping[str, str]) -> Case:
    standing = fold(events)
    return Case(
        id=row.id,
        token=row.token,
        answer=revive(row.kept),
        contact=Contact(row.channel, row.address),
        unit=Unit(row.province, row.commune),
        field=row.field,
        state=standing.state,
        owner=standing.owner,
        due=standing.due,
        opened=row.opened,
        reply=standing.reply,
        replied_by=standing.replied_by,
        note=standing.note,
        events=tuple(events),
        askers=standing.askers,
        queue=standing.queue,
        urgency=standing.urgency,
        left=standing.left,
        until=standing.until,
        draft=standing.draft,
        drafted_by=standing.drafted_by,
        ground=standing.ground,
        alone=standing.alone,
        linked=standing.linked,
        into=standing.into,
        names=names,
        doubted=standing.doubted,
        owner_gone=row.owner_gone,
    )
