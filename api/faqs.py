"""The reviewed answers on the team's pages: the list, and one with all that is known of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.library import PageNumber, cut
from api.reply_page import law_in, today_of
from api.scripts import desk_page
from corpus.text import fold
from desk.contradiction import Flag, flags, mark
from desk.errors import UnknownFaq
from desk.faq import FaqState, FaqStep, KeptFaq
from desk.on_day import all_on_day
from desk.rights import Action

FAQS_A_PAGE = 50
READS = [Depends(Needs(Action.READ_ALL_CASES))]
# What waits for people stands first.
_ORDER = (FaqState.SUSPENDED, FaqState.DRAFT, FaqState.PUBLISHED, FaqState.WITHDRAWN)

router = APIRouter(prefix="/desk/faqs", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """``why`` is what changed, or the reason that was given, where it is suspended."""

    faq: KeptFaq
    receivers: int
    why: str


@router.get("", dependencies=READS)
def faqs(
    request: Request,
    house: InHouse,
    state: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
    page_number: PageNumber = 1,
) -> Response:
    """``q`` keeps those whose number, questions or text have its words."""
    wanted, chosen = fold(q).split(), next((one for one in FaqState if one.value == state), None)
    found = [one for one in house.desk.faqs(chosen) if all(word in _said(one) for word in wanted)]
    found.sort(key=lambda one: (_ORDER.index(one.state), -one.id))
    shown, pages = cut(found, page_number, FAQS_A_PAGE)
    reach = house.desk.faq_reach()
    return desk_page(
        request,
        "faqs.html",
        listed=[Listed(one, reach.get(one.id, 0), why_suspended(one)) for one in shown],
        state=chosen,
        states=_ORDER,
        counts=house.desk.faq_counts(),
        q=q,
        page_number=page_number,
        pages=pages,
    )


@router.get("/{faq_id:int}", dependencies=READS)
def faq(request: Request, house: InHouse, visitor: AtDoor, faq_id: int) -> Response:
    return show(request, house, visitor, faq_for(house, faq_id))


def show(
    request: Request,
    house: House,
    visitor: Visitor,
    one: KeptFaq,
    problem: str = "",
    status: int = 200,
) -> Response:
    today, law = today_of(house), law_in(house)
    found = flags_of(house, one) if law and can_be_published(one) else []
    actor = visitor.person.actor if visitor.person else ""
    return desk_page(
        request,
        "faq.html",
        status,
        faq=one,
        standing=all_on_day(law, one.draft.basis, today) if law else [],
        why=why_suspended(one),
        receivers=house.desk.faq_reach().get(one.id, 0),
        units=house.desk.faq_units(one.id),
        told=len(house.desk.faq_told(one.id)),
        flags=found,
        mark=mark(found),
        publishes=can_be_published(one),
        waits=one.draft.risky and one.author == actor,
        problem=problem,
        today=today,
    )


def faq_for(house: House, faq_id: int) -> KeptFaq:
    """
    Raises:
        HTTPException: 404.
    """
    try:
        if faq_id < 2**63:
            return house.desk.faq(faq_id)
    except UnknownFaq:
        pass
    raise HTTPException(404, "There is no such reviewed answer.")


def flags_of(house: House, one: KeptFaq) -> list[Flag]:
    """What stands against a reviewed answer.

    Raises:
        IndexUnavailable
    """
    draft, today = one.draft, today_of(house)
    index = house.service.index
    return flags(house.desk, index, draft.questions, draft.text, draft.basis, today, one.id)


def can_be_published(one: KeptFaq) -> bool:
    return one.state in (FaqState.DRAFT, FaqState.SUSPENDED)


def why_suspended(one: KeptFaq) -> str:
    ended = [event for event in one.events if event.kind is FaqStep.SUSPENDED]
    return ended[-1].text if ended and one.state is FaqState.SUSPENDED else ""


def _said(one: KeptFaq) -> str:
    return fold(f"{one.label} {' '.join(one.draft.questions)} {one.draft.text}")
