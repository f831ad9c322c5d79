"""The team's group: each case has one message there, which always shows how the case stands.

What is written into the outbox only says that a case has moved; whoever delivers it looks up how
the case stands then. While such a row waits and nobody has taken it, further moves need none.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from corpus.language import SOURCE, translations
from desk import outbox
from desk.case import Case
from desk.contact import Contact
from desk.database import put
from desk.queues import Queues
from desk.role import Role
from desk.schema import board, board_topics, telegram_drafts
from desk.schema import outbox as outbox_table

# After these a case takes replies no more, or does so again.
_TURNS = frozenset(
    {"replied", "approved", "proposed", "returned", "withdrawn", "merged", "reopened"}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows something; ``thread`` is None outside topics."""

    message: int
    thread: int | None


def name_of(case_id: int) -> str:
    """How the board calls a case."""
    return f"case:{case_id}"


def topic_of(case: Case) -> str:
    """The topic of a case: its field, or its queue where no field is known."""
    return case.field[:1].upper() + case.field[1:] or case.queue


def chats(queues: Queues, case: Case) -> list[str]:
    """The chats whose teams have, or had, the case; that of its queue last."""
    names = [event.sets["queue"] for event in case.events if event.sets.get("queue")]
    found = dict.fromkeys(queues.chat_of(name) for name in names)
    own = queues.chat_of(case.queue)
    return [chat for chat in found if chat not in ("", own)] + [own] * bool(own)


def moved(connection: Connection, queues: Queues, case: Case, now: datetime) -> None:
    """To be called with every new event of a case, in its transaction."""
    number = str(len(case.events))
    for chat in chats(queues, case):
        show(connection, chat, case.id, _key(chat, case.id, number), now)
    if case.events[-1].kind in _TURNS:
        _show_drafts(connection, case, now)
    if words := _worth_telling(case):
        tell(connection, queues.chat_of(case.queue), case, words, now)


def _show_drafts(connection: Connection, case: Case, now: datetime) -> None:
    """What people have begun to write says whether it can still be sent."""
    which = (telegram_drafts.c.case_id == case.id) & (telegram_drafts.c.state == "open")
    columns = select(telegram_drafts.c.id, telegram_drafts.c.chat)
    for row in connection.execute(columns.where(which).order_by(telegram_drafts.c.id)):
        key = f"case/{case.id}/draft/{row.id}/{len(case.events)}"
        payload = {"board": f"draft:{row.id}"}
        outbox.write(connection, Contact("telegram", str(row.chat)), payload, key, now)


def erased(connection: Connection, queues: Queues, case: Case, now: datetime) -> None:
    """Words of the case are no more: its messages are to lose them too."""
    for chat in chats(queues, case):
        key = _key(chat, case.id, f"erased/{now.timestamp():.0f}")
        show(connection, chat, case.id, key, now)


def show(connection: Connection, chat: str, case_id: int, key: str, now: datetime) -> None:
    """Have a chat shown how a case stands; nothing where that is on its way already."""
    if not _is_on_its_way(connection, chat, case_id):
        _overtaken(connection, chat, case_id, now)
        payload = {"board": name_of(case_id)}
        outbox.write(connection, Contact("telegram", chat), payload, key, now)


def tell(
    connection: Connection, chat: str, case: Case, words: str, now: datetime, name: str = ""
) -> None:
    """A note beside the case's message, where the queue has a chat; one an event, or a ``name``."""
    if chat:
        payload = {"text": words, "plain": True, "beside": name_of(case.id)}
        key = f"case/{case.id}/note/{name or len(case.events)}"
        outbox.write(connection, Contact("telegram", chat), payload, key, now)


def where(connection: Connection, chat: int, what: str) -> Shown | None:
    row = connection.execute(
        select(board).where(board.c.chat == chat, board.c.what == what)
    ).one_or_none()
    return None if row is None else Shown(row.message, row.thread)


def what_is_in(connection: Connection, chat: int, message: int) -> str:
    """What a message shows: "case:12", "draft:3"; empty where it shows nothing."""
    which = (board.c.chat == chat) & (board.c.message == message)
    return connection.execute(select(board.c.what).where(which)).scalars().first() or ""


def thread_of(connection: Connection, chat: int, message: int) -> int | None:
    """The topic in which a message that shows something stands."""
    which = (board.c.chat == chat) & (board.c.message == message)
    return connection.execute(select(board.c.thread).where(which)).scalars().first()


def is_shown(connection: Connection, chat: int, what: str, shown: Shown) -> None:
    """Remember the message that shows something."""
    row = {"chat": chat, "what": what, "thread": shown.thread, "message": shown.message}
    put(connection, board, row)


def topic(connection: Connection, chat: int, name: str) -> int | None:
    which = (board_topics.c.chat == chat) & (board_topics.c.name == name)
    return connection.execute(select(board_topics.c.thread).where(which)).scalar_one_or_none()


def has_topic(connection: Connection, chat: int, name: str, thread: int) -> None:
    put(connection, board_topics, {"chat": chat, "name": name, "thread": thread})


def lost_topic(connection: Connection, chat: int, name: str) -> None:
    """Somebody deleted it: the next message makes a new one."""
    which = (board_topics.c.chat == chat) & (board_topics.c.name == name)
    connection.execute(delete(board_topics).where(which))


def _key(chat: str, case_id: int, number: str) -> str:
    return f"case/{case_id}/board/{chat}/{number}"


def _overtaken(connection: Connection, chat: str, case_id: int, now: datetime) -> None:
    """What could not be shown before needs nobody's care: the next message shows all of it."""
    connection.execute(
        update(outbox_table)
        .where(
            outbox_table.c.channel == "telegram",
            outbox_table.c.state == "given_up",
            outbox_table.c.address == chat,
            outbox_table.c.key.startswith(_key(chat, case_id, ""), autoescape=True),
            outbox_table.c.settled.is_(None),
        )
        .values(settled=now)
    )


def _is_on_its_way(connection: Connection, chat: str, case_id: int) -> bool:
    """Whether a row waits that nobody has taken; held until we commit, so that nobody can."""
    waiting = (
        select(outbox_table.c.id)
        .where(
            outbox_table.c.channel == "telegram",
            outbox_table.c.state == "waiting",
            outbox_table.c.address == chat,
            outbox_table.c.key.startswith(_key(chat, case_id, ""), autoescape=True),
            outbox_table.c.claimed_until.is_(None),
        )
        .with_for_update()
    )
    return connection.execute(waiting).first() is not None


def _worth_telling(case: Case) -> str:
    """That an asker has said something to be looked at; the board shows their words."""
    last = case.events[-1]
    if last.role is not Role.OFFICER:
        return ""
    _ = translations(SOURCE).gettext
    said = {
        "added": _("Phiếu {label}: cán bộ bổ sung nội dung."),
        "told": _("Phiếu {label}: cán bộ đã trả lời câu hỏi lại."),
        "reopened": _("Phiếu {label}: cán bộ mở lại phiếu."),
    }.get(last.kind)
    return said.format(label=case.label) if said else ""
