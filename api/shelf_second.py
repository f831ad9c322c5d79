"""Letting a draft of the library be served: proposed, given back, published."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from api.door import AtDoor, Visitor
from api.house import House, InHouse
from api.shelf import EDITS, PUBLISHES, told
from api.shelf_show import TheDraft, back, show
from corpus.text import tidy
from desk.holding import Draft, LibraryRefused
from desk.library_kinds import PUBLISH, work_on
from desk.library_publish import LOOK_FIRST, looked
from desk.library_second import approved, give_back, propose, withdraw

Words = Annotated[str, Form(max_length=300)]
Mark = Annotated[str, Form(max_length=40)]

router = APIRouter(prefix="/library/drafts/{name}", include_in_schema=False)


@router.post("/publish", dependencies=PUBLISHES)
def publish(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    one: TheDraft,
    mark: Mark = "",
    note: Words = "",
) -> Response:
    """Only what was looked at is published, and where two people have to look, by the second."""
    who = visitor.who

    def let() -> None:
        _must_be_looked_at(house, one, mark)
        with house.desk.database.reading() as connection:
            approved(connection, house.library.second, one, who.name)
        more = {"mark": mark, "note": tidy(note).strip(), "who": who.name, "place": who.place}
        work_on(house.jobs, PUBLISH, one.name, more)

    return _done(request, house, visitor, one, let, note)


@router.post("/propose", dependencies=EDITS)
def propose_it(
    request: Request,
    house: InHouse,
    visitor: AtDoor,
    one: TheDraft,
    mark: Mark = "",
    note: Words = "",
) -> Response:
    """Somebody else is to look at it and publish it."""

    def let() -> None:
        _must_be_looked_at(house, one, mark)
        with house.desk.begin(visitor.who) as work:
            propose(work, one.name, mark, tidy(note).strip())

    return _done(request, house, visitor, one, let, note)


@router.post("/withdraw", dependencies=EDITS)
def withdraw_it(house: InHouse, visitor: AtDoor, one: TheDraft) -> Response:
    with house.desk.begin(visitor.who) as work:
        withdraw(work, one.name)
    return back(one)


@router.post("/give-back", dependencies=PUBLISHES)
def give_it_back(
    request: Request, house: InHouse, visitor: AtDoor, one: TheDraft, words: Words = ""
) -> Response:
    def let() -> None:
        with house.desk.begin(visitor.who) as work:
            give_back(work, one.name, tidy(words).strip())

    return _done(request, house, visitor, one, let)


def _done(
    request: Request,
    house: House,
    visitor: Visitor,
    one: Draft,
    act: Callable[[], None],
    note: str = "",
) -> Response:
    """The draft's page after the act; or what the act was refused for, and what was typed."""
    try:
        act()
    except LibraryRefused as refused:
        problem = told(request, refused)
        return show(request, house, visitor, one, problem=problem, note=note, status=409)
    return back(one)


def _must_be_looked_at(house: House, one: Draft, mark: str) -> None:
    """
    Raises:
        LibraryRefused: nobody has looked at what the list with this mark changes, or it is gone.
    """
    found = looked(house.library, one)
    if found is None or not found.current or mark != one.mark:
        raise LibraryRefused(f"the draft {one.name} has changed: look again", LOOK_FIRST)
