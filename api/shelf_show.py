"""The page of a draft: its files and what reading them gave, what was done, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import Visitor
from api.house import House, InHouse
from api.library import cut
from api.scripts import desk_page
from api.shelf import ITEMS_A_PAGE, in_words, told
from api.shelf_known import Known
from api.shelf_reading import reading_of
from corpus.document import Document
from corpus.store import FileRecord
from corpus.text import fold
from corpus.validity import Status
from desk import librarybook
from desk.holding import Draft, Item, LibraryRefused, differences
from desk.jobs import Job
from desk.library_add import MOST_SENT, last_taken
from desk.library_kinds import job_of, last
from desk.library_publish import looked, moved_since
from desk.library_read import documents_of, records_of
from reader.told import in_vietnamese, twin_of

PAUSE = 2  # seconds between two looks at a job


def draft_of(request: Request, house: InHouse, name: str) -> Draft:
    """
    Raises:
        HTTPException: 404; 303 to the publications for who waits here for it to be published.
    """
    try:
        return house.library.draft(name)
    except LibraryRefused:
        job = last(house.jobs, name)
        if request.method == "GET" and job is not None and "publication" in job.result:
            to = {"Location": "/library/publications"}
            raise HTTPException(303, "It is published.", headers=to) from None
        raise HTTPException(404, "There is no such draft; it may have been published.") from None


TheDraft = Annotated[Draft, Depends(draft_of)]


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the draft, with what its reading gave, where it was read. ``what`` was done to it
    since the publication that the draft began from: "added", "changed", "said" or "".
    """

    item: Item
    record: FileRecord | None
    what: str = ""
    document: Document | None = None

    @property
    def state(self) -> str:
        """ "new", "read", "twin" (it says what another file says), "again" (it may be read at the
        next try) or "unread".
        """
        if self.record is None:
            return "new"
        if self.record.document:
            return "read"
        if twin_of(self.record.reason):
            return "twin"
        return "unread" if self.record.digest else "again"

    @property
    def reason(self) -> str:
        return in_vietnamese(self.record.reason) if self.record else ""

    @property
    def warnings(self) -> int:
        return len(self.record.warnings.splitlines()) if self.record else 0

    @property
    def undated(self) -> bool:
        return bool(self.what and self.document and is_undated(self.document))

    @property
    def fieldless(self) -> bool:
        return bool(self.what and self.document and not self.document.field)


def is_undated(one: Document) -> bool:
    """Whether nobody says from when a law is in force; a form has no need to."""
    said = one.validity.effective_from or one.validity.status is not Status.UNKNOWN
    return one.kind.is_legal and not said


def show(
    request: Request,
    house: House,
    visitor: Visitor,
    one: Draft,
    *,
    q: str = "",
    page_number: int = 1,
    problem: str = "",
    note: str = "",
    saved: int = 0,
    facts: int | None = None,
    shared: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """``saved``: the item of which something was said just now; ``facts``: of how many at once;
    ``shared``: what was typed for many and could not be kept.
    """
    records, no_store = _records(request, house, one)
    wanted = fold(q).split()
    done = done_to(house, one)
    moved = moved_since(house.library, one.base)
    clashing = {each.path for each in moved} & done.keys()
    rows = [
        Row(item, records.get(item.entry.path), done.pop(item.entry.path, "")) for item in one.items
    ]
    fresh = _with_documents(house, one, [row for row in rows if row.what])
    rows = [*fresh, *(row for row in rows if not row.what)]
    found = [row for row in rows if all(word in _named(row) for word in wanted)]
    found.sort(key=_waiting_first)
    shown, pages = cut(found, page_number, ITEMS_A_PAGE)
    shown = _with_documents(house, one, shown)
    job = job_of(house.jobs, one)
    taken = last_taken(house.library, one.name)
    refused = [
        (each.name, in_words(request, each.reason, dict(each.values)))
        for each in (taken.refused if taken else ())
    ]
    return desk_page(
        request,
        "library_draft.html",
        status,
        draft=one,
        rows=shown,
        fresh=len(fresh),
        waiting=sum(row.state != "read" or bool(row.warnings) or row.undated for row in fresh),
        left_out=sum(row.state not in ("read", "new") for row in fresh),
        undated=sum(row.undated for row in fresh),
        fieldless=sum(row.fieldless for row in fresh),
        again=any(row.state == "again" for row in rows),
        removed=sorted(done),
        clashing=clashing,
        total=len(found),
        q=q,
        page_number=page_number,
        pages=pages,
        job=job,
        pause=PAUSE,
        job_refused=_refused(request, job),
        looked=looked(house.library, one),
        moved=moved,
        second=reading_of(house, visitor, one),
        can_ask=bool(records),
        taken=taken,
        refused=refused,
        harmless=all(each.harmless for each in (taken.refused if taken else ())),
        problem=problem or no_store,
        note=note,
        facts=facts,
        shared=shared,
        usual=Known.of(house),
        most_sent=MOST_SENT,
        saved=next((item.entry.path for item in one.items if item.id == saved), ""),
    )


def done_to(house: House, one: Draft) -> dict[str, str]:
    """By path what was done since the publication that the draft began from."""
    with house.desk.database.reading() as connection:
        base = librarybook.publication(connection, one.base)
    found = differences(base.entries if base else (), one.entries)
    return {each.path: each.what for each in found}


def back(one: Draft) -> Response:
    return RedirectResponse(f"/library/drafts/{one.name}", 303)


def _with_documents(house: House, one: Draft, rows: Sequence[Row]) -> list[Row]:
    """The rows with the documents they gave; those that have them cost nothing."""
    read = {row.item.entry.path: row.record for row in rows if row.record and not row.document}
    try:
        documents = documents_of(house.library, one, read)
    except LibraryRefused:  # somebody has let go of the draft just now
        documents = {}
    return [
        replace(row, document=row.document or documents.get(row.item.entry.path)) for row in rows
    ]


def _records(request: Request, house: House, one: Draft) -> tuple[dict[str, FileRecord], str]:
    """How its files were read; and why that cannot be told."""
    try:
        return records_of(house.library, one), ""
    except LibraryRefused as refused:
        return {}, told(request, refused)


def _waiting_first(row: Row) -> tuple[bool | str, ...]:
    """What waits for people stands first, then what they did; what is left out has time."""
    lost = row.what and row.state in ("unread", "again")
    return (
        *(not lost, not row.undated, not row.warnings, row.state == "twin", not row.what),
        row.item.entry.path,
    )


def _refused(request: Request, job: Job | None) -> str:
    if job is None or "refused" not in job.result:
        return ""
    return in_words(request, job.result["refused"], dict(job.result["values"]))


def _named(row: Row) -> str:
    said = row.item.entry.said
    return fold(f"{row.item.entry.path} {' '.join(said.values())}")
