"""One's own account: the password, the second factor, where one is signed in."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import page
from desk import passwords, people, second_factor, sessions, telegram_people
from desk.errors import NotPossible
from desk.person import Person
from desk.rights import Action
from desk.sessions import Session
from desk.sign_in import knows_password

router = APIRouter(
    prefix="/desk/account",
    dependencies=[Depends(Needs(Action.OWN_ACCOUNT))],
    include_in_schema=False,
)
Typed = Annotated[str, Form(max_length=1000)]


@router.get("")
def show(request: Request, house: InHouse, visitor: AtDoor, done: str = "") -> Response:
    return _page(request, house, visitor, done=done)


@router.post("/password")
def change_password(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    password: Typed = "",
    new: Typed = "",
    again: Typed = "",
) -> Response:
    """A new password ends every other session."""
    person, session = _signed_in(visitor)
    try:
        people.check_password(new)
        if new != again:
            return _page(request, house, visitor, differ=True)
        _check(house, visitor, password)
        kept = passwords.made(new)
        with house.desk.begin(visitor.who) as work:
            people.set_password(work, person.id, kept)
            people.end_sessions(work, person.id, but=session.id)
    except NotPossible as error:
        return _page(request, house, visitor, problem=error.reason)
    return RedirectResponse("/desk/account?done=password", 303)


@router.get("/code")
def offer_code(request: Request, visitor: AtDoor) -> Response:
    return _code_page(request, visitor, second_factor.new_secret())


@router.post("/code")
def set_code(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    secret: Typed = "",
    code: Typed = "",
    password: Typed = "",
) -> Response:
    """From now on the code is asked for, once one has been shown to be right."""
    person, session = _signed_in(visitor)
    try:
        step = people.check_code(secret, code, house.desk.now())
        _check(house, visitor, password)
        with house.desk.begin(visitor.who) as work:
            people.set_totp(work, person.id, secret, step)
            people.end_sessions(work, person.id, but=session.id)
    except NotPossible as error:
        fresh = secret if second_factor.is_secret(secret) else second_factor.new_secret()
        return _code_page(request, visitor, fresh, error.reason)
    return RedirectResponse("/desk/account?done=code", 303)


@router.post("/code/off")
def no_code(request: Request, house: InHouse, visitor: AtDoor, password: Typed = "") -> Response:
    person, _ = _signed_in(visitor)
    if refused := _refused(request, house, visitor, password):
        return refused
    with house.desk.begin(visitor.who) as work:
        people.set_totp(work, person.id, "")
    return RedirectResponse("/desk/account?done=no_code", 303)


@router.post("/telegram")
def offer_telegram(
    request: Request, house: InHouse, visitor: AtDoor, password: Typed = ""
) -> Response:
    """A link to the bot, by which the person's own Telegram account is tied to them."""
    person, _ = _signed_in(visitor)
    if refused := _refused(request, house, visitor, password):
        return refused
    with house.desk.begin(visitor.who) as work:
        code = telegram_people.offer(work, person.id)
        bot = telegram_people.bot_name(work.connection)
    minutes = int(telegram_people.CODE_LIVES.total_seconds()) // 60
    return page(request, "account_telegram.html", bot=bot, code=code, minutes=minutes)


@router.post("/telegram/off")
def no_telegram(house: InHouse, visitor: AtDoor) -> Response:
    person, _ = _signed_in(visitor)
    with house.desk.begin(visitor.who) as work:
        telegram_people.unlink(work, person.id)
    return RedirectResponse("/desk/account?done=no_telegram", 303)


@router.post("/sessions/{session_id:int}/end")
def end_session(house: InHouse, visitor: AtDoor, session_id: int) -> Response:
    person, _ = _signed_in(visitor)
    with house.desk.begin(visitor.who) as work:
        if session_id < 2**63 and sessions.end(work, person.id, session_id):
            work.audit("session_ended", person.actor)
    return RedirectResponse("/desk/account", 303)


@router.post("/sessions/end-others")
def end_others(house: InHouse, visitor: AtDoor) -> Response:
    person, session = _signed_in(visitor)
    with house.desk.begin(visitor.who) as work:
        many = people.end_sessions(work, person.id, but=session.id)
        work.audit("sessions_ended", person.actor, many=many)
    return RedirectResponse("/desk/account", 303)


def _signed_in(visitor: Visitor) -> tuple[Person, Session]:
    if visitor.person is None or visitor.session is None:
        raise HTTPException(403, "Only people have accounts.")
    return visitor.person, visitor.session


def _check(house: House, visitor: Visitor, password: str) -> None:
    """A session left open on a shared computer is not enough for this."""
    person, _ = _signed_in(visitor)
    if not knows_password(house.desk, person.login, password, visitor.who):
        raise NotPossible(people.Reason.WRONG_PASSWORD)


def _refused(request: Request, house: House, visitor: Visitor, password: str) -> Response | None:
    """The page that says that the password is wrong; None where it is right."""
    try:
        _check(house, visitor, password)
    except NotPossible as error:
        return _page(request, house, visitor, problem=error.reason)
    return None


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    problem: str = "",
    differ: bool = False,
    done: str = "",
) -> Response:
    person, session = _signed_in(visitor)
    with house.desk.database.reading() as connection:
        own = sessions.of(connection, person.id, house.desk.now())
        linked = telegram_people.linked(connection, person.id)
        bot = telegram_people.bot_name(connection)
    return page(
        request,
        "account.html",
        422 if problem or differ else 200,
        person=person,
        here_session=session.id,
        sessions=own,
        telegram=linked,
        bot=bot,
        problem=problem,
        differ=differ,
        done=done,
        shortest=passwords.SHORTEST,
        longest=passwords.LONGEST,
    )


def _code_page(request: Request, visitor: Visitor, secret: str, problem: str = "") -> Response:
    person, _ = _signed_in(visitor)
    picture = segno.make(second_factor.address(secret, person.login), error="m")
    return page(
        request,
        "account_code.html",
        422 if problem else 200,
        picture=picture.svg_data_uri(scale=5, border=4, light="#fff"),
        secret=secret,
        problem=problem,
    )
