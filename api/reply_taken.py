"""Words that a reply takes over: those of another case's reply, or of a reviewed answer."""

from collections.abc import Callable

from api.case_page import case_for
from api.door import Visitor
from api.faqs import faq_for
from api.house import House
from desk.drafts import Body, placed
from desk.faq import FaqState
from retrieval.still_true import Law


def _of_case(house: House, visitor: Visitor, law: Law, number: int) -> Body:
    """What a case was answered with, as blocks."""
    other = case_for(house, number, visitor)
    return Body.of(other.reply, placed(law, other.ground.basis), other.ground.reason)


def _of_faq(house: House, _visitor: Visitor, law: Law, number: int) -> Body:
    """A reviewed answer that is out, as blocks."""
    faq = faq_for(house, number)
    if faq.state is not FaqState.PUBLISHED:
        return Body(())
    return Body.of(faq.draft.text, placed(law, faq.draft.basis), faq.draft.reason)


TAKES: dict[str, Callable[[House, Visitor, Law, int], Body]] = {
    "reuse": _of_case,
    "quote_faq": _of_faq,
}
