"""The rows of jobs: one a job, for both kinds of database.

``holder`` names the worker that runs it; who is no longer the holder changes nothing any more.
``alive`` is the key while the job lives: the table refuses a second one.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update

from desk.database import added
from desk.schema import jobs

LIVING = ("waiting", "running")


class KeyTaken(ValueError):
    """A living job of another kind has the key."""


class Held(Exception):
    """Another worker holds the job, and its lease has not ended."""


KEPT = timedelta(days=90)  # what has ended is told so long


def add(
    connection: Connection, kind: str, args: dict[str, Any], key: str, at: datetime
) -> tuple[int, bool]:
    """The number of the job with this key that lives; else of a new one, and that it is new.

    Raises:
        KeyTaken
    """
    connection.execute(delete(jobs).where(jobs.c.ended < at - KEPT))
    row = {"kind": kind, "args": args, "key": key, "alive": key or None, "asked": at}
    same = select(jobs.c.id, jobs.c.kind).where(jobs.c.alive == key)
    while True:  # it may end between the two looks
        new = added(connection, jobs, row)
        if new is not None:
            return int(new.id), True
        found = connection.execute(same).first()
        if found is not None and found.kind != kind:
            raise KeyTaken(f"the key {key!r} is that of a job of another kind ({found.kind})")
        if found is not None:
            return int(found.id), False


def get(connection: Connection, job_id: int) -> RowMapping | None:
    return connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().one_or_none()


def newest(connection: Connection, limit: int, kind: str) -> list[RowMapping]:
    which = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
    if kind:
        which = which.where(jobs.c.kind == kind)
    return list(connection.execute(which).mappings())


def of_key(connection: Connection, key: str) -> RowMapping | None:
    """The newest with this key; looks through the table, which holds what ``KEPT`` leaves."""
    which = select(jobs).where(jobs.c.key == key).order_by(jobs.c.id.desc()).limit(1)
    return connection.execute(which).mappings().one_or_none()


def cancel(connection: Connection, job_id: int, at: datetime) -> None:
    """What waits ends now; what runs is told."""
    waits = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "waiting")
    connection.execute(waits.values(state="cancelled", alive=None, ended=at))
    runs = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "running")
    connection.execute(runs.values(cancelling=True))


def again(connection: Connection, job_id: int) -> bool:
    """A failed or cancelled job waits once more; False where its key has another job."""
    row = get(connection, job_id)
    if row is None or row["state"] not in ("failed", "cancelled"):
        return False
    lives = select(jobs.c.id).where(jobs.c.alive == row["key"])
    if row["key"] and connection.execute(lives).first() is not None:
        return False
    ended = update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(("failed", "cancelled")))
    fresh = {
        "state": "waiting",
        "alive": row["key"] or None,
        "error": "",
        "note": "",
        "attempts": 0,
    }
    fresh |= {"done": 0, "total": 0, "cancelling": False, "ended": None, "holder": ""}
    return connection.execute(ended.values(**fresh)).rowcount == 1


def due(connection: Connection, now: datetime) -> int | None:
    """The oldest that waits, or whose worker has not been heard of until its lease ended."""
    lapsed = (jobs.c.state == "running") & (jobs.c.lease <= now)
    which = select(jobs.c.id).where((jobs.c.state == "waiting") | lapsed).order_by(jobs.c.id)
    return connection.execute(which.limit(1)).scalar()


def locked(connection: Connection, job_id: int) -> RowMapping | None:
    """A job that lives, held for this transaction."""
    which = select(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(LIVING)).with_for_update()
    return connection.execute(which).mappings().one_or_none()


def run(connection: Connection, job_id: int, holder: str, at: datetime, lease: datetime) -> None:
    taken = update(jobs).where(jobs.c.id == job_id)
    facts = {"state": "running", "holder": holder, "started": at, "lease": lease}
    connection.execute(taken.values(**facts, attempts=jobs.c.attempts + 1))


def end(connection: Connection, job_id: int, at: datetime, **facts: Any) -> None:
    """End a job that nobody runs."""
    which = update(jobs).where(jobs.c.id == job_id)
    connection.execute(which.values(alive=None, ended=at, cancelling=False, **facts))


def change(connection: Connection, job_id: int, holder: str, **facts: Any) -> bool | None:
    """Change a job that this holder runs; says whether it is to be cancelled, None where it is
    no longer theirs.
    """
    changed = update(jobs).where(_held(job_id, holder)).values(**facts)
    return connection.execute(changed.returning(jobs.c.cancelling)).scalar()


def _held(job_id: int, holder: str) -> ColumnElement[bool]:
    return (jobs.c.id == job_id) & (jobs.c.holder == holder) & (jobs.c.state == "running")
