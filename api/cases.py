"""Asking a person: the case that an answer becomes, and its page for the asker."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asker import Asker
from api.asking import LONGEST_NAME, answer_for
from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.pages import page
from api.satisfaction import rating_of
from corpus.text import tidy
from desk.case import Case
from desk.contact import Contact
from retrieval.question import Unit

LONGEST_NOTE = 2_000

router = APIRouter(include_in_schema=False)


@router.post("/answers/{answer_id}/case")
def open_case(
    house: InHouse,
    asker: Asker,
    answer_id: str,
    note: Annotated[str, Form()] = "",
    province: Annotated[str, Form()] = "",
    commune: Annotated[str, Form()] = "",
) -> Response:
    case = hand_over(house, asker, answer_id, note, Unit(province, commune))
    return RedirectResponse(f"/cases/{case.token}", 303)


@router.get("/cases/{token}")
def show(request: Request, house: InHouse, asker: Asker, visitor: AtDoor, token: str) -> Response:
    case = case_for(house, asker, token, visitor)
    return page(request, "case.html", case=case, rating=rating_of(house, asker, case))


def hand_over(house: House, asker: Contact, answer_id: str, note: str, unit: Unit) -> Case:
    """Open the case of an answer; asked twice, the same case.

    The unit is remembered for next time; an empty one leaves what is known.

    Raises:
        HTTPException: 404 where the answer is not the asker's.
    """
    answer_for(house, asker, answer_id)
    unit = Unit(tidy(unit.province)[:LONGEST_NAME], tidy(unit.commune)[:LONGEST_NAME])
    with house.desk.begin() as work:
        if unit != Unit():
            work.set_unit(asker, unit)
        return work.open_case(answer_id, asker, tidy(note)[:LONGEST_NOTE])


def case_for(house: House, asker: Contact, token: str, visitor: Visitor) -> Case:
    """A case, shown only to the browser that asked, or to whom of
    the desk it is within reach.

    Whoever asked in another channel has no cookie here: the link that the channel gave them,
    whose token nobody can guess, is enough.

    Raises:
        HTTPException: 404, whether there is none or it is someone else's.
    """
    case = house.desk.case_by_token(token)
    if case is None or not (visitor.sees(case.unit) or case.is_of(asker) or case.has_link):
        raise HTTPException(404, "There is no such case, or another browser opened it.")
    return case
