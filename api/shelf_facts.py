"""What people say of the documents of a draft: of one, and of all that are new at once."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.door import AtDoor
from api.house import House, InHouse
from api.shelf import EDITS, in_words
from api.shelf import told as why_not
from api.shelf_show import TheDraft, done_to, show
from corpus.document import NATIONAL
from corpus.phrases import N_
from desk import librarybook
from desk.holding import Draft, Item, LibraryRefused
from desk.library_kinds import READ, work_on
from desk.library_read import documents_of, records_of
from desk.library_said import LONGEST, read_said

WRONG_PLACE = N_(
    "Chưa ghi: chưa hiểu địa bàn áp dụng “{typed}”. Ghi “toàn quốc”, hoặc tên tỉnh, thành phố."
)
SAY_WHAT = N_("Chưa ghi: hãy điền lĩnh vực, địa bàn hoặc đơn vị giữ văn bản.")
Typed = Annotated[str, Form(max_length=LONGEST)]

router = APIRouter(prefix="/library/drafts/{name}", include_in_schema=False)


@router.post("/facts", dependencies=EDITS)
def say_of_all(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    one: TheDraft,
    field: Typed = "",
    territory: Typed = "",
    owner: Typed = "",
) -> Response:
    """Of each document that is new here; what somebody has said of one by itself stays."""
    told = read_said({"field": field, "territory": territory, "owner": owner})
    if told.wrong or not told.said:
        problem = in_words(request, WRONG_PLACE if told.wrong else SAY_WHAT, {"typed": territory})
        return show(request, house, visitor, one, problem=problem, shared=told.said, status=422)
    try:
        changed = list(_said(house, one, told.said))
    except LibraryRefused as refused:
        problem = why_not(request, refused)
        return show(request, house, visitor, one, problem=problem, shared=told.said, status=503)
    with house.desk.begin(visitor.who) as work:
        for item, said in changed:
            librarybook.say(work, item, said)
        if changed:
            work_on(house.jobs, READ, one.name, work=work)
    return RedirectResponse(f"/library/drafts/{one.name}?facts={len(changed)}#main", 303)


def _said(house: House, one: Draft, told: dict[str, str]) -> Iterator[tuple[Item, dict[str, str]]]:
    """The new documents of which something new is said, with all that is. A text that names its
    own province keeps it.
    """
    done, records = done_to(house, one), records_of(house.library, one)
    read = documents_of(house.library, one, records)
    for item in one.items:
        path, before = item.entry.path, dict(item.entry.said)
        local = path in read and read[path].territory != NATIONAL
        more = {name: value for name, value in told.items() if name != "territory" or not local}
        if path in done and more | before != before:
            yield item, more | before
