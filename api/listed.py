"""The list from which a person came to a case: as they had narrowed it, carried in addresses.

So the way back, and the next case after an act, follow it without JavaScript. Of an address only
what is known here is carried on.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request

from api.door import Visitor
from corpus.text import tidy
from desk.board import Place, View, Which
from desk.case import Case
from desk.rights import Action
from retrieval.question import Unit

LONGEST = 200  # characters of one filter
_FILTERS = ("queue", "field", "province", "words")


@dataclass(frozen=True, slots=True)
class Listed:
    """``at``: where in it the case stood with which something was just done."""

    which: Which
    at: Place | None = None

    @property
    def address(self) -> str:
        return self.on("/desk")

    @property
    def tail(self) -> str:
        """What the address of a case's page ends with: "?view=late", or nothing."""
        return self.on("")

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The filters that are set, as they were chosen."""
        return tuple(filter(None, (getattr(self.which, name) for name in _FILTERS)))

    def on(self, path: str, **more: str) -> str:
        """An address that carries the list, after what it says besides."""
        told = more | query_of(self.which)
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{path}?{query}" if query else path

    def of(self, view: View) -> str:
        """The address of another view under the same filters."""
        return replace(self, which=replace(self.which, view=view)).address

    def after(self, case: Case, done: str, shown: int = 0) -> str:
        """The page that says what was done with the case, which is given as it stood before."""
        of = str(case.id) if shown not in (0, case.id) else ""
        at = str(Place(case.due, case.id))
        return f"{self.on(f'/desk/cases/{shown or case.id}', done=done, of=of, at=at)}#done"


def query_of(which: Which) -> dict[str, str]:
    """The parameters of a list; those that it does without are empty."""
    view = "" if which.view is View.WORK else which.view.value
    return {"view": view} | {name: getattr(which, name) for name in _FILTERS}


def listed(request: Request, visitor: Visitor) -> Listed:
    """What the address of a request tells; the whole list of work where it tells nothing."""
    told = request.query_params
    view = told.get("view", "")
    filters = {name: tidy(told.get(name, ""))[:LONGEST].strip() for name in _FILTERS}
    which = Which(
        View(view) if view in set(View) else View.WORK,
        me_of(visitor),
        unit=reach_of(visitor),
        **filters,
    )
    return Listed(which, Place.read(told.get("at", "")))


def me_of(visitor: Visitor) -> str:
    """The visitor as cases name their owners; empty for who never owns one."""
    owns = visitor.person is not None and Action.REPLY in visitor.allowed
    return visitor.person.actor if visitor.person is not None and owns else ""


def reach_of(visitor: Visitor) -> Unit | None:
    """The unit whose cases are within reach; None for all."""
    return None if visitor.sees_all or visitor.person is None else visitor.person.unit
