"""The scripts of the desk's pages: htmx, from its pinned package, and our own ``desk.js``.

Pages work without them. They are served from here under addresses with their digests, and the
policy of those pages allows no others, nothing inline, and no connection elsewhere.
"""

import hashlib
from collections.abc import Callable, Mapping
from importlib.metadata import distribution
from pathlib import Path

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.door import open_to_all
from api.pages import page
from api.security import SECURITY

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # its address has its digest
POLICY = "Content-Security-Policy"
DESK_POLICY = f"{SECURITY[POLICY]}; script-src 'self'; connect-src 'self'"

_PACKAGED = "django_htmx/static/django_htmx/htmx-2.min.js"  # a file of it: Django stays asleep
_FILES = {
    "htmx": Path(str(distribution("django-htmx").locate_file(_PACKAGED))),
    "desk": Path(__file__).with_name("desk.js"),
}
_SCRIPTS = {name: file.read_bytes() for name, file in _FILES.items()}
_ADDRESSES = {
    name: f"/scripts/{name}-{hashlib.blake2b(text, digest_size=4).hexdigest()}.js"
    for name, text in _SCRIPTS.items()
}

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])


def desk_page(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> HTMLResponse:
    """A page of the desk, which may run our scripts; its template extends ``desk_base.html``."""
    allowed = {POLICY: DESK_POLICY, **(headers or {})}
    return page(request, template, status, allowed, scripts=_ADDRESSES.values(), **context)


def _serving(text: bytes) -> Callable[[], Response]:
    return lambda: Response(text, media_type="text/javascript", headers=FOREVER)


for _name, _address in _ADDRESSES.items():
    router.add_api_route(_address, _serving(_SCRIPTS[_name]), name=f"script_{_name}")
