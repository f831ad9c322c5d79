"""The page of one case: what was asked and answered, what happened, and what can be done now."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.asking import quote_links
from api.door import Visitor
from api.house import House
from api.listed import listed
from api.offers import may_reply, offers
from api.papers import address
from api.reply_page import returned
from api.scripts import desk_page
from corpus.vietnam_time import day_of
from desk import board, linking, people, rights
from desk.case import MOVES, Case, CaseState
from desk.person import Person
from desk.queues import Urgency
from desk.rights import Action
from retrieval.numbered import Numbered


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the form of the move ``kind``; ``author`` where nobody is signed in."""

    kind: str = ""
    to: str = ""
    queue: str = ""
    urgency: str = ""
    until: str = ""
    number: str = ""
    words: str = ""
    author: str = ""
    key: str = ""

    def of(self, kind: str) -> "Typed":
        return replace(self, kind=kind)


NOTHING = Typed()

# After these a case waits for others: the page offers the next one.
LEAVES = frozenset(
    {"replied", "proposed", "approved", "returned", "asked_back", "snoozed", "withdrawn"}
    | {"assigned", "handed_over", "routed"}
)
MORNING = "T08:00"


def case_for(house: House, case_id: int, visitor: Visitor) -> Case:
    """
    Raises:
        HTTPException: 404, whether there is none or it is beyond the visitor's reach.
    """
    found = house.desk.case(case_id) if case_id < 2**63 else None
    if found is None or not visitor.sees(found.unit):
        raise HTTPException(404, "There is no such case.")
    return found


def repliers(house: House) -> list[Person]:
    """The people to whom a case can be given."""
    with house.desk.database.reading() as connection:
        found = people.everyone(connection)
    return [one for one in found if one.joined and rights.may(one, Action.REPLY)]


def show(
    request: Request,
    house: House,
    visitor: Visitor,
    case: Case,
    status: int = 200,
    typed: Typed = NOTHING,
    problem: str = "",
    *,
    text: str = "",
    author: str = "",
) -> Response:
    """``problem`` stands at the form of ``typed``, or at the reply's, with ``text``.

    What is between those who work on a case (``inside``) is not shown to officers of its unit.
    """
    done = request.query_params.get("done", "")
    came = listed(request, visitor)
    now = house.desk.now()
    with house.desk.database.reading() as connection:
        newest = board.newest_event(connection)
        group = linking.group(connection, case)
        leaves = done in LEAVES and Action.REPLY in visitor.allowed
        next_one = (came.which, now, case.id, came.at)
        upcoming = board.upcoming(connection, *next_one) if leaves else None
    ended = case.state in (CaseState.ANSWERED, CaseState.CLOSED)
    tied = len(group) > 1 and case.state is not CaseState.MERGED
    offered = [one for one in offers(visitor, case) if tied or one.kind != "unlinked"]
    return desk_page(
        request,
        "desk_case.html",
        status,
        # Whatever page this came from, the browser stays at the case's own address.
        {"HX-Push-Url": "false"} if status != 200 else None,
        case=case,
        links=quote_links(house, case.answer),
        offers=offered,
        can_reply=may_reply(visitor, case),
        repliers=repliers(house) if any("to" in one.fields for one in offered) else [],
        queues=[queue.name for queue in house.desk.queues.queues],
        urgencies=list(Urgency),
        inside=visitor.sees_all,
        linked=[one for one in group if one != case.id] if visitor.sees_all else [],
        asker_page=f"{address(request, house)}/cases/{case.token}" if case.is_handed_on else "",
        typed=typed,
        problem=problem,
        unsent=house.desk.unsent(case.id),
        text=text,
        author=author,
        done=done if done in MOVES else "",
        done_of=label_of(request.query_params.get("of", "")),
        listed=came,
        leaves=leaves,
        upcoming=upcoming,
        returned=returned(case) if visitor.sees_all else "",
        own_draft=visitor.person is not None and case.drafted_by == visitor.person.actor,
        faq=house.desk.faq_of_case(case.id) if ended and visitor.sees_all else None,
        tomorrow=f"{day_of(now) + timedelta(days=1)}{MORNING}",
        new_key=lambda: secrets.token_urlsafe(12),
        newest=newest,
        now=now,
    )


def label_of(number: str) -> str:
    """ "12" → "MC-000012"; empty where it is no number of a case."""
    found = Numbered.CASE.number(number)
    return "" if found is None else Numbered.CASE.label(found)
