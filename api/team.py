"""The team's pages: cases waiting, and one case with everything needed to answer it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asking import quote_links
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import language_of, page
from corpus.language import translations
from corpus.text import tidy
from desk.case import Case, CaseState
from desk.errors import CaseClosed, Refused
from desk.ground import Ground
from desk.rights import Action

CASES_A_PAGE = 50
LONGEST_REPLY = 10_000

router = APIRouter(prefix="/desk", include_in_schema=False)
READS = [Depends(Needs(Action.READ_CASES))]
REPLIES = [Depends(Needs(Action.REPLY))]


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
    return _page(request, house, _case(house, case_id, visitor))


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
    answered = _case(house, case_id, visitor)
    text = tidy(text)
    author = visitor.person.name if visitor.person else tidy(author)
    problem = _problem(text, author, language_of(request))
    if problem:
        return _page(request, house, answered, text, author, problem, 422)
    try:
        with house.desk.begin(visitor.who) as work:
            work.cases.reply(
                case_id, visitor.acting(Action.REPLY, author), text, Ground.none(no_basis)
            )
    except CaseClosed:
        _ = translations(language_of(request)).gettext
        closed = _("Phiếu này đã được trả lời hoặc đã rút. Nội dung vừa nhập chưa được gửi.")
        return _page(request, house, _case(house, case_id, visitor), text, author, closed, 409)
    except Refused as refused:
        said = refused.said(translations(language_of(request)).gettext)
        return _page(request, house, _case(house, case_id, visitor), text, author, said, 409)
    return RedirectResponse(f"/desk/cases/{case_id}", 303)


def _case(house: House, case_id: int, visitor: Visitor) -> Case:
    found = house.desk.case(case_id) if case_id < 2**63 else None
    if found is None or not visitor.sees(found.unit):
        raise HTTPException(404, "There is no such case.")
    return found


def _problem(text: str, author: str, language: str) -> str:
    _ = translations(language).gettext
    if not text.strip():
        return _("Hãy nhập nội dung trả lời.")
    if len(text) > LONGEST_REPLY:
        return _("Nội dung trả lời dài quá 10.000 ký tự. Hãy rút gọn rồi gửi lại.")
    if not author.strip() or len(author) > 100:
        return _("Hãy ghi tên người trả lời (không quá 100 ký tự).")
    return ""


def _page(
    request: Request,
    house: House,
    case: Case,
    text: str = "",
    author: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "desk_case.html",
        status,
        case=case,
        links=quote_links(house, case.answer),
        text=text,
        author=author,
        problem=problem,
        unsent=house.desk.unsent(case.id),
    )
