"""The team's list of cases: what is due first, narrowed by links and one form."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.listed import LONGEST, Listed, me_of, reach_of
from api.scripts import desk_page
from corpus.text import tidy
from desk import board
from desk.board import Place, View, Which
from desk.case import LIVE
from desk.library_second import awaits
from desk.rights import Action

CASES_A_PAGE = 50

router = APIRouter(prefix="/desk", include_in_schema=False)
Typed = Annotated[str, Query(max_length=LONGEST)]


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
        listed=Listed(which),
        cleared=Listed(Which(view)).address if Listed(which).narrowed else "",
        live=LIVE,
        drafts=drafts,
        continued=bool(after),
        now=now,
    )


def _approves(house: House, visitor: Visitor) -> bool:
    """Whether drafts of the library may wait for this person."""
    return house.library.second != "off" and Action.PUBLISH_LIBRARY in visitor.allowed
