"""The page on which a reply is written: what was asked and found, and the blocks of the reply."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from api.asking import quote_links
from api.door import Visitor
from api.house import House
from api.listed import listed
from api.scripts import desk_page
from corpus.vietnam_time import day_of
from desk import linking
from desk.case import LIVE, Case, CaseState
from desk.contradiction import Flag, flags, mark
from desk.draftbook import KeptDraft
from desk.drafts import Block, Body, Quoted, of_proposal, quote
from desk.errors import FaqRefused
from desk.faq import FaqState
from desk.faq_index import law_of
from desk.ground import Ground
from desk.linking import Along
from desk.on_day import OnDay, all_on_day, on_day
from desk.similar import faqs_alike
from retrieval.answer import Hit
from retrieval.manifest import IndexUnavailable
from retrieval.still_true import Law

MOST_FOUND = 8  # passages of one search


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows besides the case: the draft as it stands, and what was said about it."""

    body: Body | None = None
    version: int = 0
    problem: str = ""
    q: str = ""
    cut: int = -1
    author: str = ""
    found: Sequence[Flag] = ()
    theirs: KeptDraft | None = None


def show(
    request: Request,
    house: House,
    visitor: Visitor,
    case: Case,
    shown: Shown,
    status: int = 200,
) -> Response:
    today, law = today_of(house), law_in(house)
    kept = house.desk.draft(case.id)
    body = shown.body or _begun(kept, law, case)
    if shown.body is None and kept is not None:
        shown = replace(shown, version=kept.version)
    reads = case.state is CaseState.SECOND_READING
    found = shown.found
    if reads and law and not found:
        found = flags_of(house, case, case.draft, case.ground)
    others = house.desk.faqs(FaqState.PUBLISHED) + house.desk.faqs(FaqState.SUSPENDED)
    actors = [one.author for one in (kept, shown.theirs) if one]
    return desk_page(
        request,
        "desk_reply.html",
        status,
        case=case,
        listed=listed(request, visitor),
        links=quote_links(house, case.answer),
        similar=house.desk.similar.to(case),
        faqs=faqs_alike(case, others),
        standing=standing_of(law, case, today),
        shown=shown,
        body=body,
        blocks=blocks_of(body, law, today),
        kept=kept,
        names=house.desk.names(*actors),
        hits=passages(house, shown.q, today),
        flags=found,
        mark=mark(found),
        proposal=all_on_day(law, case.ground.basis, today, afresh=True) if law and reads else [],
        returned=returned(case),
        along=along_with(house, case),
        writes=case.state in LIVE and not reads,
        reads=reads,
        own=reads and visitor.person is not None and case.drafted_by == visitor.person.actor,
        risky=house.desk.queues.named(case.queue).risky,
        key=secrets.token_urlsafe(9),
        today=today,
        searchable=law is not None,
    )


def law_in(house: House) -> Law | None:
    """The texts that serve; None where there is no index."""
    try:
        return law_of(house.service.index)
    except IndexUnavailable:
        return None


def along_with(house: House, case: Case) -> list[Along]:
    """The cases that the same reply answers, unless it is for this one only."""
    if not case.is_live:
        return []
    with house.desk.database.reading() as connection:
        return linking.along(connection, case)


def today_of(house: House) -> date:
    return day_of(house.desk.now())


def flags_of(house: House, case: Case, words: str, ground: Ground) -> list[Flag]:
    """What stands against a reply.

    Raises:
        IndexUnavailable
    """
    asked = case.answer.question
    questions = (asked.meant or asked.text,)
    index, today = house.service.index, today_of(house)
    return flags(house.desk, index, questions, words, ground.basis, today)


def passages(house: House, words: str, today: date) -> list[tuple[Hit, bool]]:
    """What a search finds, with whether it applies on this day."""
    found = house.service.passages(words, today) if words else None
    if found is None:
        return []
    both = [(hit, True) for hit in found.hits], [(hit, False) for hit in found.not_applicable]
    return [*both[0][:MOST_FOUND], *both[1]]


def standing_of(law: Law | None, case: Case, today: date) -> list[OnDay | None]:
    """How the quotes that the asker was shown stand today; None where their words are gone."""
    found: list[OnDay | None] = []
    if law is None:
        return found
    for one in case.answer.quotes:
        try:
            basis = quote(law, one.chunk_id, one.text, today).basis
        except FaqRefused:
            found.append(None)
        else:
            found.append(on_day(law, basis, today, afresh=True))
    return found


def _begun(kept: KeptDraft | None, law: Law | None, case: Case) -> Body:
    """What the editor opens with."""
    if kept is not None:
        return kept.body
    return of_proposal(law, case) if law else Body()


def blocks_of(body: Body, law: Law | None, today: date) -> list[tuple[Block, OnDay | None]]:
    """Each block, a quote with how it stands today."""
    return [
        (one, on_day(law, one.basis, today, afresh=True))
        if isinstance(one, Quoted) and law
        else (one, None)
        for one in body.blocks
    ]


def returned(case: Case) -> str:
    """Why the second reader sent the draft back, where that is the last word on it."""
    kinds = [event.kind for event in case.events]
    if "returned" not in kinds or case.state not in LIVE:
        return ""
    last = len(kinds) - 1 - kinds[::-1].index("returned")
    return "" if {"proposed", "replied"} & set(kinds[last:]) else case.events[last].text
