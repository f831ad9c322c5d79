"""What is held about somebody: for this browser's asker, for who is signed in, and for the lead."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asker import COOKIE, Asker
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import page
from desk import held, people, subject
from desk.audit import ASKER, Who
from desk.erasure import erase
from desk.errors import NotPossible
from desk.faq_index import put_out
from desk.rights import Action
from desk.subject import Subject

own = APIRouter(prefix="/me", include_in_schema=False)
desk = APIRouter(prefix="/desk", include_in_schema=False)
OWN = [Depends(Needs(Action.OWN_ACCOUNT))]
PRIVACY = [Depends(Needs(Action.PRIVACY))]
Confirmed = Annotated[bool, Form()]
_NOT_KEPT = {"Cache-Control": "no-store"}


@own.get("")
def me(request: Request, house: InHouse, asker: Asker, done: str = "") -> Response:
    return _me(request, house, Subject((asker,)), done=done == "1")


@own.get("/data.json")
def own_json(house: InHouse, asker: Asker) -> Response:
    return _file(house, Subject((asker,)), ASKER)


@own.get("/data.txt")
def own_text(house: InHouse, asker: Asker) -> Response:
    return _file(house, Subject((asker,)), ASKER, as_text=True)


@own.post("/erase")
def erase_own(
    request: Request, house: InHouse, asker: Asker, confirmed: Confirmed = False
) -> Response:
    """This browser is a stranger afterwards."""
    mine = Subject((asker,))
    if not confirmed:
        return _me(request, house, mine, problem=True)
    with house.desk.begin(ASKER) as work:
        erase(work, mine)
    response = RedirectResponse("/me?done=1", 303, headers=_NOT_KEPT)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


@desk.get("/account/data.json", dependencies=OWN)
def account_json(house: InHouse, visitor: AtDoor) -> Response:
    return _file(house, _signed_in(house, visitor), visitor.who)


@desk.get("/account/data.txt", dependencies=OWN)
def account_text(house: InHouse, visitor: AtDoor) -> Response:
    return _file(house, _signed_in(house, visitor), visitor.who, as_text=True)


@desk.get("/people/{person_id:int}/data.json", dependencies=PRIVACY)
def person_json(house: InHouse, visitor: AtDoor, person_id: int) -> Response:
    return _file(house, _person(house, person_id), visitor.who)


@desk.get("/people/{person_id:int}/erase", dependencies=PRIVACY)
def ask_erasing(request: Request, house: InHouse, person_id: int) -> Response:
    return _erasing(request, _person(house, person_id))


@desk.post("/people/{person_id:int}/erase", dependencies=PRIVACY)
def erase_person(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    person_id: int,
    confirmed: Confirmed = False,
) -> Response:
    whose = _person(house, person_id)
    if not confirmed:
        return _erasing(request, whose, missing=True)
    try:
        with house.desk.begin(visitor.who) as work:
            erase(work, whose)
    except NotPossible as error:
        return _erasing(request, whose, error.reason)
    index = house.settings.index
    if index.exists():  # reviewed answers are served with the names of their reviewers
        put_out(house.desk, index)
    return RedirectResponse("/desk/people", 303)


def _me(
    request: Request, house: House, whose: Subject, *, problem: bool = False, done: bool = False
) -> Response:
    told = _held(house, whose)
    return page(
        request,
        "me.html",
        422 if problem else 200,
        _NOT_KEPT,
        answers=len(told.get("answers", ())),
        cases=told.get("cases", ()),
        unit=house.desk.unit_of(whose.contacts[0]),
        problem=problem,
        done=done,
    )


def _held(house: House, whose: Subject) -> Mapping[str, list[object]]:
    with house.desk.database.reading() as connection:
        return held.about(connection, whose, house.desk.now())


def _file(house: House, whose: Subject, who: Who, *, as_text: bool = False) -> Response:
    """One file to keep; that it was given is in the log."""
    with house.desk.begin(who) as work:
        told = held.about(work.connection, whose, work.now)
        if len(told) > len(held.ABOUT):  # a stranger, of whom nothing is held, leaves no trace
            work.audit("data_given", whose.person.actor if whose.person else "")
    raw = held.as_text(told).encode() if as_text else held.as_json(told)
    kind = "txt" if as_text else "json"
    media = "text/plain; charset=utf-8" if as_text else "application/json"
    name = f'attachment; filename="du-lieu-cua-toi.{kind}"'
    return Response(raw, media_type=media, headers=_NOT_KEPT | {"Content-Disposition": name})


def _signed_in(house: House, visitor: Visitor) -> Subject:
    if visitor.person is None:
        raise HTTPException(403, "Only people have accounts.")
    return _person(house, visitor.person.id)


def _person(house: House, person_id: int) -> Subject:
    with house.desk.database.reading() as connection:
        found = people.find(connection, person_id) if person_id < 2**63 else None
        if found is None:
            raise HTTPException(404, "There is no such person.")
        return subject.of_person(connection, found)


def _erasing(
    request: Request, whose: Subject, problem: str = "", *, missing: bool = False
) -> Response:
    return page(
        request,
        "person_erase.html",
        422 if problem or missing else 200,
        person=whose.person,
        problem=problem,
        missing=missing,
    )
