"""The answers that were given, what people thought of them, and where the askers work."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from desk.asked import count
from desk.contact import Contact
from desk.database import add_if_new, put
from desk.errors import UnknownAnswer
from desk.faq_told import receive
from desk.outbox import shows
from desk.schema import answers, contacts, feedback, outbox
from retrieval.answer import Answer
from retrieval.guard import kept
from retrieval.question import Unit
from retrieval.wire import keep, revive


def keep_answer(connection: Connection, answer: Answer, contact: Contact, at: datetime) -> None:
    """Keep an answer; one that is kept already stays as it is."""
    if answer.outcome.family == "refused":
        # It was refused for what the question discloses: those words are not ours to keep.
        bare = replace(answer.question, text="", earlier=(), held=None, meant="")
        answer = replace(answer, question=bare)
    else:
        asked = answer.question
        masked = replace(
            asked,
            text=kept(asked.text),
            earlier=tuple(map(kept, asked.earlier)),
            meant=kept(asked.meant),
        )
        answer = replace(answer, question=masked)
    row = {"id": answer.id, "channel": contact.channel, "address": contact.address}
    if add_if_new(connection, answers, row | {"kept": keep(answer), "at": at}):
        count(connection, answer, unit_of(connection, contact), at)
    if by := answer.reviewed:
        receive(connection, by.id, by.version, answer.id, contact, at)


def find_answer(connection: Connection, answer_id: str) -> Answer | None:
    if not answer_id.isprintable():  # no id of ours, and no text to PostgreSQL
        return None
    kept = connection.execute(
        select(answers.c.kept).where(answers.c.id == answer_id)
    ).scalar_one_or_none()
    return None if kept is None else revive(kept)


def last_answers(
    connection: Connection, contact: Contact, since: datetime, limit: int
) -> list[Answer]:
    """The answers a contact was given since then, the oldest first, at most ``limit`` of them."""
    rows = connection.execute(
        select(answers.c.kept)
        .where(answers.c.channel == contact.channel, answers.c.address == contact.address)
        .where(answers.c.at >= since)
        .order_by(answers.c.at.desc())
        .limit(limit)
    )
    return [revive(kept) for (kept,) in rows][::-1]


def answer_in_message(connection: Connection, contact: Contact, receipt: str) -> Answer | None:
    """The answer that a delivered message shows.

    An answer and the messages that show it are written in one transaction, at one moment.
    """
    shown = (
        select(answers.c.kept)
        .join(
            outbox,
            (outbox.c.channel == answers.c.channel)
            & (outbox.c.address == answers.c.address)
            & (outbox.c.at == answers.c.at),
        )
        .where(outbox.c.channel == contact.channel, outbox.c.address == contact.address)
        .where(shows(receipt))
    )
    kept = connection.execute(shown.limit(1)).scalar_one_or_none()
    return None if kept is None else revive(kept)


def record_feedback(
    connection: Connection, answer_id: str, contact: Contact, verdict: str, at: datetime
) -> None:
    """One verdict a person; the last one counts.

    Raises:
        UnknownAnswer
    """
    if find_answer(connection, answer_id) is None:
        raise UnknownAnswer(answer_id)
    row = {"answer_id": answer_id, "channel": contact.channel, "address": contact.address}
    put(connection, feedback, row | {"verdict": verdict, "at": at})


def record_unit(connection: Connection, contact: Contact, unit: Unit) -> None:
    row = {"channel": contact.channel, "address": contact.address}
    put(connection, contacts, row | {"province": unit.province, "commune": unit.commune})


def record_language(connection: Connection, contact: Contact, language: str) -> None:
    row = {"channel": contact.channel, "address": contact.address}
    put(connection, contacts, row | {"language": language})


def language_of(connection: Connection, contact: Contact) -> str:
    """The language the person chose; empty if they have not."""
    kept = _contact(connection, contact)
    return str(kept.language) if kept else ""


def _contact(connection: Connection, contact: Contact) -> Row[Any] | None:
    return connection.execute(
        select(contacts).where(
            contacts.c.channel == contact.channel, contacts.c.address == contact.address
        )
    ).one_or_none()


def unit_of(connection: Connection, contact: Contact) -> Unit:
    """Where the person said they work; an empty unit if they have not."""
    row = _contact(connection, contact)
    return Unit() if row is None else Unit(row.province, row.commune)


def record_light(connection: Connection, contact: Contact, light: bool) -> None:
    row = {"channel": contact.channel, "address": contact.address}
    put(connection, contacts, row | {"light": light})


def is_light(connection: Connection, contact: Contact) -> bool:
    """Whether the person wants short, plain answers."""
    found = connection.execute(
        select(contacts.c.light).where(
            contacts.c.channel == contact.channel, contacts.c.address == contact.address
        )
    ).scalar_one_or_none()
    return bool(found)
