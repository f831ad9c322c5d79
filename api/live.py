"""What changes while a page of the desk is open: one stream of events a page."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api import wording
from api.door import AtDoor, Needs, Visitor
from api.house import InHouse
from api.pages import language_of
from api.watch import Change, SignedOut
from corpus.language import translations
from desk.case import SHOWN
from desk.errors import DatabaseUnavailable
from desk.rights import Action
from retrieval.labels import Translate
from retrieval.numbered import Numbered

LIFE = 600  # seconds: then the browser comes anew, and its rights are looked up again
_COME_BACK = (1_000, 8_000)  # milliseconds, so that after a restart not all come at once

router = APIRouter(prefix="/desk", include_in_schema=False)
Number = Annotated[int, Query(ge=0, lt=2**63)]


@router.get(
    "/live",
    dependencies=[Depends(Needs(Action.READ_CASES))],
    response_class=EventSourceResponse,
)
async def live(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    since: Number = 0,
    case: Number = 0,
    lives: Annotated[float, Query(ge=0, le=LIFE)] = LIFE,
    last_event_id: Annotated[str, Header()] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Events "moved", each with its number as id, from ``since`` on; "over" where nothing more
    comes because the session has ended. ``case`` asks for the changes of one case only."""
    _ = translations(language_of(request)).gettext
    if last_event_id.isascii() and last_event_id.isdecimal():
        since = max(since, min(int(last_event_id[:19]), 2**63 - 1))
    yield ServerSentEvent(retry=random.randint(*_COME_BACK), comment="listening")
    ends = asyncio.get_running_loop().time() + lives
    session = visitor.session.id if visitor.session else None
    async with house.watch.listening(session) as listener:
        try:
            changes = await run_in_threadpool(house.watch.since, since) if since else ()
        except DatabaseUnavailable:
            return  # the browser comes back
        told = {change.number for change in changes}
        while True:
            for change in changes:
                if _concerns(change, visitor, case):
                    yield _event(change, _)
            try:
                async with asyncio.timeout_at(ends):
                    heard = await listener.next()
            except TimeoutError:
                return
            except SignedOut:
                yield ServerSentEvent(event="over", data="")
                return
            if not heard:
                return
            changes = tuple(change for change in heard if change.number not in told)


def _concerns(change: Change, visitor: Visitor, case: int) -> bool:
    """An officer hears of their unit's cases, and of what is not between those who work on them."""
    if case not in (0, change.case_id):
        return False
    return visitor.sees_all or (change.kind in SHOWN and visitor.sees(change.unit))


def _event(change: Change, _: Translate) -> ServerSentEvent:
    told = {
        "case": change.case_id,
        "label": Numbered.CASE.label(change.case_id),
        "what": wording.event(change.kind, _),
        "who": wording.actor(change.role, change.who, _),
    }
    return ServerSentEvent(event="moved", id=str(change.number), data=told)
