"""Signing in by consent in Telegram.

A browser begins, and gets a code for a link to the bot, a number to compare, and a cookie. Whoever
opens the link with an account that is tied to a person is shown which browser asks, from where, and
the number; their consent opens the desk to the browser with the cookie and to no other. Telegram
takes the place of the password only: who has a second factor is asked for it in the browser.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from desk import knocks, people, second_factor, sessions
from desk.audit import Who
from desk.desk import Desk
from desk.people import digest
from desk.person import Person
from desk.schema import telegram_entries as entries
from desk.sign_in import SignedIn
from desk.telegram_people import new_code
from desk.work import Work

LIVES = timedelta(minutes=2)
_KEPT = timedelta(hours=1)  # after its end, so that the browser is told what became of it


class State(StrEnum):
    WAITING = "waiting"
    CONSENTED = "consented"
    DENIED = "denied"
    USED = "used"
    ENDED = "ended"  # told of one whose time is up; never written


@dataclass(frozen=True, slots=True)
class Entry:
    """``place`` and ``agent`` tell of the browser; ``needs_code`` once a second factor is due."""

    id: int
    number: int
    place: str
    agent: str
    state: State
    ends: datetime
    person_id: int | None
    needs_code: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """``code`` goes into the link, ``browser`` into the cookie."""

    code: str
    browser: str


def begin(desk: Desk, place: str, agent: str, network: str) -> Begun | datetime:
    """A browser asks; the moment until which it may not, after too many tries."""
    with desk.begin(Who("nobody", place)) as work:
        key = knocks.key_of(knocks.BEGUN, network)
        until = knocks.knock(work.connection, [key], work.now)
        if until is not None:
            return until
        old = entries.c.ends < work.now - _KEPT
        work.connection.execute(delete(entries).where(old))
        begun = Begun(new_code(), secrets.token_urlsafe(32))
        work.connection.execute(
            insert(entries).values(
                digest=digest(begun.code),
                browser=digest(begun.browser),
                number=10 + secrets.randbelow(90),
                place=place,
                agent=agent,
                state=State.WAITING,
                ends=work.now + LIVES,
            )
        )
    return begun


def ask(work: Work, code: str, person: Person) -> Entry | None:
    """The person has opened the link: what asks. None where it has ended or is another's.

    The first who opens it is the one who may consent.
    """
    which = entries.c.digest == digest(code.casefold())
    free = entries.c.person_id.is_(None) | (entries.c.person_id == person.id)
    work.connection.execute(update(entries).where(which, free).values(person_id=person.id))
    entry = _find(work.connection, which & (entries.c.person_id == person.id), work.now)
    return entry if entry is not None and entry.state is State.WAITING else None


def decide(work: Work, entry_id: int, person: Person, consents: bool) -> Entry | None:
    """The person's answer; once more the same changes nothing. None where it came too late."""
    state = State.CONSENTED if consents else State.DENIED
    mine = (entries.c.id == entry_id) & (entries.c.person_id == person.id)
    waits = (entries.c.state == State.WAITING) & (entries.c.ends > work.now)
    decided = update(entries).where(mine, waits).values(state=state)
    if work.connection.execute(decided).rowcount == 1:
        work.audit(f"telegram_entry_{state}", person.actor)
    entry = _find(work.connection, mine, work.now)
    same = entry is not None and entry.state in {state, State.USED if consents else state}
    return entry if same else None


def look(desk: Desk, browser: str) -> Entry | None:
    """How the entry of this browser stands; None where it has none."""
    with desk.database.reading() as connection:
        return _find(connection, entries.c.browser == digest(browser), desk.now())


def take(
    desk: Desk, browser: str, place: str, network: str, code: str = ""
) -> SignedIn | Entry | datetime | None:
    """A session for the browser, once its entry was consented to; else how the entry stands.

    A code that does not fit leaves the entry as it is; too many shut the door (the moment).
    """
    entry = look(desk, browser)
    if entry is None or entry.state is not State.CONSENTED or (entry.needs_code and not code):
        return entry
    with desk.database.reading() as connection:
        person = people.find(connection, entry.person_id or 0)
        keys = people.keys_of(connection, person.login) if person else None
    if person is None or keys is None:
        return None
    number, _, secret, last = keys
    by_login = knocks.key_of(knocks.LOGIN, person.login)
    if secret:
        with desk.begin(Who("nobody", place)) as work:
            until = knocks.knock(work.connection, [by_login], work.now)
        if until is not None:
            return until
    step = second_factor.step_of(secret, code, desk.now(), last) if secret else 0
    with desk.begin(Who(person.actor, place)) as work:
        if step is None or (secret and not people.use_code(work, number, step)):
            work.audit("sign_in_failed", person.actor)
            return entry
        which = (entries.c.id == entry.id) & (entries.c.state == State.CONSENTED)
        used = update(entries).where(which).values(state=State.USED)
        if people.keys_of(work.connection, person.login) is None:
            return None  # shut out a moment ago
        if work.connection.execute(used).rowcount != 1:
            return replace(entry, state=State.USED)
        if secret:
            knocks.open_again(work.connection, by_login)
        knocks.give_back(work.connection, knocks.key_of(knocks.BEGUN, network))
        work.audit("signed_in", person.actor, by="telegram")
        return SignedIn(sessions.begin(work, number), number)


def _find(connection: Connection, which: ColumnElement[bool], now: datetime) -> Entry | None:
    row = connection.execute(select(entries).where(which)).one_or_none()
    if row is None:
        return None
    state = State(row.state)
    if row.ends <= now and state in {State.WAITING, State.CONSENTED}:
        state = State.ENDED
    person = people.find(connection, row.person_id) if row.person_id else None
    needs = state is State.CONSENTED and person is not None and person.has_totp
    return Entry(row.id, row.number, row.place, row.agent, state, row.ends, row.person_id, needs)
