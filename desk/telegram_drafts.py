"""Replies that are written in Telegram, and what the bot has asked somebody of the team there.

A draft belongs to who wrote it. Once it is sent or dropped its words are let go: what was sent
stands in the case.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from desk.contradiction import Flag
from desk.ground import Ground
from desk.person import Person
from desk.schema import outbox, prompts, telegram_drafts
from desk.work import Work
from retrieval.reviewed import Basis

OPEN, SENT, DROPPED = "open", "sent", "dropped"
_BASIS = TypeAdapter(tuple[Basis, ...])
_FLAGS = TypeAdapter(tuple[Flag, ...])


@dataclass(frozen=True, slots=True)
class Draft:
    """``offered`` are the provisions to choose from, ``chosen`` their numbers from 0."""

    id: int
    case_id: int
    person_id: int
    chat: int
    text: str
    offered: tuple[Basis, ...]
    chosen: frozenset[int]
    reason: str
    flags: tuple[Flag, ...]
    state: str

    @property
    def ground(self) -> Ground:
        basis = tuple(one for number, one in enumerate(self.offered) if number in self.chosen)
        return Ground(basis) if basis or not self.reason else Ground.none(self.reason)


@dataclass(frozen=True, slots=True)
class Prompt:
    """``kind`` is the move that the reply to it makes, ``choice`` what was chosen before."""

    key: str
    case_id: int
    person_id: int
    kind: str
    choice: str


def name_of(draft_id: int) -> str:
    """How the board calls a draft."""
    return f"draft:{draft_id}"


def begin(
    work: Work,
    key: str,
    case_id: int,
    person: Person,
    chat: int,
    text: str,
    offered: Sequence[Basis],
    flags: Sequence[Flag],
) -> tuple[int, list[int]]:
    """The number of the new draft, and those of older ones that it takes the place of."""
    mine = (telegram_drafts.c.case_id == case_id) & (telegram_drafts.c.person_id == person.id)
    older = select(telegram_drafts.c.id).where(mine, telegram_drafts.c.state == OPEN)
    replaced = list(work.connection.execute(older).scalars())
    for number in replaced:
        end(work, number, DROPPED)
    row = {
        "key": key,
        "case_id": case_id,
        "person_id": person.id,
        "chat": chat,
        "text": text,
        "offered": _BASIS.dump_python(tuple(offered), mode="json"),
        "chosen": [],
        "flags": _told(flags),
        "state": OPEN,
        "at": work.now,
    }
    made = work.connection.execute(
        insert(telegram_drafts).values(row).returning(telegram_drafts.c.id)
    )
    return made.scalar_one(), replaced


def find(connection: Connection, draft_id: int, *, lock: bool = False) -> Draft | None:
    which = select(telegram_drafts).where(telegram_drafts.c.id == draft_id)
    row = connection.execute(which.with_for_update() if lock else which).one_or_none()
    return None if row is None else _draft(row)


def choose(
    work: Work, draft: Draft, chosen: Collection[int], reason: str, flags: Sequence[Flag]
) -> None:
    """What it rests on now, and what speaks against it."""
    values = {"chosen": sorted(chosen), "reason": reason, "flags": _told(flags)}
    which = telegram_drafts.c.id == draft.id
    work.connection.execute(update(telegram_drafts).where(which).values(values))


def end(work: Work, draft_id: int, state: str) -> None:
    emptied: dict[str, object] = {"text": "", "reason": ""}
    emptied |= {"offered": [], "chosen": [], "flags": []}
    which = telegram_drafts.c.id == draft_id
    work.connection.execute(update(telegram_drafts).where(which).values(emptied | {"state": state}))


def prompted(work: Work, key: str, chat: int, case_id: int, person: Person, kind: str,
             choice: str = "") -> None:  # fmt: skip
    """Remember what the message with this key asks; what the same person was asked before of the
    same case is asked no more."""
    same = (prompts.c.case_id == case_id) & (prompts.c.person_id == person.id)
    work.connection.execute(delete(prompts).where(same, prompts.c.chat == chat))
    row = {"key": key, "chat": chat, "case_id": case_id, "person_id": person.id}
    told = {"kind": kind, "choice": choice, "at": work.now}
    work.connection.execute(insert(prompts).values(row | told))


def prompt_in(connection: Connection, chat: int, message: int) -> Prompt | None:
    """What a message of the bot's asks, if it still does."""
    row = connection.execute(
        select(prompts)
        .join(outbox, outbox.c.key == prompts.c.key)
        .where(prompts.c.chat == chat, outbox.c.receipt == str(message))
    ).first()
    if row is None:
        return None
    return Prompt(row.key, row.case_id, row.person_id, row.kind, row.choice)


def answered(work: Work, prompt: Prompt) -> bool:
    """The prompt has its reply; False where it had one before."""
    gone = delete(prompts).where(prompts.c.key == prompt.key)
    return work.connection.execute(gone).rowcount == 1


def _told(flags: Sequence[Flag]) -> list[dict[str, str]]:
    return [asdict(flag) for flag in flags]


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        case_id=row.case_id,
        person_id=row.person_id,
        chat=row.chat,
        text=row.text,
        offered=_BASIS.validate_python(row.offered),
        chosen=frozenset(row.chosen),
        reason=row.reason,
        flags=_FLAGS.validate_python(row.flags),
        state=row.state,
    )
