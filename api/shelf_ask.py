"""A draft of the library is asked before anybody is answered from it."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from api.asking import LONGEST_QUESTION
from api.day import read_day
from api.house import House, InHouse
from api.scripts import desk_page
from api.shelf import READS, in_words, told
from api.shelf_show import TheDraft
from corpus.phrases import N_
from corpus.text import tidy
from desk.holding import Draft, LibraryRefused
from desk.library_read import records_of
from retrieval.answer import Answer
from retrieval.question import Question, Unit

NO_DAY = N_("Không đọc được ngày. Hãy ghi theo dạng 01/03/2026, hoặc để trống.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    q: str = ""
    province: str = ""
    as_of: str = ""


router = APIRouter(prefix="/library/drafts/{name}", include_in_schema=False)


@router.get("/ask", dependencies=READS)
def question(request: Request, one: TheDraft) -> Response:
    return _page(request, one, Typed())


@router.post("/ask", dependencies=READS)
def ask(
    request: Request,
    house: InHouse,
    one: TheDraft,
    q: Annotated[str, Form(max_length=LONGEST_QUESTION)] = "",
    province: Annotated[str, Form(max_length=100)] = "",
    as_of: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What the assistant would answer with this draft; nothing of it is kept."""
    typed = Typed(q, province, as_of)
    if not q.strip():
        return _page(request, one, typed, 422)
    try:
        day = read_day(as_of)
    except ValueError:
        return _page(request, one, typed, 422, in_words(request, NO_DAY, {}))
    asked = Question(tidy(q), day, unit=Unit(tidy(province)), dated=bool(as_of.strip()))
    try:
        answer = house.library.answer(one.name, asked)
        links = _links(house, one, answer)
    except LibraryRefused as refused:
        return _page(request, one, typed, 503, told(request, refused))
    return _page(request, one, typed, answer=answer, links=links)


def _links(house: House, one: Draft, answer: Answer) -> list[str]:
    """For each quote the page of the draft's document, or the one that serves."""
    numbers = {item.entry.path: item.id for item in one.items}
    read = {
        record.document: numbers[path]
        for path, record in records_of(house.library, one).items()
        if record.document and path in numbers
    }
    return [
        f"/library/drafts/{one.name}/items/{read[each.document.id]}?page={each.page or 1}#read"
        if each.document.id in read
        else f"/documents/{quote(each.document.id)}"
        for each in answer.quotes
    ]


def _page(
    request: Request,
    one: Draft,
    typed: Typed,
    status: int = 200,
    problem: str = "",
    *,
    answer: Answer | None = None,
    links: list[str] | None = None,
) -> Response:
    return desk_page(
        request,
        "library_ask.html",
        status,
        draft=one,
        typed=typed,
        answer=answer,
        links=links,
        problem=problem,
    )
