"""The library: documents, their contents, and a provision in its context."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from api.house import House, InHouse
from api.marking import marked, read_span
from api.pages import page
from corpus.chunk import Chunk
from corpus.document import Document, Section
from corpus.provision import Provision
from corpus.text import fold
from corpus.vietnam_time import today

DOCUMENTS_A_PAGE = 50
LETTERS_A_PAGE = 40_000  # of a document's text; about fifteen printed pages
_LARGEST_ID = 2**63

router = APIRouter(include_in_schema=False)
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a document's contents: where its section stands, by number and page."""

    section: Section
    number: int
    page: int


@router.get("/provisions/{chunk_id:int}")
def provision(request: Request, house: InHouse, chunk_id: int, quote: str = "") -> Response:
    """A provision with the quoted words marked; ``quote`` ("120-260") narrows them."""
    found, chunk = provision_at(house, chunk_id)
    sections = marked(found, chunk, read_span(quote, len(chunk.text)))
    return page(
        request,
        "provision.html",
        provision=found,
        sections=sections,
        first=next((i for i, one in enumerate(sections) if one.words), None),
        chunk=chunk,
        today=today(),
    )


@router.get("/documents")
def documents(
    request: Request,
    house: InHouse,
    q: Annotated[str, Query(max_length=200)] = "",
    page_number: PageNumber = 1,
) -> Response:
    """The list; ``q`` keeps the documents whose number, title, issuer or field has its words."""
    wanted = fold(q).split()
    found = [one for one in house.service.documents() if all(w in _named(one) for w in wanted)]
    shown, pages = cut(found, page_number, DOCUMENTS_A_PAGE)
    return page(
        request,
        "documents.html",
        documents=shown,
        total=len(found),
        q=q,
        page_number=page_number,
        pages=pages,
        today=today(),
    )


@router.get("/documents/{document_id}")
def document(
    request: Request,
    house: InHouse,
    document_id: str,
    edition: str = "",
    page_number: PageNumber = 1,
) -> Response:
    """One edition of a document, the newest unless another is named."""
    editions = house.service.document(document_id)
    chosen, sections = edition_of(editions, edition)
    leaves = leaves_of(sections)
    if page_number > len(leaves):
        raise HTTPException(404, "The document has fewer pages.")
    return page(
        request,
        "document.html",
        document=chosen,
        editions=[one for one, _ in editions],
        contents=contents_of(leaves),
        sections=leaves[page_number - 1],
        page_number=page_number,
        pages=len(leaves),
        today=today(),
    )


def provision_at(house: House, chunk_id: int) -> tuple[Provision, Chunk]:
    """
    Raises:
        HTTPException: 404 where the chunk is in no document any more.
    """
    if 0 <= chunk_id < _LARGEST_ID:
        found, chunk = house.service.provision(chunk_id), house.service.chunk(chunk_id)
        if found is not None and chunk is not None:
            return found, chunk
    raise HTTPException(404, "There is no such provision; its document may have been replaced.")


def edition_of(
    editions: Sequence[tuple[Document, tuple[Section, ...]]], edition: str
) -> tuple[Document, tuple[Section, ...]]:
    """The named edition, or the first (newest).

    Raises:
        HTTPException: 404.
    """
    for one in editions:
        if edition in ("", one[0].edition):
            return one
    raise HTTPException(404, "There is no such document, or not in this edition.")


def cut(items: Sequence[T], page_number: int, size: int) -> tuple[Sequence[T], int]:
    """The items of one page, and how many pages there are (at least one).

    Raises:
        HTTPException: 404 beyond the last page.
    """
    pages = max(1, -(-len(items) // size))
    if page_number > pages:
        raise HTTPException(404, "The list has fewer pages.")
    return items[(page_number - 1) * size : page_number * size], pages


def leaves_of(sections: Sequence[Section]) -> list[list[tuple[int, Section]]]:
    """Numbered sections in pages of about ``LETTERS_A_PAGE``; a document without any has one."""
    leaves: list[list[tuple[int, Section]]] = [[]]
    letters = 0
    for numbered in enumerate(sections, 1):
        length = len(numbered[1].text)
        if leaves[-1] and letters + length > LETTERS_A_PAGE:
            leaves.append([])
            letters = 0
        leaves[-1].append(numbered)
        letters += length
    return leaves


def contents_of(leaves: Sequence[Sequence[tuple[int, Section]]]) -> list[Entry]:
    """The sections that have a heading, with the page each stands on."""
    return [
        Entry(section, number, page_number)
        for page_number, leaf in enumerate(leaves, 1)
        for number, section in leaf
        if section.heading
    ]


def _named(document: Document) -> str:
    return fold(f"{document.number} {document.title} {document.issuer} {document.field}")
