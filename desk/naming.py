"""What people see of an actor: the name of a person of the desk, else the name itself.

Records name people by number ("person:3"), so that two of one name are two, and a name that is
changed or erased breaks nothing.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from desk.schema import people


def names(connection: Connection, actors: Iterable[str]) -> dict[str, str]:
    """By actor, as people see them."""
    wanted = set(actors)
    numbers = {int(one[7:]) for one in wanted if one.startswith("person:") and one[7:].isdecimal()}
    known: dict[str, str] = {}
    if numbers:
        rows = connection.execute(
            select(people.c.id, people.c.name).where(people.c.id.in_(sorted(numbers)))
        )
        known = {f"person:{row.id}": row.name for row in rows}
    return {one: known.get(one, one) for one in wanted}


def holder(connection: Connection, told: str) -> str:
    """The actor whom settings mean by a login; any other name is one by itself."""
    found = connection.execute(
        select(people.c.id).where(people.c.login == told, people.c.active)
    ).scalar_one_or_none()
    return told if found is None else f"person:{found}"
