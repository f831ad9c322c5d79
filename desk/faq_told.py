"""Who received a reviewed answer, and who is told what became of it: once each, and all of them.

A receipt is written in the transaction that keeps the answer. An event that recalls an answer is
written in the transaction that writes a notice to everyone who has a receipt. Both lock the
reviewed answer first; so one who is given it at that very moment is told by whichever of the
two comes second.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from corpus.phrases import written_day
from corpus.text import beginning
from corpus.vietnam_time import day_of
from desk import faqbook, outbox, ties
from desk.contact import GONE, Contact
from desk.database import add_if_new
from desk.errors import UnknownFaq
from desk.faq import BODY, FaqEvent, FaqState, FaqStep, KeptFaq
from desk.schema import contacts, faq_notices, faq_receipts
from retrieval.question import Unit

_SHOWN = 700  # characters of a text in a notice: Telegram carries 4,096


def receive(
    connection: Connection,
    faq_id: int,
    version: int,
    answer_id: str,
    contact: Contact,
    at: datetime,
) -> None:
    """The contact received this version, in this answer. Told at once if it is recalled already."""
    try:
        faq = faqbook.get(connection, faq_id, lock=True)
    except UnknownFaq:
        return  # another database's: a page may be shown without its desk
    row = {"faq_id": faq_id, "version": version, "answer_id": answer_id, "at": at}
    row |= {"channel": contact.channel, "address": contact.address}
    if not add_if_new(connection, faq_receipts, row):
        return
    for event in _late(faq, version):
        _tell(connection, faq, event, contact, at)


def tell_all(connection: Connection, faq: KeptFaq, event: FaqEvent, at: datetime) -> int:
    """Tell everyone who received a version that ``event`` recalls; how many are told now."""
    rows = connection.execute(
        select(faq_receipts.c.channel, faq_receipts.c.address, faq_receipts.c.version)
        .where(faq_receipts.c.faq_id == faq.id, faq_receipts.c.channel != GONE)
        .order_by(faq_receipts.c.at)
    ).all()
    told = dict.fromkeys(
        Contact(row.channel, row.address) for row in rows if event in recalls(faq, row.version)
    )
    return sum(_tell(connection, faq, event, contact, at) for contact in told)


def recalls(faq: KeptFaq, version: int) -> list[FaqEvent]:
    """What who received ``version`` is told of, oldest first.

    Suspensions, the withdrawal, and each publication in other words than they had last: what
    they were told by one notice, the next one may recall.
    """
    found, had, published = [], _words(faq, version), False
    for event in faq.events:
        if event.kind is FaqStep.PUBLISHED:
            published = True
            words = _words(faq, event.version)
            if event.version > version and words != had:
                found.append(event)
                had = words
        elif (
            event.kind in (FaqStep.SUSPENDED, FaqStep.WITHDRAWN)
            and published
            and event.version >= version
        ):
            found.append(event)
    return found


def notices(connection: Connection, answer_id: str) -> list[str]:
    """What has become of the reviewed answer that was received in this answer, oldest first."""
    rows = connection.execute(
        select(faq_receipts).where(faq_receipts.c.answer_id == answer_id)
    ).all()
    found = []
    for row in rows:
        faq = faqbook.get(connection, row.faq_id)
        recalled = recalls(faq, row.version)
        since = [event for event in recalled if event.at >= row.at]
        found += [wording(faq, event) for event in since or _late(faq, row.version)]
    return list(dict.fromkeys(found))


def recipients(connection: Connection, faq_id: int) -> list[tuple[Contact, int, str, datetime]]:
    """Contact, version, answer and time of every receipt, the oldest first."""
    rows = connection.execute(
        select(faq_receipts)
        .where(faq_receipts.c.faq_id == faq_id)
        .order_by(faq_receipts.c.at, faq_receipts.c.answer_id)
    )
    return [(Contact(r.channel, r.address), r.version, r.answer_id, r.at) for r in rows]


def reach(connection: Connection) -> dict[int, int]:
    """How many people received each."""
    columns = faq_receipts.c.faq_id, faq_receipts.c.channel, faq_receipts.c.address
    people = select(*columns).distinct().subquery()
    rows = connection.execute(select(people.c.faq_id, func.count()).group_by(people.c.faq_id))
    return {row[0]: row[1] for row in rows}


def units(connection: Connection, faq_id: int) -> list[tuple[Unit, int]]:
    """How many of those who received it are in which unit, most first."""
    people = (
        select(faq_receipts.c.channel, faq_receipts.c.address)
        .where(faq_receipts.c.faq_id == faq_id)
        .distinct()
        .subquery()
    )
    same = (contacts.c.channel == people.c.channel) & (contacts.c.address == people.c.address)
    known = people.outerjoin(contacts, same)
    rows = connection.execute(select(contacts.c.province, contacts.c.commune).select_from(known))
    counted = Counter(Unit(row.province or "", row.commune or "") for row in rows)
    return sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))


def told_of(connection: Connection, faq_id: int) -> Sequence[tuple[int, Contact]]:
    """The number of the event and the contact of every notice."""
    rows = connection.execute(
        select(faq_notices).where(faq_notices.c.faq_id == faq_id).order_by(faq_notices.c.event_id)
    )
    return [(row.event_id, Contact(row.channel, row.address)) for row in rows]


def _serves(faq: KeptFaq, version: int) -> bool:
    return faq.state is FaqState.PUBLISHED and faq.version == version


def _late(faq: KeptFaq, version: int) -> list[FaqEvent]:
    """What who is given ``version`` only now is told: its last recall, unless that has ended."""
    if _serves(faq, version):
        return []
    is_out = [e.id for e in faq.events if e.kind is FaqStep.PUBLISHED and e.version == version]
    return [e for e in recalls(faq, version)[-1:] if not is_out or e.id > is_out[-1]]


def _tell(
    connection: Connection, faq: KeptFaq, event: FaqEvent, contact: Contact, at: datetime
) -> bool:
    row = {"event_id": event.id, "channel": contact.channel, "address": contact.address}
    is_new = add_if_new(connection, faq_notices, row | {"faq_id": faq.id, "at": at})
    for to in ties.reached(connection, [contact.asker]) if is_new else ():
        payload = {"text": wording(faq, event), "plain": True}
        outbox.write(connection, to, payload, f"faq/{event.id}/{to.asker}", at)
    return is_new


def wording(faq: KeptFaq, event: FaqEvent) -> str:
    """What those who received it are told."""
    asked = faq.draft.questions[0]
    day = written_day(day_of(event.at))
    if event.kind is FaqStep.PUBLISHED:
        head = f"Câu trả lời {faq.label} anh/chị đã nhận được sửa lại ngày {day}."
        why, close = (
            f"Nay trả lời:\n{beginning(_words(faq, event.version), _SHOWN)}",
            "Áp dụng câu trả lời mới.",
        )
    elif event.kind is FaqStep.WITHDRAWN:
        head = f"Câu trả lời {faq.label} anh/chị đã nhận bị thu hồi ngày {day}."
        why, close = event.text and f"Lý do: {event.text}", "Không áp dụng câu trả lời này nữa."
    else:
        head = (
            f"Câu trả lời {faq.label} anh/chị đã nhận tạm ngừng sử dụng từ ngày {day} để rà soát."
        )
        why, close = (
            event.text and f"Lý do: {event.text}",
            "Không áp dụng cho đến khi có trả lời mới.",
        )
    return "\n\n".join(filter(None, (head, f"Câu hỏi: {beginning(asked, _SHOWN)}", why, close)))


def _words(faq: KeptFaq, version: int) -> str:
    """The text of a version."""
    bodies = {event.version: event.body for event in faq.events if event.body}
    return BODY.validate_json(bodies[version]).text if version in bodies else ""
