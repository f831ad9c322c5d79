"""The people of the desk, for its lead: invite, change, let in no longer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import House, InHouse
from api.pages import page
from api.papers import address
from corpus.text import tidy
from desk import people, sessions, telegram_people
from desk.errors import NotPossible
from desk.people import Facts
from desk.person import Person
from desk.rights import HELD, Action
from desk.role import Role
from retrieval.question import Unit

router = APIRouter(prefix="/desk/people", include_in_schema=False)
READS = [Depends(Needs(Action.READ_PEOPLE))]
MANAGES = [Depends(Needs(Action.MANAGE_PEOPLE))]
Typed = Annotated[str, Form(max_length=200)]
NOBODY = Facts("", frozenset())


def facts(
    name: Typed = "",
    roles: Annotated[list[str] | None, Form()] = None,
    province: Typed = "",
    commune: Typed = "",
    fields: Typed = "",
) -> Facts:
    """What a form says of a person; fields stand between commas."""
    known = {role.value for role in HELD}
    chosen = frozenset(Role(role) for role in roles or () if role in known)
    unit = Unit(tidy(province), tidy(commune))
    named = (tidy(field) for field in fields.split(","))
    return Facts(tidy(name), chosen, unit, tuple(field for field in named if field))


Told = Annotated[Facts, Depends(facts)]


@router.get("", dependencies=READS)
def everyone(request: Request, house: InHouse) -> Response:
    return _everyone(request, house)


@router.post("", dependencies=MANAGES)
def invite(
    request: Request, house: InHouse, visitor: AtDoor, told: Told, login: Typed = ""
) -> Response:
    try:
        with house.desk.begin(visitor.who) as work:
            person, token = people.invite(work, login, told)
    except NotPossible as error:
        return _everyone(request, house, told, login, error.reason)
    return _link(request, house, person, token)


@router.get("/{person_id:int}", dependencies=READS)
def one(request: Request, house: InHouse, person_id: int) -> Response:
    return _one(request, house, person_id)


@router.post("/{person_id:int}", dependencies=MANAGES)
def change(
    request: Request, house: InHouse, visitor: AtDoor, person_id: int, told: Told
) -> Response:
    _person(house, person_id)
    try:
        with house.desk.begin(visitor.who) as work:
            people.change(work, person_id, told)
    except NotPossible as error:
        return _one(request, house, person_id, error.reason)
    return RedirectResponse(f"/desk/people/{person_id}", 303)


@router.post("/{person_id:int}/active", dependencies=MANAGES)
def set_active(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    person_id: int,
    active: Annotated[bool, Form()] = False,
) -> Response:
    _person(house, person_id)
    try:
        with house.desk.begin(visitor.who) as work:
            people.set_active(work, person_id, active)
    except NotPossible as error:
        return _one(request, house, person_id, error.reason)
    return RedirectResponse(f"/desk/people/{person_id}", 303)


@router.post("/{person_id:int}/link", dependencies=MANAGES)
def link(request: Request, house: InHouse, visitor: AtDoor, person_id: int) -> Response:
    person = _person(house, person_id)
    with house.desk.begin(visitor.who) as work:
        token = people.new_link(work, person_id)
    return _link(request, house, person, token)


@router.post("/{person_id:int}/telegram/off", dependencies=MANAGES)
def no_telegram(house: InHouse, visitor: AtDoor, person_id: int) -> Response:
    _person(house, person_id)
    with house.desk.begin(visitor.who) as work:
        telegram_people.unlink(work, person_id)
    return RedirectResponse(f"/desk/people/{person_id}", 303)


@router.post("/{person_id:int}/sessions/end", dependencies=MANAGES)
def end_sessions(house: InHouse, visitor: AtDoor, person_id: int) -> Response:
    person = _person(house, person_id)
    with house.desk.begin(visitor.who) as work:
        many = people.end_sessions(work, person_id)
        work.audit("sessions_ended", person.actor, many=many)
    return RedirectResponse(f"/desk/people/{person_id}", 303)


def _person(house: House, person_id: int) -> Person:
    with house.desk.database.reading() as connection:
        found = people.find(connection, person_id) if person_id < 2**63 else None
    if found is None:
        raise HTTPException(404, "There is no such person.")
    return found


def _everyone(
    request: Request, house: House, told: Facts = NOBODY, login: str = "", problem: str = ""
) -> Response:
    with house.desk.database.reading() as connection:
        found = people.everyone(connection)
    return page(
        request,
        "people.html",
        422 if problem else 200,
        people=found,
        told=told,
        login=login,
        roles=HELD,
        problem=problem,
    )


def _one(request: Request, house: House, person_id: int, problem: str = "") -> Response:
    person = _person(house, person_id)
    with house.desk.database.reading() as connection:
        open_ones = sessions.of(connection, person_id, house.desk.now())
        linked = telegram_people.linked(connection, person_id)
    return page(
        request,
        "person.html",
        422 if problem else 200,
        person=person,
        sessions=open_ones,
        telegram=linked,
        roles=HELD,
        problem=problem,
    )


def _link(request: Request, house: House, person: Person, token: str) -> Response:
    """Shown once; only its digest is kept."""
    url = f"{address(request, house)}/desk/invitation/{token}"
    hours = int(people.LINK_LIVES.total_seconds()) // 3600
    return page(request, "link.html", person=person, url=url, hours=hours)
