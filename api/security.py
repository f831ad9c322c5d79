"""What holds for every request and response, whatever page it is for."""

import re

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.form import LARGEST
from desk.library_add import MOST_SENT

LARGEST_BODY = 64 * 1024
LARGEST_UPLOAD = LARGEST + 100_000  # a file, and what a browser writes around it
UPLOADS = frozenset(("/forms/check",))
TO_LIBRARY = re.compile(r"/library/drafts/[^/]+/files")  # taken to a disk, not to the memory

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Office computers are shared; what was asked does not stay in their caches.
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Adds ``SECURITY`` where a response does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def most_of(path: str) -> int:
    """How many bytes may be sent there."""
    if TO_LIBRARY.fullmatch(path):
        return MOST_SENT + 100_000
    return LARGEST_UPLOAD if path in UPLOADS else LARGEST_BODY


class BodyLimit:
    """Refuses a body above the limit as it is read, before it fills the memory.

    Starlette's own limit answers in plain text; this one raises, so that the reader
    gets a page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        most = most_of(scope.get("path", ""))

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413, f"More than {most} bytes were sent.")
            return message

        await self.app(scope, counted if scope["type"] == "http" else receive, send)
