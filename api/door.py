"""Who stands at the desk's door, and whether they may do what they came for.

Every route says which ``Action`` it ``Needs``, or that it is ``open_to_all``; a test walks them
all. Who is signed in has what ``desk/rights.py`` gives to their roles. Where nobody has been
invited yet, the door of before opens (``api/access.py``).
"""

import hmac
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access import READING, address_of, refuse_shared, shared_door_opens
from api.asker import set_cookie
from api.house import House, InHouse, house_of
from desk import people, rights, sessions
from desk.audit import TEAM, Who, truncated
from desk.errors import DatabaseUnavailable
from desk.person import Person
from desk.rights import NOBODY_INVITED, Action
from desk.role import Actor, Role
from desk.sessions import Session
from retrieval.question import Unit

COOKIE = "motcham_desk"
FORM_TOKEN = "form_token"
BY_ITSELF = frozenset({"/desk/live"})  # what an open page asks is no sign that somebody is there
_OURS = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """``person`` and ``session`` are None for strangers and for the shared door's team."""

    who: Who
    allowed: frozenset[Action] = frozenset()
    person: Person | None = None
    session: Session | None = None

    @property
    def sees_all(self) -> bool:
        """Whether cases and answers of every unit are within reach."""
        return Action.READ_ALL_CASES in self.allowed

    def acting(self, action: Action, name: str = "") -> Actor:
        """Who the visitor is on a case; ``name`` is what the shared door's team typed."""
        if self.person is None:
            return Actor(name, Role.REVIEWER)
        return rights.acting(self.person, action)

    def sees(self, unit: Unit) -> bool:
        """Whether a case of this unit is within reach."""
        if self.person is None:
            return self.sees_all
        return rights.sees(self.person, unit)


def visitor_of(request: Request, house: InHouse) -> Visitor:
    """Looked up once a request."""
    found = getattr(request.state, "visitor", None)
    if found is None:
        found = request.state.visitor = _look(request, house)
    visitor: Visitor = found
    return visitor


AtDoor = Annotated[Visitor, Depends(visitor_of)]


def shown_to(request: Request) -> Visitor:
    """For what a page shows around its matter: without the database, a stranger."""
    try:
        return visitor_of(request, house_of(request))
    except DatabaseUnavailable:
        return Visitor(Who("nobody"))


class SessionOver(HTTPException):
    """Who sent a form was signed in when they opened it, and is no more."""

    def __init__(self, detail: str) -> None:
        super().__init__(403, detail)


@dataclass(frozen=True, slots=True)
class Needs:
    """A route's entry: only who may do this passes.

    Raises:
        HTTPException: 303 to the sign-in page, 401 where the shared password would help, 403.
    """

    action: Action

    async def __call__(self, request: Request, house: InHouse, visitor: AtDoor) -> None:
        if self.action in visitor.allowed:
            return
        if visitor.person is not None:
            raise HTTPException(403, "Your roles do not include this.")
        if not await run_in_threadpool(_anyone, house):
            refuse_shared(house)
        if request.method in READING:
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            to = f"/desk/sign-in?back={quote(back, safe='')}"
            raise HTTPException(303, "Sign in first.", headers={"Location": to})
        raise SessionOver("You are not signed in (any more); nothing was changed.")


async def open_to_all() -> None:
    """A route's entry: everybody passes."""


async def own_form(request: Request, visitor: AtDoor) -> None:
    """Take a change only from a form that was made for this session.

    What a stranger sends is not read, however large.

    Raises:
        HTTPException: 403.
    """
    token = _token(request)
    if request.method in READING or not token:
        return
    if not visitor.allowed:
        raise SessionOver("You are not signed in (any more); nothing was changed.")
    given = request.headers.get("x-form-token") or (await request.form()).get(FORM_TOKEN)
    wanted = sessions.form_token(token)
    if not (isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())):
        raise SessionOver("This form is of an older session; open the page again.")


def form_token_of(request: Request) -> str:
    """What forms on this reader's pages carry; empty without a session."""
    token = _token(request)
    return sessions.form_token(token) if token else ""


def open_session(request: Request, response: Response, token: str) -> None:
    lives = int(sessions.LONGEST.total_seconds())
    set_cookie(request, response, COOKIE, token, lives)


def close_session(response: Response) -> None:
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _token(request: Request) -> str:
    token = request.cookies.get(COOKIE, "")
    return token if _OURS.fullmatch(token) else ""


def _anyone(house: House) -> bool:
    with house.desk.database.reading() as connection:
        return people.anyone(connection)


def _look(request: Request, house: House) -> Visitor:
    place = truncated(address_of(request, house))
    token = _token(request)
    if token:
        now = house.desk.now()
        with house.desk.database.reading() as connection:
            found = sessions.find(connection, token, now)
        if found is not None:
            session, person = found
            if now - session.seen > sessions.NOTICED and request.url.path not in BY_ITSELF:
                with house.desk.begin() as work:
                    sessions.touch(work, session)
            return Visitor(Who(person.actor, place), rights.rights(person.roles), person, session)
    if shared_door_opens(request, house) and not _anyone(house):
        return Visitor(Who(TEAM.name, place), NOBODY_INVITED)
    return Visitor(Who("nobody", place))
