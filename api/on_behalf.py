"""A case that a team member opens for somebody who asked by telephone or at the counter.

The assistant is asked first, and its answer kept, as with every case. The asker reads the reply
on the case's own page, whose link the team member hands on.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asking import LONGEST_NAME, LONGEST_QUESTION, not_ready
from api.cases import LONGEST_NOTE
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.pages import language_of
from api.scripts import desk_page
from corpus.language import translations
from corpus.text import tidy
from corpus.vietnam_time import today
from desk.case import FOR_SOMEBODY, Case
from desk.contact import Contact
from desk.errors import NothingAsked
from desk.queues import Urgency
from desk.rights import Action
from retrieval.answer import Answer
from retrieval.question import Question, Unit

router = APIRouter(prefix="/desk/cases/new", include_in_schema=False)
OPENS = [Depends(Needs(Action.OPEN_CASES))]
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form. ``key`` is the form's own: sent twice, it opens one case."""

    question: str = ""
    province: str = ""
    commune: str = ""
    field: str = ""
    urgency: Urgency = Urgency.NORMAL
    note: str = ""
    author: str = ""
    key: str = ""


def drafted(
    question: Annotated[str, Form()] = "",
    province: Annotated[str, Form()] = "",
    commune: Annotated[str, Form()] = "",
    field: Annotated[str, Form()] = "",
    urgency: Annotated[Urgency, Form()] = Urgency.NORMAL,
    note: Annotated[str, Form()] = "",
    author: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Draft:
    return Draft(
        question=tidy(question),
        province=tidy(province)[:LONGEST_NAME],
        commune=tidy(commune)[:LONGEST_NAME],
        field=tidy(field)[:LONGEST_NAME],
        urgency=urgency,
        note=tidy(note)[:LONGEST_NOTE],
        author=tidy(author)[:LONGEST_NAME],
        key=key if _KEY.fullmatch(key) else _new_key(),
    )


@router.get("", dependencies=OPENS)
def form(request: Request, house: InHouse) -> Response:
    return _form(request, house, Draft(key=_new_key()))


@router.post("", dependencies=OPENS)
def open_case(
    request: Request, house: InHouse, visitor: AtDoor, draft: Annotated[Draft, Depends(drafted)]
) -> Response:
    problem = _problem(draft, visitor, language_of(request))
    if problem:
        return _form(request, house, draft, problem, 422)
    contact = Contact("web", FOR_SOMEBODY + draft.key)
    opened = house.desk.case_of_answer(_name_of(draft))
    if opened is not None:
        return _shown(opened)
    answer = _asked(house, contact, draft)
    if not_ready(house, answer):
        _ = translations(language_of(request)).gettext
        return _form(request, house, draft, _("Trợ lý chưa sẵn sàng. Hãy thử lại sau."), 503)
    if answer.outcome.family == "refused":
        return _form(request, house, replace(draft, question=""), _refusal(request), 422)
    try:
        return _shown(_open(house, visitor, contact, answer, draft))
    except NothingAsked as refused:
        said = refused.said(translations(language_of(request)).gettext)
        return _form(request, house, draft, said, 422)


def _shown(case: Case) -> Response:
    return RedirectResponse(f"/desk/cases/{case.id}?done=opened#done", 303)


def _name_of(draft: Draft) -> str:
    """Of one form there is one answer."""
    return f"for-{hashlib.sha256(draft.key.encode()).hexdigest()[:24]}"


def _asked(house: House, contact: Contact, draft: Draft) -> Answer:
    unit = Unit(draft.province, draft.commune)
    question = Question(text=draft.question, as_of=today(), asker=contact.asker, unit=unit)
    return replace(house.service.answer(question), id=_name_of(draft))


def _open(house: House, visitor: Visitor, contact: Contact, answer: Answer, draft: Draft) -> Case:
    actor = visitor.acting(Action.OPEN_CASES, draft.author)
    unit = Unit(draft.province, draft.commune)
    with house.desk.begin(visitor.who) as work:
        if unit != Unit():
            work.set_unit(contact, unit)
        work.keep(answer, contact)
        case = work.open_case(answer.id, contact, draft.note, draft.field, actor, draft.urgency)
        work.audit("case_opened_for_somebody", f"case:{case.id}")
        return case


def _problem(draft: Draft, visitor: Visitor, language: str) -> str:
    _ = translations(language).gettext
    if not draft.question.strip():
        return _("Hãy nhập câu hỏi.")
    if len(draft.question) > LONGEST_QUESTION:
        return _("Câu hỏi dài quá 10.000 ký tự. Hãy rút gọn rồi gửi lại.")
    if visitor.person is None and not draft.author:
        return _("Hãy ghi tên của anh/chị (không quá 100 ký tự).")
    return ""


def _refusal(request: Request) -> str:
    _ = translations(language_of(request)).gettext
    return _(
        "Câu hỏi có nội dung mật hoặc dữ liệu cá nhân nên không được lưu. "
        "Hãy ghi lại câu hỏi, bỏ những nội dung ấy."
    )


def _form(
    request: Request, house: House, draft: Draft, problem: str = "", status: int = 200
) -> Response:
    fields = sorted({field for queue in house.desk.queues.queues for field in queue.fields})
    return desk_page(
        request,
        "desk_new.html",
        status,
        draft=draft,
        problem=problem,
        fields=fields,
        urgencies=list(Urgency),
    )


def _new_key() -> str:
    return secrets.token_urlsafe(24)
