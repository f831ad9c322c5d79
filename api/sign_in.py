"""The door itself: signing in and out, and taking up an invitation. Plain forms, no scripts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access import address_of
from api.door import AtDoor, close_session, open_session, own_form
from api.house import House, InHouse
from api.pages import local, page
from api.provider import Provider
from desk import passwords, people, sessions, telegram_people
from desk.audit import Who, truncated
from desk.errors import NotPossible
from desk.sign_in import SignedIn, TurnedAway, sign_in

router = APIRouter(prefix="/desk", include_in_schema=False)
Typed = Annotated[str, Form(max_length=1000)]


def door_page(
    request: Request,
    house: House,
    status: int = 200,
    headers: dict[str, str] | None = None,
    *,
    back: str,
    login: str = "",
    away: TurnedAway | None = None,
    by_server: str = "",
) -> Response:
    """The sign-in page. ``by_server`` says how sign-in by another server ended, where it failed."""
    provider: Provider | None = request.app.state.provider
    return page(
        request,
        "sign_in.html",
        status,
        headers,
        back=local(back),
        login=login,
        away=away,
        by_server=by_server,
        provider=provider.label if provider else "",
        bot=bot_of(house),
    )


@router.get("/sign-in")
def ask(request: Request, house: InHouse, back: str = "/desk") -> Response:
    return door_page(request, house, back=back)


@router.post("/sign-in")
def enter(
    request: Request,
    house: InHouse,
    login: Typed = "",
    password: Typed = "",
    code: Typed = "",
    back: Typed = "/desk",
) -> Response:
    address = address_of(request, house)
    ended = sign_in(house.desk, login, password, code, truncated(address), address)
    if isinstance(ended, TurnedAway):
        status, headers = 422, {}
        if ended.until:
            seconds = max(1, int((ended.until - house.desk.now()).total_seconds()))
            status, headers = 429, {"Retry-After": str(seconds)}
        return door_page(request, house, status, headers, back=back, login=login, away=ended)
    return entered(request, ended, local(back))


@router.post("/sign-out", dependencies=[Depends(own_form)])
def leave(house: InHouse, visitor: AtDoor) -> Response:
    if visitor.session is not None:
        with house.desk.begin(visitor.who) as work:
            sessions.end(work, visitor.session.person_id, visitor.session.id)
            work.audit("signed_out", visitor.who.name)
    response = RedirectResponse("/desk/sign-in", 303)
    close_session(response)
    return response


@router.get("/invitation/{token}")
def invitation(request: Request, house: InHouse, token: str) -> Response:
    return _invitation(request, house, token)


@router.post("/invitation/{token}")
def accept(
    request: Request, house: InHouse, token: str, password: Typed = "", again: Typed = ""
) -> Response:
    """Choose a password, and come in with it."""
    with house.desk.database.reading() as connection:
        if people.invited(connection, token, house.desk.now()) is None:
            return _invitation(request, house, token)
    try:
        people.check_password(password)
        if password != again:
            return _invitation(request, house, token, differ=True)
        kept = passwords.made(password)
        place = truncated(address_of(request, house))
        with house.desk.begin(Who("nobody", place)) as work:
            person = people.accept(work, token, kept)
            ended = SignedIn(sessions.begin(work, person.id), person.id)
    except NotPossible as error:
        return _invitation(request, house, token, error.reason)
    return entered(request, ended, "/desk/account")


def bot_of(house: House) -> str:
    """The bot through which one can sign in, by its name; empty where there is none."""
    with house.desk.database.reading() as connection:
        return telegram_people.bot_name(connection)


def entered(request: Request, ended: SignedIn, to: str) -> Response:
    response = RedirectResponse(to, 303)
    open_session(request, response, ended.token)
    return response


def _invitation(
    request: Request, house: House, token: str, problem: str = "", differ: bool = False
) -> Response:
    with house.desk.database.reading() as connection:
        person = people.invited(connection, token, house.desk.now())
    status = 404 if person is None else 422 if problem or differ else 200
    return page(
        request,
        "invitation.html",
        status,
        person=person,
        token=token,
        problem=problem,
        differ=differ,
        shortest=passwords.SHORTEST,
        longest=passwords.LONGEST,
    )
