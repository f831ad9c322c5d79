"""What only keys open in /api/v1: cases and their replies, reviewed answers, events."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy import select

from api.door import AtDoor
from api.house import InHouse
from api.json_v1 import GONE, REFUSED, case_of
from api.program import InProgram, takes
from api.wire_v1 import (
    CaseListOut,
    CaseOut,
    EventListOut,
    EventOut,
    FaqListOut,
    FaqsIn,
    FaqsTakenOut,
    Problem,
    Reply,
    TakenOut,
)
from corpus.vietnam_time import today
from desk import faqbook
from desk.case import CaseState
from desk.errors import EmptyReply, FaqRefused, NotImported, Refused
from desk.faq import FaqState
from desk.faq_exchange import line_of, take
from desk.faq_index import law_of
from desk.faq_publish import pick
from desk.ground import Ground
from desk.keys import Scope
from desk.schema import case_events, cases, faqs
from retrieval.manifest import IndexUnavailable
from retrieval.numbered import Numbered

SETTLED = timedelta(seconds=10)  # a transaction that began before may still add a lower number
_PROBLEM = {"model": Problem}
Number = Annotated[int, Query(ge=0, lt=2**63)]
Many = Annotated[int, Query(ge=1, le=200)]

router = APIRouter(prefix="/api/v1", responses=dict.fromkeys((401, 403, 422, 429), _PROBLEM))


@router.get(
    "/cases",
    tags=["cases"],
    summary="The cases of every unit",
    dependencies=[Depends(takes(Scope.CASES_READ, needs_key=True))],
)
def list_cases(
    house: InHouse,
    program: InProgram,
    state: CaseState | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Many = 50,
) -> CaseListOut:
    """The newest first, in pages: give ``before`` of one page to get the next."""
    found = house.desk.cases(state, limit + 1, before)
    shown = found[:limit]
    return CaseListOut(
        cases=[CaseOut.of(one, own=program.opened(one)) for one in shown],
        before=shown[-1].id if len(found) > limit else None,
    )


@router.post(
    "/cases/{token}/reply",
    tags=["cases"],
    summary="Reply to a case",
    responses=GONE | REFUSED,
    dependencies=[Depends(takes(Scope.CASES_REPLY, needs_key=True))],
)
def reply(house: InHouse, program: InProgram, visitor: AtDoor, token: str, given: Reply) -> CaseOut:
    """Who waits for it is told at once; in a risky field a second reader has to approve it first.

    The key needs cases:read, too, for cases that it did not open. The same words once more change
    nothing.
    """
    case = case_of(house, program, visitor, token)
    try:
        basis = tuple(pick(house.settings.index, one, "", today()) for one in given.chunks)
        ground = Ground(basis) if basis else Ground.none(given.no_basis)
        with house.desk.begin(visitor.who) as work:
            done = work.cases.reply(case.id, program.actor, given.text, ground)
    except Refused as refused:
        raise HTTPException(409, f"{refused}.") from None
    except (EmptyReply, FaqRefused, IndexUnavailable) as error:
        raise HTTPException(422, f"{error}.") from None
    return CaseOut.of(done, own=program.opened(done))


@router.get(
    "/faqs",
    tags=["reviewed answers"],
    summary="The reviewed answers",
    dependencies=[Depends(takes(Scope.FAQS_READ, needs_key=True))],
)
def list_faqs(
    house: InHouse, state: FaqState | None = None, after: Number = 0, limit: Many = 50
) -> FaqListOut:
    """The oldest first, as `python -m desk export faqs` writes them (docs/faq.schema.json)."""
    which = [faqs.c.id > after] + ([faqs.c.state == state] if state else [])
    page = select(faqs.c.id).where(*which).order_by(faqs.c.id).limit(limit + 1)
    with house.desk.database.reading() as connection:
        numbers = list(connection.execute(page).scalars())
        found = faqbook.find(connection, faqs.c.id.in_(numbers[:limit]))
    return FaqListOut(
        faqs=[line_of(one) for one in found],
        after=numbers[limit - 1] if len(numbers) > limit else None,
    )


@router.post(
    "/faqs",
    tags=["reviewed answers"],
    summary="Give reviewed answers, as drafts",
    status_code=201,
    responses={503: _PROBLEM},
    dependencies=[Depends(takes(Scope.FAQS_WRITE, needs_key=True))],
)
def give_faqs(house: InHouse, program: InProgram, visitor: AtDoor, given: FaqsIn) -> FaqsTakenOut:
    """All of them, or none; people publish them. A question that is there already is told."""
    try:
        law = law_of(house.settings.index)
        with house.desk.begin(visitor.who) as work:
            lines = list(enumerate(given.faqs, 1))
            taken = take(law, lines, work, program.shown, today())
    except NotImported as error:
        raise HTTPException(422, "; ".join(error.problems)) from None
    except IndexUnavailable as error:
        raise HTTPException(503, str(error)) from None
    return FaqsTakenOut(taken=[TakenOut.of(one) for one in taken])


@router.get(
    "/events",
    tags=["events"],
    summary="What happened to cases",
    dependencies=[Depends(takes(Scope.EVENTS_READ, needs_key=True))],
)
def list_events(house: InHouse, after: Number = 0, limit: Many = 100) -> EventListOut:
    """The oldest first, from after the event that ``after`` names. It takes ten seconds until one
    is told here.
    """
    page = (
        select(case_events, cases.c.field, cases.c.province)
        .join(cases, cases.c.id == case_events.c.case_id)
        .where(case_events.c.id > after, case_events.c.at <= house.desk.now() - SETTLED)
        .order_by(case_events.c.id)
        .limit(limit)
    )
    with house.desk.database.reading() as connection:
        rows = connection.execute(page).all()
    events = [
        EventOut(
            id=row.id,
            at=row.at,
            case=Numbered.CASE.label(row.case_id),
            kind=row.kind,
            by=row.role,
            field=row.field,
            province=row.province,
        )
        for row in rows
    ]
    return EventListOut(events=events, after=events[-1].id if events else after)
