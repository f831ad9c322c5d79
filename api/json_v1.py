"""The same as the pages, as JSON for programs: /api/v1, described in /api/v1/openapi.json.

Without a key a program is known as a browser is, by the cookie ``motcham_asker`` that ``ask``
sets: an answer and its case are read with the cookie they were asked with. What keys open besides
is in ``api/json_desk.py``.
"""

import re
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from starlette.requests import Request

from api.asker import remember
from api.asking import answer_for, emergency_in, not_ready
from api.cases import case_for, hand_over
from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.library import PageNumber, cut, edition_of, provision_at
from api.program import InProgram, Program, takes
from api.wire_v1 import (
    Ask,
    CaseOut,
    DocumentListOut,
    DocumentOut,
    HandOver,
    Problem,
    ProvisionOut,
    SectionOut,
    WholeDocumentOut,
)
from corpus.text import tidy
from corpus.vietnam_time import today
from desk.case import Case
from desk.contact import Contact
from desk.errors import DatabaseUnavailable
from desk.keys import Scope
from retrieval.answer import Answer
from retrieval.conversation import TURNS, Earlier
from retrieval.question import Held, Question, Unit
from retrieval.said import conclusion_in, said_in
from retrieval.wire import AnswerOut, FormOut, public

Responses = dict[int | str, dict[str, Any]]
_PROBLEM = {"model": Problem}

router = APIRouter(prefix="/api/v1", responses=dict.fromkeys((401, 403, 422, 429), _PROBLEM))
ASKS = [Depends(takes(Scope.ASK))]
OPENS = [Depends(takes(Scope.CASES_OPEN))]
SEES = [Depends(takes(Scope.CASES_OPEN, Scope.CASES_READ))]
ANY_KEY = [Depends(takes())]
_LABEL = re.compile(r"MC-(\d{1,18})", re.ASCII)
GONE: Responses = {404: _PROBLEM}
REFUSED: Responses = {409: _PROBLEM}
_NOT_READY: Responses = {503: _PROBLEM}


@router.post(
    "/ask",
    tags=["questions"],
    summary="Answer a question from the sources",
    responses=_NOT_READY | GONE,
    dependencies=ASKS,
)
def ask(
    request: Request, response: Response, house: InHouse, program: InProgram, asked: Ask
) -> AnswerOut:
    """The outcome says how it ended; every quote is a span of its source, byte for byte.

    The answer is kept, and can be handed to people with POST /api/v1/cases.
    """
    if not tidy(asked.question).strip():
        raise HTTPException(422, "question: has no words; nothing was asked")
    try:
        answer = _asked(house, program, asked)
    except DatabaseUnavailable:
        emergency = emergency_in(house, asked.question)
        if emergency is None:
            raise
        return _spoken(replace(emergency, id=""))  # it is not kept: nothing has its name
    if program.key is None:
        remember(request, response, program.contact)
    return _spoken(answer)


def _asked(house: House, program: Program, asked: Ask) -> Answer:
    asker = program.contact
    if asked.answer_id:
        asker = program.named(answer_of(house, program, asked.answer_id).question.asker)
    before = _before(house, asker, asked)
    answer = house.service.answer(
        Question(
            text=asked.question,
            as_of=asked.as_of or today(),
            asker=asker.asker,
            unit=Unit(tidy(asked.province), tidy(asked.commune)),
            earlier=before.earlier,
            language=asked.language,
            dated=asked.as_of is not None,
            held=before.held,
        )
    )
    if not_ready(house, answer):
        raise HTTPException(503, " ".join(answer.notes) or "Questions cannot be answered now.")
    with house.desk.begin() as work:
        work.keep(answer, asker)
    return answer


def _spoken(answer: Answer) -> AnswerOut:
    """The public shape, its fixed phrases in the language that was asked for."""
    language = answer.question.language
    notes = [said_in(note, language) for note in answer.notes]
    conclusion = conclusion_in(answer, language)
    return public(answer).model_copy(update={"notes": notes, "conclusion": conclusion})


def _before(house: House, asker: Contact, asked: Ask) -> Earlier:
    """What the program says was asked and offered before, or the answer it names did.

    Raises:
        HTTPException: 404, as for reading the answer.
    """
    if asked.alone:
        return Earlier()
    if asked.answer_id:
        before = Earlier.of(answer_for(house, asker, asked.answer_id))
        return replace(before, earlier=(*before.earlier, *asked.earlier)[-TURNS:])
    offered = tuple(asked.offered)
    held = Held(offered, asked_back=True) if offered else None
    return Earlier(tuple(asked.earlier), held)


@router.get(
    "/answers/{answer_id}",
    tags=["questions"],
    summary="An answer once more",
    responses=GONE,
    dependencies=ASKS,
)
def answer(house: InHouse, program: InProgram, visitor: AtDoor, answer_id: str) -> AnswerOut:
    """As it was given to this program."""
    return _spoken(answer_of(house, program, answer_id, visitor))


def answer_of(
    house: House, program: Program, answer_id: str, visitor: Visitor | None = None
) -> Answer:
    """An answer that this program was given; with a ``visitor``, one that they may see.

    Raises:
        HTTPException: 404
    """
    found = house.desk.answer(answer_id)
    asker = program.named(found.question.asker) if found else program.contact
    return answer_for(house, asker, answer_id, visitor)


@router.get(
    "/forms",
    tags=["library"],
    summary="The forms of today, with their files",
    dependencies=ANY_KEY,
)
def forms(house: InHouse) -> list[FormOut]:
    """Each in the edition that is in force; ``url`` is its file, as it was issued."""
    on = today()
    every = house.service.forms()
    now = dict.fromkeys(house.service.form_in_place_of(kept, on) or kept for kept in every)
    return [FormOut.of(kept.ref(on)) for kept in now]


@router.get(
    "/provisions/{chunk_id}",
    tags=["library"],
    summary="The provision that a quote's url names, with its neighbours",
    responses=GONE,
    dependencies=ANY_KEY,
)
def provision(house: InHouse, chunk_id: int) -> ProvisionOut:
    """Its sections in their order, and the links to what stands before and after it."""
    found, _ = provision_at(house, chunk_id)
    return ProvisionOut.of(found, today())


@router.get(
    "/documents",
    tags=["library"],
    summary="All documents",
    responses=GONE,
    dependencies=ANY_KEY,
)
def documents(
    house: InHouse,
    page: PageNumber = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DocumentListOut:
    """In pages; ``status`` is that of today."""
    every = house.service.documents()
    shown, pages = cut(every, page, size)
    on = today()
    return DocumentListOut(
        documents=[DocumentOut.of(one, on) for one in shown],
        page=page,
        pages=pages,
        total=len(every),
    )


@router.get(
    "/documents/{document_id}",
    tags=["library"],
    summary="One document, whole",
    responses=GONE,
    dependencies=ANY_KEY,
)
def document(house: InHouse, document_id: str, edition: str = "") -> WholeDocumentOut:
    """The newest edition, or the one named (``edition`` of the list)."""
    editions = house.service.document(document_id)
    chosen, sections = edition_of(editions, edition)
    on = today()
    return WholeDocumentOut(
        document=DocumentOut.of(chosen, on),
        sections=[SectionOut.of(section) for section in sections],
        editions=[DocumentOut.of(one, on) for one, _ in editions],
    )


@router.post(
    "/cases",
    tags=["cases"],
    summary="Hand a question to people",
    status_code=201,
    responses=GONE | REFUSED,
    dependencies=OPENS,
)
def open_case(house: InHouse, program: InProgram, visitor: AtDoor, asked: HandOver) -> CaseOut:
    """One case an answer: asked twice, the same case comes back. Of a greeting or of thanks
    (outcome ``clarify_greeting``) there is none: 409.

    With a key, whoever asked reads the reply on the page /cases/{token}, whose link the program
    gives them.
    """
    unit = Unit(asked.province, asked.commune)
    if program.key is None:
        return CaseOut.of(hand_over(house, program.contact, asked.answer_id, asked.note, unit))
    answer = answer_of(house, program, asked.answer_id)
    asker = program.named(answer.question.asker)
    actor, who = program.key.actor, visitor.who
    return CaseOut.of(hand_over(house, asker, asked.answer_id, asked.note, unit, actor, who))


@router.get(
    "/cases/{token}",
    tags=["cases"],
    summary="Where a case stands",
    responses=GONE,
    dependencies=SEES,
)
def case(house: InHouse, program: InProgram, visitor: AtDoor, token: str) -> CaseOut:
    """By the token that opening it gave; with the scope cases:read, by its number, too."""
    found = case_of(house, program, visitor, token)
    return CaseOut.of(found, own=program.key is None or program.opened(found))


def case_of(house: House, program: Program, visitor: Visitor, token: str) -> Case:
    """
    Raises:
        HTTPException: 404
    """
    if program.key is None:
        return case_for(house, program.contact, token, visitor)
    number = _LABEL.fullmatch(token)
    found = house.desk.case(int(number[1])) if number else house.desk.case_by_token(token)
    if found is None or not (visitor.sees(found.unit) or program.opened(found)):
        raise HTTPException(404, "There is no such case, or this key may not see it.")
    return found
