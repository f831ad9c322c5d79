"""Recurring blockages on the team's pages, and the proposal that one of them becomes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import House, InHouse
from api.scripts import desk_page
from corpus.masking import mask_strictly
from corpus.text import shortened
from corpus.vietnam_time import day_of
from desk import proposals
from desk.blockage_rules import rules
from desk.blockages import Blockage, lately
from desk.proposal import Proposal
from desk.rights import Action
from desk.schema import asked

MOST = 6_000  # questions that are looked through while a reader waits, some three seconds
FRESH = timedelta(minutes=10)
_SHOWN = 300  # characters of a question
_EXAMPLES = 5
_PLACES = 8

router = APIRouter(prefix="/desk/blockages", include_in_schema=False)
Weeks = Annotated[int, Query(ge=1, le=52)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A blockage, its most typical question and some others masked, where they come from, and the
    proposal it has become."""

    blockage: Blockage
    text: str
    proposal: Proposal | None
    subject: str

    @property
    def first(self) -> date:
        return min(day_of(one.at) for one in self.blockage.asked)

    @property
    def last(self) -> date:
        return max(day_of(one.at) for one in self.blockage.asked)

    @property
    def examples(self) -> list[str]:
        """The newest ways to ask it besides the typical one."""
        told = dict.fromkeys(_masked(one.text) for one in reversed(self.blockage.asked))
        return [text for text in told if text != self.text][:_EXAMPLES]

    @property
    def places(self) -> list[str]:
        """The units that asked most, each with its number of questions."""
        return [f"{unit} ({many})" for unit, many in self._units.most_common(_PLACES)]

    @property
    def elsewhere(self) -> int:
        return self.blockage.units - min(len(self._units), _PLACES)

    @property
    def _units(self) -> Counter[str]:
        return Counter(filter(None, (str(one.unit) for one in self.blockage.asked)))


@dataclass(frozen=True, slots=True)
class _Kept:
    found: list[Blockage]
    at: datetime
    weeks: int


@router.get("", dependencies=[Depends(Needs(Action.READ_ALL_CASES))])
def blockages(request: Request, house: InHouse, weeks: Weeks = 12) -> Response:
    found = found_lately(request, house, weeks)
    with house.desk.database.reading() as connection:
        made = proposals.everything(connection)
    return desk_page(
        request,
        "blockages.html",
        listed=[_listed(house, one, made) for one in found or ()],
        too_many=found is None,
        weeks=weeks,
        rules=rules(),
    )


@router.post("", dependencies=[Depends(Needs(Action.PROPOSE))])
def propose(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    question: Annotated[str, Form(max_length=64)] = "",
    weeks: Annotated[int, Form(ge=1, le=52)] = 12,
) -> Response:
    """Make a proposal of the blockage with this question; twice gives the same one."""
    with house.desk.database.reading() as connection:
        made = proposals.everything(connection)
    for one in made:
        if one.evidence and question in one.evidence.answers:
            return RedirectResponse(f"/desk/proposals/{one.id}", 303)
    found = found_lately(request, house, weeks) or ()
    fitting = (one for one in found if any(asked.id == question for asked in one.asked))
    blockage = next(fitting, None)
    if blockage is None:
        raise HTTPException(404, "There is no such blockage (any more).")
    with house.desk.begin(visitor.who) as work:
        actor, subject = visitor.acting(Action.PROPOSE).name, subject_of(house, blockage)
        drafted = proposals.draft(work, blockage, actor, subject)
    return RedirectResponse(f"/desk/proposals/{drafted.id}", 303)


def found_lately(request: Request, house: House, weeks: int) -> list[Blockage] | None:
    """Looked for anew after ten minutes; None where there are too many questions for a page."""
    kept: _Kept | None = getattr(request.app.state, "blockages", None)
    now = house.desk.now()
    if kept is not None and kept.weeks == weeks and timedelta(0) <= now - kept.at < FRESH:
        return kept.found
    with house.desk.database.reading() as connection:
        since = now - timedelta(weeks=weeks)
        many = connection.execute(select(func.count()).where(asked.c.at >= since)).scalar_one()
        if many > MOST:
            return None
        found = lately(connection, now, weeks)
    request.app.state.blockages = _Kept(found, now, weeks)
    return found


def _listed(house: House, one: Blockage, made: list[Proposal]) -> Listed:
    subject = subject_of(house, one)
    return Listed(one, _masked(one.typical.text), _proposal_of(one, made), subject)


def subject_of(house: House, one: Blockage) -> str:
    """The procedure, or the title of the document, that a blockage is about."""
    store = house.service.text_store()
    rows = store.rows_of_id(one.subject) if store and one.subject else []
    return store.document_in(rows[-1]).title if store and rows else one.subject


def _masked(text: str) -> str:
    return shortened(mask_strictly(text), _SHOWN)


def _proposal_of(one: Blockage, made: list[Proposal]) -> Proposal | None:
    """The newest one with half of these questions."""
    ours = {asked.id for asked in one.asked}
    for proposal in made:
        theirs = set(proposal.evidence.answers) if proposal.evidence else set()
        if len(ours & theirs) * 2 >= min(len(ours), len(theirs)) > 0:
            return proposal
    return None
