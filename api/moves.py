"""What people do with a case on its page: one small form a move.

Each move has a route of its own, which needs what ``MOVES`` says that the move needs. What is
refused comes back on the page, in words, with what was typed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.case_page import Typed, case_for, repliers, show
from api.day import read_moment
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.listed import listed
from api.offers import BY_KIND, OFFERS
from api.pages import language_of
from corpus.language import translations
from corpus.text import tidy
from desk.case import MOVES, Case
from desk.casework import CaseWork
from desk.errors import Refused, UnknownCase
from desk.queues import Urgency
from desk.role import Actor
from retrieval.numbered import Numbered

LONGEST_WORDS, LONGEST_NAME = 4_000, 100

router = APIRouter(prefix="/desk/cases/{case_id:int}/moves", include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class NotFilled(Exception):
    """The form lacks something; the message says what, to the person, before translation."""


def typed(
    to: Field = "",
    queue: Field = "",
    urgency: Field = "",
    until: Field = "",
    number: Field = "",
    words: Annotated[str, Form()] = "",
    author: Field = "",
    key: Annotated[str, Form(max_length=64)] = "",
) -> Typed:
    """What the form of a move says; what it does not ask for stays empty."""
    return Typed("", tidy(to), queue, urgency, until, number, tidy(words), tidy(author), key)


Told = Annotated[Typed, Depends(typed)]


@dataclass(frozen=True, slots=True)
class Step:
    """One move that is about to be made, read from its form."""

    cases: CaseWork
    id: int
    actor: Actor
    told: Typed
    people: Sequence[str]  # whom a case can be given to; where there are none, any name

    @property
    def key(self) -> str:
        """The same for each press of one form's button."""
        return f"form/{self.told.key}" if self.told.key else ""

    @property
    def to(self) -> str:
        if not self.told.to or (self.people and self.told.to not in self.people):
            raise NotFilled(_("Hãy chọn một người."))
        return self.told.to

    @property
    def other(self) -> int:
        number = Numbered.CASE.number(self.told.number)
        if number is None:
            raise NotFilled(_("Hãy ghi số phiếu, ví dụ MC-000123."))
        return number

    @property
    def urgency(self) -> Urgency:
        if self.told.urgency not in set(Urgency):
            raise NotFilled(_("Hãy chọn loại thời hạn."))
        return Urgency(self.told.urgency)

    @property
    def until(self) -> datetime:
        try:
            return read_moment(self.told.until)
        except ValueError:
            raise NotFilled(_("Hãy ghi giờ và ngày, ví dụ 08:00 09/03/2026.")) from None


# Each gives the case whose page shows what came of it.
ACTS: dict[str, Callable[[Step], Case]] = {
    "claimed": lambda one: one.cases.claim(one.id, one.actor, one.key),
    "taken_over": lambda one: one.cases.take_over(one.id, one.actor, one.key),
    "assigned": lambda one: one.cases.assign(one.id, one.actor, one.to, one.key),
    "handed_over": lambda one: one.cases.hand_over(
        one.id, one.actor, one.to, one.told.words, one.key
    ),
    "routed": lambda one: one.cases.route(
        one.id, one.actor, one.told.queue, one.told.words, one.key
    ),
    "classed": lambda one: one.cases.classify(
        one.id, one.actor, one.urgency, one.told.words, one.key
    ),
    "asked_back": lambda one: one.cases.ask_back(one.id, one.actor, one.told.words, one.key),
    "snoozed": lambda one: one.cases.snooze(one.id, one.actor, one.until, one.told.words, one.key),
    "woken": lambda one: one.cases.wake(one.id, one.actor, one.key),
    "returned": lambda one: one.cases.send_back(one.id, one.actor, one.told.words, one.key),
    "linked": lambda one: one.cases.link(one.id, one.other, one.actor, one.key),
    "unlinked": lambda one: one.cases.unlink(one.id, one.actor, one.key),
    "merged": lambda one: one.cases.merge(one.id, one.other, one.actor, one.told.words, one.key),
    "split": lambda one: one.cases.split(one.id, one.actor, one.told.words),
    "withdrawn": lambda one: one.cases.withdraw(one.id, one.actor, one.told.words, one.key),
    "reopened": lambda one: one.cases.reopen(one.id, one.actor, one.told.words, one.key),
    "added": lambda one: one.cases.add(one.id, one.actor, one.told.words, one.key),
    "told": lambda one: one.cases.add(one.id, one.actor, one.told.words, one.key),
}


def _making(kind: str) -> Callable[..., Response]:
    def move(
        request: Request, house: InHouse, visitor: AtDoor, case_id: int, told: Told
    ) -> Response:
        return _made(request, house, visitor, case_id, told.of(kind))

    return move


for _kind in (offer.kind for offer in OFFERS):
    _needs = MOVES[_kind].needs
    assert _needs is not None  # noqa: S101 - nothing is offered that nobody of the desk may
    router.add_api_route(
        f"/{_kind}",
        _making(_kind),
        methods=["POST"],
        dependencies=[Depends(Needs(_needs))],
        name=f"move_{_kind}",
    )


def _made(request: Request, house: House, visitor: Visitor, case_id: int, told: Typed) -> Response:
    case = case_for(house, case_id, visitor)
    say = translations(language_of(request)).gettext
    try:
        _check(told, visitor)
        shown = _move(house, visitor, case, told)
    except NotFilled as lacking:
        return show(request, house, visitor, case, 422, told, say(str(lacking)))
    except Refused as refused:
        case = case_for(house, case_id, visitor)
        return show(request, house, visitor, case, 409, told, refused.said(say))
    except UnknownCase:
        return show(request, house, visitor, case, 422, told, say(_("Không có phiếu số này.")))
    return RedirectResponse(listed(request, visitor).after(case, told.kind, shown.id), 303)


def _move(house: House, visitor: Visitor, case: Case, told: Typed) -> Case:
    needs = MOVES[told.kind].needs
    assert needs is not None  # noqa: S101 - as above
    people = [person.actor for person in repliers(house)]
    with house.desk.begin(visitor.who) as work:
        actor = visitor.acting(needs, told.author)
        return ACTS[told.kind](Step(work.cases, case.id, actor, told, people))


def _check(told: Typed, visitor: Visitor) -> None:
    """
    Raises:
        NotFilled
    """
    offer = BY_KIND[told.kind]
    if visitor.person is None and not 0 < len(told.author) <= LONGEST_NAME:
        raise NotFilled(_("Hãy ghi tên của anh/chị (không quá 100 ký tự)."))
    if len(told.words) > LONGEST_WORDS:
        raise NotFilled(_("Nội dung dài quá 4.000 ký tự. Hãy rút gọn rồi gửi lại."))
    if "words" in offer.fields and offer.needs_words and not told.words.strip():
        raise NotFilled(_("Hãy ghi rõ lý do hoặc nội dung."))
