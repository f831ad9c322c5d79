"""A draft of the library: its files, what reading them gave, what publishing would change."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor, Needs, Visitor
from api.house import House, InHouse
from api.library import PageNumber
from api.scripts import desk_page
from api.shelf import EDITS, READS, Words
from api.shelf_reading import reading_of
from api.shelf_show import PAUSE, TheDraft, back, show
from desk import librarybook
from desk.holding import Draft
from desk.library_add import MOST_FILES, add, keep_taken
from desk.library_changes import kept
from desk.library_kinds import CHANGES, READ, job_of, last, work_on
from desk.library_publish import looked
from desk.rights import Action
from reader.told import in_vietnamese, twin_of

router = APIRouter(prefix="/library/drafts/{name}", include_in_schema=False)


@router.get("", dependencies=READS)
def draft(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    one: TheDraft,
    q: Words = "",
    page_number: PageNumber = 1,
    saved: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    facts: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
) -> Response:
    """``saved``: the item of which somebody has just said something; ``facts``: of how many."""
    return show(
        request, house, visitor, one, q=q, page_number=page_number, saved=saved, facts=facts
    )


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
        unread=[each for each in found.unread if not twin_of(each.reason)],
        twins=[each for each in found.unread if twin_of(each.reason)],
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


@router.post("/restore", dependencies=EDITS)
def restore(
    house: InHouse, visitor: AtDoor, one: TheDraft, path: Annotated[str, Form(max_length=1000)] = ""
) -> Response:
    """Bring back what was left out of the list that the draft began from."""
    with house.desk.begin(visitor.who) as work:
        if librarybook.restore(work, one, path):
            work_on(house.jobs, READ, one.name, work=work)
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
