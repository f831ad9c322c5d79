"""A document of a draft: how it was read beside the picture of its page, what people say of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.library import PageNumber
from api.scripts import desk_page
from api.shelf import EDITS, READS, told
from api.shelf_known import Known
from api.shelf_show import TheDraft, is_undated
from corpus.document import Document, Kind, Section
from corpus.page import PageReading
from corpus.reading import Reading
from corpus.repair import Repair
from corpus.validity import Status
from desk import librarybook
from desk.holding import SAID, Draft, Item, LibraryRefused
from desk.library_kinds import READ, work_on
from desk.library_read import ReadItem, how_read
from desk.library_said import DAYS, Told, read_said
from indexer.screen import named
from reader.page_shot import has_pages, shoot
from reader.told import format_in_vietnamese, in_vietnamese, twin_of

LETTERS_A_PAGE = 6_000  # of a text without pages
MOST_PAGES = 2_000

router = APIRouter(prefix="/library/drafts/{name}/items/{item_id:int}", include_in_schema=False)


def item_of(house: InHouse, name: str, item_id: int) -> Item:
    """
    Raises:
        HTTPException: 404.
    """
    try:
        with house.desk.database.reading() as connection:
            return librarybook.item(connection, name, item_id)
    except LibraryRefused:
        raise HTTPException(404, "There is no such document in the draft.") from None


TheItem = Annotated[Item, Depends(item_of)]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they are read; ``before`` are those of the file, where they were mended."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A section on the page: its text in pieces, and its rows where it holds a table."""

    section: Section
    pieces: tuple[Piece, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """What was read on one page of the file, or on one part of a text without pages."""

    number: int
    units: tuple[Unit, ...]
    page: PageReading | None = None


@router.get("", dependencies=READS)
def item(
    request: Request, house: InHouse, draft: TheDraft, one: TheItem, page_number: PageNumber = 1
) -> Response:
    return _show(request, house, draft, one, page_number, dict(one.entry.said))


def _show(
    request: Request,
    house: House,
    draft: Draft,
    one: Item,
    page_number: int,
    said: dict[str, str],
    wrong: tuple[str, ...] = (),
) -> Response:
    problem, paged = "", False
    found = ReadItem(None, None)
    try:
        found = how_read(house.library, draft, one.entry.path)
        paged = has_pages(house.library.files.have(one.entry.digest))
    except LibraryRefused as refused:
        problem = told(request, refused)
    reading, record = found.reading, found.record
    leaves = leaves_of(reading) if reading else []
    numbers = [leaf.number for leaf in leaves]
    shown = next((leaf for leaf in leaves if leaf.number == page_number), None)
    if shown is None and page_number > 1:
        raise HTTPException(404, "The document has fewer pages.")
    return desk_page(
        request,
        "library_item.html",
        422 if wrong else 200,
        draft=draft,
        item=one,
        record=record,
        reading=reading,
        leaf=shown,
        numbers=numbers,
        page_number=page_number,
        tree=tree_of(leaves),
        picture=paged,
        problem=problem,
        whole_repairs=[r for r in reading.repairs if r.start is None] if reading else [],
        warnings=[(w, in_vietnamese(w)) for w in reading.warnings] if reading else [],
        reason=in_vietnamese(record.reason) if record else "",
        twin=twin_of(record.reason) if record else "",
        told_format=format_in_vietnamese,
        named=named,
        said=said,
        wrong=wrong,
        days=DAYS,
        kinds=list(Kind),
        statuses=[status for status in Status if status is not Status.UNKNOWN],
        as_read=as_read(reading.document) if reading else {},
        usual=Known.of(house),
        undated=is_undated(reading.document) if reading else False,
    )


@router.post("", dependencies=EDITS)
async def say(
    request: Request, house: InHouse, visitor: AtDoor, draft: TheDraft, one: TheItem
) -> Response:
    """Keep what people say of the document; what is left empty is read from it."""
    form = await request.form()
    told = read_said({name: str(form.get(name) or "") for name in SAID})
    return await run_in_threadpool(_said, request, house, visitor, draft, one, told)


def _said(
    request: Request, house: House, visitor: Visitor, draft: Draft, one: Item, told: Told
) -> Response:
    if told.wrong:
        return _show(request, house, draft, one, 1, told.said, told.wrong)
    with house.desk.begin(visitor.who) as work:
        librarybook.say(work, one, told.said)
        work_on(house.jobs, READ, draft.name, work=work)
    return RedirectResponse(f"/library/drafts/{draft.name}?saved={one.id}#main", 303)


@router.post("/remove", dependencies=EDITS)
def remove(house: InHouse, visitor: AtDoor, one: TheItem) -> Response:
    with house.desk.begin(visitor.who) as work:
        librarybook.remove(work, one)
    return RedirectResponse(f"/library/drafts/{one.draft}", 303)


@router.get("/pages/{number:int}", dependencies=READS)
def picture(house: InHouse, one: TheItem, number: int) -> Response:
    """The page as it prints: drawn when it is first wanted, and kept."""
    files = house.library.files
    kept = files.place / "pages" / one.entry.digest / f"{number}.webp"
    if not 1 <= number <= MOST_PAGES:
        raise HTTPException(404, "There is no such page.")
    if not kept.is_file() and not shoot(_file(house, one), number, kept):
        raise HTTPException(404, "There is no picture of this page.")
    return FileResponse(kept, media_type="image/webp", headers={"Cache-Control": "private"})


@router.get("/file", dependencies=READS)
def file(house: InHouse, one: TheItem) -> Response:
    """The file as it was sent, to be kept and not shown: it is somebody else's."""
    name = one.entry.path.rpartition("/")[2]
    return FileResponse(
        _file(house, one),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _file(house: House, one: Item) -> Path:
    """
    Raises:
        HTTPException: 503 where only another machine has it, which cannot be reached.
    """
    try:
        return house.library.files.have(one.entry.digest)
    except LibraryRefused as refused:
        raise HTTPException(503, str(refused)) from refused


def leaves_of(reading: Reading) -> list[Leaf]:
    """The sections by the pages of the file; a text without pages in parts that can be read."""
    pages = {page.number: page for page in reading.pages}
    grouped: dict[int, list[Unit]] = {number: [] for number in sorted(pages)}
    paged, number, letters = any(s.page for s in reading.sections), 1, 0
    for section in reading.sections:
        if paged:
            number = section.page or number
        elif letters > LETTERS_A_PAGE:
            number, letters = number + 1, 0
        letters += len(section.text)
        grouped.setdefault(number, []).append(_unit(section, reading.repairs))
    return [Leaf(one, tuple(grouped[one]), pages.get(one)) for one in sorted(grouped)]


def _unit(section: Section, repairs: tuple[Repair, ...]) -> Unit:
    placed = [r for r in repairs if r.path == section.path and r.start is not None]
    pieces, at = [], 0
    for repair in sorted(placed, key=lambda one: one.start or 0):
        start = repair.start or 0
        if start >= at:
            pieces += [Piece(section.text[at:start]), Piece(repair.after, repair.before or "∅")]
            at = start + len(repair.after)
    pieces.append(Piece(section.text[at:]))
    rows = sum(" | " in line for line in section.text.split("\n"))
    return Unit(section, tuple(piece for piece in pieces if piece.text), rows)


def tree_of(leaves: list[Leaf]) -> list[tuple[Section, int]]:
    """The provisions with the page each stands on; what is numbered below an Điều is left out."""
    return [
        (unit.section, leaf.number)
        for leaf in leaves
        for unit in leaf.units
        if unit.section.path and not unit.section.path[-1].startswith(("khoản", "điểm"))
    ]


def as_read(document: Document) -> dict[str, str]:
    """What the file and what stands beside it say, field by field."""
    validity = document.validity
    found: dict[str, object] = {name: getattr(document, name, "") for name in SAID}
    found |= {"effective_from": validity.effective_from, "effective_to": validity.effective_to}
    found["status"] = "" if validity.status is Status.UNKNOWN else validity.status
    return {name: _written(value) for name, value in found.items()}


def _written(value: object) -> str:
    """As it would be typed into the form."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")
