"""Signing in by another server: to it, and back from it. Nobody comes in who was not invited."""

import base64
import hmac
import logging

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access import address_of
from api.asker import set_cookie
from api.door import open_session
from api.house import House, InHouse
from api.pages import local
from api.papers import address
from api.provider import Confirmed, NotConfirmed, Provider, Unreachable
from api.sign_in import door_page
from desk.audit import truncated
from desk.sign_in import SignedIn, may_try, sign_in_by, turned_away_by

log = logging.getLogger(__name__)
router = APIRouter(prefix="/desk/sign-in/oidc", include_in_schema=False)
COOKIE = "motcham_oidc"
_LASTS = 600  # seconds between leaving and coming back


@router.get("")
def leave(request: Request, house: InHouse, back: str = "/desk") -> Response:
    """What the browser has to bring back stands in a cookie of its own."""
    try:
        leaving = _provider(request).leave(_back(request, house))
    except Unreachable as error:
        return _refused(request, house, "unreachable", str(error), back)
    to = base64.urlsafe_b64encode(local(back).encode()).decode().rstrip("=")
    response = RedirectResponse(leaving.url, 303)
    kept = f"{leaving.state}.{leaving.nonce}.{leaving.verifier}.{to}"
    set_cookie(request, response, COOKIE, kept, _LASTS)
    return response


@router.get("/callback")
def come_back(request: Request, house: InHouse, code: str = "", state: str = "") -> Response:
    response = _come_back(request, house, code, state)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


def _come_back(request: Request, house: House, code: str, state: str) -> Response:
    provider = _provider(request)
    kept, nonce, verifier, to = _kept(request)
    if not kept or not hmac.compare_digest(kept.encode(), state.encode()):
        return _refused(request, house, "late", "another state, or none", to)
    network = address_of(request, house)
    if not may_try(house.desk, network):
        return _refused(request, house, "late", "too many tries from one network", to)
    if not code:
        error = request.query_params.get("error", "")[:100]
        return _refused(request, house, "refused", f"no code: {error!r}", to)
    try:
        back = _back(request, house)
        confirmed: Confirmed = provider.come_back(back, code[:4000], nonce, verifier)
    except Unreachable as error:
        return _refused(request, house, "unreachable", str(error), to)
    except NotConfirmed as error:
        return _refused(request, house, "refused", str(error), to)
    ended = sign_in_by(house.desk, confirmed.email, confirmed.username, _place(request, house))
    if not isinstance(ended, SignedIn):
        return door_page(request, house, 403, back=to, by_server="unknown")
    response = RedirectResponse(to, 303)
    open_session(request, response, ended.token)
    return response


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404, "There is no sign-in by another server here.")
    return provider


def _back(request: Request, house: House) -> str:
    """Our address to which the server sends the browser: by that name it has to know us."""
    return f"{address(request, house).rstrip('/')}/desk/sign-in/oidc/callback"


def _kept(request: Request) -> tuple[str, str, str, str]:
    """State, nonce, verifier and the page to go to; empty where the cookie is not ours."""
    parts = request.cookies.get(COOKIE, "").split(".")
    if len(parts) != 4 or not all(parts[:3]):
        return "", "", "", "/desk"
    state, nonce, verifier, to = parts
    try:
        page = base64.urlsafe_b64decode(to + "=" * (-len(to) % 4)).decode()
    except ValueError:
        page = "/desk"
    return state, nonce, verifier, local(page)


def _refused(request: Request, house: House, why: str, detail: str, back: str) -> Response:
    # Of what was refused the other server's words are not written: they may repeat the person's.
    shown = detail if why == "unreachable" else ""
    log.warning("sign-in by another server failed (%s) %s", why, shown)
    turned_away_by(house.desk, why, _place(request, house))
    return door_page(
        request, house, 502 if why == "unreachable" else 403, back=local(back), by_server=why
    )


def _place(request: Request, house: House) -> str:
    return truncated(address_of(request, house))
