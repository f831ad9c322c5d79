"""What goes out when a case moves: written into the outbox with the move itself.

The same letter has the same key, so it is never written twice. Who reads on the web finds it
on the case's page, and in the chat that is tied to the browser.
"""

import hashlib
from datetime import datetime

from sqlalchemy import Connection

from corpus.language import SOURCE, translations
from desk import group_board, outbox, reasons, ties
from desk.case import Case
from desk.contact import Contact


def replied(connection: Connection, case: Case, now: datetime) -> None:
    """The reply, to everybody who waits for it."""
    letter = {
        "id": case.id,
        "number": len(case.events),
        "label": case.label,
        "text": case.reply,
        "author": case.answered_by,
        "capacity": case.replied_as.value,
        "second": case.second_reader,
        "basis": [{"citation": one.citation, "text": one.text} for one in case.ground.basis],
        "no_basis": case.ground.reason if not case.ground.basis else "",
    }
    again = f"/{case.replies}" if case.replies > 1 else ""
    for to in ties.reached(connection, case.askers):
        one = "" if to == case.contact else f"/{to.asker}"
        key = f"case/{case.id}/reply{again}{one}"
        outbox.write(connection, to, {"case_reply": letter}, key, now, case.id)


def asked_back(connection: Connection, case: Case, words: str, now: datetime) -> None:
    """A question back, to everybody who may answer it."""
    number = len(case.events)
    letter = {"id": case.id, "number": number, "label": case.label, "words": words}
    for to in ties.reached(connection, case.askers):
        key = f"case/{case.id}/asked/{number}/{to.asker}"
        outbox.write(connection, to, {"case_asked": letter}, key, now, case.id)


def news(connection: Connection, case: Case, what: str, now: datetime, other: str = "") -> None:
    """What the team did with a case, to its askers: "withdrawn", or "split", ``other`` the part."""
    number = len(case.events)
    letter = {"id": case.id, "number": number, "label": case.label, "what": what, "other": other}
    for to in ties.reached(connection, case.askers):
        key = f"case/{case.id}/news/{number}/{to.asker}"
        outbox.write(connection, to, {"case_news": letter}, key, now, case.id)


def asks_to_tie(
    connection: Connection, case: Case, chat: Contact, code: str, now: datetime
) -> None:
    """A browser that has the case's link asks to act for the chat."""
    letter = {"label": case.label, "question": case.answer.question.text, "code": code}
    key = f"case/{case.id}/tie/{hashlib.sha256(code.encode()).hexdigest()[:16]}"
    outbox.write(connection, chat, {"case_tie": letter}, key, now)


def undelivered(
    connection: Connection, case: Case, chat: str, why: str, message_id: int, now: datetime
) -> None:
    """Something about the case could not be brought to an asker, and no other way is known."""
    _ = translations(SOURCE).gettext
    words = _("Phiếu {label}: chưa gửi được tin cho người hỏi ({why}).")
    told = words.format(label=case.label, why=reasons.with_original(why, _))
    group_board.tell(connection, chat, case, told, now, f"undelivered/{message_id}")


def withdrawn(connection: Connection, case: Case, chat: str, now: datetime) -> None:
    """Whoever asked has had their data erased, so the case ends with it."""
    _ = translations(SOURCE).gettext
    words = _("Phiếu {label} đã được rút: người hỏi đã xoá dữ liệu của mình.")
    group_board.tell(connection, chat, case, words.format(label=case.label), now)


def reminded(connection: Connection, case: Case, chat: str, now: datetime) -> None:
    """To the team's chat, where it has one."""
    _ = translations(SOURCE).gettext
    words = _("Phiếu {label} sắp đến hạn trả lời.").format(label=case.label)
    group_board.tell(connection, chat, case, words, now)


def overdue(connection: Connection, case: Case, chat: str, now: datetime) -> None:
    _ = translations(SOURCE).gettext
    if case.owner:
        words = _("Phiếu {label} đã quá hạn trả lời, nay do {who} xử lý.")
    else:
        words = _("Phiếu {label} đã quá hạn trả lời, chưa có người nhận.")
    told = words.format(label=case.label, who=case.name_of(case.owner))
    group_board.tell(connection, chat, case, told, now)
