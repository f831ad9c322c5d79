"""What is to be sent: written with the state that caused it, delivered at least once.

A message is waiting, delivered or given up. Within one address messages go out
in the order they were written, so only the oldest waiting one is ever handed
out; addresses do not wait for each other. A message that is handed out is on
lease: if the worker dies, another gets it when the lease ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from desk.contact import Contact
from desk.database import Database, add_if_new
from desk.schema import outbox

FAREWELL = "farewell/"  # begins the key of what is told to who was erased: it leaves no row
LEASE = timedelta(seconds=60)  # longer than a slow send with its timeouts


@dataclass(frozen=True, slots=True)
class Message:
    """``attempts`` counts how often it had been handed out before."""

    id: int
    contact: Contact
    payload: dict[str, Any]
    key: str
    attempts: int


def write(
    connection: Connection, contact: Contact, payload: dict[str, Any], key: str, at: datetime
) -> None:
    """Put a message into the outbox; a key that was used before makes it nothing."""
    if not contact.delivers:
        raise ValueError(f"nothing is delivered on the channel {contact.channel!r}")
    row = {"channel": contact.channel, "address": contact.address, "key": key}
    add_if_new(connection, outbox, row | {"payload": payload, "at": at})


class Outbox:
    """The worker's side."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def due(self, channel: str, limit: int = 20) -> list[Message]:
        """Claim the messages that can be sent now, oldest first, one an address."""
        now = self._clock()
        with self._database.writing() as connection:
            rows = connection.execute(_ready(channel, now).limit(limit)).all()
            if rows:
                connection.execute(
                    update(outbox)
                    .where(outbox.c.id.in_([row.id for row in rows]))
                    .values(claimed_until=now + LEASE, attempts=outbox.c.attempts + 1)
                )
        return [
            Message(row.id, Contact(row.channel, row.address), row.payload, row.key, row.attempts)
            for row in rows
        ]

    def delivered(self, message_id: int, receipt: str = "") -> None:
        """It has arrived; ``receipt`` is what the channel calls it. Its words are let go."""
        self._end(message_id, state="delivered", receipt=receipt, payload={}, reason="")

    def retry(self, message_id: int, after_seconds: float, reason: str) -> None:
        """Hand it out again, but not before ``after_seconds`` have passed."""
        later = self._clock() + timedelta(seconds=after_seconds)
        self._end(message_id, not_before=later, claimed_until=None, reason=reason)

    def give_up(self, message_id: int, reason: str) -> None:
        """It will never arrive (the person blocked us); it is kept, and the next may go."""
        self._end(message_id, state="given_up", reason=reason)

    def recover(self, channel: str) -> None:
        """End all leases: for the start of a channel's only worker, whose forerunner died."""
        with self._database.writing() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.channel == channel, outbox.c.state == "waiting")
                .values(claimed_until=None)
            )

    def _end(self, message_id: int, **values: object) -> None:
        with self._database.writing() as connection:
            if "state" in values:  # it has come to an end
                last = outbox.c.key.startswith(FAREWELL, autoescape=True)
                connection.execute(delete(outbox).where(outbox.c.id == message_id, last))
            connection.execute(
                update(outbox)
                .where(outbox.c.id == message_id, outbox.c.state == "waiting")
                .values(**values)
            )


def _ready(channel: str, now: datetime) -> Any:
    """The oldest waiting message of each address, where its time has come.

    Two workers of PostgreSQL may read the same rows: the one who comes second
    skips what the first has locked, and looks again at what the first has changed.
    """
    first = (
        select(func.min(outbox.c.id))
        .where(outbox.c.channel == channel, outbox.c.state == "waiting")
        .group_by(outbox.c.address)
    )
    return (
        select(outbox)
        .where(
            outbox.c.id.in_(first),
            outbox.c.state == "waiting",
            _past(outbox.c.not_before, now),
            _past(outbox.c.claimed_until, now),
        )
        .order_by(outbox.c.id)
        .with_for_update(skip_locked=True)
    )


def _past(column: ColumnElement[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)
