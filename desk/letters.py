"""What goes out when a case moves: written into the outbox with the move itself.

The same letter has the same key, so it is never written twice. Who reads on the web finds it
on the case's page.
"""

from datetime import datetime

from sqlalchemy import Connection

from corpus.language import SOURCE, translations
from desk import outbox
from desk.answers import language_of
from desk.case import Case
from desk.contact import Contact
from desk.queues import Queue


def replied(connection: Connection, case: Case, now: datetime) -> None:
    """The reply, to everybody who waits for it."""
    letter = {
        "label": case.label,
        "text": case.reply,
        "author": case.answered_by,
        "basis": [{"citation": one.citation, "text": one.text} for one in case.ground.basis],
        "no_basis": case.ground.reason if not case.ground.basis else "",
    }
    again = f"/{case.replies}" if case.replies > 1 else ""
    for asker in _reached(case):
        to = "" if asker == case.contact else f"/{asker.asker}"
        key = f"case/{case.id}/reply{again}{to}"
        outbox.write(connection, asker, {"case_reply": letter}, key, now)


def asked_back(connection: Connection, case: Case, words: str, now: datetime) -> None:
    number = len(case.events)
    for asker in _reached(case):
        _ = translations(language_of(connection, asker) or SOURCE).gettext
        head = _("Tổ thường trực cần anh/chị nói rõ thêm về phiếu {label}:")
        text = f"{head.format(label=case.label)}\n\n{words}"
        key = f"case/{case.id}/asked/{number}/{asker.asker}"
        outbox.write(connection, asker, {"text": text, "plain": True}, key, now)


def withdrawn(connection: Connection, case: Case, queue: Queue, now: datetime) -> None:
    """Whoever asked has had their data erased, so the case ends with it."""
    _ = translations(SOURCE).gettext
    words = _("Phiếu {label} đã được rút: người hỏi đã xoá dữ liệu của mình.")
    _tell(connection, case, queue, words, "", now)


def reminded(connection: Connection, case: Case, queue: Queue, now: datetime) -> None:
    _ = translations(SOURCE).gettext
    _tell(connection, case, queue, _("Phiếu {label} sắp đến hạn trả lời."), "", now)


def overdue(connection: Connection, case: Case, queue: Queue, now: datetime) -> None:
    _ = translations(SOURCE).gettext
    if case.owner:
        words = _("Phiếu {label} đã quá hạn trả lời, nay do {who} xử lý.")
    else:
        words = _("Phiếu {label} đã quá hạn trả lời, chưa có người nhận.")
    _tell(connection, case, queue, words, case.name_of(case.owner), now)


def _tell(
    connection: Connection, case: Case, queue: Queue, words: str, who: str, now: datetime
) -> None:
    """To the chat of the queue, where it has one."""
    if queue.chat:
        text = words.format(label=case.label, who=who)
        key = f"case/{case.id}/clock/{len(case.events)}"
        chat = Contact("telegram", queue.chat)
        outbox.write(connection, chat, {"text": text, "plain": True}, key, now)


def _reached(case: Case) -> list[Contact]:
    parted = (asker.partition(":") for asker in case.askers)
    contacts = [Contact(channel, address) for channel, _, address in parted]
    return [contact for contact in contacts if contact.delivers]
