"""Writing the reply to a case, in blocks, and sending it.

Every button of the editor keeps what is written: a browser that closes loses nothing, and who
writes over somebody else's newer draft is shown both.
"""

from dataclasses import replace
from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.case_page import case_for
from api.day import show_moment
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.listed import Listed, listed
from api.pages import language_of
from api.reply_form import LONGEST_REPLY, LONGEST_SEARCH, FromForm, Posted, changed, written
from api.reply_page import Shown, flags_of, law_in, show, today_of
from api.reply_taken import TAKES
from corpus.language import translations
from corpus.phrases import N_
from corpus.text import tidy
from desk import draftbook
from desk.case import LIVE, Case, CaseState
from desk.contradiction import mark
from desk.draftbook import KeptDraft
from desk.drafts import Body, Words
from desk.errors import CaseClosed, FaqRefused, NoGround, Overtaken, Refused
from desk.rights import Action
from retrieval.manifest import IndexUnavailable

router = APIRouter(prefix="/desk/cases/{case_id:int}", include_in_schema=False)
REPLIES = [Depends(Needs(Action.REPLY))]
_READ = CaseState.SECOND_READING
KEPT_AT = N_("Đã lưu bản soạn lúc {}.")
SOMEBODY = N_("Người khác vừa lưu một bản mới hơn. Bấm “Lưu” để xem cả hai bản.")
TWO = N_(
    "Trong lúc anh/chị soạn, {} đã lưu một bản khác (ở dưới). "
    "Nội dung anh/chị vừa nhập còn ở đây, chưa được lưu. Bấm lại để lưu bản này thay bản kia."
)
ENDED = N_("Phiếu này đã được trả lời hoặc đã rút. Nội dung vừa nhập chưa được gửi.")
IS_READ = N_("Bản soạn đang chờ người đọc lần hai. Nội dung vừa nhập chưa được gửi.")
LOOK = N_("Hãy đối chiếu các điểm dưới đây, đánh dấu rồi gửi lại. Chưa gửi gì.")
NO_INDEX = N_("Kho văn bản chưa sẵn sàng để đối chiếu. Bản soạn đã được lưu; hãy gửi lại sau.")
HIDDEN = N_(
    "Số giấy tờ, số điện thoại hoặc họ tên trong nội dung vừa được che như dưới đây. "
    "Hãy đọc lại cho đủ ý rồi gửi lại. Chưa gửi gì."
)
LOST = N_("Có trích dẫn không còn trong kho, đã bỏ khỏi bản soạn.")


@router.get("/reply", dependencies=REPLIES)
def editor(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    case_id: int,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    cut: int = -1,
) -> Response:
    case = case_for(house, case_id, visitor)
    return show(request, house, visitor, case, Shown(q=tidy(q), cut=cut))


@router.post("", dependencies=REPLIES)
def older_form(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    case_id: int,
    text: Annotated[str, Form()] = "",
    no_basis: Annotated[str, Form()] = "",
) -> Response:
    """A form of an older page: what was typed becomes the draft, where there is none yet."""
    case = case_for(house, case_id, visitor)
    if case.is_live and house.desk.draft(case_id) is None:
        body = Body((Words(text.replace("\r\n", "\n")[:LONGEST_REPLY]),), no_basis)
        _keep(house, visitor, case, body, 0, "")
    return RedirectResponse(listed(request, visitor).on(f"/desk/cases/{case_id}/reply"), 303)


@router.post("/reply", dependencies=REPLIES)
def edit(
    request: Request, house: InHouse, visitor: AtDoor, case_id: int, told: FromForm
) -> Response:
    """Press one of the editor's buttons; "send" is one of them."""
    case, came = case_for(house, case_id, visitor), listed(request, visitor)
    if told.key and any(event.key == key_of(told.key) for event in case.events):
        return RedirectResponse(_sent(came, case, waits=case.state is _READ), 303)
    _ = translations(language_of(request)).gettext
    today, law, kept = today_of(house), law_in(house), house.desk.draft(case_id)
    body, whole = written(told, law, kept.body.quotes if kept else (), today)
    shown = Shown(body, told.version, q=told.q, author=told.author)
    if case.state not in LIVE or case.state is _READ:
        return show(request, house, visitor, case, replace(shown, problem=_(closed(case))), 409)
    try:
        body = changed(body, told, law, case.answer, today)
        if law is not None and told.do in TAKES:
            theirs = TAKES[told.do](house, visitor, law, told.at)
            body = replace(body.begun_with(theirs.blocks), reason=body.reason or theirs.reason)
        refusal = "" if whole else _(LOST)
    except FaqRefused as refused:
        refusal = refused.said(_)
    try:
        draft = _keep(house, visitor, case, body, told.version, told.author)
    except Overtaken:
        return _overtaken(request, house, visitor, case, shown, told.do)
    shown = Shown(draft.body, draft.version, refusal, told.q, author=told.author)
    if told.do == "keep":
        return _kept(request, draft)
    if refusal:
        cut = told.at if told.do == "narrow" else -1
        return show(request, house, visitor, case, replace(shown, problem=refusal, cut=cut), 422)
    if told.do == "send" and body.hides:
        shown = replace(shown, problem=_(HIDDEN))
        return show(request, house, visitor, case, shown, 409)
    if told.do == "send":
        return _send(request, house, visitor, case, draft, told, shown)
    if told.do == "link":
        return _link(request, house, visitor, case, told, shown)
    return RedirectResponse(_back(came, case_id, told, len(draft.body.blocks)), 303)


def _link(
    request: Request, house: House, visitor: Visitor, case: Case, told: Posted, shown: Shown
) -> Response:
    """Tie a case that asks alike to this one, so that one reply answers both."""
    other = case_for(house, told.at, visitor)
    try:
        with house.desk.begin(visitor.who) as work:
            actor = visitor.acting(Action.REPLY, told.author)
            work.cases.link(other.id, case.id, actor, key_of(f"{told.key}/{other.id}"))
    except Refused as refused:
        said = refused.said(translations(language_of(request)).gettext)
        return show(request, house, visitor, case, replace(shown, problem=said), 409)
    back = listed(request, visitor).on(f"/desk/cases/{case.id}/reply")
    return RedirectResponse(f"{back}#along", 303)


def _send(
    request: Request,
    house: House,
    visitor: Visitor,
    case: Case,
    draft: KeptDraft,
    told: Posted,
    shown: Shown,
) -> Response:
    """Everything that stands in the way is told with the draft; nothing of it is lost."""
    _ = translations(language_of(request)).gettext
    author = visitor.person.name if visitor.person else told.author
    body = draft.body
    if problem := _problem(body, author, language_of(request)):
        return show(request, house, visitor, case, replace(shown, problem=problem), 422)
    words, ground = body.words, body.ground
    try:
        found = flags_of(house, case, words, ground)
        if found and mark(found) != told.checked:
            flagged = Shown(body, draft.version, _(LOOK), told.q, -1, told.author, found)
            return show(request, house, visitor, case, flagged, 409)
        with house.desk.begin(visitor.who) as work:
            actor = visitor.acting(Action.REPLY, author)
            draftbook.keep(work.connection, case.id, body, draft.version, draft.author, work.now)
            only, key = body.alone, key_of(told.key)
            moved = work.cases.reply(case.id, actor, words, ground, key, linked=not only)
    except Overtaken:
        return _overtaken(request, house, visitor, case, shown, "send")
    except IndexUnavailable:
        return show(request, house, visitor, case, replace(shown, problem=_(NO_INDEX)), 503)
    except CaseClosed:
        case = case_for(house, case.id, visitor)
        return show(request, house, visitor, case, replace(shown, problem=_(closed(case))), 409)
    except Refused as refused:
        case = case_for(house, case.id, visitor)
        return show(request, house, visitor, case, replace(shown, problem=refused.said(_)), 409)
    came = listed(request, visitor)
    return RedirectResponse(_sent(came, case, waits=moved.state is _READ), 303)


def _sent(came: Listed, case: Case, *, waits: bool) -> str:
    """The case's page, which says what became of the reply."""
    return came.after(case, "proposed" if waits else "replied")


def key_of(key: str) -> str:
    """The key of the event that one press of a form's button makes."""
    return f"form/{key}" if key else ""


def closed(case: Case) -> str:
    """Why nothing can be written to a case now."""
    return IS_READ if case.state is _READ else ENDED


def _problem(body: Body, author: str, language: str) -> str:
    _ = translations(language).gettext
    if not body.words:
        return _("Hãy nhập nội dung trả lời.")
    if len(body.words) > LONGEST_REPLY:
        return _("Nội dung trả lời dài quá 10.000 ký tự. Hãy rút gọn rồi gửi lại.")
    if not author.strip() or len(author) > 100:
        return _("Hãy ghi tên người trả lời (không quá 100 ký tự).")
    if not body.ground.is_given:
        return _(NoGround.sentence)
    return ""


def _keep(
    house: House, visitor: Visitor, case: Case, body: Body, version: int, author: str
) -> KeptDraft:
    """Raises: Overtaken"""
    actor = visitor.acting(Action.REPLY, author[:100]).name
    with house.desk.begin(visitor.who) as work:
        return draftbook.keep(work.connection, case.id, body, version, actor, work.now)


def _overtaken(
    request: Request, house: House, visitor: Visitor, case: Case, shown: Shown, do: str
) -> Response:
    """Both texts; the form now stands over the other's version, so that a press more keeps it."""
    _ = translations(language_of(request)).gettext
    if do == "keep":
        return HTMLResponse(escape(_(SOMEBODY)))
    theirs = house.desk.draft(case.id)
    who = house.desk.names(theirs.author)[theirs.author] if theirs else ""
    said = _(TWO).format(who or _("người khác"))
    both = replace(shown, theirs=theirs, version=theirs.version if theirs else 0, problem=said)
    return show(request, house, visitor, case, both, 409)


def _kept(request: Request, draft: KeptDraft) -> Response:
    """For htmx, which keeps what is typed without being asked: the version to go on from."""
    language = language_of(request)
    said = translations(language).gettext(KEPT_AT).format(show_moment(draft.at, language))
    return HTMLResponse(
        f'{escape(said)}<input type="hidden" name="version" id="version" '
        f'value="{draft.version}" hx-swap-oob="true">'
    )


def _back(came: Listed, case_id: int, told: Posted, count: int) -> str:
    """Where the browser goes on: at the block, or the passages, that the button was about."""
    here = {"q": told.q} | ({"cut": str(told.at)} if told.do == "open" else {})
    match told.do:
        case "search":
            at = "found"
        case "up":
            at = f"block-{max(told.at - 1, 0)}"
        case "down":
            at = f"block-{min(told.at + 1, count - 1)}"
        case "add" | "pick" | "take" | "reuse" | "quote_faq":
            at = f"block-{count - 1}"
        case "open" | "narrow" | "drop":
            at = f"block-{min(told.at, count - 1)}"
        case _:
            at = "reply"
    return f"{came.on(f'/desk/cases/{case_id}/reply', **here)}#{at}"
