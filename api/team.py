"""One case, with everything needed to answer it, and the reply to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.case_page import case_for, show
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import language_of
from corpus.language import translations
from corpus.text import tidy
from desk.errors import CaseClosed, Refused
from desk.ground import Ground
from desk.rights import Action

LONGEST_REPLY = 10_000

router = APIRouter(prefix="/desk", include_in_schema=False)
READS = [Depends(Needs(Action.READ_CASES))]
REPLIES = [Depends(Needs(Action.REPLY))]


@router.get("/cases/{case_id:int}", dependencies=READS)
def case(request: Request, house: InHouse, visitor: AtDoor, case_id: int) -> Response:
    return show(request, house, visitor, case_for(house, case_id, visitor))


@router.post("/cases/{case_id:int}", dependencies=REPLIES)
def reply(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    case_id: int,
    text: Annotated[str, Form()] = "",
    author: Annotated[str, Form()] = "",
    no_basis: Annotated[str, Form()] = "",
) -> Response:
    """Send the reply; where it cannot be sent, what was typed stays in the form."""
    case_for(house, case_id, visitor)
    text = tidy(text)
    author = visitor.person.name if visitor.person else tidy(author)
    problem = _problem(text, author, language_of(request))
    if problem:
        return _again(request, house, visitor, case_id, text, author, problem, 422)
    try:
        with house.desk.begin(visitor.who) as work:
            work.cases.reply(
                case_id, visitor.acting(Action.REPLY, author), text, Ground.none(no_basis)
            )
    except CaseClosed:
        _ = translations(language_of(request)).gettext
        closed = _("Phiếu này đã được trả lời hoặc đã rút. Nội dung vừa nhập chưa được gửi.")
        return _again(request, house, visitor, case_id, text, author, closed)
    except Refused as refused:
        said = refused.said(translations(language_of(request)).gettext)
        return _again(request, house, visitor, case_id, text, author, said)
    return RedirectResponse(f"/desk/cases/{case_id}", 303)


def _problem(text: str, author: str, language: str) -> str:
    _ = translations(language).gettext
    if not text.strip():
        return _("Hãy nhập nội dung trả lời.")
    if len(text) > LONGEST_REPLY:
        return _("Nội dung trả lời dài quá 10.000 ký tự. Hãy rút gọn rồi gửi lại.")
    if not author.strip() or len(author) > 100:
        return _("Hãy ghi tên người trả lời (không quá 100 ký tự).")
    return ""


def _again(
    request: Request,
    house: House,
    visitor: Visitor,
    case_id: int,
    text: str,
    author: str,
    problem: str,
    status: int = 409,
) -> Response:
    case = case_for(house, case_id, visitor)
    return show(request, house, visitor, case, status, problem=problem, text=text, author=author)
