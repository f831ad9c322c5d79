"""How the words that a reply rests on stand on a day: in force, changed, and what is ahead."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desk.faq_index import reason
from retrieval.reviewed import Basis
from retrieval.still_true import Change, Law


@dataclass(frozen=True, slots=True)
class OnDay:
    """``chunk`` holds the words today, None where they are nowhere; ``since`` is their first day.

    ``due`` is what has become of their provision by that day, ``ahead`` what will.
    """

    basis: Basis
    chunk: int | None
    since: date | None
    begun: bool
    due: tuple[Change, ...] = ()
    ahead: tuple[Change, ...] = ()

    @property
    def stands(self) -> bool:
        return self.chunk is not None and self.begun and not self.due

    @property
    def ends(self) -> date | None:
        """The first day on which something changes."""
        return min((change.day for change in self.ahead if change.day), default=None)

    @property
    def became(self) -> str:
        """What has changed, in the words of both texts."""
        return reason(self.due)

    @property
    def coming(self) -> str:
        return reason(self.ahead)


def on_day(law: Law, basis: Basis, day: date, *, afresh: bool = False) -> OnDay:
    """``afresh`` tells what who approved it had before them, too."""
    changes = law.changes(replace(basis, settled=()) if afresh else basis)
    place = law.place(basis)
    since = place.since if place else None
    return OnDay(
        basis,
        place.chunk.id if place else None,
        since,
        begun=since is None or since <= day,
        due=tuple(change for change in changes if change.due(day)),
        ahead=tuple(change for change in changes if not change.due(day)),
    )


def all_on_day(law: Law, bases: Iterable[Basis], day: date, *, afresh: bool = False) -> list[OnDay]:
    return [on_day(law, basis, day, afresh=afresh) for basis in bases]
