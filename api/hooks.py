"""The hooks, for the desk's lead: who is told of case events, what waits for them, what failed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import House, InHouse
from api.pages import language_of, page
from corpus.language import translations
from desk import hooks
from desk.announcing import NAMES
from desk.errors import NotMade
from desk.rights import Action

router = APIRouter(prefix="/desk/hooks", include_in_schema=False)
MANAGES = [Depends(Needs(Action.MANAGE_KEYS))]


@router.get("", dependencies=MANAGES)
def everyone(request: Request, house: InHouse) -> Response:
    return _everyone(request, house)


@router.post("", dependencies=MANAGES)
def add(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    secret: Annotated[str, Form(max_length=100)],
    url: Annotated[str, Form(max_length=hooks.LONGEST_URL)] = "",
    events: Annotated[list[str] | None, Form()] = None,
    words: Annotated[bool, Form()] = False,
) -> Response:
    """The form brings the secret with it, so pressed twice it makes one hook."""
    told, private = events or [], house.settings.hooks_private
    try:
        with house.desk.begin(visitor.who) as work:
            hook = hooks.add(work, url, told, secret, words=words, private=private)
    except NotMade as refused:
        problem = refused.said(translations(language_of(request)).gettext)
        return _everyone(request, house, url, told, problem, words=words)
    return page(request, "hook_made.html", hook=hook)


@router.post("/{hook_id:int}/remove", dependencies=MANAGES)
def remove(house: InHouse, visitor: AtDoor, hook_id: int) -> Response:
    if hook_id < 2**63:
        with house.desk.begin(visitor.who) as work:
            hooks.remove(work, hook_id)
    return RedirectResponse("/desk/hooks", 303)


def _everyone(
    request: Request,
    house: House,
    url: str = "",
    events: list[str] | None = None,
    problem: str = "",
    *,
    words: bool = False,
) -> Response:
    with house.desk.database.reading() as connection:
        found = hooks.listed(connection)
    return page(
        request,
        "hooks.html",
        422 if problem else 200,
        hooks=found,
        names=NAMES,
        url=url,
        events=events or [],
        words=words,
        problem=problem,
        secret=hooks.new_secret(),
    )
