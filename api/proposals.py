"""Proposals on the team's pages: the list, and one with evidence, steps, effect and paper."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.charts import Bar, bars
from api.day import read_day
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.library import PageNumber, cut
from api.pages import language_of
from api.reply_page import passages, today_of
from api.scripts import desk_page
from corpus.form import MEDIA_TYPES
from corpus.language import show_day, translations
from corpus.text import fold, tidy
from desk import asked_before, people, proposals
from desk.errors import FaqRefused, ProposalRefused, UnknownFaq, UnknownProposal
from desk.faq_publish import pick
from desk.proposal import MOVES, Proposal, ProposalState, Week
from desk.proposal_paper import paper, word
from desk.rights import Action, may
from desk.trouble import Asked
from retrieval.numbered import Numbered

A_PAGE = 50
MOST_QUESTIONS = 30  # of the evidence that are shown
LONGEST = 10_000

READS = [Depends(Needs(Action.READ_ALL_CASES))]
PROPOSES = [Depends(Needs(Action.PROPOSE))]
router = APIRouter(prefix="/desk/proposals", include_in_schema=False)
Typed = Annotated[str, Form(max_length=LONGEST)]
Key = Annotated[str, Form(max_length=64)]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the form of the content, as typed."""

    title: str
    concerns: str
    wording: str
    owner: str
    due: str


class NotTaken(Exception):
    """What was typed cannot be used; the message is for the person, before translation."""


@router.get("", dependencies=READS)
def everything(
    request: Request, house: InHouse, state: str = "", page_number: PageNumber = 1
) -> Response:
    chosen = next((one for one in ProposalState if one.value == state), None)
    with house.desk.database.reading() as connection:
        found = proposals.everything(connection, chosen)
    shown, pages = cut(found, page_number, A_PAGE)
    return desk_page(
        request,
        "proposals.html",
        listed=shown,
        state=chosen,
        states=list(ProposalState),
        today=today_of(house),
        page_number=page_number,
        pages=pages,
    )


@router.get("/{proposal_id:int}", dependencies=READS)
def one(
    request: Request,
    house: InHouse,
    proposal_id: int,
    q: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    return show(request, house, proposal_for(house, proposal_id), q=tidy(q))


@router.get("/{proposal_id:int}/print", dependencies=READS)
def printed(house: InHouse, proposal_id: int) -> Response:
    found = proposal_for(house, proposal_id)
    raw = paper(found, _asked(house, found), _weeks(house, found), today_of(house))
    policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
    named = {
        "Content-Disposition": f'inline; filename="{found.label}.pdf"',
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
    }
    return Response(raw, media_type="application/pdf", headers=named)


@router.get("/{proposal_id:int}/word", dependencies=READS)
def to_edit(house: InHouse, proposal_id: int) -> Response:
    """The dossier as a Word file."""
    found = proposal_for(house, proposal_id)
    raw = word(found, _asked(house, found), _weeks(house, found), today_of(house))
    named = {"Content-Disposition": f'attachment; filename="{found.label}.docx"'}
    return Response(raw, media_type=MEDIA_TYPES["docx"], headers=named)


@router.post("/{proposal_id:int}", dependencies=PROPOSES)
def edit(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    proposal_id: int,
    title: Typed = "",
    concerns: Typed = "",
    wording: Typed = "",
    owner: Annotated[str, Form(max_length=200)] = "",
    due: Annotated[str, Form(max_length=20)] = "",
    key: Key = "",
) -> Response:
    content = Content(title, concerns, wording, owner, due)
    try:
        sets = _sets(house, content)
    except NotTaken as wrong:
        return _again(request, house, proposal_id, str(wrong), asdict(content))
    return _move(request, house, visitor, proposal_id, "edited", key=key, sets=sets)


@router.post("/{proposal_id:int}/basis", dependencies=PROPOSES)
def pick_basis(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    proposal_id: int,
    chunk: Annotated[int, Form(ge=0, lt=2**63)] = -1,
    without: Annotated[int, Form(ge=0, le=1000)] = -1,
    key: Key = "",
) -> Response:
    """Add a provision of the index, or take the one at a place away."""
    found = proposal_for(house, proposal_id)
    basis = [given for at, given in enumerate(found.basis) if at != without]
    try:
        if chunk >= 0:
            basis.append(pick(house.service.index, chunk, "", today_of(house)))
    except FaqRefused:
        return _again(request, house, proposal_id, _("Không tìm thấy điều khoản này trong kho."))
    picked = {"basis": tuple(dict.fromkeys(basis))}
    return _move(request, house, visitor, proposal_id, "edited", key=key, sets=picked)


@router.post("/{proposal_id:int}/links", dependencies=PROPOSES)
def link(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    proposal_id: int,
    faqs: Annotated[str, Form(max_length=500)] = "",
    documents: Annotated[str, Form(max_length=2000)] = "",
    key: Key = "",
) -> Response:
    try:
        numbers = _faqs(house, faqs)
    except NotTaken as wrong:
        typed = {"faqs": faqs, "documents": documents}
        return _again(request, house, proposal_id, str(wrong), typed)
    named = tuple(filter(None, (line.strip() for line in tidy(documents).split("\n"))))
    sets = {"faqs": numbers, "documents": named}
    return _move(request, house, visitor, proposal_id, "linked", key=key, sets=sets)


@router.post("/{proposal_id:int}/move", dependencies=PROPOSES)
def move(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    proposal_id: int,
    step: Annotated[str, Form(max_length=20)] = "",
    why: Typed = "",
    title: Annotated[str | None, Form(max_length=LONGEST)] = None,
    concerns: Typed = "",
    wording: Typed = "",
    owner: Annotated[str, Form(max_length=200)] = "",
    due: Annotated[str, Form(max_length=20)] = "",
    key: Key = "",
) -> Response:
    """Take a step. What is typed in the content's form comes along and is saved with it."""
    typed: dict[str, Any] = {"why": why}
    sets: dict[str, Any] = {}
    if step not in STEPS:
        return _again(request, house, proposal_id, _("Hãy chọn một bước."), typed)
    if title is not None and proposal_for(house, proposal_id).may("edited"):
        content = Content(title, concerns, wording, owner, due)
        try:
            sets = _sets(house, content)
        except NotTaken as wrong:
            return _again(request, house, proposal_id, str(wrong), typed | asdict(content))
    return _move(request, house, visitor, proposal_id, step, why, key, sets)


STEPS = tuple(kind for kind in MOVES if kind not in ("drafted", "edited", "linked"))


def proposal_for(house: House, proposal_id: int) -> Proposal:
    """Raises: HTTPException: 404."""
    try:
        with house.desk.database.reading() as connection:
            return proposals.get(connection, proposal_id)
    except UnknownProposal:
        raise HTTPException(404, "There is no such proposal.") from None


def show(
    request: Request,
    house: House,
    found: Proposal,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, Any] | None = None,
    q: str = "",
) -> Response:
    """One proposal; ``typed`` is what was not kept. The effect reads the field's questions of up to
    16 weeks where it was not measured yet."""
    weeks, asked = _weeks(house, found), _asked(house, found)
    with house.desk.database.reading() as connection:
        everybody = people.everyone(connection)
    today = today_of(house)
    effect = found.effect(weeks, today)
    # What is lacking to propose it may stand in the form, which comes along.
    offered = [kind for kind in STEPS if found.may(kind) or found.lacks_words(kind)]
    steps = [kind for kind in offered if kind != "measured" or effect.after]
    return desk_page(
        request,
        "proposal.html",
        status,
        one=found,
        told=typed or {},
        asked=asked[:MOST_QUESTIONS],
        more=max(0, len(asked) - MOST_QUESTIONS),
        weeks=weeks,
        chart=_chart(weeks, language_of(request)) if weeks else "",
        effect=effect,
        whole_on=weeks[0].day + timedelta(weeks=2 * proposals.AROUND) if weeks else today,
        steps=steps,
        papers={name: _paper(house, name) for name in found.documents},
        owners=[person for person in everybody if may(person, Action.PROPOSE)],
        found=passages(house, q, today) if q else [],
        q=q,
        problem=problem,
        today=today,
        key=secrets.token_hex(8),
    )


def _move(
    request: Request,
    house: House,
    visitor: Visitor,
    proposal_id: int,
    kind: str,
    why: str = "",
    key: str = "",
    sets: Mapping[str, Any] | None = None,
) -> Response:
    proposal_for(house, proposal_id)
    actor = visitor.acting(Action.PROPOSE).name
    key = f"form/{kind}/{key}" if key else ""
    try:
        with house.desk.begin(visitor.who) as work:
            if sets and kind in STEPS:
                saved = f"{key}/content" if key else ""
                proposals.move(work, proposal_id, "edited", actor, "", saved, sets)
                proposals.move(work, proposal_id, kind, actor, why, key)
            else:
                proposals.move(work, proposal_id, kind, actor, why, key, sets or {})
    except ProposalRefused as refused:
        typed = _as_typed(sets or {}) | {"why": why}
        return _again(request, house, proposal_id, refused.sentence, typed, 409)
    return RedirectResponse(f"/desk/proposals/{proposal_id}", 303)


def _as_typed(sets: Mapping[str, Any]) -> dict[str, Any]:
    """What was to be kept, as it stands in the form."""
    typed = dict(sets)
    if typed.get("due"):
        typed["due"] = f"{typed['due']:%d/%m/%Y}"
    if "documents" in typed:
        typed["documents"] = "\n".join(typed["documents"])
    if "faqs" in typed:
        typed["faqs"] = " ".join(Numbered.FAQ.label(number) for number in typed["faqs"])
    return typed


def _again(
    request: Request,
    house: House,
    proposal_id: int,
    problem: str,
    typed: Mapping[str, Any] | None = None,
    status: int = 422,
) -> Response:
    said = translations(language_of(request)).gettext(problem)
    return show(request, house, proposal_for(house, proposal_id), status, said, typed)


def _asked(house: House, found: Proposal) -> list[Asked]:
    """The questions of the evidence, as they are kept now."""
    with house.desk.database.reading() as connection:
        return asked_before.texts_of(connection, found.evidence.answers if found.evidence else ())


def _weeks(house: House, found: Proposal) -> tuple[Week, ...]:
    if found.weeks or found.published is None:
        return found.weeks
    with house.desk.database.reading() as connection:
        return proposals.effect(connection, found, house.desk.now())


def _paper(house: House, name: str) -> str:
    """The number of the document of the index that ``name`` is or names; "" where it has none."""
    words = {word.strip('.,;:()[]“”"') for word in fold(name).split()}
    numbered = (one for one in house.service.documents() if one.number)
    return next((one.number for one in numbered if one.number and fold(one.number) in words), "")


def _chart(weeks: Sequence[Week], language: str) -> Markup:
    say = translations(language).gettext
    told = "; ".join(f"{show_day(week.day, language)}: {week.asked}" for week in weeks)
    found = [Bar(f"{week.day:%d/%m}", week.asked, str(week.asked)) for week in weeks]
    return bars(say(_("Câu hỏi cùng nội dung theo tuần")), told, found, "effect")


def _sets(house: House, content: Content) -> dict[str, Any]:
    """Raises: NotTaken"""
    sets = asdict(content)
    return sets | {"owner": _owner(house, content.owner), "due": _day(content.due)}


def _owner(house: House, told: str) -> str:
    """Raises: NotTaken"""
    with house.desk.database.reading() as connection:
        known = {person.actor for person in people.everyone(connection)}
    if told and told not in known:
        raise NotTaken(_("Hãy chọn một người."))
    return told


def _day(told: str) -> date | None:
    """Raises: NotTaken"""
    try:
        return read_day(told) if told.strip() else None
    except ValueError:
        raise NotTaken(_("Hãy ghi ngày, ví dụ 09/03/2026.")) from None


def _faqs(house: House, told: str) -> tuple[int, ...]:
    """Raises: NotTaken"""
    numbers = []
    for given in tidy(told).replace(",", " ").split():
        try:
            numbers.append(house.desk.faq(Numbered.FAQ.number(given) or 0).id)
        except UnknownFaq:
            raise NotTaken(_("Không có câu trả lời đã duyệt số này (ví dụ HD-000003).")) from None
    return tuple(numbers)
