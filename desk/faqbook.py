"""Reviewed answers in the database: drafted, published, suspended, withdrawn, read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from corpus.masking import mask
from corpus.text import tidy
from desk import naming
from desk.errors import FaqRefused, NoGround, SecondPersonNeeded, UnknownFaq
from desk.faq import BODY, STEPS, Draft, FaqEvent, FaqState, FaqStep, KeptFaq
from desk.schema import faq_events, faqs
from retrieval.guard import kept


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_NO_QUESTION = _("Hãy ghi ít nhất một câu hỏi, không có dữ liệu cá nhân.")
_NO_WORDS = _("Hãy nhập nội dung trả lời.")
_PERSONAL = _("Nội dung có dữ liệu cá nhân. Hãy bỏ đi: câu trả lời này đến nhiều người.")


def draft(
    connection: Connection,
    body: Draft,
    author: str,
    case_id: int | None,
    at: datetime,
    why: str = "",
) -> KeptFaq:
    """A new one; of a case there is one only, and a second time gives it as it is."""
    if case_id is not None:
        found = find(connection, faqs.c.case_id == case_id)
        if found:
            return found[0]
    body = checked(body)
    row = {"state": FaqState.DRAFT, "version": 1, "body": _json(body), "author": author}
    made = connection.execute(
        insert(faqs).values(row | {"case_id": case_id}).returning(faqs.c.id)
    ).scalar_one()
    add_event(connection, made, at, author, FaqStep.DRAFTED, 1, why, _json(body))
    return get(connection, made)


def revise(
    connection: Connection, faq: KeptFaq, body: Draft, author: str, why: str, at: datetime
) -> KeptFaq:
    """Other words: the next version. The same words change nothing."""
    body = checked(body)
    if body == faq.draft:
        return faq
    version = faq.version + 1
    values = {"version": version, "body": _json(body), "author": author}
    _step(connection, faq, FaqStep.REVISED, values)
    add_event(connection, faq.id, at, author, FaqStep.REVISED, version, why, _json(body))
    return get(connection, faq.id)


def publish(connection: Connection, faq: KeptFaq, reviewer: str, at: datetime) -> KeptFaq:
    """Give it to askers from now on.

    Raises:
        SecondPersonNeeded: it is risky, and its author is who publishes it.
    """
    if faq.state is FaqState.PUBLISHED:
        return faq
    if faq.draft.risky and reviewer == faq.author:
        raise SecondPersonNeeded(faq.label, faq.author)
    _step(connection, faq, FaqStep.PUBLISHED, {"reviewer": reviewer, "approved": at})
    add_event(connection, faq.id, at, reviewer, FaqStep.PUBLISHED, faq.version, "")
    return get(connection, faq.id)


def end(
    connection: Connection, faq: KeptFaq, step: FaqStep, actor: str, why: str, at: datetime
) -> FaqEvent | None:
    """Suspend or withdraw it; None where it is so already."""
    if faq.state == {FaqStep.SUSPENDED: "suspended", FaqStep.WITHDRAWN: "withdrawn"}[step]:
        return None
    _step(connection, faq, step, {})
    return add_event(connection, faq.id, at, actor, step, faq.version, why)


def checked(body: Draft) -> Draft:
    """The draft as it may be kept: masked, with a basis or the reason why there is none.

    Raises:
        FaqRefused
    """
    questions = tuple(dict.fromkeys(filter(None, (kept(mask(tidy(q))) for q in body.questions))))
    text, reason = tidy(body.text), " ".join(tidy(body.reason).split())
    if not questions:
        raise FaqRefused("it needs a question that may be kept", _NO_QUESTION)
    if not text.strip():
        raise FaqRefused("it has no words", _NO_WORDS)
    if mask(text) != text:
        raise FaqRefused(
            "its text holds personal data; take it out, the answer goes to others", _PERSONAL
        )
    if bool(body.basis) == bool(reason):
        raise FaqRefused(
            "it needs provisions that it rests on, or else the reason why there are none",
            NoGround.sentence,
        )
    return Draft(questions, text, body.basis, reason, body.field, body.territory, body.risky)


def get(connection: Connection, faq_id: int, *, lock: bool = False) -> KeptFaq:
    """One of them; with ``lock`` no other transaction can change it until this one ends.

    Raises:
        UnknownFaq
    """
    if lock:
        connection.execute(select(faqs.c.id).where(faqs.c.id == faq_id).with_for_update())
    found = find(connection, faqs.c.id == faq_id)
    if not found:
        raise UnknownFaq(faq_id)
    return found[0]


def find(connection: Connection, *which: ColumnElement[bool]) -> list[KeptFaq]:
    """Oldest first."""
    rows = connection.execute(select(faqs).where(*which).order_by(faqs.c.id)).all()
    events = _events(connection, [row.id for row in rows])
    actors = {event.actor for found in events.values() for event in found}
    names = naming.names(connection, actors.union(*((r.author, r.reviewer) for r in rows)))
    return [_faq(row, events[row.id], names) for row in rows]


def newest_event(connection: Connection) -> int:
    """The number of the last thing that happened to any; 0 where nothing did."""
    query = select(faq_events.c.id).order_by(faq_events.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none() or 0


def add_event(
    connection: Connection, faq_id: int, at: datetime, actor: str, kind: FaqStep, version: int,
    text: str, body: str = "",
) -> FaqEvent:  # fmt: skip
    values = {"faq_id": faq_id, "at": at, "actor": actor, "kind": kind, "version": version}
    values |= {"text": text, "body": body}
    statement = insert(faq_events).values(values).returning(faq_events.c.id)
    made = connection.execute(statement).scalar_one()
    return FaqEvent(made, at, actor, kind, version, text, body)


def _step(connection: Connection, faq: KeptFaq, step: FaqStep, values: dict[str, Any]) -> None:
    """Raises: FaqRefused"""
    state = STEPS.get((faq.state, step))
    if state is None:
        raise FaqRefused(f"{faq.label} is {faq.state.value} and cannot be {step.value}")
    connection.execute(update(faqs).where(faqs.c.id == faq.id).values(state=state, **values))


def _events(connection: Connection, faq_ids: Sequence[int]) -> dict[int, list[FaqEvent]]:
    rows = connection.execute(
        select(faq_events).where(faq_events.c.faq_id.in_(faq_ids)).order_by(faq_events.c.id)
    )
    found: dict[int, list[FaqEvent]] = {faq_id: [] for faq_id in faq_ids}
    for row in rows:
        kind = FaqStep(row.kind)
        event = FaqEvent(row.id, row.at, row.actor, kind, row.version, row.text, row.body)
        found[row.faq_id].append(event)
    return found


def _faq(row: Row[Any], events: list[FaqEvent], names: Mapping[str, str]) -> KeptFaq:
    return KeptFaq(
        id=row.id,
        state=FaqState(row.state),
        version=row.version,
        draft=BODY.validate_json(row.body),
        author=row.author,
        reviewer=row.reviewer,
        approved=row.approved,
        case_id=row.case_id,
        events=tuple(events),
        names=names,
    )


def _json(body: Draft) -> str:
    return BODY.dump_json(body).decode()
