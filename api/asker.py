"""Who asks, on the web: a browser, known by a random cookie and by nothing else."""

import re
import secrets
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from api.house import house_of
from desk.contact import Contact

COOKIE = "motcham_asker"
_YEAR = 365 * 24 * 3600
_OURS = re.compile(r"[A-Za-z0-9_-]{32}")


async def contact_of(request: Request) -> Contact:
    """The browser's contact; a new one where it has none yet (see ``remember``)."""
    value = request.cookies.get(COOKIE, "")
    return Contact("web", value if _OURS.fullmatch(value) else secrets.token_urlsafe(24))


Asker = Annotated[Contact, Depends(contact_of)]


def remember(request: Request, response: Response, contact: Contact) -> None:
    """Set the cookie; only answers to a question do, so that reading leaves no trace."""
    set_cookie(request, response, COOKIE, contact.address)


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int = _YEAR
) -> None:
    """A cookie no script can read, kept for a year or as long as said, sent only to us."""
    secure = house_of(request).settings.public_url.startswith("https:")
    response.set_cookie(name, value, seconds, secure=secure, httponly=True, samesite="lax")
