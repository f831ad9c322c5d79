"""What went wrong, said to whom it concerns: officers on a page, programs in JSON.

A page says what happened, what was kept and what to do, in the reader's language; the
English reason that the code gives is for programs and for the desk's keeper.
"""

import logging
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.counted import route_of
from api.door import SessionOver
from api.pages import language_of, page
from api.security import SECURITY
from corpus.language import translations
from desk.errors import DatabaseUnavailable, NothingAsked
from retrieval.manifest import CURE

PROBLEM = "application/problem+json"  # RFC 9457
OVER = {"X-Session-Over": "1"}  # for the desk's script
_AN_OBJECT = "The body is to be one JSON object, sent with Content-Type: application/json."
_NOT_PARSED = "There was an error parsing the body"  # FastAPI's words
log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    # Starlette types handlers by Exception, the handlers by what they are registered for.
    app.add_exception_handler(HTTPException, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _unreadable)  # type: ignore[arg-type]
    app.add_exception_handler(NothingAsked, _nothing_asked)  # type: ignore[arg-type]
    app.add_exception_handler(DatabaseUnavailable, _unavailable)
    app.add_exception_handler(sqlite3.DatabaseError, _texts_lost)
    app.add_exception_handler(Exception, _broken)


def _refused(request: Request, error: HTTPException) -> Response:
    over = isinstance(error, SessionOver)
    if error.status_code == 400 and error.detail == _NOT_PARSED:
        return _say(request, 400, "The body cannot be read; JSON is to be in UTF-8.")
    headers = {**(error.headers or {}), **OVER} if over else error.headers
    return _say(request, error.status_code, str(error.detail), headers, session_over=over)


def _unreadable(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    if first["type"] == "json_invalid":
        return _say(request, 422, f"The body is no JSON: {first['ctx']['error']}, at {where}.")
    if first["loc"] == ("body",):
        return _say(request, 422, _AN_OBJECT)
    return _say(request, 422, f"{where[:200]}: {first['msg']}" if where else str(first["msg"]))


def _nothing_asked(request: Request, error: NothingAsked) -> Response:
    """Wherever a greeting is handed over: what to do instead."""
    said = error.said(translations(language_of(request)).gettext)
    return _say(request, 409, f"{error}.", said=said)


def _unavailable(request: Request, error: Exception) -> Response:
    log.error("%s %s: %s", request.method, route_of(request.scope), error)
    return _say(request, 503, "The database cannot be used; nothing was kept. Try again later.")


def _texts_lost(request: Request, error: Exception) -> Response:
    """The desk's database says DatabaseUnavailable: what is bare is the index's file of texts."""
    log.error(
        "%s %s: the index's texts: %s: %s", request.method, route_of(request.scope), error, CURE
    )
    return _say(request, 503, "The index cannot be read; nothing was kept. Try again later.")


def _broken(request: Request, _error: Exception) -> Response:
    # Outside all middleware: the headers have to be set here; the error is logged by the server.
    return _say(request, 500, "Something broke on our side; nothing was kept.", SECURITY)


def _say(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    *,
    session_over: bool = False,
    said: str = "",
) -> Response:
    if request.url.path.startswith(("/api/", "/health/", "/metrics")):
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JSONResponse(problem, status, headers, media_type=PROBLEM)
    told = {"code": status, "detail": detail, "session_over": session_over, "said": said}
    return page(request, "error.html", status, headers, **told)
