"""The people of the desk: invited, taking up the invitation, changed, put on leave.

Whoever is invited has a row and no password; the link that is handed to them lets them choose
one, once, within two days. The same kind of link helps who forgot a password or lost a phone.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpus.text import tidy
from desk import knocks, passwords, sealed, second_factor
from desk.database import add_if_new
from desk.errors import NotPossible
from desk.person import Person
from desk.role import Role
from desk.schema import invitations, people, sessions, telegram_people
from desk.work import Work
from retrieval.question import Unit

LINK_LIVES = timedelta(days=2)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class Reason(StrEnum):
    """Why something about people is not possible."""

    BAD_LOGIN = "a_login_has_2_to_64_letters_without_accents_digits_or_._-_@"
    LOGIN_TAKEN = "login_taken"
    NO_NAME = "no_name"
    NO_ROLE = "no_role"
    AUDITOR_ALONE = "an_auditor_has_no_other_role"
    OFFICER_WITHOUT_UNIT = "an_officer_needs_a_province_and_a_commune"
    LAST_LEAD = "the_last_lead_stays"
    LINK_ENDED = "link_ended"
    PASSWORD_LENGTH = "password_length"
    WRONG_PASSWORD = "wrong_password"
    WRONG_CODE = "wrong_code"
    UNKNOWN = "nobody_of_this_login"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a lead says of a person."""

    name: str
    roles: frozenset[Role]
    unit: Unit = Unit()
    fields: tuple[str, ...] = ()


def digest(token: str) -> str:
    """What is kept of a secret that was handed out; it is long and random, so one round will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def login_of(typed: str) -> str:
    """A login as it is kept."""
    return tidy(typed).casefold()[:100]


def anyone(connection: Connection) -> bool:
    """Whether anybody was ever invited: from then on the shared password opens nothing."""
    return connection.execute(select(people.c.id).limit(1)).first() is not None


def everyone(connection: Connection) -> list[Person]:
    """Those here first, by name."""
    rows = connection.execute(select(people).order_by(people.c.active.desc(), people.c.name))
    return [_person(row) for row in rows]


def find(connection: Connection, person_id: int) -> Person | None:
    row = connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
    return None if row is None else _person(row)


def named(connection: Connection, login: str) -> Person | None:
    row = connection.execute(select(people).where(people.c.login == login_of(login))).one_or_none()
    return None if row is None else _person(row)


def invite(work: Work, login: str, facts: Facts) -> tuple[Person, str]:
    """The new person, and the token of the link to hand to them.

    Raises:
        NotPossible
    """
    login = login_of(login)
    if not _LOGIN.fullmatch(login):
        raise NotPossible(Reason.BAD_LOGIN)
    _check(facts)
    row = {"login": login, **_columns(facts), "active": True, "invited": work.now}
    if not add_if_new(work.connection, people, row):
        raise NotPossible(Reason.LOGIN_TAKEN)
    person = named(work.connection, login)
    assert person is not None  # noqa: S101 - written a moment ago
    work.audit("person_invited", person.actor, roles=sorted(facts.roles))
    return person, _link(work, person.id)


def new_link(work: Work, person_id: int) -> str:
    """A link to choose a new password; the second factor and Telegram are taken off with it.

    Until the link is used, the old password opens.
    """
    person = _locked(work, person_id)
    work.audit("link_made", person.actor)
    return _link(work, person_id)


def change(work: Work, person_id: int, facts: Facts) -> None:
    """
    Raises:
        NotPossible
    """
    _check(facts)
    before = _locked(work, person_id)
    connection = work.connection
    if Role.LEAD not in facts.roles:
        _keep_a_lead(work, before)
    connection.execute(update(people).where(people.c.id == person_id).values(_columns(facts)))
    work.audit(
        "person_changed",
        before.actor,
        roles=sorted(facts.roles),
        roles_before=sorted(before.roles),
        moved=facts.unit != before.unit,
    )


def set_active(work: Work, person_id: int, active: bool) -> None:
    """Let a person in no longer (their sessions and links end at once), or again.

    Raises:
        NotPossible
    """
    person = _locked(work, person_id)
    if person.active == active:
        return
    if not active:
        _keep_a_lead(work, person)
        end_sessions(work, person_id)
        _drop_links(work.connection, person_id)
    work.connection.execute(update(people).where(people.c.id == person_id).values(active=active))
    work.audit("person_let_in" if active else "person_shut_out", person.actor)


def invited(connection: Connection, token: str, now: datetime) -> Person | None:
    """Whom a link is for; None where it has ended."""
    found = connection.execute(
        select(invitations.c.person_id).where(
            invitations.c.digest == digest(token), invitations.c.ends > now
        )
    ).scalar_one_or_none()
    person = None if found is None else find(connection, found)
    return person if person is not None and person.active else None


def accept(work: Work, token: str, kept: str) -> Person:
    """Take up a link with a password (as ``passwords.made`` keeps it); sessions before it end.

    Raises:
        NotPossible: the link has ended or was used.
    """
    person = invited(work.connection, token, work.now)
    if person is None:
        raise NotPossible(Reason.LINK_ENDED)
    gone = delete(invitations).where(invitations.c.digest == digest(token))
    if work.connection.execute(gone).rowcount != 1:  # another took it up at the same moment
        raise NotPossible(Reason.LINK_ENDED)
    _drop_links(work.connection, person.id)
    end_sessions(work, person.id)
    values = {"password": kept, "totp": "", "totp_step": 0}
    work.connection.execute(update(people).where(people.c.id == person.id).values(values))
    lost = delete(telegram_people).where(telegram_people.c.person_id == person.id)
    work.connection.execute(lost)
    knocks.open_again(work.connection, knocks.key_of(knocks.LOGIN, person.login))
    work.audit("link_used", person.actor)
    return person


def set_password(work: Work, person_id: int, kept: str) -> None:
    """The sessions elsewhere are ended by who calls."""
    work.connection.execute(update(people).where(people.c.id == person_id).values(password=kept))
    work.audit("password_changed", f"person:{person_id}")


def set_totp(work: Work, person_id: int, secret: str, step: int = 0) -> None:
    """Ask for a code from now on (``step`` is that of the one just given), or no longer ("")."""
    kept = sealed.close(work.connection, secret, people.c.totp)
    work.connection.execute(
        update(people).where(people.c.id == person_id).values(totp=kept, totp_step=step)
    )
    work.audit("totp_on" if secret else "totp_off", f"person:{person_id}")


def use_code(work: Work, person_id: int, step: int) -> bool:
    """Mark a code as used; False where it was, by another a moment ago."""
    used = (
        update(people)
        .where(people.c.id == person_id, people.c.totp_step < step)
        .values(totp_step=step)
    )
    return work.connection.execute(used).rowcount == 1


def keys_of(connection: Connection, login: str) -> tuple[int, str, str, int] | None:
    """Number, kept password, second factor's secret and last step of someone who may sign in.

    Raises:
        CannotOpen
    """
    row = connection.execute(
        select(people.c.id, people.c.password, people.c.totp, people.c.totp_step).where(
            people.c.login == login, people.c.active, people.c.password != ""
        )
    ).one_or_none()
    if row is None:
        return None
    secret = sealed.open_(connection, row.totp, people.c.totp)
    return row.id, row.password, secret, row.totp_step


def end_sessions(work: Work, person_id: int, but: int | None = None) -> int:
    """End all of a person's sessions, or all but one; how many there were."""
    which = [sessions.c.person_id == person_id]
    if but is not None:
        which.append(sessions.c.id != but)
    return work.connection.execute(delete(sessions).where(*which)).rowcount


def check_password(password: str) -> None:
    """
    Raises:
        NotPossible: too short or too long.
    """
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise NotPossible(Reason.PASSWORD_LENGTH)


def check_code(secret: str, code: str, now: datetime) -> int:
    """The step of a code for a secret that is about to be set.

    Raises:
        NotPossible
    """
    step = second_factor.step_of(secret, code, now) if second_factor.is_secret(secret) else None
    if step is None:
        raise NotPossible(Reason.WRONG_CODE)
    return step


def _check(facts: Facts) -> None:
    if not facts.name:
        raise NotPossible(Reason.NO_NAME)
    if not facts.roles:
        raise NotPossible(Reason.NO_ROLE)
    if Role.AUDITOR in facts.roles and len(facts.roles) > 1:
        raise NotPossible(Reason.AUDITOR_ALONE)
    if Role.OFFICER in facts.roles and not (facts.unit.province and facts.unit.commune):
        raise NotPossible(Reason.OFFICER_WITHOUT_UNIT)


def _keep_a_lead(work: Work, leaving: Person) -> None:
    """Refuse to let the last lead go, who alone can invite."""
    if Role.LEAD not in leaving.roles or not leaving.active:
        return
    rows = work.connection.execute(select(people).where(people.c.active))
    if not any(Role.LEAD in row.roles and row.password for row in rows if row.id != leaving.id):
        raise NotPossible(Reason.LAST_LEAD)


def _locked(work: Work, person_id: int) -> Person:
    """The person; until the transaction ends nobody changes anybody.

    Locking all, in one order, lets two leads not shut each other out at the same moment.
    """
    rows = work.connection.execute(select(people).order_by(people.c.id).with_for_update()).all()
    found = next((row for row in rows if row.id == person_id), None)
    if found is None:
        raise NotPossible(Reason.UNKNOWN)
    return _person(found)


def _link(work: Work, person_id: int) -> str:
    _drop_links(work.connection, person_id)
    token = secrets.token_urlsafe(32)
    row = {"digest": digest(token), "person_id": person_id, "ends": work.now + LINK_LIVES}
    work.connection.execute(insert(invitations).values(row))
    return token


def _drop_links(connection: Connection, person_id: int) -> None:
    connection.execute(delete(invitations).where(invitations.c.person_id == person_id))


def _columns(facts: Facts) -> dict[str, object]:
    return {
        "name": facts.name,
        "roles": _sorted(facts.roles),
        "province": facts.unit.province,
        "commune": facts.unit.commune,
        "fields": list(facts.fields),
    }


def _sorted(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(map(Role, row.roles)),
        unit=Unit(row.province, row.commune),
        fields=tuple(row.fields),
        active=row.active,
        joined=bool(row.password),
        has_totp=bool(row.totp),
    )
