"""The second reading of a reply: approved and sent, or given back with the reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.case_page import case_for
from api.door import AtDoor, Needs
from api.house import InHouse
from api.listed import listed
from api.pages import language_of
from api.reply_page import Shown, flags_of, show
from api.replying import LOOK, NO_INDEX, key_of
from corpus.language import translations
from corpus.masking import mask
from corpus.text import tidy
from desk.case import CaseState
from desk.contradiction import mark
from desk.errors import Refused
from desk.rights import Action
from retrieval.manifest import IndexUnavailable

router = APIRouter(prefix="/desk/cases/{case_id:int}", include_in_schema=False)
SECOND_READS = [Depends(Needs(Action.SECOND_READ))]


@router.post("/approve", dependencies=SECOND_READS)
def approve(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    case_id: int,
    key: Annotated[str, Form(max_length=64)] = "",
    checked: Annotated[str, Form(max_length=64)] = "",
    read: Annotated[int, Form(ge=0, lt=2**31)] = 0,
    alone: Annotated[bool, Form()] = False,
) -> Response:
    """Send what another has drafted, its flags looked into."""
    case = case_for(house, case_id, visitor)
    _ = translations(language_of(request)).gettext
    try:
        if case.state is CaseState.SECOND_READING:
            found = flags_of(house, case, case.draft, case.ground)
            if found and mark(found) != checked:
                shown = Shown(problem=_(LOOK), found=found)
                return show(request, house, visitor, case, shown, 409)
        with house.desk.begin(visitor.who) as work:
            actor = visitor.acting(Action.SECOND_READ)
            work.cases.approve(case_id, actor, key_of(key), linked=not alone, read=read)
    except Refused as refused:
        case = case_for(house, case_id, visitor)
        return show(request, house, visitor, case, Shown(problem=refused.said(_)), 409)
    except IndexUnavailable:
        return show(request, house, visitor, case, Shown(problem=_(NO_INDEX)), 503)
    return RedirectResponse(listed(request, visitor).after(case, "approved"), 303)


@router.post("/return", dependencies=SECOND_READS)
def send_back(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    case_id: int,
    why: Annotated[str, Form(max_length=2000)] = "",
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Give a draft back to who wrote it, with the reason."""
    case = case_for(house, case_id, visitor)
    try:
        with house.desk.begin(visitor.who) as work:
            actor = visitor.acting(Action.SECOND_READ)
            work.cases.send_back(case_id, actor, mask(tidy(why)), key_of(key))
    except Refused as refused:
        _ = translations(language_of(request)).gettext
        return show(request, house, visitor, case, Shown(problem=refused.said(_)), 409)
    return RedirectResponse(listed(request, visitor).after(case, "returned"), 303)
