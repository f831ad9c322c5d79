"""The audit log, to read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.door import Needs
from api.house import InHouse
from api.pages import page
from desk import audit, naming, people
from desk.rights import Action

ROWS_A_PAGE = 50
router = APIRouter(prefix="/desk/audit", include_in_schema=False)


@router.get("", dependencies=[Depends(Needs(Action.READ_AUDIT))])
def log(
    request: Request, house: InHouse, before: Annotated[int | None, Query(ge=1, lt=2**63)] = None
) -> Response:
    """Newest first; names are looked up, the log itself holds none."""
    with house.desk.database.reading() as connection:
        found = audit.entries(connection, ROWS_A_PAGE + 1, before)
        names = {person.actor: person.name for person in people.everyone(connection)}
        programs = (one.who.name for one in found if one.who.name.startswith(naming.KEY))
        names |= naming.names(connection, programs)
    return page(
        request,
        "audit.html",
        entries=found[:ROWS_A_PAGE],
        more=len(found) > ROWS_A_PAGE,
        names=names,
    )
