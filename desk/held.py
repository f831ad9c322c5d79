"""Everything that is held about somebody, for them to read: as JSON, and as plain text.

Secrets (passwords, the digests of tokens, links) are left out: they tell nothing, and open doors.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, or_, select

from corpus.vietnam_time import VIETNAM
from desk import casebook
from desk.case import Case
from desk.contact import Contact
from desk.schema import answers, audit, case_answers, case_events, cases, faq_events, people
from desk.subject import Subject, tables_with

Held = dict[str, Any]
ABOUT = ("about", "at")  # the parts that are always there
_SECRET = frozenset({"digest", "before", "password", "totp", "totp_step", "token", "same", "joint"})
_SECRET |= {"other_address"}  # of a browser, what its cookie holds
_CASES = frozenset({"cases", "case_events", "case_answers"})
# How the parts are called in the plain text; others go by their table's name.
_HEADINGS = {
    "about": "Về ai",
    "at": "Lúc xuất",
    "contacts": "Nơi liên lạc",
    "answers": "Câu hỏi và câu trả lời",
    "feedback": "Ý kiến về câu trả lời",
    "satisfaction": "Đánh giá cách giải quyết phiếu",
    "cases": "Phiếu",
    "outbox": "Tin nhắn gửi đi",
    "ties": "Nơi liên lạc đã nối",
    "faq_receipts": "Câu trả lời đã duyệt đã nhận",
    "faq_notices": "Thông báo đã nhận",
    "people": "Tài khoản",
    "sessions": "Phiên đăng nhập",
    "invitations": "Lời mời",
    "case_events": "Việc đã làm với phiếu",
    "faq_events": "Việc đã làm với câu trả lời đã duyệt",
    "audit": "Nhật ký",
}


def about(connection: Connection, subject: Subject, now: datetime) -> Held:
    """By the name of the part; every part is a list, empty ones are left out."""
    named = [contact.asker for contact in subject.contacts]
    found: Held = {"about": named, "at": now.isoformat()}
    if person := subject.person:
        found["about"] = [person.login, *named]
        found["people"] = _rows(connection, people, people.c.id == person.id)
        for table in tables_with("person_id"):
            found[table.name] = _rows(connection, table, table.c.person_id == person.id)
        for table in (case_events, faq_events):
            wrote = table.c.actor.in_([person.actor, person.name, person.login])
            found[table.name] = _rows(connection, table, wrote)
        theirs = (audit.c.who == person.actor) | (audit.c.on_what == person.actor)
        found["audit"] = _rows(connection, audit, theirs)
    for contact in subject.contacts:
        for table in tables_with("channel", "address"):
            if table.name not in _CASES:
                which = (table.c.channel == contact.channel) & (table.c.address == contact.address)
                found[table.name] = [*found.get(table.name, []), *_rows(connection, table, which)]
        found["cases"] = [*found.get("cases", []), *_cases(connection, contact)]
    return {name: part for name, part in found.items() if part}


def as_json(held: Held) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=1).encode()


def as_text(held: Held) -> str:
    """The same for people to read."""
    lines: list[str] = []
    for name, part in held.items():
        lines += ["", _HEADINGS.get(name, name).upper()]
        for one in part if isinstance(part, list) else [part]:
            lines += [*_said(one), ""]
    return "\n".join(lines).strip() + "\n"


def cases_of(connection: Connection, contact: Contact) -> list[Case]:
    """The cases that a contact opened or joined, the newest first; also those that they left."""
    own = select(answers.c.id).where(
        answers.c.channel == contact.channel, answers.c.address == contact.address
    )
    joined = select(case_answers.c.case_id).where(case_answers.c.answer_id.in_(own))
    acted = select(case_events.c.case_id).where(case_events.c.actor == contact.asker)
    asked = (cases.c.channel == contact.channel) & (cases.c.address == contact.address)
    which = or_(cases.c.answer_id.in_(own), cases.c.id.in_(joined), cases.c.id.in_(acted), asked)
    return casebook.list_cases(connection, [which], limit=100_000)


def _cases(connection: Connection, contact: Contact) -> list[Held]:
    return [
        {
            "label": case.label,
            "state": case.state.value,
            "opened": case.opened.isoformat(),
            "field": case.field,
            "province": case.unit.province,
            "commune": case.unit.commune,
            "reply": case.reply,
            "answered_by": case.answered_by,
            "events": [
                {
                    "at": event.at.isoformat(),
                    "by": case.name_of(event.actor) if _shown(event.actor, contact) else "…",
                    "kind": event.kind,
                    "text": event.text if _shown(event.actor, contact) else "",
                }
                for event in case.shown_events
            ],
        }
        for case in cases_of(connection, contact)
    ]


def _shown(actor: str, contact: Contact) -> bool:
    """Other askers of the case are not this person's to know."""
    return actor == contact.asker or not actor.startswith(("telegram:", "web:", "cli:"))


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> list[Held]:
    rows = connection.execute(select(table).where(which).order_by(*table.primary_key))
    return [_row(row) for row in rows.mappings()]


def _row(row: RowMapping) -> Held:
    """``kept`` is the answer itself, JSON in JSON."""
    found = {name: _plain(value) for name, value in row.items() if name not in _SECRET}
    if "kept" in found:
        found["kept"] = json.loads(str(found["kept"]))
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _said(one: object, indent: str = "") -> Iterable[str]:
    if not isinstance(one, dict):
        yield f"{indent}{_moment(one)}"
        return
    for name, value in one.items():
        if isinstance(value, dict | list):
            inner = value if isinstance(value, list) else [value]
            if inner:
                yield f"{indent}{name}:"
            for part in inner:
                yield from _said(part, f"{indent}  ")
        elif value not in (None, ""):
            yield f"{indent}{name}: {_moment(value)}"


def _moment(value: object) -> object:
    """Moments as the clock on the wall shows them."""
    if isinstance(value, str) and len(value) in (25, 32) and value[10:11] == "T":
        try:
            return f"{datetime.fromisoformat(value).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        except ValueError:
            return value
    return value
