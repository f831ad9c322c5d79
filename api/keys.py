"""The keys of programs, for the desk's lead: make one, see how they are used, revoke."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import House, InHouse
from api.pages import language_of, page
from corpus.language import translations
from corpus.text import tidy
from desk import keys
from desk.errors import NotMade
from desk.keys import Facts, Scope
from desk.rights import Action

router = APIRouter(prefix="/desk/keys", include_in_schema=False)
MANAGES = [Depends(Needs(Action.MANAGE_KEYS))]
EMPTY = Facts("", frozenset())


def facts(
    name: Annotated[str, Form(max_length=200)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    per_minute: Annotated[int, Form()] = keys.PER_MINUTE,
    per_day: Annotated[int, Form()] = keys.PER_DAY,
    days: Annotated[int, Form()] = 0,
) -> Facts:
    known = {scope.value for scope in Scope}
    chosen = frozenset(Scope(scope) for scope in scopes or () if scope in known)
    return Facts(tidy(name), chosen, per_minute, per_day, days)


@router.get("", dependencies=MANAGES)
def everyone(request: Request, house: InHouse) -> Response:
    return _everyone(request, house)


@router.post("", dependencies=MANAGES)
def create(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    told: Annotated[Facts, Depends(facts)],
    secret: Annotated[str, Form(pattern=r"^[A-Za-z0-9_-]{43}$")],
) -> Response:
    """The form brings the key's secret with it, so pressed twice it makes one key."""
    try:
        with house.desk.begin(visitor.who) as work:
            key, token = keys.create(work, told, secret)
    except NotMade as refused:
        problem = refused.said(translations(language_of(request)).gettext)
        return _everyone(request, house, told, problem)
    return page(request, "key_made.html", key=key, token=token)


@router.post("/{key_id:int}/revoke", dependencies=MANAGES)
def revoke(house: InHouse, visitor: AtDoor, key_id: int) -> Response:
    if key_id < 2**63:
        with house.desk.begin(visitor.who) as work:
            keys.revoke(work, key_id)
    return RedirectResponse("/desk/keys", 303)


def _everyone(request: Request, house: House, told: Facts = EMPTY, problem: str = "") -> Response:
    with house.desk.database.reading() as connection:
        found = keys.everyone(connection)
    now = house.desk.now()
    return page(
        request,
        "keys.html",
        422 if problem else 200,
        live=[one for one in found if one[0].opens(now)],
        ended=[one for one in found if not one[0].opens(now)],
        scopes=list(Scope),
        told=told,
        problem=problem,
        secret=keys.new_secret(),
    )
