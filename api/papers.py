"""An answer to take along: the print pack (PDF), and plain text of at most 1 kB."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.asker import Asker
from api.asking import answer_for
from api.door import AtDoor
from api.house import House, InHouse
from api.pages import language_of
from retrieval.pack import pack
from retrieval.paper_words import PaperWords, words_in
from retrieval.plain import plain

router = APIRouter(include_in_schema=False)
# A browser shows a PDF by a page of its own, which needs its own style.
_FOR_VIEWERS = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


@router.get("/answers/{answer_id}.txt")
def text(
    request: Request, house: InHouse, asker: Asker, visitor: AtDoor, answer_id: str
) -> Response:
    """At most 1,024 bytes."""
    answer = answer_for(house, asker, answer_id, visitor)
    return PlainTextResponse(plain(answer, words_of(request), address(request, house)))


@router.get("/answers/{answer_id}/print")
def printed(
    request: Request, house: InHouse, asker: Asker, visitor: AtDoor, answer_id: str
) -> Response:
    answer = answer_for(house, asker, answer_id, visitor)
    raw = pack(answer, house.service.enclosed(answer), words_of(request), address(request, house))
    return Response(
        raw,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="mot-cham-{answer.id[:8]}.pdf"',
            "Content-Security-Policy": f"{_FOR_VIEWERS}; frame-ancestors 'none'",
        },
    )


def words_of(request: Request) -> PaperWords:
    """The fixed words in this reader's language."""
    return words_in(language_of(request))


def address(request: Request, house: House) -> str:
    """Where the application stands, for links on paper: the public address, if there is one."""
    return house.settings.public_url or str(request.base_url).rstrip("/")
