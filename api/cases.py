"""Asking a person: the case that an answer becomes, and its page for who asked.

Whoever asked in another channel has no cookie here: the link that the channel gave them, whose
token nobody can guess, lets them read and add words. To withdraw, clear or reopen, the browser is
tied to the chat, which the chat has to confirm.
"""

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote as percent

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asker import Asker, remember
from api.asking import LONGEST_NAME, answer_for
from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.pages import language_of, page
from api.satisfaction import rating_of
from corpus.language import translations
from corpus.text import tidy
from desk import telegram_people, ties
from desk.acting import act, ask_to_tie, given_to, knows, private_chat, tell_by_link
from desk.audit import SYSTEM, Who
from desk.case import Case
from desk.contact import Contact
from desk.errors import Refused
from desk.role import Actor
from desk.thread import NEEDS_WORDS, WORDS, Act, acts, asked_back, joined, others, thread
from retrieval.numbered import Numbered
from retrieval.question import Unit

LONGEST_NOTE = 2_000
LONGEST_KEY = 64

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in the page's form, and what is said above it."""

    words: str = ""
    problem: str = ""
    code: str = ""
    asked: bool = False  # the chat, whether this browser may act for it


@router.post("/answers/{answer_id}/case")
def open_case(
    house: InHouse,
    asker: Asker,
    answer_id: str,
    note: Annotated[str, Form()] = "",
    province: Annotated[str, Form()] = "",
    commune: Annotated[str, Form()] = "",
) -> Response:
    case = hand_over(house, asker, answer_id, note, Unit(province, commune))
    return RedirectResponse(f"/cases/{case.token}", 303)


@router.post("/answers/{answer_id}/feedback")
def feedback(
    house: InHouse,
    asker: Asker,
    answer_id: str,
    verdict: Annotated[Literal["right", "wrong"], Form()],
) -> Response:
    """What is not right goes to people at once; its case can be withdrawn by one press."""
    answer_for(house, asker, answer_id)
    with house.desk.begin() as work:
        work.feedback(answer_id, asker, verdict)
        if verdict == "wrong":
            work.open_case(answer_id, asker, doubted=True)
    return RedirectResponse(f"/answers/{percent(answer_id)}?said={verdict}#said", 303)


@router.get("/cases/{token}")
def show(request: Request, house: InHouse, asker: Asker, visitor: AtDoor, token: str) -> Response:
    return _page(request, house, case_for(house, asker, token, visitor), asker, visitor)


@router.post("/cases/{token}")
def do(
    request: Request,
    house: InHouse,
    asker: Asker,
    visitor: AtDoor,
    token: str,
    what: Annotated[Act, Form()],
    words: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """What an asker does with their case; where it cannot be done, what was typed stays."""
    case = case_for(house, asker, token, visitor)
    words = tidy(words)[:LONGEST_NOTE]
    _ = translations(language_of(request)).gettext
    if what in NEEDS_WORDS and not words.strip():
        told = Told(words, _("Hãy ghi nội dung."))
        return _page(request, house, case, asker, visitor, told, 422)
    key = f"form/{key[:LONGEST_KEY]}" if key else ""
    mine = house.desk.acts_as(case, asker)
    try:
        with house.desk.begin() as work:
            if mine or what not in WORDS:
                act(work, case, asker, what, words, key)
            else:
                tell_by_link(work, case, words, key)
    except Refused as refused:
        case = case_for(house, asker, token, visitor)
        told = Told(words, refused.said(_))
        return _page(request, house, case, asker, visitor, told, 409)
    return RedirectResponse(f"/cases/{case.token}#state", 303)


@router.post("/cases/{token}/tie")
def tie(request: Request, house: InHouse, asker: Asker, visitor: AtDoor, token: str) -> Response:
    """Ask for this browser and a chat to be tied: an asker is given a code to open in Telegram;
    who came by the link is asked after in the chat that was given it.
    """
    case = case_for(house, asker, token, visitor)
    _ = translations(language_of(request)).gettext
    told = Told(problem=_("Chưa nối được. Hãy thử lại sau 30 phút."))
    with house.desk.begin() as work:
        if ties.acts_as(work.connection, case, asker):
            if code := ties.new_code(work.connection, asker, case, work.now):
                told = Told(code=f"c-{code}")
        elif ask_to_tie(work, case, asker):
            told = Told(asked=True)
    response = _page(request, house, case, asker, visitor, told, 409 if told.problem else 200)
    remember(request, response, asker)
    return response


def hand_over(
    house: House,
    asker: Contact,
    answer_id: str,
    note: str,
    unit: Unit,
    actor: Actor | None = None,
    who: Who = SYSTEM,
) -> Case:
    """Open the case of an answer; asked twice, the same case. ``actor`` is who hands it over, by
    default the asker.

    The unit is remembered for next time; an empty one leaves what is known.

    Raises:
        HTTPException: 404 where the answer is not the asker's.
    """
    answer_for(house, asker, answer_id)
    unit = Unit(tidy(unit.province)[:LONGEST_NAME], tidy(unit.commune)[:LONGEST_NAME])
    with house.desk.begin(who) as work:
        if unit != Unit():
            work.set_unit(asker, unit)
        return work.open_case(answer_id, asker, tidy(note)[:LONGEST_NOTE], actor=actor)


def case_for(house: House, asker: Contact, token: str, visitor: Visitor) -> Case:
    """A case, shown to the browser that asked, to one tied to who asked, to whom of the desk it
    is within reach, and to whoever has the link that another channel gave.

    Raises:
        HTTPException: 404, whether there is none or it is someone else's.
    """
    case = house.desk.case_by_token(token)
    if case is None or not (
        visitor.sees(case.unit)
        or case.is_of(asker)
        or case.has_link
        or knows(case, asker)
        or house.desk.acts_as(case, asker)
    ):
        raise HTTPException(404, "There is no such case, or another browser opened it.")
    return case


def _parts(house: House, case: Case) -> dict[str, str]:
    """The tokens of the cases that parts of this one became, by their labels."""
    labels = [event.text for event in case.events if event.kind == "split"]
    found = (house.desk.case(Numbered.CASE.number(label) or 0) for label in labels)
    return {part.label: part.token for part in found if part is not None}


def _page(
    request: Request,
    house: House,
    case: Case,
    asker: Contact,
    visitor: Visitor,
    told: Told | None = None,
    status: int = 200,
) -> Response:
    mine = house.desk.acts_as(case, asker)
    reader = mine or (asker.asker if knows(case, asker) else given_to(case))
    can = [one for one in acts(case) if mine or (one in WORDS and given_to(case))]
    chats = [one for one in house.desk.tied(asker) if one.delivers]
    with house.desk.database.reading() as connection:
        bot = telegram_people.bot_name(connection)
    return page(
        request,
        "case.html",
        status,
        case=case,
        rating=rating_of(house, asker, case),
        told=told or Told(),
        steps=thread(case, reader),
        parts=_parts(house, case),
        can=can,
        mine=bool(mine),
        joined=joined(case, reader),
        others=list(others(case, reader)),
        asked_back=asked_back(case),
        notices=house.desk.notices(case.answer.id),
        own_answer=case.answer.question.asker == asker.asker or visitor.sees_all,
        tied=bool(chats),
        can_tie=(bool(bot) and mine.startswith("web:") and not chats)
        or (not mine and private_chat(case) is not None),
        bot=bot,
        key=secrets.token_urlsafe(12),
        longest=LONGEST_NOTE,
    )
