"""Forms: what can be taken along, and a filled one held against them.

What is sent to be checked holds personal data: it is read, and forgotten when the reply is made.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from api.house import House, InHouse
from api.pages import page
from corpus.form import LARGEST, FormFile, Problem
from corpus.text import slug
from corpus.vietnam_time import today
from reader.upload import read_upload
from retrieval.form_report import FormReport
from retrieval.shelf import Kept, form_url

router = APIRouter(include_in_schema=False)
CHECK_URL = "/forms/check"


@dataclass(frozen=True, slots=True)
class Shown:
    """A form on a page: an edition, and the one to use in its place, if that is another."""

    kept: Kept
    use: Kept | None

    @property
    def old(self) -> bool:
        """Whether this edition is not to be used today."""
        return self.use is not self.kept


@router.get("/forms")
def forms(request: Request, house: InHouse) -> Response:
    """All forms in the editions of today, and the place to have a filled one checked."""
    day = today()
    every = house.service.forms()
    now = dict.fromkeys(house.service.form_in_place_of(kept, day) or kept for kept in every)
    shown = sorted(now, key=lambda kept: (kept.document.field, kept.document.title))
    return page(request, "forms.html", forms=shown, url_of=form_url, largest=LARGEST)


@router.post(CHECK_URL)
async def check(request: Request, house: InHouse) -> Response:
    """Hold a file against the forms; nothing of it is kept."""
    raw = await _uploaded(request)
    outcome = await run_in_threadpool(_checked, house, raw)
    problem = outcome if isinstance(outcome, Problem) else None
    return page(
        request,
        "form_checked.html",
        422 if problem else 200,
        problem=problem,
        report=None if problem else outcome,
        url_of=form_url,
        largest=LARGEST,
    )


@router.get("/forms/{form_id}")
def form(request: Request, house: InHouse, form_id: str, edition: str = "") -> Response:
    kept = form_for(house, form_id, edition)
    use = house.service.form_in_place_of(kept, today())
    return page(
        request,
        "form.html",
        shown=Shown(kept, use),
        document=kept.document,
        form=kept.form,
        today=today(),
        url_of=form_url,
        largest=LARGEST,
    )


@router.get("/forms/{form_id}/file")
def blank(
    house: InHouse,
    form_id: str,
    edition: str = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    return _file(house, form_for(house, form_id, edition).form.blank, if_none_match)


@router.get("/forms/{form_id}/sample")
def sample(
    house: InHouse,
    form_id: str,
    edition: str = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """The form as somebody would fill it who does not exist."""
    filled = form_for(house, form_id, edition).form.sample
    if filled is None:
        raise HTTPException(404, "There is no filled sample of this form.")
    return _file(house, filled, if_none_match)


def form_for(house: House, form_id: str, edition: str) -> Kept:
    """
    Raises:
        HTTPException: 404.
    """
    kept = house.service.form(form_id, edition, today())
    if kept is None:
        raise HTTPException(404, "There is no such form, or not in this edition.")
    return kept


def _file(house: House, file: FormFile, known: str) -> Response:
    """A form's bytes; nothing where the reader has them already."""
    tag = f'W/"{file.digest}"'
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if tag in (one.strip() for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    raw = house.service.form_bytes(file.digest)
    if raw is None:
        raise HTTPException(404, "The form has just been replaced; open its page again.")
    plain = f"{slug(file.name.rpartition('.')[0]) or 'form'}.{slug(file.type)}"
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    headers["Content-Disposition"] = f"attachment; {names}"
    return Response(raw, media_type=file.media_type, headers=headers)


def _checked(house: House, raw: bytes) -> FormReport | Problem:
    pieces = read_upload(raw)
    return pieces if isinstance(pieces, Problem) else house.service.check_form(pieces, today())


async def _uploaded(request: Request) -> bytes:
    """The file of a form, read into memory: a library's temporary file would outlive a crash.

    Raises:
        HTTPException: 422 where the request holds none.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(422, "file: no file was sent")
    try:
        parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=4)
        parser.spool_max_size = 2 * LARGEST
        sent = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise HTTPException(422, f"file: the request cannot be read ({error})") from None
    file = sent.get("file")
    try:
        if file is None or isinstance(file, str):
            raise HTTPException(422, "file: no file was sent")
        return await file.read()
    finally:
        await sent.close()
