"""The list of cases: which ones, in which order, and how many of each kind there are.

It reads the columns that a row shows, in a handful of queries, whatever the cases have been
through: no event is folded and no answer revived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from corpus.text import folded_syllables
from desk import casebook, naming
from desk.case import LIVE, CaseState
from desk.queues import Urgency
from desk.schema import case_events, cases
from retrieval.numbered import Numbered
from retrieval.question import Unit


class View(StrEnum):
    """``WORK``: live, and one's own or nobody's; for who owns no cases, all that live.

    Who cannot sign in (``line`` of the queues may hold any name; people leave) is nobody here.
    """

    WORK = "work"
    MINE = "mine"
    FREE = "free"
    LATE = "late"
    SECOND_READING = "second_reading"
    ASKING = "asking"
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    ALL = "all"

    @property
    def newest_first(self) -> bool:
        """What has ended is not in a hurry."""
        return self in {View.ANSWERED, View.ALL}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: its last row."""

    due: datetime | None
    id: int

    def __str__(self) -> str:
        return f"{self.due.isoformat() if self.due else ''}~{self.id}"

    @classmethod
    def read(cls, told: str) -> "Place | None":
        """None where no page could have ended so."""
        due, _, number = told.partition("~")
        try:
            found = cls(datetime.fromisoformat(due) if due else None, int(number))
        except ValueError:
            return None
        zoned = found.due is None or found.due.tzinfo is not None
        return found if zoned and 0 < found.id < 2**63 else None


@dataclass(frozen=True, slots=True)
class Which:
    """What is looked for. Empty means any; ``unit`` is the reach of who looks, None for all.

    ``me`` is the looking person as cases name their owners, empty for who owns none. ``words``
    are words of the question, or a number ("MC-000123", "123").
    """

    view: View = View.WORK
    me: str = ""
    queue: str = ""
    field: str = ""
    province: str = ""
    words: str = ""
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """``owner`` is a name as people see it; ``question`` its beginning, as it was kept."""

    id: int
    question: str
    unit: Unit
    field: str
    queue: str
    state: CaseState
    urgency: Urgency
    owner: str
    due: datetime | None
    opened: datetime
    linked: int | None = None  # the head of the group that one reply answers
    until: datetime | None = None  # that it is put off
    owner_gone: bool = False  # can no longer sign in: whoever answers cases may take it over

    @property
    def label(self) -> str:
        return Numbered.CASE.label(self.id)

    def is_late(self, now: datetime) -> bool:
        return self.due is not None and self.due < now and self.state in LIVE


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the list. ``counts``: how many each view holds under the same filters.

    ``newest`` is the number of the newest event of all, by which a page knows what came later.
    """

    rows: tuple[CaseRow, ...]
    next: Place | None
    counts: dict[View, int]
    fields: tuple[str, ...]
    provinces: tuple[str, ...]
    newest: int


_COLUMNS = [
    cases.c[name]
    for name in (
        *("id", "asked", "province", "commune", "field", "queue"),
        *("state", "urgency", "owner", "due", "opened", "linked", "alarm"),
    )
] + [naming.gone(cases.c.owner).label("owner_gone")]


def look(
    connection: Connection, which: Which, now: datetime, size: int, after: Place | None = None
) -> Board:
    found = connection.execute(_rows(which, now, size + 1, after)).all()
    shown = found[:size]
    owners = naming.names(connection, (row.owner for row in shown))
    last = shown[-1] if len(found) > size else None
    return Board(
        tuple(_row(row, owners[row.owner]) for row in shown),
        Place(last.due, last.id) if last else None,
        _counts(connection, which, now),
        _values(connection, which, cases.c.field),
        _values(connection, which, cases.c.province),
        newest_event(connection),
    )


def upcoming(
    connection: Connection, which: Which, now: datetime, but: int, after: Place | None = None
) -> CaseRow | None:
    """The next of the list after this place, from its end on the first; never the case ``but``.

    Cases that wait for others (whose clock stands still) come when there is nothing else.
    """
    running = true() if which.view.newest_first else cases.c.due.is_not(None)
    for kind in (running, true()):
        for start in dict.fromkeys((after, None)):
            others = _rows(which, now, 1, start).where(cases.c.id != but, kind)
            if row := connection.execute(others).first():
                return _row(row, row.owner)
    return None


def newest_event(connection: Connection) -> int:
    return connection.execute(select(func.max(case_events.c.id))).scalar_one() or 0


def _rows(which: Which, now: datetime, limit: int, after: Place | None) -> Select[Any]:
    rows = select(*_COLUMNS).where(*_filters(which), _of_view(which.view, which.me, now))
    if which.view.newest_first:
        order = [cases.c.id.desc()]
    else:
        order = [cases.c.due.asc().nulls_last(), cases.c.id.asc()]
    if after is not None:
        rows = rows.where(_beyond(after, which.view.newest_first))
    return rows.order_by(*order).limit(limit)


def _beyond(place: Place, newest_first: bool) -> ColumnElement[bool]:
    if newest_first:
        return cases.c.id < place.id
    if place.due is None:
        return and_(cases.c.due.is_(None), cases.c.id > place.id)
    later = and_(cases.c.due == place.due, cases.c.id > place.id)
    return or_(cases.c.due > place.due, later, cases.c.due.is_(None))


def _filters(which: Which) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (cases.c.queue, which.queue),
        (cases.c.field, which.field),
        (cases.c.province, which.province),
    ):
        if value:
            found.append(column == value)
    if which.unit is not None:
        found.append(casebook.of_unit(which.unit))
    if which.words.strip():
        found.append(_found_by(which.words))
    return found


def _found_by(words: str) -> ColumnElement[bool]:
    """By number, else by words of the question; the last word may be half typed."""
    number = Numbered.CASE.number(words)
    if number is not None:
        return cases.c.id == number
    typed = folded_syllables(words)
    within = [cases.c.words.contains(f" {one} ") for one in typed[:-1]]
    return and_(true(), *within, *(cases.c.words.contains(f" {one}") for one in typed[-1:]))


def _of_view(view: View, me: str, now: datetime) -> ColumnElement[bool]:
    live = cases.c.state.in_(sorted(LIVE))
    match view:
        case View.WORK:
            mine = or_(cases.c.owner.in_(["", me]), naming.gone(cases.c.owner))
            return and_(live, mine) if me else live
        case View.MINE:
            return and_(live, cases.c.owner == me, cases.c.owner != "")
        case View.FREE:
            return and_(live, cases.c.owner == "")
        case View.LATE:
            return and_(live, cases.c.due < now)
        case View.ANSWERED:
            return cases.c.state.in_([CaseState.ANSWERED, CaseState.CLOSED])
        case View.ALL:
            return true()
        case _:
            return cases.c.state == view.value


def _counts(connection: Connection, which: Which, now: datetime) -> dict[View, int]:
    """All in one walk over the cases."""
    sums = [
        func.coalesce(func.sum(case((_of_view(view, which.me, now), 1), else_=0)), 0)
        for view in View
    ]
    row = connection.execute(select(*sums).where(*_filters(which))).one()
    return {view: int(many) for view, many in zip(View, row, strict=True)}


def _values(connection: Connection, which: Which, column: ColumnElement[str]) -> tuple[str, ...]:
    """What can be chosen, within the reach of who looks."""
    reach = casebook.of_unit(which.unit) if which.unit is not None else true()
    found = connection.execute(select(column).where(reach, column != "").distinct())
    return tuple(sorted(found.scalars()))


def _row(row: Row[Any], owner: str) -> CaseRow:
    return CaseRow(
        row.id,
        row.asked,
        Unit(row.province, row.commune),
        row.field,
        row.queue,
        CaseState(row.state),
        Urgency(row.urgency),
        owner,
        row.due,
        row.opened,
        row.linked,
        row.alarm if row.state == CaseState.SNOOZED else None,
        bool(row.owner_gone),
    )
