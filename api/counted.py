"""Every request is counted and told in one line of the log, by the template of its route.

Paths hold tokens of cases and invitations, query strings hold questions: neither is written
anywhere. What no route answers is "(none)", whatever was asked for.
"""

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.log import doing
from desk.metrics import Metrics

log = logging.getLogger(__name__)
NO_ROUTE = "(none)"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
# Asked every few seconds by programs: they are counted, and told only where they fail.
_QUIET = frozenset(("/healthz", "/readyz", "/metrics", "/health/live", "/health/ready"))


class Counted:
    """Outermost of our middleware. Responses carry the id that their lines in the log have."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = secrets.token_hex(6)
        doing.set(id_)  # left as it is: the server logs what broke after we have returned
        began, status, streams = time.perf_counter(), 500, False

        async def watched(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                status, headers["X-Request-ID"] = message["status"], id_
                streams = headers.get("content-type", "").startswith("text/event-stream")
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._tell(scope, status, time.perf_counter() - began, streams)

    def _tell(self, scope: Scope, status: int, seconds: float, streams: bool) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        # How long somebody keeps a page open says nothing of how fast we are.
        self._metrics.request(method, route, status, None if streams else seconds)
        quiet = route in _QUIET and status < 400
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.log(logging.DEBUG if quiet else logging.INFO, "answered", extra={"facts": facts})


def route_of(scope: Scope) -> str:
    """The template of the route that answers: "/cases/{token}"."""
    for found in (scope.get("fastapi", {}).get("effective_route_context"), scope.get("route")):
        path = getattr(found, "path_format", None) or getattr(found, "path", None)
        if isinstance(path, str):
            return path
    return NO_ROUTE
