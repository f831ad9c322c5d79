"""Beside the rows of a draft: what was sent last, where it was read, what it would change."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, null, select, update

from desk.holding import Draft
from desk.schema import library_changes, library_items
from desk.schema import library_drafts as drafts_table
from desk.work import Work

_worked = func.coalesce(drafts_table.c.worked, drafts_table.c.at)


def worked_on(work: Work, name: str) -> None:
    """Somebody does something with a draft now."""
    which = drafts_table.c.name == name
    work.connection.execute(update(drafts_table).where(which).values(worked=work.now))


def worked_since(connection: Connection, moment: datetime) -> dict[str, bool]:
    """By draft whether somebody has worked on it since."""
    rows = connection.execute(select(drafts_table.c.name, _worked.label("worked")))
    return {row.name: row.worked >= moment for row in rows}


def let_go(work: Work, name: str, moment: datetime) -> bool:
    """Whether the index of a draft may go: it is no more, or nobody has worked on it since; then
    the row says from now on that it has none.
    """
    mine = drafts_table.c.name == name
    idle = update(drafts_table).where(mine, _worked < moment).values(reading="")
    if work.connection.execute(idle).rowcount:
        return True
    return work.connection.execute(select(drafts_table.c.name).where(mine)).first() is None


def digests(connection: Connection) -> set[str]:
    """Of the files that drafts hold."""
    return set(connection.execute(select(library_items.c.digest).distinct()).scalars())


def was_read(work: Work, one: Draft, generation: str) -> None:
    """The generation that holds how this draft was read; not one that has taken its name since."""
    which = (drafts_table.c.name == one.name) & (drafts_table.c.at == one.at)
    work.connection.execute(update(drafts_table).where(which).values(reading=generation))


def taken(connection: Connection, name: str) -> Any:
    """What ``keep_taken`` kept."""
    which = select(drafts_table.c.taken).where(drafts_table.c.name == name)
    return connection.execute(which).scalar_one_or_none()


def keep_taken(work: Work, name: str, told: Any) -> None:
    """What became of the files that were sent last, as plain data; None: no more of it."""
    value = null() if told is None else told
    which = drafts_table.c.name == name
    work.connection.execute(update(drafts_table).where(which).values(taken=value))


def keep_changes(work: Work, name: str, facts: dict[str, Any]) -> None:
    """``facts`` are "mark", "serving", "made" and "found"."""
    which = library_changes.c.draft == name
    work.connection.execute(delete(library_changes).where(which))
    left = select(drafts_table.c.name).where(drafts_table.c.name == name).with_for_update()
    if work.connection.execute(left).first():  # it was not dropped meanwhile
        work.connection.execute(insert(library_changes).values(draft=name, **facts))


def looked_at(connection: Connection, name: str) -> Row[Any, Any, Any] | None:
    """Mark, serving and made of what ``keep_changes`` kept."""
    table = library_changes.c
    wanted = select(table.mark, table.serving, table.made).where(table.draft == name)
    return connection.execute(wanted).first()


def changes(connection: Connection, name: str) -> Any:
    """All of what ``keep_changes`` kept; None without any."""
    wanted = select(library_changes.c.found).where(library_changes.c.draft == name)
    return connection.execute(wanted).scalar_one_or_none()
