"""Signing in: count the try, look at the keys, begin a session.

Unknown logins, wrong passwords and wrong codes end alike and take the same work.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import knocks, passwords, people, second_factor, sessions
from desk.audit import Who
from desk.desk import Desk


class Refused(StrEnum):
    WRONG = "wrong"
    SHUT = "shut"  # after too many tries, for a while


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    person_id: int


@dataclass(frozen=True, slots=True)
class TurnedAway:
    why: Refused
    until: datetime | None = None


def sign_in(
    desk: Desk, login: str, password: str, code: str, place: str, network: str = ""
) -> SignedIn | TurnedAway:
    """``place`` goes into the log; tries are counted by ``network``, where there is one."""
    login = people.login_of(login)
    by_login, by_network = (
        knocks.key_of(knocks.LOGIN, login),
        knocks.key_of(knocks.NETWORK, network),
    )
    with desk.begin(Who("nobody", place)) as work:
        until = knocks.knock(
            work.connection, [by_login, by_network] if network else [by_login], work.now
        )
    if until is not None:
        return TurnedAway(Refused.SHUT, until)
    with desk.database.reading() as connection:
        keys = people.keys_of(connection, login)
    number, kept, secret, last = keys or (0, "", "", 0)
    fits = passwords.fits(password[: passwords.LONGEST], kept)
    step = second_factor.step_of(secret, code, desk.now(), last) if secret else 0
    if not fits or step is None:
        return _turn_away(desk, number, place)
    with desk.begin(Who(f"person:{number}", place)) as work:
        # What was read may have changed since: a new password, a code used, a person shut out.
        still = people.keys_of(work.connection, login) == keys
        if still and (not secret or people.use_code(work, number, step)):
            knocks.forgive(work.connection, by_login, by_network)
            work.audit("signed_in", f"person:{number}")
            return SignedIn(sessions.begin(work, number), number)
    return _turn_away(desk, number, place)


def _turn_away(desk: Desk, number: int, place: str) -> TurnedAway:
    with desk.begin(Who("nobody", place)) as work:
        work.audit("sign_in_failed", f"person:{number}" if number else "")
    return TurnedAway(Refused.WRONG)


def may_try(desk: Desk, network: str) -> bool:
    """Whether somebody from this network may try once more by another server; tries are counted."""
    if not network:
        return True
    with desk.begin() as work:
        key = knocks.key_of(knocks.NETWORK, network)
        return knocks.knock(work.connection, [key], work.now) is None


def sign_in_by(desk: Desk, email: str, username: str, place: str) -> SignedIn | TurnedAway:
    """Let in whom another server has confirmed: their verified e-mail, or their name there, is the
    login of somebody who was invited. Their code was asked there, if at all.

    Where the two name two people, neither is let in.
    """
    with desk.begin(Who("nobody", place)) as work:
        told = (people.named(work.connection, name) for name in (email, username) if name)
        found = {person.id: person for person in told if person is not None}
        person = next(iter(found.values())) if len(found) == 1 else None
        if person is None or not person.active:
            on = person.actor if person else ""
            work.audit("sign_in_failed", on, by="oidc", why="unknown")
            return TurnedAway(Refused.WRONG)
    with desk.begin(Who(person.actor, place)) as work:
        work.audit("signed_in", person.actor, by="oidc")
        return SignedIn(sessions.begin(work, person.id), person.id)


def turned_away_by(desk: Desk, why: str, place: str) -> None:
    """Note that another server did not confirm somebody."""
    with desk.begin(Who("nobody", place)) as work:
        work.audit("sign_in_failed", "", by="oidc", why=why)


def knows_password(desk: Desk, login: str, password: str, who: Who) -> bool:
    """Whether someone signed in knows their password; tries are counted as at the door."""
    key = knocks.key_of(knocks.LOGIN, login)
    with desk.begin(who) as work:
        if knocks.knock(work.connection, [key], work.now) is not None:
            return False
    with desk.database.reading() as connection:
        keys = people.keys_of(connection, login)
    if keys is None or not passwords.fits(password, keys[1]):
        return False
    with desk.begin(who) as work:
        knocks.open_again(work.connection, key)
    return True
