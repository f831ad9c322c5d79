"""Beside the rows of a draft: what was sent last, where it was read, what it would change."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, null, select, update

from desk.holding import Draft
from desk.schema import library_changes
from desk.schema import library_drafts as drafts_table
from desk.work import Work


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
