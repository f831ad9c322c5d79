"""Whether askers are satisfied with how their case was dealt with: asked once, with the reply.

One verdict an asker and case. It can be changed until the case is closed or the week in
which it was given has ended: then it stands in published figures.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from corpus.vietnam_time import day_of
from desk import ties
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.database import add_if_new, put
from desk.schema import satisfaction
from desk.work import Work


class Verdict(StrEnum):
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


_JUDGED = frozenset({CaseState.ANSWERED, CaseState.CLOSED})


def rate(work: Work, case: Case, contact: Contact, verdict: Verdict) -> bool:
    """Keep what an asker says of a case that was answered; whether it counts.

    It does not of somebody else's case, of one without a reply, nor where an earlier verdict is
    final.
    """
    contact = behind(work.connection, case, contact)
    if not may_rate(case, contact):
        return False
    key = {"case_id": case.id, "channel": contact.channel, "address": contact.address}
    row = key | {"verdict": verdict, "at": work.now}
    if add_if_new(work.connection, satisfaction, row):
        return True
    before = _kept(work.connection, case.id, contact)
    if before is None or is_final(case, before[1], work.now):
        return before is not None and before[0] is verdict
    put(work.connection, satisfaction, row | {"at": before[1]})
    return True


def behind(connection: Connection, case: Case, contact: Contact) -> Contact:
    """The asker whose verdict a contact gives: itself, or one that is tied to it."""
    asker = ties.acts_as(connection, case, contact)
    return ties.contact_of(asker) if asker else contact


def may_rate(case: Case, contact: Contact) -> bool:
    return case.state in _JUDGED and contact.asker in case.askers


def is_final(case: Case, given: datetime, now: datetime) -> bool:
    same_week = day_of(given).isocalendar()[:2] == day_of(now).isocalendar()[:2]
    return case.state is CaseState.CLOSED or not same_week


def verdict_of(connection: Connection, case_id: int, contact: Contact) -> Verdict | None:
    kept = _kept(connection, case_id, contact)
    return kept[0] if kept else None


def _kept(
    connection: Connection, case_id: int, contact: Contact
) -> tuple[Verdict, datetime] | None:
    row = connection.execute(
        select(satisfaction.c.verdict, satisfaction.c.at).where(
            satisfaction.c.case_id == case_id,
            satisfaction.c.channel == contact.channel,
            satisfaction.c.address == contact.address,
        )
    ).one_or_none()
    return (Verdict(row.verdict), row.at) if row else None
