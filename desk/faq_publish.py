"""From a case's reply to a reviewed answer: provisions picked, checked, published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.document import NATIONAL
from desk.audit import SYSTEM, Who
from desk.case import Case
from desk.desk import Desk
from desk.errors import FaqRefused, not_verbatim
from desk.faq import Draft, KeptFaq
from desk.faq_index import due_changes, law_of, put_out, reason
from desk.ground import Ground
from retrieval.reviewed import Basis


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_PLACES = _("Các căn cứ áp dụng ở những tỉnh khác nhau. Hãy tách thành các câu trả lời riêng.")
_CHANGED = _("Căn cứ đã thay đổi từ khi soạn. Hãy sửa nội dung, hoặc xác nhận vẫn đúng.")
_NOT_YET = _("Có căn cứ chưa có hiệu lực. Chưa thể công bố.")
_LOST = _("Văn bản không còn đoạn đã trích. Hãy chọn căn cứ khác.")


def pick(index: Path, chunk_id: int, words: str, today: date) -> Basis:
    """The words of a stored chunk as a basis; all of it where ``words`` is empty.

    Raises:
        FaqRefused: there is no such chunk, or it does not say that.
        IndexUnavailable
    """
    law = law_of(index)
    chunk = law.store.chunk(chunk_id)
    if chunk is None:
        raise FaqRefused(f"the index has no provision {chunk_id}", not_verbatim)
    words = words or chunk.text
    start = chunk.text.find(words)
    if start < 0:
        raise FaqRefused(f"provision {chunk_id} does not say “{words[:80]}”", not_verbatim)
    return law.basis(chunk, start, start + len(words), today)


def of_case(
    case: Case, basis: Sequence[Basis] = (), *, reason: str = "", risky: bool = False
) -> Draft:
    """What of a case is to be published: its question, its reply, and what that rests on.

    Provisions picked, or a reason, take the place of the reply's own ground.

    It applies where its provisions do; the officer's province does not limit it.

    Raises:
        FaqRefused: nobody has replied yet.
    """
    if not case.reply:
        raise FaqRefused(f"{case.label} has no reply to publish")
    ground = Ground(tuple(basis), reason) if basis or reason else case.ground
    asked = case.answer.question
    return Draft(
        questions=(asked.meant or asked.text,),
        text=case.reply,
        basis=ground.basis,
        reason="" if ground.basis else ground.reason,
        field=case.field,
        risky=risky,
    )


def within(index: Path, draft: Draft) -> Draft:
    """The draft with the territory of its provisions, where they are of one province.

    Raises:
        FaqRefused: they are of several.
    """
    store = law_of(index).store
    places = {
        store.document_in(row).territory
        for basis in draft.basis
        for row in store.rows_of_id(basis.document)
    } - {NATIONAL}
    if len(places) > 1:
        raise FaqRefused(
            f"its provisions apply in different places: {', '.join(sorted(places))}", _PLACES
        )
    return replace(draft, territory=next(iter(places))) if places else draft


def draft_of(
    desk: Desk,
    index: Path,
    case: Case,
    actor: str,
    who: Who = SYSTEM,
    *,
    basis: Sequence[Basis] = (),
    reason: str = "",
    risky: bool = False,
) -> KeptFaq:
    """The reviewed answer of a case, not yet published; of one whose queue is risky a risky one.

    Raises:
        FaqRefused, IndexUnavailable
    """
    risky = risky or desk.queues.named(case.queue).risky
    draft = within(index, of_case(case, basis, reason=reason, risky=risky))
    with desk.begin(who) as work:
        return work.draft_faq(draft, actor, case)


def publish(
    desk: Desk, index: Path, faq_id: int, reviewer: str, today: date, who: Who = SYSTEM
) -> KeptFaq:
    """Give a reviewed answer to askers, at once.

    Raises:
        FaqRefused: it cites what is not in force, or what has changed since it was written.
        SecondPersonNeeded, UnknownFaq, IndexUnavailable
    """
    faq, law = desk.faq(faq_id), law_of(index)
    if changes := due_changes(law, faq, today):
        raise FaqRefused(f"{faq.label} cannot be published: {reason(changes)}", _CHANGED)
    for basis in faq.draft.basis:
        place = law.place(basis)
        if place is None or (place.since and place.since > today):
            raise FaqRefused(
                f"{faq.label} cites {basis.citation}, which is not in force yet", _NOT_YET
            )
    with desk.begin(who) as work:
        published = work.publish_faq(faq_id, reviewer)
    put_out(desk, index)
    return published


def still_true(
    desk: Desk, index: Path, faq_id: int, actor: str, today: date, who: Who = SYSTEM
) -> KeptFaq:
    """A reviewer has seen what changed, and the answer stands on the same words as before.

    Raises:
        FaqRefused: a provision no longer has the words that are quoted.
        UnknownFaq, IndexUnavailable
    """
    faq, law = desk.faq(faq_id), law_of(index)
    renewed = [(basis, law.renewed(basis, today)) for basis in faq.draft.basis]
    if lost := [basis.citation for basis, now in renewed if now is None]:
        raise FaqRefused(f"no longer says what is quoted: {'; '.join(lost)}", _LOST)
    basis = tuple(now for _, now in renewed if now)
    with desk.begin(who) as work:
        return work.revise_faq(faq_id, replace(faq.draft, basis=basis), actor)
