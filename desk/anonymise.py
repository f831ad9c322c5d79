"""Taking the people out of answers and cases, so that what is left can be counted and learned from.

What stays: the question (masked strictly), its field, its province, its dates, how it ended, the
quotes, the reply of the team (masked too). What goes: who asked, the commune, what they wrote
besides, the reasons that people gave each other, and the conversation around it.

Events of a case are added and never changed, with this one exception: here their words give way to
``MARK`` and their askers to pseudonyms ("gone:1f…"). Their kinds, times, roles, order and all that
moves a case stay as they were, so the fold of the events is the same but for names and words.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, select, update

from corpus.masking import mask_strictly
from corpus.text import tidy
from desk import casebook, draftbook
from desk.case import Event
from desk.contact import GONE
from desk.role import Role
from desk.rows import beginning_of, words_of
from desk.schema import (
    answers,
    asked,
    case_events,
    cases,
    faq_receipts,
    feedback,
    prompts,
    satisfaction,
    telegram_drafts,
)
from desk.standing import fold
from retrieval.answer import Answer
from retrieval.guard import kept
from retrieval.question import Unit
from retrieval.wire import keep, revive

MARK = "[đã xoá]"
_REPLIES = frozenset({"proposed", "replied", "approved"})  # the words of these events stay
_BY_NUMBER = ("person:", f"{GONE}:")
_THE_DESK = frozenset({"", "system"})
# What of ``Event.sets`` moves a case; none of it names anybody.
_MOVING = frozenset(
    {"queue", "urgency", "due", "left", "until", "alarm", "linked", "apart_from", "alone", "into"}
)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The same for one actor throughout one transaction, and another in the next.

    ``whose`` says which actors are renamed.
    """

    whose: Callable[[str], bool]
    _made: dict[str, str] = field(default_factory=dict)

    def of(self, actor: str) -> str:
        """The pseudonym of an actor who gets one, else the actor."""
        if not self.whose(actor):
            return actor
        return self._made.setdefault(actor, f"{GONE}:{secrets.token_hex(6)}")

    def contact(self, channel: str, address: str) -> dict[str, str]:
        """The same for the columns of a contact."""
        channel, _, address = self.of(f"{channel}:{address}").partition(":")
        return {"channel": channel, "address": address}


def everyone() -> Pseudonyms:
    """For all but the people of the desk, who are known by number."""
    return Pseudonyms(lambda actor: actor not in _THE_DESK and not actor.startswith(_BY_NUMBER))


def only(*askers: str) -> Pseudonyms:
    """For these alone."""
    return Pseudonyms(lambda actor: actor in askers)


def unnamed(text: str) -> str:
    """What of a text may stay where nobody is to be known from it."""
    return mask_strictly(kept(tidy(text)))


def bare(answer: Answer, asker: str) -> Answer:
    """An answer without who asked and what was said around it."""
    question = replace(
        answer.question,
        text=unnamed(answer.question.text),
        asker=asker,
        unit=Unit(answer.question.unit.province),
        earlier=(),
        held=None,
        meant="",
    )
    by = replace(answer.reviewed, reviewer="") if answer.reviewed else None
    # Notes, questions to go on with and the trace may repeat the question's words.
    return replace(
        answer, question=question, notes=(), followups=(), trace=None, timings_ms={}, reviewed=by
    )


def anonymise_answer(
    connection: Connection, row: Row[Any], names: Pseudonyms, now: datetime
) -> None:
    """An answer of ``answers``, which the caller has locked, and what hangs on it: verdicts,
    receipts of reviewed answers (nobody is told any more what becomes of those), the commune that
    it is counted for."""
    contact = names.contact(row.channel, row.address)
    found = bare(revive(row.kept), f"{contact['channel']}:{contact['address']}")
    connection.execute(
        update(answers)
        .where(answers.c.id == row.id)
        .values(contact | {"kept": keep(found), "gone": now})
    )
    for table in (feedback, faq_receipts):
        _rename(connection, table, table.c.answer_id == row.id, names)
    connection.execute(update(asked).where(asked.c.answer_id == row.id).values(commune=""))


def anonymise_case(
    connection: Connection, case_id: int, names: Pseudonyms, *, whole: bool = True
) -> None:
    """A case, all of it, or (not ``whole``) only those whom ``names`` renames.

    Twice is as good as once.
    """
    casebook.lock(connection, [case_id])
    rows = connection.execute(
        select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.id)
    ).all()
    events = []
    for row in rows:
        event = _bare_event(row, names, whole=whole)
        events.append(event)
        if event != _event(row):
            connection.execute(
                update(case_events)
                .where(case_events.c.id == row.id)
                .values(actor=event.actor, text=event.text, sets=event.sets, key=event.key)
            )
    _rename(connection, satisfaction, satisfaction.c.case_id == case_id, names)
    values = casebook.row_of(fold(events))
    values |= listed(connection, case_id)
    if whole:
        values |= {
            "unit_key": "",
            "commune": "",
            "same": "",
            "joint": "",
            "token": secrets.token_urlsafe(24),
        }
        draftbook.forget(connection, case_id)
        for table in (telegram_drafts, prompts):  # replies that nobody will end
            connection.execute(delete(table).where(table.c.case_id == case_id))
    else:  # a unit's digest holds nobody's name; who named no unit stands in it themselves
        nameless = (cases.c.id == case_id) & (cases.c.province == "") & (cases.c.commune == "")
        connection.execute(update(cases).where(nameless).values(joint=""))
    connection.execute(update(cases).where(cases.c.id == case_id).values(values))


def listed(connection: Connection, case_id: int) -> dict[str, str]:
    """What a case's row repeats of its question, as the question now is."""
    of_case = select(answers.c.kept).join(cases).where(cases.c.id == case_id)
    text = revive(connection.execute(of_case).scalar_one()).question.text
    return {"asked": beginning_of(text), "words": words_of(text)}


def _bare_event(row: Row[Any], names: Pseudonyms, *, whole: bool) -> Event:
    event = _event(row)
    actor = names.of(event.actor)
    sets = {name: _bare(name, value, names, whole=whole) for name, value in event.sets.items()}
    renamed = actor != event.actor or sets.get("asker") != event.sets.get("asker")
    theirs = renamed and (event.role is Role.OFFICER or actor == event.actor)
    text = event.text
    if whole and event.kind in _REPLIES:
        text = unnamed(text)
    elif text and (whole or theirs):
        text = MARK
    # A key may hold an address ("merged/3/telegram:7"); the number of the row is as unique.
    key = f"{GONE}/{row.id}" if whole or renamed else event.key
    return Event(event.at, actor, event.kind, text, event.role, sets, key)


def _bare(name: str, value: Any, names: Pseudonyms, *, whole: bool) -> Any:
    if name in _MOVING or value is None:
        return value
    if name == "ground":  # the words of provisions stay, the reason why there are none is masked
        return {**value, "reason": unnamed(value["reason"])} if whole else value
    if name in ("asker", "owner"):
        return names.of(value)
    return unnamed(value) if whole and isinstance(value, str) else value


def _event(row: Row[Any]) -> Event:
    return Event(row.at, row.actor, row.kind, row.text, Role(row.role), dict(row.sets), row.key)


def _rename(
    connection: Connection, table: Table, which: ColumnElement[bool], names: Pseudonyms
) -> None:
    rows = connection.execute(select(table.c.channel, table.c.address).where(which).distinct())
    for row in rows.all():
        theirs = which & (table.c.channel == row.channel) & (table.c.address == row.address)
        connection.execute(
            update(table).where(theirs).values(names.contact(row.channel, row.address))
        )
