"""The library's pages: what is served, the drafts, and what was published when."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs
from api.house import House, InHouse
from api.library import PageNumber, cut
from api.pages import language_of
from api.scripts import desk_page
from corpus.document import Document
from corpus.language import translations
from corpus.store import TextStore
from corpus.text import fold
from corpus.vietnam_time import today
from desk import librarybook
from desk.holding import LibraryRefused, differences
from desk.library_kinds import CHANGES, work_on
from desk.library_publish import go_back
from desk.library_second import waiting
from desk.rights import Action

ITEMS_A_PAGE = 30
READS = [Depends(Needs(Action.READ_LIBRARY))]
EDITS = [Depends(Needs(Action.EDIT_LIBRARY))]
PUBLISHES = [Depends(Needs(Action.PUBLISH_LIBRARY))]
Words = Annotated[str, Query(max_length=200)]

router = APIRouter(prefix="/library", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Facets:
    """What documents can be chosen by, with how many there are of each."""

    fields: list[tuple[str, int]]
    territories: list[tuple[str, int]]

    @classmethod
    def of(cls, documents: list[Document]) -> "Facets":
        fields = Counter(one.field for one in documents if one.field)
        territories = Counter(one.territory for one in documents)
        return cls(sorted(fields.items()), sorted(territories.items()))


@router.get("", dependencies=READS)
def library(
    request: Request,
    house: InHouse,
    q: Words = "",
    field: Words = "",
    territory: Words = "",
    page_number: PageNumber = 1,
) -> Response:
    return _library(request, house, q, field, territory, page_number)


def _library(
    request: Request,
    house: House,
    q: str = "",
    field: str = "",
    territory: str = "",
    page_number: int = 1,
    problem: str = "",
    status: int = 200,
) -> Response:
    every, wanted = house.service.documents(), fold(q).split()
    found = [
        one
        for one in every
        if field in ("", one.field)
        and territory in ("", one.territory)
        and all(word in _named(one) for word in wanted)
    ]
    shown, pages = cut(found, page_number, ITEMS_A_PAGE)
    store = house.service.text_store()
    with house.desk.database.reading() as connection:
        drafts, counts = librarybook.drafts(connection), librarybook.counts(connection)
        newest, begun = librarybook.latest(connection), librarybook.begun(connection)
        waits = waiting(connection) if house.library.second != "off" else {}
    return desk_page(
        request,
        "library.html",
        status,
        documents=shown,
        warnings=_warnings(store) if store else {},
        total=len(found),
        facets=Facets.of(every),
        q=q,
        field=field,
        territory=territory,
        page_number=page_number,
        pages=pages,
        drafts=drafts,
        counts=counts,
        newest=newest,
        begun=begun,
        waits=waits,
        problem=problem,
        today=today(),
    )


@router.post("/drafts", dependencies=EDITS)
def begin(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    title: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    try:
        with house.desk.begin(visitor.who) as work:
            name = librarybook.begin(work, title)
    except LibraryRefused as refused:
        return _library(request, house, problem=told(request, refused), status=422)
    return RedirectResponse(f"/library/drafts/{name}", 303)


@router.get("/publications", dependencies=READS)
def publications(request: Request, house: InHouse) -> Response:
    return _publications(request, house)


def _publications(request: Request, house: House, problem: str = "", status: int = 200) -> Response:
    with house.desk.database.reading() as connection:
        found = librarybook.publications(connection)
    before = {one.number: one.entries for one in found}
    changed = {
        one.number: Counter(
            each.what for each in differences(before.get(one.number - 1, ()), one.entries)
        )
        for one in found
    }
    return desk_page(
        request,
        "library_publications.html",
        status,
        publications=found,
        changed=changed,
        problem=problem,
    )


@router.get("/publications/{number:int}", dependencies=READS)
def publication(request: Request, house: InHouse, number: int) -> Response:
    with house.desk.database.reading() as connection:
        found = librarybook.publication(connection, number) if number < 2**31 else None
        earlier = librarybook.publication(connection, number - 1) if found else None
    if found is None:
        raise HTTPException(404, "There is no such publication.")
    changed = differences(earlier.entries if earlier else (), found.entries)
    return desk_page(request, "library_publication.html", publication=found, changed=changed)


@router.post("/publications/{number:int}/again", dependencies=PUBLISHES)
def again(request: Request, house: InHouse, visitor: AtDoor, number: int) -> Response:
    """A draft with the list of that publication; what it would change is looked at at once."""
    try:
        name = go_back(house.library, min(number, 2**31 - 1), visitor.who)
    except LibraryRefused as refused:
        return _publications(request, house, told(request, refused), 409)
    work_on(house.jobs, CHANGES, name)
    return RedirectResponse(f"/library/drafts/{name}", 303)


def told(request: Request, refused: LibraryRefused) -> str:
    """The refusal in the reader's language."""
    return in_words(request, refused.said, refused.values)


def in_words(request: Request, phrase: str, values: dict[str, object]) -> str:
    return translations(language_of(request)).gettext(phrase).format(**values)


@lru_cache(maxsize=2)
def _warnings(store: TextStore) -> dict[str, int]:
    """How many notes the reader made on each document of a generation."""
    found: Counter[str] = Counter()
    for record in store.files():
        if record.document:
            found[record.document] += len(record.warnings.splitlines())
    return dict(found)


def _named(document: Document) -> str:
    facts = (document.number, document.title, document.issuer, document.field, document.owner)
    return fold(" ".join(facts))
