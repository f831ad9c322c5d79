"""Whose Telegram account is whose: tied by a code that a person takes from their account page.

The code is used once, within ten minutes, in a private chat with the bot. It consists of letters
that nobody mistakes for a number or a word, so that it is kept as it is and can be typed.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from desk import knocks, people
from desk.database import put
from desk.errors import NotPossible
from desk.people import Reason, digest
from desk.person import Person
from desk.schema import telegram_bot, telegram_links, telegram_people
from desk.work import Work

CODE_LIVES = timedelta(minutes=10)
_LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Linked:
    account: int
    since: datetime


def new_code() -> str:
    """Twelve letters: 2⁵⁰ codes, of which a guesser tries a few an hour."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def offer(work: Work, person_id: int) -> str:
    """A code for this person; an older one of theirs ends."""
    code = new_code()
    ended = (telegram_links.c.person_id == person_id) | (telegram_links.c.ends <= work.now)
    work.connection.execute(delete(telegram_links).where(ended))
    row = {"digest": digest(code), "person_id": person_id, "ends": work.now + CODE_LIVES}
    work.connection.execute(insert(telegram_links).values(row))
    work.audit("telegram_code_made", f"person:{person_id}")
    return code


def link(work: Work, code: str, account: int) -> Person:
    """Tie the account to whom the code was made for; it is taken off whoever had it before.

    Raises:
        NotPossible: the code has ended, was used, or was never one.
    """
    which = telegram_links.c.digest == digest(code.casefold())
    found = work.connection.execute(select(telegram_links).where(which)).one_or_none()
    person = None if found is None else people.find(work.connection, found.person_id)
    gone = work.connection.execute(delete(telegram_links).where(which)).rowcount
    if found is None or gone != 1 or found.ends <= work.now or person is None or not person.active:
        raise NotPossible(Reason.LINK_ENDED)
    before = person_of(work.connection, account)
    if before is not None and before.id != person.id:
        unlink(work, before.id)
    mine = telegram_people.c.person_id == person.id
    work.connection.execute(delete(telegram_people).where(mine))
    row = {"account": account, "person_id": person.id, "since": work.now}
    put(work.connection, telegram_people, row)
    work.audit("telegram_linked", person.actor)
    return person


def knock(work: Work, account: int) -> datetime | None:
    """Count a try with a code by an account; until when it may not try, None if it may."""
    key = knocks.key_of(knocks.TELEGRAM, str(account))
    return knocks.knock(work.connection, [key], work.now)


def unlink(work: Work, person_id: int) -> bool:
    """Take the account off; False where there is none."""
    which = telegram_people.c.person_id == person_id
    taken = work.connection.execute(delete(telegram_people).where(which)).rowcount == 1
    if taken:
        work.audit("telegram_unlinked", f"person:{person_id}")
    return taken


def person_of(connection: Connection, account: int | None) -> Person | None:
    """Who acts by this account; None for strangers and for who is shut out."""
    if account is None:
        return None
    which = telegram_people.c.account == account
    found = connection.execute(
        select(telegram_people.c.person_id).where(which)
    ).scalar_one_or_none()
    person = None if found is None else people.find(connection, found)
    return person if person is not None and person.active else None


def linked(connection: Connection, person_id: int) -> Linked | None:
    which = telegram_people.c.person_id == person_id
    row = connection.execute(select(telegram_people).where(which)).one_or_none()
    return None if row is None else Linked(row.account, row.since)


def note_bot(work: Work, name: str) -> None:
    """Remember what the bot is called."""
    known = work.connection.execute(select(telegram_bot.c.name)).scalar_one_or_none()
    if known is None:
        put(work.connection, telegram_bot, {"id": 1, "name": name})
    elif known != name:
        work.connection.execute(update(telegram_bot).values(name=name))


def bot_name(connection: Connection) -> str:
    """Empty until a bot has run with this database."""
    return connection.execute(select(telegram_bot.c.name)).scalar_one_or_none() or ""
