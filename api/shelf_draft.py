"""A draft of the library: its files, what reading them gave, what publishing would change."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asking import LONGEST_QUESTION
from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.library import PageNumber, cut
from api.scripts import desk_page
from api.shelf import EDITS, ITEMS_A_PAGE, READS, Words, in_words, told
from api.shelf_reading import reading_of
from corpus.store import FileRecord
from corpus.text import fold, tidy
from corpus.vietnam_time import today
from desk import librarybook
from desk.holding import Draft, Item, LibraryRefused, differences
from desk.jobs import Job
from desk.library import records_of
from desk.library_add import MOST_FILES, add, keep_taken, last_taken
from desk.library_changes import kept
from desk.library_kinds import CHANGES, READ, job_of, last, work_on
from desk.library_publish import looked, moved_since
from desk.rights import Action
from reader.told import in_vietnamese, twin_of
from retrieval.answer import Answer
from retrieval.question import Question, Unit

PAUSE = 2  # seconds between two looks at a job

router = APIRouter(prefix="/library/drafts/{name}", include_in_schema=False)


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

    @property
    def state(self) -> str:
        """ "new", "read", "twin" (it says what another file says) or "unread"."""
        if self.record is None:
            return "new"
        if self.record.document:
            return "read"
        return "twin" if twin_of(self.record.reason) else "unread"

    @property
    def reason(self) -> str:
        return in_vietnamese(self.record.reason) if self.record else ""

    @property
    def warnings(self) -> int:
        return len(self.record.warnings.splitlines()) if self.record else 0


@router.get("", dependencies=READS)
def draft(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    one: TheDraft,
    q: Words = "",
    page_number: PageNumber = 1,
    saved: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> Response:
    """``saved``: the item of which somebody has just said something."""
    return show(request, house, visitor, one, q=q, page_number=page_number, saved=saved)


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
    status: int = 200,
) -> Response:
    records, no_store = _records(request, house, one)
    wanted = fold(q).split()
    done = done_to(house, one)
    rows = [
        Row(item, records.get(item.entry.path), done.pop(item.entry.path, "")) for item in one.items
    ]
    found = [row for row in rows if all(word in _named(row) for word in wanted)]
    # What waits for people stands first, then what they did.
    found.sort(
        key=lambda row: (
            *(row.state == "read" or not row.what, not row.warnings, not row.what),
            row.item.entry.path,
        )
    )
    shown, pages = cut(found, page_number, ITEMS_A_PAGE)
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
        removed=sorted(done),
        total=len(found),
        q=q,
        page_number=page_number,
        pages=pages,
        job=job,
        pause=PAUSE,
        job_refused=_refused(request, job),
        looked=looked(house.library, one),
        moved=moved_since(house.library, one.base),
        second=reading_of(house, visitor, one),
        can_ask=bool(records),
        taken=taken,
        refused=refused,
        problem=problem or no_store,
        note=note,
        saved=next((item.entry.path for item in one.items if item.id == saved), ""),
    )


def done_to(house: House, one: Draft) -> dict[str, str]:
    """By path what was done since the publication that the draft began from."""
    with house.desk.database.reading() as connection:
        base = librarybook.publication(connection, one.base)
    found = differences(base.entries if base else (), one.entries)
    return {each.path: each.what for each in found}


def _records(request: Request, house: House, one: Draft) -> tuple[dict[str, FileRecord], str]:
    """How its files were read; and why that cannot be told."""
    try:
        return records_of(house.library, one), ""
    except LibraryRefused as refused:
        return {}, told(request, refused)


@router.post("/files", dependencies=EDITS)
async def upload(request: Request, house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    """Several files, a folder, or archives; what is refused does not keep the others out."""
    form = await request.form(max_files=MOST_FILES)
    sent = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
    given = [file for file in sent if file.filename]
    return await run_in_threadpool(_uploaded, house, visitor, one, given)


def _uploaded(house: House, visitor: Visitor, one: Draft, given: list[UploadFile]) -> Response:
    with tempfile.TemporaryDirectory() as room:
        files = []
        for number, file in enumerate(given):
            path = Path(room, str(number))
            with path.open("wb") as out:
                shutil.copyfileobj(file.file, out)
            files.append((file.filename or "", path))
        # Together: who is killed between the two would leave files that nobody reads.
        taken = add(
            house.library, one.name, files, visitor.who,
            then=lambda work: work_on(house.jobs, READ, one.name, work=work),
        )  # fmt: skip
    with house.desk.begin(visitor.who) as work:
        keep_taken(work, one.name, taken)
    return back(one)


@router.post("/read", dependencies=EDITS)
def read(house: InHouse, one: TheDraft) -> Response:
    work_on(house.jobs, READ, one.name)
    return back(one)


@router.post("/changes", dependencies=EDITS)
def look(house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    with house.desk.begin(visitor.who) as work:
        keep_taken(work, one.name, None)
        work_on(house.jobs, CHANGES, one.name, work=work)
    return back(one)


@router.get("/changes", dependencies=READS)
def changes(request: Request, house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    found = kept(house.library, one.name)
    if found is None:
        return back(one)
    return desk_page(
        request,
        "library_changes.html",
        draft=one,
        changes=found,
        looked=looked(house.library, one),
        second=reading_of(house, visitor, one),
        told=in_vietnamese,
    )


@router.post("/take-over", dependencies=EDITS)
def take_over(house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    """Bring in what was published since the draft began."""
    with house.desk.begin(visitor.who) as work:
        librarybook.take_over(work, one.name)
        work_on(house.jobs, CHANGES, one.name, work=work)
    return back(one)


@router.post("/drop", dependencies=EDITS)
def drop(house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    job = job_of(house.jobs, one)
    with house.desk.begin(visitor.who) as work:
        if job is not None:
            house.jobs.cancel(job.id, work)
        librarybook.drop(work, one.name)
    house.library.forget(one.name)
    return RedirectResponse("/library", 303)


@router.get("/job", dependencies=[Depends(Needs(Action.READ_LIBRARY))])
def job(request: Request, house: InHouse, name: str) -> Response:
    """How far the work on the draft is, for the page that shows it; at its end that page is read
    anew, or another one where the draft is published."""
    found = last(house.jobs, name)
    if found is not None and found.lives:
        return desk_page(request, "library_job.html", job=found, name=name, pause=PAUSE)
    published = found is not None and "publication" in found.result
    headers = {"HX-Redirect": "/library/publications"} if published else {"HX-Refresh": "true"}
    return Response(headers=headers)


@router.post("/cancel", dependencies=EDITS)
def cancel(house: InHouse, one: TheDraft) -> Response:
    found = job_of(house.jobs, one)
    if found is not None:
        house.jobs.cancel(found.id)
    return back(one)


@router.get("/ask", dependencies=READS)
def question(request: Request, one: TheDraft) -> Response:
    return _asked(request, one)


@router.post("/ask", dependencies=READS)
def ask(
    request: Request,
    house: InHouse,
    one: TheDraft,
    q: Annotated[str, Form(max_length=LONGEST_QUESTION)] = "",
    province: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """What the assistant would answer with this draft; nothing of it is kept."""
    if not q.strip():
        return _asked(request, one, status=422)
    asked = Question(tidy(q), today(), unit=Unit(tidy(province)))
    try:
        answer = house.library.answer(one.name, asked)
    except LibraryRefused as refused:
        problem = told(request, refused)
        return _asked(request, one, q, status=503, province=province, problem=problem)
    return _asked(request, one, q, answer, province=province)


def _asked(
    request: Request,
    one: Draft,
    q: str = "",
    answer: Answer | None = None,
    status: int = 200,
    province: str = "",
    problem: str = "",
) -> Response:
    return desk_page(
        request,
        "library_ask.html",
        status,
        draft=one,
        q=q,
        answer=answer,
        province=province,
        problem=problem,
    )


def back(one: Draft) -> Response:
    return RedirectResponse(f"/library/drafts/{one.name}", 303)


def _refused(request: Request, job: Job | None) -> str:
    if job is None or "refused" not in job.result:
        return ""
    return in_words(request, job.result["refused"], dict(job.result["values"]))


def _named(row: Row) -> str:
    said = row.item.entry.said
    return fold(f"{row.item.entry.path} {' '.join(said.values())}")
