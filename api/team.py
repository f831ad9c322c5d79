"""The team's pages: cases waiting, and one case with everything needed to answer it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from api.asking import quote_links
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import page
from desk.case import Case, CaseState
from desk.rights import Action

CASES_A_PAGE = 50

router = APIRouter(prefix="/desk", include_in_schema=False)
READS = [Depends(Needs(Action.READ_CASES))]


@router.get("", dependencies=READS)
def cases(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    state: CaseState = CaseState.OPEN,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> Response:
    unit = None if visitor.sees_all or visitor.person is None else visitor.person.unit
    found = house.desk.cases(state, CASES_A_PAGE + 1, before, unit)
    return page(
        request,
        "desk.html",
        cases=found[:CASES_A_PAGE],
        more=len(found) > CASES_A_PAGE,
        state=state,
        states=list(CaseState),
        counts=house.desk.case_counts(unit),
        now=datetime.now(UTC),
    )


@router.get("/cases/{case_id:int}", dependencies=READS)
def case(request: Request, house: InHouse, visitor: AtDoor, case_id: int) -> Response:
    return _page(request, house, case_for(house, case_id, visitor))


def case_for(house: House, case_id: int, visitor: Visitor) -> Case:
    found = house.desk.case(case_id) if case_id < 2**63 else None
    if found is None or not visitor.sees(found.unit):
        raise HTTPException(404, "There is no such case.")
    return found


def _page(
    request: Request,
    house: House,
    case: Case,
) -> Response:
    return page(
        request,
        "desk_case.html",
        case=case,
        links=quote_links(house, case.answer),
    )
