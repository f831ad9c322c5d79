"""Cases that one reply answers: a group of linked ones.

A case's ``linked`` is the head of its group; none, or its own number, where it is the head itself.
Cases of the same words are one group unless somebody has said otherwise: two units that ask in the
same moment do not see each other, so their words tie them. Whoever was taken out of a group names
itself as its head, and no words tie it any more.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from desk import casebook
from desk.case import LIVE, Case, Event
from desk.role import SYSTEM, Actor
from desk.schema import cases
from desk.standing import sets
from retrieval.numbered import Numbered
from retrieval.question import Unit

_HEADS = 8  # of one question's words; more than one is too many already


@dataclass(frozen=True, slots=True)
class Along:
    """A live case that is answered along with another."""

    id: int
    unit: Unit

    @property
    def label(self) -> str:
        return Numbered.CASE.label(self.id)


def root(connection: Connection, number: int) -> int:
    """The head of a case's group: mostly the case's own, else that one's, and so on."""
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        which = select(cases.c.linked).where(cases.c.id == number)
        number = connection.execute(which).scalar_one_or_none() or number
    return number


def group(connection: Connection, case: Case) -> list[int]:
    """The numbers of the cases that one reply answers, this one among them, ended ones too."""
    head = root(connection, case.id)
    which = select(cases.c.linked, cases.c.same).where(cases.c.id == head)
    linked, same = connection.execute(which).one()
    layer = [head]
    if linked is None and same:
        by_words = select(cases.c.id).where(cases.c.same == same, cases.c.linked.is_(None))
        layer = list(connection.execute(by_words).scalars())
    found = set(layer)
    while layer:
        below = select(cases.c.id).where(cases.c.linked.in_(layer), cases.c.id.not_in(found))
        layer = list(connection.execute(below).scalars())
        found |= set(layer)
    return sorted(found)


def along(connection: Connection, case: Case) -> list[Along]:
    """The others of the group that still wait, the oldest first."""
    which = cases.c.id.in_(group(connection, case)) & cases.c.state.in_(LIVE)
    rows = connection.execute(
        select(cases.c.id, cases.c.province, cases.c.commune)
        .where(which, cases.c.id != case.id)
        .order_by(cases.c.id)
    )
    return [Along(row.id, Unit(row.province, row.commune)) for row in rows]


def link(
    connection: Connection, case: Case, head: int, actor: Actor, now: datetime, key: str = ""
) -> Case:
    event = Event(now, actor.name, "linked", "", actor.role, sets(linked=head), key)
    return casebook.append(connection, case, event)


def link_by_words(connection: Connection, case: Case, same: str, now: datetime) -> Case:
    """Tie a new case to the live ones of other units that hold the same question.

    Where people keep two of the same words apart, a third is tied to neither.
    """
    if not same:
        return case
    heads = (
        select(func.coalesce(cases.c.linked, cases.c.id))
        .where(cases.c.same == same, cases.c.state.in_(LIVE), cases.c.id < case.id)
        .distinct()
        .limit(_HEADS)
    )
    found = {root(connection, head) for head in connection.execute(heads).scalars()}
    return link(connection, case, found.pop(), SYSTEM, now) if len(found) == 1 else case


def heirs(case: Case, rest: list[Case], head: int) -> tuple[int, list[Case]]:
    """Who heads the rest of a group that a case leaves, and whose head changes with that."""
    pointing = [one for one in rest if one.linked == case.id]
    if head != case.id:
        return head, pointing
    by_words = [one for one in rest if one.linked is None]
    return (by_words or pointing)[0].id, pointing
