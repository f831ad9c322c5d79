"""Tries to sign in, counted per login and per network; too many shut the door for a while.

A try is counted before the password is looked at, so that many at once are no way round. Logins
are counted whether they exist or not: that a door is shut tells nothing. Keys are digests.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from desk.database import add_if_new
from desk.schema import knocks

LOGIN, NETWORK = "login", "network"
TELEGRAM, BEGUN = "telegram", "begun"  # codes tried by an account; entries begun in a network
ALLOWED = {LOGIN: 5, NETWORK: 50, TELEGRAM: 10, BEGUN: 30}
FORGOTTEN = timedelta(hours=1)  # after the last try
FIRST, LONGEST = timedelta(minutes=1), timedelta(minutes=30)


def key_of(kind: str, name: str) -> str:
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def knock(connection: Connection, keys: Iterable[str], now: datetime) -> datetime | None:
    """Count a try under each key; the moment until which the door is shut, None if it opens.

    A try at a shut door counts nothing: waiting is enough.
    """
    tries = {}
    for key in sorted(keys):  # one order for all, so that no two wait for each other
        add_if_new(connection, knocks, {"key": key, "tries": 0, "last": now})
        row = connection.execute(select(knocks).where(knocks.c.key == key).with_for_update()).one()
        if row.shut_until and row.shut_until > now:
            shut: datetime = row.shut_until
            return shut
        tries[key] = 1 if row.last < now - FORGOTTEN else row.tries + 1
    for key, count in tries.items():
        over = count - ALLOWED[key.partition(":")[0]]
        until = None if over < 0 else now + min(FIRST * 2 ** min(over, 10), LONGEST)
        values = {"tries": count, "last": now, "shut_until": until}
        connection.execute(update(knocks).where(knocks.c.key == key).values(values))
    _sweep(connection, now)
    return None


def forgive(connection: Connection, login_key: str, network_key: str) -> None:
    """The try was right: the login begins anew, the network has this one back."""
    connection.execute(delete(knocks).where(knocks.c.key == login_key))
    give_back(connection, network_key)


def give_back(connection: Connection, network_key: str) -> None:
    """A try of the network's was right."""
    connection.execute(
        update(knocks)
        .where(knocks.c.key == network_key, knocks.c.tries > 0)
        .values(tries=knocks.c.tries - 1, shut_until=None)
    )


def open_again(connection: Connection, login_key: str) -> None:
    connection.execute(delete(knocks).where(knocks.c.key == login_key))


def _sweep(connection: Connection, now: datetime) -> None:
    """What is forgotten goes, but for rows that another holds: nobody waits here."""
    old = select(knocks.c.key).where(knocks.c.last < now - FORGOTTEN)
    old = old.with_for_update(skip_locked=True)
    connection.execute(delete(knocks).where(knocks.c.key.in_(old)))
