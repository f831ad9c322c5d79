"""What a channel brings in: each update is claimed once, and kept until it is handled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, select, update

from desk.database import add_if_new
from desk.schema import inbox

ATTEMPTS = 3  # then the update is laid aside, where ``Desk.counts`` shows it


@dataclass(frozen=True, slots=True)
class Received:
    """``attempts`` counts the failures so far."""

    channel: str
    update_id: int
    payload: str
    attempts: int


def claim(connection: Connection, channel: str, update_id: int, payload: str, at: datetime) -> bool:
    """Keep an update; False if it had come before."""
    row = {"channel": channel, "update_id": update_id, "payload": payload, "at": at}
    return add_if_new(connection, inbox, row)


def finish(connection: Connection, channel: str, update_id: int) -> None:
    """The id stays, to know the update by; what the person wrote in it goes."""
    connection.execute(
        update(inbox)
        .where(inbox.c.channel == channel, inbox.c.update_id == update_id)
        .values(state="done", payload="", reason="")
    )


def fail(connection: Connection, channel: str, update_id: int, reason: str) -> None:
    attempts = inbox.c.attempts + 1
    connection.execute(
        update(inbox)
        .where(
            inbox.c.channel == channel,
            inbox.c.update_id == update_id,
            inbox.c.state == "pending",
        )
        .values(
            attempts=attempts,
            reason=reason,
            state=case((attempts >= ATTEMPTS, "failed"), else_="pending"),
        )
    )


def oldest(connection: Connection, channel: str) -> Received | None:
    row = connection.execute(
        select(inbox.c.channel, inbox.c.update_id, inbox.c.payload, inbox.c.attempts)
        .where(inbox.c.channel == channel, inbox.c.state == "pending")
        .order_by(inbox.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else Received(*row)
