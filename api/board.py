"""The team's list of cases: what is due first, narrowed by links and one form."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.scripts import desk_page
from corpus.text import tidy
from desk import board
from desk.board import Place, View, Which
from desk.case import LIVE
from desk.library_second import awaits
from desk.rights import Action
from retrieval.question import Unit

CASES_A_PAGE = 50

router = APIRouter(prefix="/desk", include_in_schema=False)
Typed = Annotated[str, Query(max_length=200)]


@router.get("", dependencies=[Depends(Needs(Action.READ_CASES))])
def cases(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    view: View = View.WORK,
    queue: Typed = "",
    field: Typed = "",
    province: Typed = "",
    words: Typed = "",
    after: Typed = "",
) -> Response:
    queue, field, province, words = map(tidy, (queue, field, province, words))
    which = Which(view, me_of(visitor), queue, field, province, words, reach_of(visitor))
    now = house.desk.now()
    with house.desk.database.reading() as connection:
        found = board.look(connection, which, now, CASES_A_PAGE, Place.read(after))
        drafts = awaits(connection, visitor.who.name) if _approves(house, visitor) else []
    views = [one for one in View if which.me or one is not View.MINE]
    return desk_page(
        request,
        "desk.html",
        board=found,
        which=which,
        views=views,
        queues=[one.name for one in house.desk.queues.queues],
        address=_address(which),
        address_of=lambda one: _address(replace(which, view=one)),
        cleared=_address(Which(view)) if queue or field or province or which.words else "",
        live=LIVE,
        drafts=drafts,
        continued=bool(after),
        now=now,
    )


def _approves(house: House, visitor: Visitor) -> bool:
    """Whether drafts of the library may wait for this person."""
    return house.library.second != "off" and Action.PUBLISH_LIBRARY in visitor.allowed


def me_of(visitor: Visitor) -> str:
    """The visitor as cases name their owners; empty for who never owns one."""
    owns = visitor.person is not None and Action.REPLY in visitor.allowed
    return visitor.person.actor if visitor.person is not None and owns else ""


def reach_of(visitor: Visitor) -> Unit | None:
    """The unit whose cases are within reach; None for all."""
    return None if visitor.sees_all or visitor.person is None else visitor.person.unit


def _address(which: Which) -> str:
    told = {
        "view": "" if which.view is View.WORK else which.view.value,
        "queue": which.queue,
        "field": which.field,
        "province": which.province,
        "words": which.words,
    }
    query = urlencode({name: value for name, value in told.items() if value})
    return f"/desk?{query}" if query else "/desk"
