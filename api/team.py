"""One case, with everything needed to answer it."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.case_page import case_for, show
from api.door import AtDoor, Needs
from api.house import InHouse
from desk.rights import Action

router = APIRouter(prefix="/desk", include_in_schema=False)


@router.get("/cases/{case_id:int}", dependencies=[Depends(Needs(Action.READ_CASES))])
def case(request: Request, house: InHouse, visitor: AtDoor, case_id: int) -> Response:
    return show(request, house, visitor, case_for(house, case_id, visitor))
