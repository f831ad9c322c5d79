"""From a case's reply to a reviewed answer: provisions picked, checked, published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.document import NATIONAL
from corpus.store import TextStore
from desk.case import Case
from desk.desk import Desk
from desk.errors import FaqRefused
from desk.faq import Draft, KeptFaq
from desk.faq_index import due_changes, law_of, put_out, reason
from retrieval.answer import Quote
from retrieval.manifest import current
from retrieval.reviewed import Basis
from retrieval.still_true import Law


def pick(index: Path, chunk_id: int, words: str, today: date) -> Basis:
    """The words of a stored chunk as a basis; all of it where ``words`` is empty.

    Raises:
        FaqRefused: there is no such chunk, or it does not say that.
        IndexUnavailable
    """
    store = TextStore(current(index) / "text.db")
    chunk = store.chunk(chunk_id)
    if chunk is None:
        raise FaqRefused(f"the index has no provision {chunk_id}")
    words = words or chunk.text
    start = chunk.text.find(words)
    if start < 0:
        raise FaqRefused(f"provision {chunk_id} does not say “{words[:80]}”")
    return Law(store).basis(chunk, start, start + len(words), today)


def of_case(case: Case, basis: Sequence[Basis], *, reason: str = "", risky: bool = False) -> Draft:
    """What of a case is to be published: its question, its reply, and the provisions picked.

    It applies where its provisions do; the officer's province does not limit it.

    Raises:
        FaqRefused: nobody has replied yet.
    """
    if not case.reply:
        raise FaqRefused(f"{case.label} has no reply to publish")
    asked = case.answer.question
    return Draft(
        questions=(asked.meant or asked.text,),
        text=case.reply,
        basis=tuple(basis),
        reason=reason,
        field=case.field,
        risky=risky,
    )


def picked_by_machine(index: Path, quotes: Sequence[Quote], today: date) -> list[Basis]:
    """The quotes of the answer that a case began with, as far as they still stand."""
    found = []
    for quote in quotes:
        try:
            found.append(pick(index, quote.chunk_id, quote.text, today))
        except FaqRefused:
            continue
    return found


def within(index: Path, draft: Draft) -> Draft:
    """The draft with the territory of its provisions, where they are of one province.

    Raises:
        FaqRefused: they are of several.
    """
    store = TextStore(current(index) / "text.db")
    places = {
        store.document_in(row).territory
        for basis in draft.basis
        for row in store.rows_of_id(basis.document)
    } - {NATIONAL}
    if len(places) > 1:
        raise FaqRefused(f"its provisions apply in different places: {', '.join(sorted(places))}")
    return replace(draft, territory=next(iter(places))) if places else draft


def publish(desk: Desk, index: Path, faq_id: int, reviewer: str, today: date) -> KeptFaq:
    """Give a reviewed answer to askers, at once.

    Raises:
        FaqRefused: it cites what is not in force, or what has changed since it was written.
        SecondPersonNeeded, UnknownFaq, IndexUnavailable
    """
    faq, law = desk.faq(faq_id), law_of(index)
    if changes := due_changes(law, faq, today):
        raise FaqRefused(f"{faq.label} cannot be published: {reason(changes)}")
    for basis in faq.draft.basis:
        place = law.place(basis)
        if place is None or (place.since and place.since > today):
            raise FaqRefused(f"{faq.label} cites {basis.citation}, which is not in force yet")
    with desk.begin() as work:
        published = work.publish_faq(faq_id, reviewer)
    put_out(desk, index)
    return published


def still_true(desk: Desk, index: Path, faq_id: int, actor: str, today: date) -> KeptFaq:
    """A reviewer has seen what changed, and the answer stands on the same words as before.

    Raises:
        FaqRefused: a provision no longer has the words that are quoted.
        UnknownFaq, IndexUnavailable
    """
    faq, law = desk.faq(faq_id), law_of(index)
    renewed = [(basis, law.renewed(basis, today)) for basis in faq.draft.basis]
    if lost := [basis.citation for basis, now in renewed if now is None]:
        raise FaqRefused(f"no longer says what is quoted: {'; '.join(lost)}")
    basis = tuple(now for _, now in renewed if now)
    with desk.begin() as work:
        return work.revise_faq(faq_id, replace(faq.draft, basis=basis), actor)
