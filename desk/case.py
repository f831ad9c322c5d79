"""A case: a question handed to people, and all that happened to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.contact import Contact
from retrieval.answer import Answer
from retrieval.question import Unit


class CaseState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Events are added, never changed.

    ``kind`` is "opened" (``text``: the asker's note), "replied" (the reply) or
    "withdrawn" (the reason). ``actor`` is a contact's ``asker`` or an author's name.
    """

    at: datetime
    actor: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """``token`` is the unguessable name of the asker's own page; times are UTC.

    ``answer`` is what the asker had been shown when they asked for a person.
    """

    id: int
    token: str
    answer: Answer
    contact: Contact
    unit: Unit
    field: str
    state: CaseState
    owner: str
    due: datetime | None
    opened: datetime
    reply: str
    replied_by: str
    note: str
    events: tuple[Event, ...]

    @property
    def label(self) -> str:
        """The number as people see it: "MC-000123"."""
        return f"MC-{self.id:06d}"
