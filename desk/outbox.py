"""What is to be sent: written with the state that caused it, delivered at least once.

A message is waiting, delivered or given up. Within one address messages go out
in the order they were written, so only the oldest waiting one is ever handed
out; addresses do not wait for each other. A message that is handed out is on
lease: if the worker dies, another gets it when the lease ends, and is told that it may have
arrived.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, literal, or_, select, update

from desk.contact import Contact
from desk.database import Database, add_if_new
from desk.schema import outbox

FAREWELL = "farewell/"  # begins the key of what is told to who was erased: it leaves no row
LEASE = timedelta(seconds=60)  # longer than a slow send with its timeouts


@dataclass(frozen=True, slots=True)
class Message:
    """``attempts`` counts how often it had been handed out before.

    ``may_have_arrived``: an earlier attempt ended without anybody knowing how.
    """

    id: int
    contact: Contact
    payload: dict[str, Any]
    key: str
    attempts: int
    may_have_arrived: bool = False


def write(
    connection: Connection,
    contact: Contact,
    payload: dict[str, Any],
    key: str,
    at: datetime,
    case_id: int | None = None,
    asks: str = "",
    instead_of: int | None = None,
) -> bool:
    """Put a message into the outbox; a key that was used before makes it nothing.

    ``case_id`` is the case it is about, ``asks`` what a reply to it is meant for. Says whether
    it is new.

    Raises:
        ValueError: nothing is delivered on the contact's channel.
    """
    if not contact.delivers:
        raise ValueError(f"nothing is delivered on the channel {contact.channel!r}")
    row = {"channel": contact.channel, "address": contact.address, "key": key}
    about = {"case_id": case_id, "asks": asks, "instead_of": instead_of}
    return add_if_new(connection, outbox, row | about | {"payload": payload, "at": at})


def shows(receipt: str) -> ColumnElement[bool]:
    """The delivered message that has this among the names its channel gave to its parts."""
    parts = literal(" ") + outbox.c.receipt + " "
    return and_(outbox.c.state == "delivered", parts.contains(f" {receipt} ", autoescape=True))


class Outbox:
    """The worker's side. ``gave_up`` is told of every message that will never arrive, in the
    transaction that says so.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        gave_up: Callable[[Connection, int, datetime], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._gave_up = gave_up

    def due(self, channel: str, limit: int = 20) -> list[Message]:
        """Claim the messages that can be sent now, oldest first, one an address."""
        now = self._clock()
        with self._database.writing() as connection:
            rows = connection.execute(_ready(channel, now).limit(limit)).all()
            if rows:
                connection.execute(
                    update(outbox)
                    .where(outbox.c.id.in_([row.id for row in rows]))
                    .values(
                        claimed_until=now + LEASE,
                        attempts=outbox.c.attempts + 1,
                        # A lease that nobody ended: how its attempt ended is not known.
                        in_doubt=or_(outbox.c.in_doubt, outbox.c.claimed_until.is_not(None)),
                    )
                )
        return [
            Message(
                row.id,
                Contact(row.channel, row.address),
                row.payload,
                row.key,
                row.attempts,
                row.in_doubt or row.claimed_until is not None,
            )
            for row in rows
        ]

    def delivered(self, message_id: int, receipt: str = "") -> None:
        """It has arrived; ``receipt`` is what the channel calls its parts, parted by blanks.

        Its words are let go.
        """
        self._end(message_id, state="delivered", receipt=receipt, payload={}, reason="")

    def retry(
        self, message_id: int, after_seconds: float, reason: str, in_doubt: bool = False
    ) -> None:
        """Hand it out again, but not before ``after_seconds`` have passed.

        ``in_doubt``: it may have arrived all the same.
        """
        later = self._clock() + timedelta(seconds=after_seconds)
        doubt = {"in_doubt": True} if in_doubt else {}
        self._end(message_id, not_before=later, claimed_until=None, reason=reason, **doubt)

    def give_up(self, message_id: int, reason: str) -> None:
        """It will never arrive (the person blocked us); it is kept, and the next may go."""
        self._end(message_id, state="given_up", claimed_until=None, reason=reason)

    def move(self, message: Message, to: Contact, reason: str) -> None:
        """Its place is elsewhere now: it goes there, under a key made of its own."""
        now = self._clock()
        with self._database.writing() as connection:
            ended = {"state": "given_up", "reason": reason, "settled": now}
            if self._change(connection, message.id, ended):
                again(connection, message.id, to, now)

    def recover(self, channel: str) -> None:
        """End all leases: for the start of a channel's only worker, whose forerunner died."""
        with self._database.writing() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.channel == channel, outbox.c.state == "waiting")
                .where(outbox.c.claimed_until.is_not(None))
                .values(claimed_until=None, in_doubt=True)
            )

    def _end(self, message_id: int, **values: object) -> None:
        with self._database.writing() as connection:
            changed = self._change(connection, message_id, values)
            if not changed or "state" not in values:
                return  # only where it has come to an end, now
            last = outbox.c.key.startswith(FAREWELL, autoescape=True)
            gone = connection.execute(delete(outbox).where(outbox.c.id == message_id, last))
            if values["state"] == "given_up" and not gone.rowcount:
                self._gave_up(connection, message_id, self._clock())

    def _change(
        self, connection: Connection, message_id: int, values: Mapping[str, object]
    ) -> bool:
        waiting = update(outbox).where(outbox.c.id == message_id, outbox.c.state == "waiting")
        return connection.execute(waiting.values(**values)).rowcount == 1


def again(connection: Connection, message_id: int, to: Contact, at: datetime) -> bool:
    """Write a message once more, to another contact: once for each, however it went before."""
    row = connection.execute(select(outbox).where(outbox.c.id == message_id)).one()
    first = row
    while first.instead_of is not None:
        one = select(outbox).where(outbox.c.id == first.instead_of)
        before = connection.execute(one).one_or_none()
        if before is None:  # gone with who was erased
            break
        first = before
    if to == Contact(first.channel, first.address):
        return False
    key = f"{first.key}/to/{to.asker}"
    return write(connection, to, row.payload, key, at, row.case_id, row.asks, row.id)


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
