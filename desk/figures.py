"""How the desk stands, as a few numbers for those who keep it running."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, func, select

from desk.case import LIVE, CaseState
from desk.contact import DELIVERING
from desk.schema import cases, faqs, inbox, jobs, outbox


@dataclass(frozen=True, slots=True)
class Figures:
    """``overdue`` cases are past their deadline by up to ``oldest_overdue`` seconds; the message
    that waits longest waits ``oldest_waiting`` seconds (0 where there is none), and of the jobs
    that no worker does now the one that was asked for first ``oldest_job`` seconds."""

    cases: dict[str, int]
    overdue: int
    oldest_overdue: float
    waiting: int
    given_up: int
    oldest_waiting: float
    pending: int
    failed: int
    faqs: dict[str, int]
    jobs: int
    oldest_job: float


def figures(connection: Connection, now: datetime) -> Figures:
    """Six small queries; of the tables that grow only what their indexes hold is read."""
    late = (cases.c.state.in_(LIVE), cases.c.due < now)
    overdue, due = _oldest(connection, cases.c.due, *late)
    waiting, since = _oldest(connection, outbox.c.at, *on_their_way(outbox, "waiting"))
    messages = by_state(connection, outbox, *on_their_way(outbox, "waiting", "given_up"))
    updates = by_state(connection, inbox, *on_their_way(inbox, "pending", "failed"))
    idle, asked = _oldest(connection, jobs.c.asked, undone(now))
    of_cases = dict.fromkeys((state.value for state in CaseState), 0)
    return Figures(
        of_cases | by_state(connection, cases),
        overdue,
        _age(due, now),
        waiting,
        messages.get("given_up", 0),
        _age(since, now),
        updates.get("pending", 0),
        updates.get("failed", 0),
        by_state(connection, faqs),
        idle,
        _age(asked, now),
    )


def undone(now: datetime) -> ColumnElement[bool]:
    """Jobs that wait for a worker, or whose worker has not been heard of."""
    return (jobs.c.state == "waiting") | (jobs.c.state == "running") & (jobs.c.lease <= now)


def by_state(connection: Connection, table: Table, *which: ColumnElement[bool]) -> dict[str, int]:
    """How many rows there are in each state; in none, where there is no such key."""
    counted = select(table.c.state, func.count()).where(*which).group_by(table.c.state)
    return {row[0]: row[1] for row in connection.execute(counted)}


def on_their_way(messages: Table, *states: str) -> tuple[ColumnElement[bool], ...]:
    """Messages in or out in one of these states, by the index, which begins with the channel: of
    those that have ended, which are nearly all, nothing is read.
    """
    return messages.c.channel.in_(sorted(DELIVERING)), messages.c.state.in_(states)


def _oldest(
    connection: Connection, column: ColumnElement[datetime], *which: ColumnElement[bool]
) -> tuple[int, datetime | None]:
    row = connection.execute(select(func.count(), func.min(column)).where(*which)).one()
    return row[0], row[1]


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
