"""What was asked in a time, as it counts for blockages: read from kept answers and their cases.

Only the words of each question are read, not the whole answers: some 20,000 a second.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, cast, select, type_coerce

from corpus.masking import mask_strictly
from desk.aspects import asked_for
from desk.case import Event
from desk.cause import Cause
from desk.rights import unit_key
from desk.role import Role
from desk.schema import answers, asked, case_events, cases, feedback
from desk.standing import fold
from desk.trouble import Asked
from retrieval.answer import Outcome
from retrieval.question import Unit

# Outcomes that leave the asker without an answer. What is none of our work is no blockage of it.
_OUTCOMES = {
    Outcome.ESCALATED_NOTHING_FOUND: Cause.NO_SOURCE,
    Outcome.ESCALATED_WEAK_MATCH: Cause.NO_SOURCE,
    Outcome.ESCALATED_NOT_IN_CORPUS: Cause.NO_SOURCE,
    Outcome.ESCALATED_CONFLICT: Cause.CONFLICT,
    Outcome.ESCALATED_BY_REQUEST: Cause.UNCLEAR,
}
_COUNTED = (*(one.value for one in _OUTCOMES), "answered", "answered_faq", "clarify_ambiguous")


def between(
    connection: Connection, since: datetime, until: datetime, field: str | None = None
) -> list[Asked]:
    """The questions of a time, the oldest first; with a ``field``, its own and those of none.

    Refused ones have no words and are left out.
    """
    kept = answers.c.kept
    told = type_coerce(kept, JSON) if connection.dialect.name == "sqlite" else cast(kept, JSON)
    wanted = (
        select(
            asked,
            answers.c.channel,
            answers.c.address,
            told["question"]["text"].as_string().label("text"),
            told["trace"]["parts"][0]["hits"][0]["document"].as_string().label("first"),
            told["rejected"][0]["reason"].as_string().label("rejected"),
        )
        .join(answers, answers.c.id == asked.c.answer_id)
        .where(asked.c.at >= since, asked.c.at < until, asked.c.outcome.in_(_COUNTED))
        .order_by(asked.c.at, asked.c.answer_id)
    )
    if field is not None:
        wanted = wanted.where(asked.c.field.in_(sorted({field, ""})))
    rows = connection.execute(wanted).all()
    wrong = _said_wrong(connection, since)
    of_case = _case_signs(connection, since)
    return [_asked(row, wrong, of_case) for row in rows if row.text]


def texts_of(connection: Connection, ids: Sequence[str]) -> list[Asked]:
    """The questions with these ids as they are kept now, personal data masked.

    Who had their data erased is masked in what is kept already.
    """
    if not ids:
        return []
    kept = answers.c.kept
    told = type_coerce(kept, JSON) if connection.dialect.name == "sqlite" else cast(kept, JSON)
    rows = connection.execute(
        select(asked, told["question"]["text"].as_string().label("text"), cases.c.id.label("case"))
        .join(answers, answers.c.id == asked.c.answer_id)
        .outerjoin(cases, cases.c.answer_id == answers.c.id)
        .where(asked.c.answer_id.in_(list(ids)))
        .order_by(asked.c.at, asked.c.answer_id)
    )
    return [
        Asked(
            row.answer_id, row.at, Unit(row.province, row.commune), "",
            mask_strictly(row.text or ""), row.field, "", frozenset(), row.case,
        )
        for row in rows
    ]  # fmt: skip


def _asked(row: Any, wrong: set[str], of_case: dict[str, tuple[int, set[Cause]]]) -> Asked:
    case, signs = of_case.get(row.answer_id, (None, set()))
    found = set(signs)
    if row.outcome in _OUTCOMES:
        found.add(_OUTCOMES[Outcome(row.outcome)])
        if row.rejected == "not_in_force":
            found.add(Cause.NOT_IN_FORCE)
    elif case is not None:
        found.add(Cause.UNCLEAR)
    if row.answer_id in wrong:
        found.add(Cause.WRONG)
    found |= asked_for(row.text)
    unit = Unit(row.province, row.commune)
    whose = unit_key(unit) or f"{row.channel}:{row.address}"
    subject = row.procedure or row.first or ""
    return Asked(
        row.answer_id, row.at, unit, whose, row.text, row.field, subject, frozenset(found), case
    )


def _said_wrong(connection: Connection, since: datetime) -> set[str]:
    said = select(feedback.c.answer_id).where(feedback.c.verdict == "wrong")
    return set(connection.execute(said.where(feedback.c.at >= since)).scalars())


def _case_signs(connection: Connection, since: datetime) -> dict[str, tuple[int, set[Cause]]]:
    """By answer its case, and what in it tells of trouble."""
    rows = connection.execute(
        select(case_events, cases.c.answer_id)
        .join(cases, cases.c.id == case_events.c.case_id)
        .where(cases.c.opened >= since)
        .order_by(case_events.c.id)
    ).all()
    events = defaultdict[tuple[str, int], list[Event]](list)
    for row in rows:
        told = Event(row.at, row.actor, row.kind, row.text, Role(row.role), row.sets, row.key)
        events[row.answer_id, row.case_id].append(told)
    return {answer: (case, set(_signs(found))) for (answer, case), found in events.items()}


def _signs(events: Sequence[Event]) -> Iterator[Cause]:
    """Somebody was asked although there was an answer, was asked back, or asked again."""
    kinds = {event.kind for event in events}
    if kinds & {"asked_back", "reopened"}:
        yield Cause.UNCLEAR
    standing = fold(events)
    if standing.reply and not standing.ground.basis:
        yield Cause.NO_BASIS
