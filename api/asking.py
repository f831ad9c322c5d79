"""Asking: the form, the answer's page, and what the asker says of it."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote as percent

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asker import Asker, remember, set_cookie
from api.day import read_day
from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.marking import quote_link
from api.pages import LANGUAGE_COOKIE, language_of, local, page
from api.province import PROVINCES
from corpus.language import known, translations
from corpus.text import tidy
from corpus.vietnam_time import today
from desk.contact import Contact
from desk.errors import DatabaseUnavailable
from retrieval.answer import Answer, Outcome
from retrieval.conversation import Earlier
from retrieval.question import Question, Unit

LONGEST_QUESTION = 10_000
NOT_KEPT = "The database cannot be used; nothing was kept. Try again later."
LONGEST_NAME = 100  # of a province or a commune
TYPED_QUESTION = 2_000  # what the form's field takes; a longer one can still be sent

# Answered by the starter documents; each is one touch on the first page.
EXAMPLES = (
    "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?",
    "Xã lập đoàn kiểm tra cân ở chợ thì căn cứ văn bản nào?",
    "Hồ sơ đề nghị công nhận sáng kiến gồm những gì?",
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form; ``problem`` says what keeps it from being asked.

    ``after`` is the id of the answer that the question goes on about.
    """

    question: str = ""
    as_of: str = ""
    province: str = ""
    problem: str = ""
    after: str = ""


@router.get("/")
def home(request: Request, house: InHouse, asker: Asker, q: str = "") -> Response:
    """The form; ``q`` fills it in."""
    province = house.desk.unit_of(asker).province
    return _form(request, house, Draft(q[:LONGEST_QUESTION], province=province))


@router.post("/ask")
def ask(
    request: Request,
    house: InHouse,
    asker: Asker,
    question: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
    province: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
) -> Response:
    """Answer, keep the answer, and go to its page (so that a reload does not ask again)."""
    province = tidy(province)[:LONGEST_NAME]
    draft = Draft(tidy(question), as_of.strip(), province, after=after)
    problem = _problem(draft, language_of(request))
    if problem:
        return _form(request, house, Draft(question, as_of, province, problem, after), 422)
    try:
        return _asked(request, house, asker, draft)
    except DatabaseUnavailable:
        emergency = emergency_in(house, draft.question)
        if emergency is None:
            raise
        return page(request, "error.html", 503, code=503, detail=NOT_KEPT, answer=emergency)


def emergency_in(house: House, text: str) -> Answer | None:
    """What to do at once, which is told even where nothing can be kept."""
    answer = house.service.answer(Question(text, today()))
    return answer if answer.safety else None


def _asked(request: Request, house: House, asker: Contact, draft: Draft) -> Response:
    province = draft.province
    known_unit = house.desk.unit_of(asker)
    unit = Unit(province, known_unit.commune if province == known_unit.province else "")
    before = _before(house, asker, draft.after)
    answer = house.service.answer(
        Question(
            text=draft.question,
            as_of=read_day(draft.as_of),
            asker=asker.asker,
            unit=unit,
            earlier=before.earlier,
            language=language_of(request),
            dated=bool(draft.as_of),
            held=before.held,
        )
    )
    if not_ready(house, answer):  # the page says what to run
        return _form(request, house, draft, 503)
    with house.desk.begin() as work:
        work.keep(answer, asker)
        if province and unit != known_unit:
            work.set_unit(asker, unit)
    response = RedirectResponse(f"/answers/{answer.id}", 303)
    remember(request, response, asker)
    return response


@router.get("/answers/{answer_id}")
def show(
    request: Request,
    house: InHouse,
    asker: Asker,
    visitor: AtDoor,
    answer_id: str,
    said: Literal["", "right", "wrong"] = "",
) -> Response:
    answer = answer_for(house, asker, answer_id, visitor)
    if wants_text(request):
        return RedirectResponse(f"/answers/{percent(answer_id)}.txt", 303)
    case = house.desk.case_of_answer(answer_id)
    return page(
        request,
        "answer.html",
        answer=answer,
        links=quote_links(house, answer),
        case=case,
        notices=house.desk.notices(answer_id),
        unit=house.desk.unit_of(asker),
        said=said,
        key=secrets.token_urlsafe(12),
    )


@router.get("/language/{language}")
def choose_language(request: Request, language: str, back: str = "/") -> Response:
    """Remember the language and return to where the reader was."""
    response = RedirectResponse(local(back), 303)
    set_cookie(request, response, LANGUAGE_COOKIE, known(language))
    return response


def wants_text(request: Request) -> bool:
    """Whether the reader's program asks for text and not for a page."""
    accepted = request.headers.get("accept", "")
    return "text/plain" in accepted and "text/html" not in accepted


def answer_for(
    house: House, asker: Contact, answer_id: str, visitor: Visitor | None = None
) -> Answer:
    """An answer, shown only to the browser that asked, or to the team.

    Raises:
        HTTPException: 404, whether there is none or it is someone else's.
    """
    answer = house.desk.answer(answer_id)
    if answer is None or not (
        answer.question.asker == asker.asker or (visitor is not None and visitor.sees_all)
    ):
        raise HTTPException(404, "There is no such answer, or another browser asked for it.")
    return answer


def _before(house: House, asker: Contact, after: str) -> Earlier:
    """The browser's own conversation up to the answer ``after``; none if it is someone else's."""
    answer = house.desk.answer(after) if after else None
    return Earlier.of(answer) if answer and answer.question.asker == asker.asker else Earlier()


def not_ready(house: House, answer: Answer) -> bool:
    """Whether the question could not even be looked up."""
    return answer.outcome is Outcome.ERROR and not house.service.readiness().ready


def quote_links(house: House, answer: Answer) -> list[str]:
    """For each quote of the answer, where it stands in its provision."""
    return [quote_link(quote, house.service.chunk(quote.chunk_id)) for quote in answer.quotes]


def _problem(draft: Draft, language: str) -> str:
    _ = translations(language).gettext
    if not draft.question.strip():
        return _("Hãy nhập câu hỏi.")
    if len(draft.question) > LONGEST_QUESTION:
        return _("Câu hỏi dài quá 10.000 ký tự. Hãy rút gọn rồi gửi lại.")
    try:
        read_day(draft.as_of)
    except ValueError:
        return _("Không đọc được ngày. Hãy ghi theo dạng 01/03/2026, hoặc để trống.")
    return ""


def _form(request: Request, house: House, draft: Draft, status: int = 200) -> Response:
    return page(
        request,
        "home.html",
        status,
        draft=draft,
        readiness=house.service.readiness(),
        provinces=PROVINCES,
        examples=EXAMPLES,
        longest=TYPED_QUESTION,
        today=today(),
    )
