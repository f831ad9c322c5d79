"""Who uses the JSON interface: a program with a key, or a browser or its like.

A key says with its scopes what it may do and how often. Without one, what an asker may do stays
open, and the asker is known by the cookie that ``ask`` sets.
"""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access import address_of
from api.asker import Asker
from api.door import Visitor
from api.house import House, InHouse
from desk import keys
from desk.audit import Who, truncated
from desk.case import FOR_SOMEBODY, Case
from desk.contact import Contact
from desk.keys import Key, Scope
from desk.role import Actor


@dataclass(frozen=True, slots=True)
class Takes:
    """A route's entry: of keys, those that have one of ``scopes`` (any, where there are none).

    ``needs_key``: nobody passes without one.

    Raises:
        HTTPException: 401, 403, 429
    """

    scopes: frozenset[Scope]
    needs_key: bool

    async def __call__(self, request: Request, house: InHouse) -> None:
        token = _token(request)
        key = None if token is None else await run_in_threadpool(_counted, house, token)
        request.state.key = key
        if key is None:
            if self.needs_key:
                raise _unknown("This needs a key: Authorization: Bearer mck_…")
            return
        place = truncated(address_of(request, house))
        request.state.visitor = Visitor(Who(key.actor.name, place), key.allowed)
        if self.scopes and not self.scopes & key.scopes:
            wanted = " or ".join(sorted(self.scopes))
            raise HTTPException(403, f"This key does not have the scope {wanted}.")


def takes(*scopes: Scope, needs_key: bool = False) -> Takes:
    return Takes(frozenset(scopes), needs_key)


@dataclass(frozen=True, slots=True)
class Program:
    """``contact`` is who asks: of a key's questions each has a contact of its own."""

    contact: Contact
    key: Key | None

    @property
    def actor(self) -> Actor:
        """Who acts, where only keys may.

        Raises:
            HTTPException: 401
        """
        if self.key is None:
            raise _unknown("This needs a key.")
        return self.key.actor

    @property
    def shown(self) -> str:
        """Under which name it writes what people publish."""
        return self.key.shown if self.key else ""

    def asked(self, contact: Contact) -> bool:
        """Whether this program asked under this contact."""
        if self.key is None:
            return contact == self.contact
        return contact.channel == "web" and contact.address.startswith(_beginning(self.key))

    def opened(self, case: Case) -> bool:
        """Whether it is one of this program's askers that the case is for."""
        contacts = (Contact(*asker.split(":", 1)) for asker in case.askers)
        return any(map(self.asked, contacts)) or self.asked(case.contact)

    def named(self, asker: str) -> Contact:
        """Under whom it goes on with what ``asker`` was answered; itself, where that was another.

        ``asker`` is as ``Question.asker`` has it.
        """
        channel, _, address = asker.partition(":")
        if self.key is None or channel != "web" or not address:
            return self.contact
        before = Contact(channel, address)
        return before if self.asked(before) else self.contact


async def program_of(request: Request, browser: Asker) -> Program:
    """For routes that have an entry of ``takes``, which has looked at the key."""
    key: Key | None = request.state.key
    if key is None:
        return Program(browser, None)
    return Program(Contact("web", _beginning(key) + secrets.token_urlsafe(18)), key)


InProgram = Annotated[Program, Depends(program_of)]


def _beginning(key: Key) -> str:
    """No browser's cookie begins so. Its cases are read by their link, which the program gives."""
    return f"{FOR_SOMEBODY}key:{key.id}:"


def _token(request: Request) -> str | None:
    """What came as a key, however it looks; HTTP Basic is the desk's shared password."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def _counted(house: House, token: str) -> Key:
    """The key, its use counted.

    Raises:
        HTTPException: 401 where it opens nothing, 429 where a limit is passed.
    """
    now = house.desk.now()
    with house.desk.database.reading() as connection:
        key = keys.find(connection, token, now)
    if key is None:
        raise _unknown("This key is unknown, has expired or was revoked.")
    if wait := keys.use(house.desk.database, key, now):
        limits = f"{key.per_minute} a minute, {key.per_day} a day"
        raise HTTPException(
            429, f"This key's limit is reached ({limits}).", headers={"Retry-After": str(wait)}
        )
    return key


def _unknown(why: str) -> HTTPException:
    return HTTPException(401, why, headers={"WWW-Authenticate": 'Bearer realm="Mot Cham"'})
