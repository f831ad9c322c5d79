"""The team's page of messages that did not reach their people, and what can be done about each."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import InHouse
from api.pages import language_of, page
from corpus.language import translations
from desk import undelivered
from desk.rights import Action
from desk.undelivered import NoOtherWay

router = APIRouter(prefix="/desk/messages", include_in_schema=False)
REPLIES = [Depends(Needs(Action.REPLY))]


@router.get("", dependencies=REPLIES)
def messages(request: Request, house: InHouse) -> Response:
    return _page(request, house)


@router.post("/{message_id:int}", dependencies=REPLIES)
def settle(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    message_id: int,
    what: Annotated[Literal["retry", "elsewhere", "settle"], Form()],
) -> Response:
    """Let it go again, send it another way, or note that the officer was told otherwise."""
    if message_id >= 2**63:
        raise HTTPException(404, "There is no such message.")
    try:
        with house.desk.begin(visitor.who) as work:
            if undelivered.see_to(work.connection, message_id, what, work.now):
                work.audit(f"message_{what}", f"message:{message_id}")
    except NoOtherWay:
        _ = translations(language_of(request)).gettext
        problem = _("Chưa biết kênh nào khác của người hỏi. Hãy báo bằng điện thoại hoặc công văn.")
        return _page(request, house, problem, 409)
    return RedirectResponse(f"/desk/messages?done={what}", 303)


def _page(request: Request, house: InHouse, problem: str = "", status: int = 200) -> Response:
    return page(
        request,
        "messages.html",
        status,
        unsent=house.desk.unsent(),
        problem=problem,
        done=request.query_params.get("done", ""),
    )
