"""Signing in by consent in Telegram: a plain page that looks again every few seconds."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access import address_of
from api.asker import set_cookie
from api.house import House, InHouse
from api.pages import local, page
from api.sign_in import bot_of, entered
from desk import telegram_entry
from desk.audit import truncated
from desk.sign_in import SignedIn
from desk.telegram_entry import Entry, State

router = APIRouter(prefix="/desk/sign-in/telegram", include_in_schema=False)
Typed = Annotated[str, Form(max_length=1000)]
COOKIE = "motcham_entry"
_HELD = re.compile(r"([a-z]{12})\.([A-Za-z0-9_-]{43})")
_EVERY = 3  # seconds
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "coc_coc": "Cốc Cốc", "Firefox": "Firefox",
             "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@dataclass(frozen=True, slots=True)
class Away:
    """A code that did not fit; ``until`` after too many tries."""

    until: datetime | None = None


@router.post("")
def begin(request: Request, house: InHouse, back: Typed = "/desk") -> Response:
    address = address_of(request, house)
    agent = browser_of(request.headers.get("user-agent", ""))
    begun = telegram_entry.begin(house.desk, truncated(address), agent, address)
    if isinstance(begun, datetime):
        wait = max(1, int((begun - house.desk.now()).total_seconds()))
        headers = {"Retry-After": str(wait)}
        return _page(request, house, None, "", back, Away(begun), 429, headers)
    response = RedirectResponse(f"{router.prefix}?back={quote(local(back), safe='')}", 303)
    seconds = int(telegram_entry.LIVES.total_seconds())
    set_cookie(request, response, COOKIE, f"{begun.code}.{begun.browser}", seconds)
    return response


@router.get("")
def look(request: Request, house: InHouse, back: str = "/desk") -> Response:
    """The session, once there is consent; else how it stands, and again in a moment."""
    return _taken(request, house, back, "")


@router.post("/code")
def give_code(
    request: Request, house: InHouse, back: Typed = "/desk", code: Typed = ""
) -> Response:
    """The second factor of who has one."""
    return _taken(request, house, back, code)


def browser_of(agent: str) -> str:
    """ "Chrome, Windows": as much as tells one's own browser from a stranger's."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _taken(request: Request, house: House, back: str, typed: str) -> Response:
    held = _HELD.fullmatch(request.cookies.get(COOKIE, ""))
    if held is None:
        return _page(request, house, None, "", back)
    code, browser = held.groups()
    address = address_of(request, house)
    found = telegram_entry.take(house.desk, browser, truncated(address), address, typed)
    if isinstance(found, SignedIn):
        response = entered(request, found, local(back))
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response
    if isinstance(found, datetime):
        entry = telegram_entry.look(house.desk, browser)
        return _page(request, house, entry, code, back, Away(found), 429)
    if typed and found is not None and found.needs_code:
        return _page(request, house, found, code, back, Away(), 422)
    return _page(request, house, found, code, back)


def _page(
    request: Request,
    house: House,
    entry: Entry | None,
    code: str,
    back: str,
    away: Away | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """A header makes the browser look again: it needs no script, and ends with the entry."""
    waits = entry is not None and entry.state is State.WAITING
    return page(
        request,
        "telegram_entry.html",
        status,
        (headers or {}) | ({"Refresh": str(_EVERY)} if waits else {}),
        entry=entry,
        code=code,
        bot=bot_of(house),
        back=local(back),
        away=away,
    )
