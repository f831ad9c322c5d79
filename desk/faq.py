"""A reviewed answer: its words and what they rest on, its states, and all that happened to it.

    draft → published → suspended → published …        any of them → withdrawn

Only what is published is given to askers. Every step is an event, and the present state is what
the events come to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter

from corpus.document import NATIONAL
from corpus.vietnam_time import day_of
from retrieval.numbered import Numbered
from retrieval.reviewed import Basis, Faq


class FaqState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class FaqStep(StrEnum):
    """What happens to one: the kinds of its events."""

    DRAFTED = "drafted"
    REVISED = "revised"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


_D, _P, _S, _W = FaqState
STEPS: dict[tuple[FaqState, FaqStep], FaqState] = {
    (_D, FaqStep.REVISED): _D,
    (_P, FaqStep.REVISED): _S,  # what is being corrected is given to nobody
    (_S, FaqStep.REVISED): _S,
    (_D, FaqStep.PUBLISHED): _P,
    (_S, FaqStep.PUBLISHED): _P,
    (_P, FaqStep.SUSPENDED): _S,
    (_D, FaqStep.WITHDRAWN): _W,
    (_P, FaqStep.WITHDRAWN): _W,
    (_S, FaqStep.WITHDRAWN): _W,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is published. There is a basis, or a ``reason`` why there is none.

    ``questions`` are as people asked, masked. A ``risky`` one is published by someone other than
    who wrote it.
    """

    questions: tuple[str, ...]
    text: str
    basis: tuple[Basis, ...] = ()
    reason: str = ""
    field: str = ""
    territory: str = NATIONAL
    risky: bool = False


BODY = TypeAdapter(Draft)


@dataclass(frozen=True, slots=True)
class FaqEvent:
    """``text`` is the reason. ``body`` is the draft, where the event brings a new one."""

    id: int
    at: datetime
    actor: str
    kind: FaqStep
    version: int
    text: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class KeptFaq:
    """``author`` wrote the present text; ``reviewer`` published it, at the time ``approved``.

    ``names`` are what people see of its actors.
    """

    id: int
    state: FaqState
    version: int
    draft: Draft
    author: str
    reviewer: str
    approved: datetime | None
    case_id: int | None
    events: tuple[FaqEvent, ...] = ()
    names: Mapping[str, str] | None = None

    def name_of(self, actor: str) -> str:
        """What people see of an actor of this answer."""
        return (self.names or {}).get(actor, actor)

    @property
    def label(self) -> str:
        return Numbered.FAQ.label(self.id)

    @property
    def served(self) -> Faq:
        """As the assistant gives it.

        Raises:
            ValueError: it was never published.
        """
        if self.approved is None:
            raise ValueError(f"{self.label} was never published")
        draft = self.draft
        return Faq(
            self.id, self.version, draft.questions, draft.text, draft.basis,
            self.name_of(self.reviewer), day_of(self.approved), draft.reason, draft.field,
            draft.territory,
        )  # fmt: skip
