"""A name that was written out – of a reviewer who is erased – goes wherever it stands.

Where it is a whole cell (an author) or stands in words that people or programs wrote. Quotes of
sources stay byte for byte, whoever they name; logins go from words only where they look like no
other word.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import Column, Connection, Table, cast, or_, select, update
from sqlalchemy import Text as AsText

from desk import naming
from desk.anonymise import anonymise_case, listed, only
from desk.person import Person
from desk.schema import answers, case_drafts, case_events, cases, faq_events, faqs, inbox, outbox
from retrieval.answer import Answer
from retrieval.check import seal
from retrieval.trace import Trace
from retrieval.wire import keep, revive

Swap = Callable[[str], str]
_TRACE = TypeAdapter(Trace)
_AUTHORS = ((faqs, "author"), (faqs, "reviewer"), (faq_events, "actor"), (case_drafts, "author"))
_WORDS = (
    (case_events, "text"),
    (faqs, "body"),
    (faq_events, "text"),
    (faq_events, "body"),
    (inbox, "payload"),
    (inbox, "reason"),
    (outbox, "reason"),
)


def write_over(connection: Connection, person: Person) -> None:
    """Put "(đã xoá)" in the place of the person's name and login."""
    called = (person.name, person.login)
    for table, column in _AUTHORS:
        cell = table.c[column]
        whole = update(table).where(cell.in_(called)).values({column: naming.ERASED})
        connection.execute(whole)
    _in_cases(connection, called)
    for name in filter(_tells_apart, dict.fromkeys(called)):
        _in_words(connection, name)


def _tells_apart(name: str) -> bool:
    """Whether a name in a sentence is that person: of two words, or spelled as no word is."""
    return " " in name or bool(re.search(r"[\d._@-]", name))


def _in_cases(connection: Connection, called: tuple[str, ...]) -> None:
    """Cases that somebody had under a name as it was typed."""
    typed = [*called, *(f"{naming.SERVER}{name}" for name in called)]
    held = [
        cast(case_events.c.sets, AsText).contains(json.dumps(name), autoescape=True)
        for name in typed
    ]
    numbers = connection.execute(
        select(case_events.c.case_id).where(or_(case_events.c.actor.in_(typed), *held)).distinct()
    )
    for number in sorted(numbers.scalars().all()):
        anonymise_case(connection, number, only(*typed), whole=False)


def _in_words(connection: Connection, name: str) -> None:
    swap = _swapping(name)
    for table, column in _WORDS:
        _replace(connection, table, table.c[column], swap, name)
    in_kept = answers.c.kept.contains(_as_json(name), autoescape=True)
    for row in connection.execute(select(answers.c.id, answers.c.kept).where(in_kept)).all():
        kept = keep(_without(revive(row.kept), swap))
        connection.execute(update(answers).where(answers.c.id == row.id).values(kept=kept))
        which = cases.c.answer_id == row.id
        for number in connection.execute(select(cases.c.id).where(which)).scalars().all():
            repeated = update(cases).where(cases.c.id == number)
            connection.execute(repeated.values(listed(connection, number)))
    waiting = cast(outbox.c.payload, AsText).contains(json.dumps(name)[1:-1], autoescape=True)
    for row in connection.execute(select(outbox.c.id, outbox.c.payload).where(waiting)).all():
        payload = json.loads(swap(json.dumps(row.payload, ensure_ascii=False)))
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(payload=payload))


def _swapping(name: str) -> Swap:
    """Replaces the name as it stands in sentences, and as JSON spells it."""
    spelled = "|".join(dict.fromkeys((re.escape(name), re.escape(_as_json(name)))))
    pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(naming.ERASED, text)


def _as_json(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _replace(
    connection: Connection, table: Table, cell: Column[str], swap: Swap, name: str
) -> None:
    holds = or_(*(cell.icontains(one, autoescape=True) for one in {name, _as_json(name)}))
    for row in connection.execute(select(table.c.id, cell.label("found")).where(holds)).all():
        values = {cell.name: swap(row.found)}
        connection.execute(update(table).where(table.c.id == row.id).values(values))


def _without(answer: Answer, swap: Swap) -> Answer:
    """An answer is sealed over what it shows: it is sealed anew."""
    asked = answer.question
    question = replace(
        asked,
        text=swap(asked.text),
        earlier=tuple(map(swap, asked.earlier)),
        meant=swap(asked.meant),
    )
    by = answer.reviewed
    found = replace(
        answer,
        question=question,
        notes=tuple(map(swap, answer.notes)),
        conclusion=swap(answer.conclusion) if by else answer.conclusion,
        reviewed=replace(by, reviewer=swap(by.reviewer)) if by else None,
    )
    if answer.trace is None:
        return found
    trace = _TRACE.validate_json(swap(_TRACE.dump_json(answer.trace).decode()))
    return replace(found, trace=replace(trace, seal=seal(found) if trace.seal else ""))
