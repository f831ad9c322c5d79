"""Sessions: who is signed in, by a token of which only the digest is kept.

A session ends twelve hours after it was last used, and after seven days in any case.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from desk import people
from desk.person import Person
from desk.schema import sessions
from desk.work import Work

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
NOTICED = timedelta(minutes=5)  # how exactly it is known when a session was last used


@dataclass(frozen=True, slots=True)
class Session:
    """``place`` is the network it was begun in."""

    id: int
    person_id: int
    place: str
    began: datetime
    seen: datetime

    def lives(self, now: datetime) -> bool:
        return now < min(self.seen + IDLE, self.began + LONGEST)


def begin(work: Work, person_id: int) -> str:
    """The token of a new session; those that have ended are swept up."""
    ended = (sessions.c.seen < work.now - IDLE) | (sessions.c.began < work.now - LONGEST)
    work.connection.execute(delete(sessions).where(ended))
    token = secrets.token_urlsafe(32)
    row = {
        "digest": people.digest(token),
        "person_id": person_id,
        "place": work.who.place,
        "began": work.now,
        "seen": work.now,
    }
    work.connection.execute(insert(sessions).values(row))
    return token


def find(connection: Connection, token: str, now: datetime) -> tuple[Session, Person] | None:
    """The session of a token and who is in it; None where it ended or they were shut out."""
    row = connection.execute(
        select(sessions).where(sessions.c.digest == people.digest(token))
    ).one_or_none()
    session = None if row is None else _session(row)
    if session is None or not session.lives(now):
        return None
    person = people.find(connection, session.person_id)
    return (session, person) if person is not None and person.active else None


def touch(work: Work, session: Session) -> None:
    """It is in use. Done where it was not noticed for a while, so that reading writes little."""
    work.connection.execute(
        update(sessions).where(sessions.c.id == session.id).values(seen=work.now)
    )


def of(connection: Connection, person_id: int, now: datetime) -> list[Session]:
    """A person's sessions, newest first."""
    rows = connection.execute(
        select(sessions).where(sessions.c.person_id == person_id).order_by(sessions.c.id.desc())
    )
    return [session for session in map(_session, rows) if session.lives(now)]


def end(work: Work, person_id: int, session_id: int) -> bool:
    """End one of this person's own sessions; False where there is none of this number."""
    which = (sessions.c.id == session_id) & (sessions.c.person_id == person_id)
    return work.connection.execute(delete(sessions).where(which)).rowcount == 1


def form_token(token: str) -> str:
    """What a form of this session carries; who has it cannot tell the session's own token."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.person_id, row.place, row.began, row.seen)
