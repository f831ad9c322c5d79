"""What people do with reviewed answers: publish, edit, suspend, withdraw, find them still true."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.case_page import case_for
from api.door import AtDoor, Needs, Visitor
from api.faqs import can_be_published, faq_for, flags_of, show
from api.house import House, InHouse
from api.pages import language_of
from api.reply_form import FromForm, changed, written
from api.reply_page import Shown, blocks_of, law_in, passages, today_of
from api.replying import LOOK, NO_INDEX
from api.scripts import desk_page
from corpus.document import NATIONAL
from corpus.language import translations
from corpus.masking import mask as masked
from corpus.phrases import N_
from corpus.text import tidy
from desk import faq_publish
from desk.contradiction import mark
from desk.drafts import Body, placed
from desk.errors import FaqRefused, NoReason, SecondPersonNeeded
from desk.faq import KeptFaq
from desk.faq_index import put_out
from desk.rights import Action
from retrieval.manifest import IndexUnavailable

PUBLISHES = [Depends(Needs(Action.PUBLISH))]
LONGEST_QUESTIONS = 4_000
OTHER_VERSION = N_("Câu trả lời vừa được người khác sửa. Nội dung dưới đây chưa được lưu.")
Version = Annotated[int, Form(ge=0, lt=2**31)]

router = APIRouter(prefix="/desk", include_in_schema=False, dependencies=PUBLISHES)


@dataclass(frozen=True, slots=True)
class Step:
    """One change that is about to be made: on what page, by whom."""

    request: Request
    house: House
    visitor: Visitor
    faq_id: int

    @property
    def actor(self) -> str:
        return self.visitor.acting(Action.PUBLISH).name

    def say(self, text: str) -> str:
        return translations(language_of(self.request)).gettext(text)

    def back(self) -> Response:
        return RedirectResponse(f"/desk/faqs/{self.faq_id}", 303)

    def again(self, problem: str, status: int = 409) -> Response:
        """The page as it is now, with what stood in the way."""
        one = faq_for(self.house, self.faq_id)
        return show(self.request, self.house, self.visitor, one, self.say(problem), status)

    def tried(self, do: Callable[[], Response]) -> Response:
        try:
            return do()
        except (FaqRefused, SecondPersonNeeded) as refused:
            return self.again(refused.sentence)
        except IndexUnavailable:
            return self.again(NO_INDEX, 503)


def step_of(request: Request, house: InHouse, visitor: AtDoor, faq_id: int) -> Step:
    faq_for(house, faq_id)
    return Step(request, house, visitor, faq_id)


AtFaq = Annotated[Step, Depends(step_of)]


@router.post("/cases/{case_id:int}/publish")
def publish_case(request: Request, house: InHouse, visitor: AtDoor, case_id: int) -> Response:
    """The case's reply becomes a reviewed answer: at once, or after somebody has looked at it."""
    case = case_for(house, case_id, visitor)
    actor = visitor.acting(Action.PUBLISH).name
    made = house.desk.faq_of_case(case_id)
    if made is not None:
        return RedirectResponse(f"/desk/faqs/{made.id}", 303)
    try:
        made = faq_publish.draft_of(house.desk, house.service.index, case, actor, visitor.who)
    except FaqRefused as refused:
        said = translations(language_of(request)).gettext(refused.sentence)
        return desk_page(request, "not_published.html", 409, case=case, problem=said)
    except IndexUnavailable:
        said = translations(language_of(request)).gettext(NO_INDEX)
        return desk_page(request, "not_published.html", 503, case=case, problem=said)
    step = Step(request, house, visitor, made.id)
    return step.tried(lambda: _published(step, made, ""))


@router.post("/faqs/{faq_id:int}/publish")
def publish(step: AtFaq, version: Version = 0, checked: Annotated[str, Form()] = "") -> Response:
    one = faq_for(step.house, step.faq_id)
    if one.version != version:
        return step.again(OTHER_VERSION)
    return step.tried(lambda: _published(step, one, checked))


@router.post("/faqs/{faq_id:int}/still-true")
def still_true(step: AtFaq, version: Version = 0) -> Response:
    """What changed leaves it as it is: approved anew on the same words."""
    one = faq_for(step.house, step.faq_id)
    if one.version != version or not can_be_published(one):
        return step.again(OTHER_VERSION)

    def confirm() -> Response:
        desk, index, today = step.house.desk, step.house.service.index, today_of(step.house)
        who = step.visitor.who
        kept = faq_publish.still_true(desk, index, one.id, step.actor, today, who)
        return _published(step, kept, "")

    return step.tried(confirm)


@router.post("/faqs/{faq_id:int}/suspend")
def suspend(step: AtFaq, why: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Take it back for now, and tell who received it."""
    return _ended(step, why, withdraws=False)


@router.post("/faqs/{faq_id:int}/withdraw")
def withdraw(step: AtFaq, why: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Take it back for good, and tell who received it."""
    return _ended(step, why, withdraws=True)


@router.get("/faqs/{faq_id:int}/edit")
def edit(step: AtFaq) -> Response:
    one, law = faq_for(step.house, step.faq_id), law_in(step.house)
    draft = one.draft
    body = Body.of(draft.text, placed(law, draft.basis) if law else (), draft.reason)
    return _editor(step, one, Shown(body, one.version), "\n".join(draft.questions))


@router.post("/faqs/{faq_id:int}/edit")
def save(
    step: AtFaq, told: FromForm, questions: Annotated[str, Form(max_length=LONGEST_QUESTIONS)] = ""
) -> Response:
    """Press one of the editor's buttons; until "save" all of it stands in the form."""
    house, one = step.house, faq_for(step.house, step.faq_id)
    today, law = today_of(house), law_in(house)
    known = placed(law, one.draft.basis) if law else ()
    body, _whole = written(told, law, known, today)
    problem = ""
    try:
        body = changed(body, told, law, None, today)
        if told.do == "save" and one.version == told.version and law:
            return _revised(step, one, body, questions)
        if told.do == "save":
            problem = OTHER_VERSION if law else NO_INDEX
    except FaqRefused as refused:
        problem = refused.sentence
    version = one.version if problem == OTHER_VERSION else told.version
    cut = told.at if told.do == "open" or (told.do == "narrow" and problem) else -1
    shown = Shown(body, version, step.say(problem) if problem else "", told.q, cut)
    return _editor(step, one, shown, questions, 409 if problem else 200)


def _revised(step: Step, one: KeptFaq, body: Body, questions: str) -> Response:
    """Raises: FaqRefused"""
    asked = tuple(filter(None, (line.strip() for line in tidy(questions).splitlines())))
    body = body.kept()
    reason = "" if body.basis else body.reason
    draft = replace(
        one.draft,
        questions=asked,
        text=body.words,
        basis=body.basis,
        reason=reason,
        territory=NATIONAL,
    )
    draft = faq_publish.within(step.house.service.index, draft)
    with step.house.desk.begin(step.visitor.who) as work:
        work.revise_faq(one.id, draft, step.actor)
    put_out(step.house.desk, step.house.service.index)
    return step.back()


def _published(step: Step, one: KeptFaq, checked: str) -> Response:
    """Published, unless flags wait to be ticked or another person has to do it.

    Raises:
        FaqRefused, SecondPersonNeeded, IndexUnavailable
    """
    found = flags_of(step.house, one)
    if found and mark(found) != checked:
        return step.again(LOOK)
    if one.draft.risky and one.author == step.actor:
        return step.back()
    desk, index, today = step.house.desk, step.house.service.index, today_of(step.house)
    faq_publish.publish(desk, index, one.id, step.actor, today, step.visitor.who)
    return step.back()


def _ended(step: Step, why: str, *, withdraws: bool) -> Response:
    why = masked(tidy(why))
    if not why.strip():
        return step.again(NoReason.sentence, 422)

    def end() -> Response:
        with step.house.desk.begin(step.visitor.who) as work:
            (work.withdraw_faq if withdraws else work.suspend_faq)(step.faq_id, step.actor, why)
        put_out(step.house.desk, step.house.service.index)
        return step.back()

    return step.tried(end)


def _editor(step: Step, one: KeptFaq, shown: Shown, questions: str, status: int = 200) -> Response:
    today, law = today_of(step.house), law_in(step.house)
    body = shown.body or Body()
    return desk_page(
        step.request,
        "faq_edit.html",
        status,
        faq=one,
        questions=questions,
        shown=shown,
        body=body,
        blocks=blocks_of(body, law, today),
        hits=passages(step.house, shown.q, today),
        writes=True,
        searchable=law is not None,
        today=today,
    )
