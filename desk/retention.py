"""How long it is known who asked: questions older than the set time are anonymised.

A question is as old as the last thing that happened with it: where people had it, as the newest
event of its case. Live cases are left alone, and so are reviewed answers, which name no asker.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    select,
    union,
    update,
)

from corpus.vietnam_time import day_of
from desk.anonymise import anonymise_answer, anonymise_case, everyone
from desk.audit import SYSTEM, Who
from desk.case import LIVE
from desk.contact import GONE
from desk.desk import Desk
from desk.schema import answers, case_answers, case_events, cases, contacts, faq_notices
from desk.schema import inbox as inbox_table
from desk.schema import outbox as outbox_table
from desk.work import Work

BATCH = 50  # answers, and twenty times as many messages, in one transaction
AT_ONCE = 2_000  # answers in one turn of the clock


@dataclass(frozen=True, slots=True)
class Done:
    """How many were anonymised, or would be; ``messages`` and who was told what, too."""

    answers: int = 0
    cases: int = 0
    messages: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(
            self.answers + other.answers,
            self.cases + other.cases,
            self.messages + other.messages,
        )

    def __bool__(self) -> bool:
        return bool(self.answers or self.messages)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months earlier, or the last day of that month."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(max(year, 1), month + 1)[1])
    return now.replace(year=max(year, 1), month=month + 1, day=day)


def anonymise(
    desk: Desk,
    before: datetime,
    at_most: int | None = None,
    who: Who = SYSTEM,
    batch: int = BATCH,
) -> tuple[Done, bool]:
    """Anonymise what is older; what was done, and whether nothing is left.

    In small transactions, each with its entry in the audit log: stopped at any moment it goes on
    where it was, and any number of programs may do it at once.
    """
    total, batches = Done(), 0
    while at_most is None or batches < at_most:
        with desk.begin(who) as work:
            done = _batch(work, before, batch)
        if not done:
            return total, True
        total += done
        batches += 1
    return total, False


def count(desk: Desk, before: datetime) -> Done:
    """What ``anonymise`` would do."""
    with desk.database.reading() as connection:
        found = _old_answers(before).subquery()
        many = connection.execute(select(func.count()).select_from(found)).scalar_one()
        touched = _cases_of(select(found.c.id)).subquery()
        of_them = connection.execute(select(func.count()).select_from(touched)).scalar_one()
        messages = sum(
            connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
            for table, which in (
                (inbox_table, inbox_table.c.at < before),
                (outbox_table, outbox_table.c.at < before),
                (faq_notices, _old_notices(before)),
            )
        )
    return Done(many, of_them, messages)


class Retention:
    """Once a day, in each program that has a clock; ``months`` 0 keeps everything.

    One turn does ``at_once`` answers at most; the next goes on.
    """

    def __init__(self, desk: Desk, months: int, at_once: int = AT_ONCE) -> None:
        self._desk, self._months = desk, months
        self._batches, self._batch = max(1, at_once // BATCH), min(at_once, BATCH)
        self._done: date | None = None

    def tick(self) -> Done:
        now = self._desk.now()
        if not self._months or self._done == day_of(now):
            return Done()
        before = months_before(now, self._months)
        done, all_of_it = anonymise(self._desk, before, self._batches, batch=self._batch)
        if all_of_it:
            self._done = day_of(now)
        return done


def _batch(work: Work, before: datetime, most: int) -> Done:
    connection, names = work.connection, everyone()
    rows = connection.execute(
        _old_answers(before)
        .order_by(answers.c.gone, answers.c.at, answers.c.id)  # as the index has them
        .limit(most)
        .with_for_update(skip_locked=True, of=answers)
    ).all()
    for row in rows:
        anonymise_answer(connection, row, names, work.now)
    ids = [row.id for row in rows]
    numbers = connection.execute(_cases_of(ids)).scalars().all() if ids else []
    for number in sorted(numbers):
        anonymise_case(connection, number, names)
    forget_contacts(connection, rows)
    messages = sum(_let_go(connection, table, before) for table in (inbox_table, outbox_table))
    messages += _forget_notices(connection, before)
    done = Done(len(rows), len(numbers), messages)
    if done:
        counted = {"answers": done.answers, "cases": done.cases, "messages": done.messages}
        work.audit("anonymised", "", before=before.date().isoformat(), **counted)
    return done


def forget_contacts(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """What was kept of those who asked, where nothing of theirs is left."""
    for channel, address in {(row.channel, row.address) for row in rows}:
        left = exists().where(answers.c.channel == channel, answers.c.address == address)
        connection.execute(
            delete(contacts).where(
                contacts.c.channel == channel, contacts.c.address == address, ~left
            )
        )


def _old_answers(before: datetime) -> Select[Any]:
    """Those whose cases, where they have any, ended before then."""
    opened = cases.c.answer_id == answers.c.id
    joined = and_(case_answers.c.answer_id == answers.c.id, case_answers.c.case_id == cases.c.id)
    lives = cases.c.state.in_(LIVE)
    moved = and_(case_events.c.case_id == cases.c.id, case_events.c.at >= before)
    # Asked of each answer in turn, by indexes: a batch looks at few of them.
    held = [exists().where(way, why) for way in (opened, joined) for why in (lives, moved)]
    return select(answers).where(
        answers.c.gone.is_(None), answers.c.at < before, *(~one for one in held)
    )


def _cases_of(answer_ids: list[str] | Select[Any]) -> CompoundSelect[Any]:
    """By an index each way; an "or" over both tables would read every case."""
    opened = select(cases.c.id).where(cases.c.answer_id.in_(answer_ids))
    joined = select(case_answers.c.case_id).where(case_answers.c.answer_id.in_(answer_ids))
    return union(opened, joined)


def _let_go(connection: Connection, table: Table, before: datetime) -> int:
    """Messages in and out, also those that were never handled: it is too late for them."""
    which = select(table.c.id).where(table.c.at < before).limit(20 * BATCH)
    return connection.execute(delete(table).where(table.c.id.in_(which))).rowcount


def _forget_notices(connection: Connection, before: datetime) -> int:
    """Who was told what became of a reviewed answer; that somebody was, stays."""
    old = select(faq_notices).where(_old_notices(before)).limit(20 * BATCH)
    rows = connection.execute(old).all()
    names = everyone()
    for row in rows:
        one = [getattr(faq_notices.c, name) == getattr(row, name) for name in _NOTICE]
        connection.execute(
            update(faq_notices).where(*one).values(names.contact(row.channel, row.address))
        )
    return len(rows)


def _old_notices(before: datetime) -> ColumnElement[bool]:
    return (faq_notices.c.channel != GONE) & (faq_notices.c.at < before)


_NOTICE = ("event_id", "channel", "address")
