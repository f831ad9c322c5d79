"""Messages that did not reach their people: what is done about them, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from desk import casebook, letters, ties
from desk.contact import WEBHOOK, Contact
from desk.errors import DeskError
from desk.figures import on_their_way
from desk.outbox import again
from desk.queues import Queues
from desk.schema import cases, outbox
from retrieval.numbered import Numbered

LATE = timedelta(minutes=15)  # that a message may wait before people hear of it
SHOWN = 200  # of them


class NoOtherWay(DeskError):
    """The officer has no other contact that messages are carried to."""

    def __init__(self) -> None:
        super().__init__("no other contact of this officer is known")


@dataclass(frozen=True, slots=True)
class Unsent:
    """``waiting``: it still goes by itself. ``elsewhere``: how many other contacts there are.

    ``label`` names the case it is about, where there is one; ``in_group``: the team's own group
    was to be shown it.
    """

    id: int
    contact: Contact
    at: datetime
    attempts: int
    reason: str
    waiting: bool
    case_id: int | None
    elsewhere: int
    in_group: bool = False

    @property
    def label(self) -> str:
        return "" if self.case_id is None else Numbered.CASE.label(self.case_id)


def unsent(connection: Connection, now: datetime, case_id: int | None = None) -> list[Unsent]:
    """What was given up and not seen to, and what waits too long: what officers wait for, what
    the team's group would be shown, what goes to programs, each the oldest first.

    With a ``case_id``, of that case only.
    """
    which = [_open(now)]
    if case_id is not None:
        which.append(outbox.c.case_id == case_id)
    order = (outbox.c.channel == WEBHOOK, outbox.c.case_id.is_(None), outbox.c.id)
    rows = connection.execute(select(outbox).where(*which).order_by(*order).limit(SHOWN)).all()
    others = ties.elsewhere_of(connection, (Contact(row.channel, row.address) for row in rows))
    return [_unsent(row, others) for row in rows]


def open_count(connection: Connection) -> int:
    """How many were given up and not seen to."""
    which = (*on_their_way(outbox, "given_up"), _given_up())
    rows = select(func.count()).select_from(outbox).where(*which)
    return connection.execute(rows).scalar_one()


def gave_up(connection: Connection, queues: Queues, message_id: int, now: datetime) -> None:
    """Send it where else the officer can be reached; else tell the team."""
    row = connection.execute(select(outbox).where(outbox.c.id == message_id)).one()
    if not send_elsewhere(connection, row, now):
        _tell(connection, queues, row, now)


def send_elsewhere(connection: Connection, row: Row[tuple[object, ...]], now: datetime) -> bool:
    """Once to each other contact of the officer; False where there is none left."""
    to = ties.elsewhere(connection, Contact(row.channel, row.address))
    letter = row.case_id is not None or str(row.key).startswith("faq/")
    if not letter or not [one for one in to if again(connection, row.id, one, now)]:
        return False
    settle(connection, row.id, now)
    return True


def see_to(connection: Connection, message_id: int, what: str, now: datetime) -> bool:
    """ "retry", "elsewhere" or "settle"; False where there is nothing to see to.

    Raises:
        NoOtherWay
    """
    if what == "retry":
        return retry(connection, message_id)
    if what == "settle":
        return settle(connection, message_id, now)
    row = connection.execute(select(outbox).where(_one(message_id), _given_up())).one_or_none()
    if row is not None and not send_elsewhere(connection, row, now):
        raise NoOtherWay
    return row is not None


def retry(connection: Connection, message_id: int) -> bool:
    """Let it go again, now, to the same contact; False where it has arrived or was seen to."""
    which = and_(_one(message_id), outbox.c.state != "delivered", outbox.c.settled.is_(None))
    going = {"state": "waiting", "not_before": None}
    return connection.execute(update(outbox).where(which).values(**going)).rowcount == 1


def settle(connection: Connection, message_id: int, now: datetime) -> bool:
    """Somebody has seen to it; False where there was nothing to see to."""
    which = update(outbox).where(_one(message_id), _given_up())
    return connection.execute(which.values(settled=now)).rowcount == 1


def _tell(
    connection: Connection, queues: Queues, row: Row[tuple[object, ...]], now: datetime
) -> None:
    """Into the chat of the case's queue."""
    number: object = row.case_id
    case = None if number is None else casebook.find_case(connection, cases.c.id == number)
    if case is None:
        return
    asked = Contact(row.channel, row.address)
    chat = queues.chat_of(case.queue)
    if asked.address != chat:  # the team does not hear of what cannot reach the team
        letters.undelivered(connection, case, chat, str(row.reason), row.id, now)


def _one(message_id: int) -> ColumnElement[bool]:
    return outbox.c.id == message_id


def _given_up() -> ColumnElement[bool]:
    return and_(outbox.c.state == "given_up", outbox.c.settled.is_(None))


def _open(now: datetime) -> ColumnElement[bool]:
    # A program that is away is tried for a day: what waits for it is no trouble of the desk's yet.
    late = and_(outbox.c.state == "waiting", outbox.c.at <= now - LATE, outbox.c.channel != WEBHOOK)
    return and_(*on_their_way(outbox, "given_up", "waiting"), or_(_given_up(), late))


def _unsent(row: Row[tuple[object, ...]], others: Mapping[Contact, list[Contact]]) -> Unsent:
    contact = Contact(row.channel, row.address)
    payload: Any = row.payload
    shows = str(payload.get("board") or payload.get("beside") or "")
    number = row.case_id
    if number is None and shows.startswith("case:"):
        number = int(shows.removeprefix("case:"))
    return Unsent(
        row.id,
        contact,
        row.at,
        row.attempts,
        row.reason,
        row.state == "waiting",
        number,
        len(others[contact]),
        bool(shows),
    )
