"""What people see of an actor: the name of a person of the desk, else the name itself.

A name that was typed on the server's own command line is marked, for nobody vouches for it.

Records name people by number ("person:3"), so that two of one name are two, and a name that is
changed or erased breaks nothing.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, String, and_, cast, exists, literal, select

from corpus.text import fold
from desk.contact import GONE
from desk.schema import api_keys, people

SERVER = "server:"  # before a name that was typed there
KEY = "key:"  # before the number of a program's key (``desk/keys.py``)
ERASED = "(đã xoá)"  # whoever it was


def names(connection: Connection, actors: Iterable[str]) -> dict[str, str]:
    """By actor, as people see them."""
    wanted = set(actors)
    numbers = _numbers(wanted, "person:")
    known: dict[str, str] = {}
    if keys := _numbers(wanted, KEY):
        rows = connection.execute(
            select(api_keys.c.id, api_keys.c.name).where(api_keys.c.id.in_(sorted(keys)))
        )
        known |= {f"{KEY}{row.id}": of_key(row.name) for row in rows}
    if numbers:
        rows = connection.execute(
            select(people.c.id, people.c.name).where(people.c.id.in_(sorted(numbers)))
        )
        known |= {f"person:{row.id}": row.name for row in rows}
    return {one: known.get(one) or _shown(one) for one in wanted}


def of_key(name: str) -> str:
    """A program is told from a person of the same name."""
    return f"{name} (khóa API)"


def _numbers(actors: Iterable[str], kind: str) -> set[int]:
    rest = (one.removeprefix(kind) for one in actors if one.startswith(kind))
    return {int(number) for number in rest if number.isdecimal() and len(number) < 19}


def _shown(actor: str) -> str:
    if actor.startswith(f"{GONE}:"):  # a pseudonym (``desk/anonymise.py``)
        return ERASED
    if actor.startswith(SERVER):
        return f"{actor.removeprefix(SERVER)} (máy chủ)"
    return actor


def same_person(connection: Connection, one: str, other: str) -> bool:
    """Whether two actors may be one human being.

    Whoever types names on the server may type any; so all of them are one, and one with the
    person whose name or login is typed, too.
    """
    if one == other or (one.startswith(SERVER) and other.startswith(SERVER)):
        return True
    called = [_called(connection, actor) for actor in (one, other)]
    return bool(called[0] & called[1])


def _called(connection: Connection, actor: str) -> set[str]:
    if actor.startswith("person:") and actor[7:].isdecimal():
        row = connection.execute(
            select(people.c.name, people.c.login).where(people.c.id == int(actor[7:]))
        ).one_or_none()
        return {fold(name).strip() for name in row or ()}
    return {fold(actor.removeprefix(SERVER)).strip()}


def gone(holder: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether this holder of a case can no longer sign in: shut out, or a name that is no login.

    Where nobody has a login, typed names are all there is, and none of them is gone.
    """
    known = select(literal("person:") + cast(people.c.id, String)).where(people.c.active)
    return and_(holder != "", holder.not_in(known), exists(select(people.c.id)))


def holder(connection: Connection, told: str) -> str:
    """The actor whom settings mean by a login; any other name is one by itself."""
    found = connection.execute(
        select(people.c.id).where(people.c.login == told, people.c.active)
    ).scalar_one_or_none()
    return told if found is None else f"person:{found}"
