"""The moves that a page offers: of all, those that this person may make now, in this state.

Which that are, ``desk/case.py`` decides; here stands in which order and with which fields. Replies,
and the approval of a draft, have a page of their own, which shows what stands against them.
"""

from dataclasses import dataclass

from api.door import Visitor
from desk.case import MOVES, Case
from desk.moving import may_make


@dataclass(frozen=True, slots=True)
class Offer:
    """``fields``: what its form asks for, of "to", "queue", "urgency", "until", "number", "words".

    ``letter`` is the key that leads to it. ``elsewhere``: it ends at another case's page.
    """

    kind: str
    fields: tuple[str, ...] = ()
    letter: str = ""
    needs_words: bool = True
    elsewhere: bool = False


OFFERS = (
    Offer("claimed", letter="n"),
    Offer("taken_over", letter="n"),  # never beside "claimed": that one has no holder
    Offer("asked_back", ("words",), "h"),
    Offer("woken", letter="d"),
    Offer("returned", ("words",), "b"),
    Offer("assigned", ("to",), "g"),
    Offer("handed_over", ("to", "words"), "c"),
    Offer("snoozed", ("until", "words"), "t"),
    Offer("added", ("words",), "l"),
    Offer("told", ("words",), "l"),
    Offer("routed", ("queue", "words")),
    Offer("classed", ("urgency", "words")),
    Offer("linked", ("number",)),
    Offer("unlinked"),
    Offer("merged", ("number", "words"), elsewhere=True),
    Offer("split", ("words",), elsewhere=True),
    Offer("withdrawn", ("words",), needs_words=False),
    Offer("reopened", ("words",)),
)
BY_KIND = {offer.kind: offer for offer in OFFERS}


def offers(visitor: Visitor, case: Case) -> list[Offer]:
    return [offer for offer in OFFERS if _is_open(visitor, case, offer.kind)]


def may_reply(visitor: Visitor, case: Case) -> bool:
    return any(_is_open(visitor, case, kind) for kind in ("replied", "proposed"))


def _is_open(visitor: Visitor, case: Case, kind: str) -> bool:
    needs = MOVES[kind].needs
    # Whoever comes by the shared door types a name, which may be the owner's.
    return (
        needs is not None
        and needs in visitor.allowed
        and may_make(case, kind, visitor.acting(needs, case.owner))
    )
