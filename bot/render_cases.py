"""Cases as messages: the receipt, what has become of it, what people answered."""

from bot.markup import Span
from bot.payload import Payload, messages
from bot.texts import Texts
from corpus.vietnam_time import VIETNAM
from desk.case import Case, CaseState


def show_case(case: Case, texts: Texts, public_url: str) -> list[Payload]:
    """The receipt for a question handed over, or what has become of it since."""
    match case.state:
        case CaseState.ANSWERED:
            spans = [Span(texts.case_answered.format(label=case.label))]
            if case.reply:
                spans.append(Span(f"\n\n{case.reply}"))
        case CaseState.WITHDRAWN:
            spans = [Span(texts.case_withdrawn.format(label=case.label))]
        case _:
            spans = [Span(texts.case_opened.format(label=case.label), "b"), Span("\n")]
            spans.append(Span(_due(case, texts)))
    if public_url:
        page = f"{public_url.rstrip('/')}/cases/{case.token}"
        spans += [Span("\n"), Span(texts.case_page, "a", page)]
    return messages(spans)


def _due(case: Case, texts: Texts) -> str:
    if case.due is None:
        return texts.case_no_due
    due = case.due.astimezone(VIETNAM)
    return texts.case_due.format(time=due.strftime("%H:%M"), day=texts.written(due))


def show_reply(label: str, text: str, author: str, texts: Texts) -> list[Payload]:
    """What people answered."""
    spans = [Span(texts.case_reply.format(label=label), "b"), Span(f"\n\n{text}")]
    if author:
        spans.append(Span(f"\n\n{texts.case_author.format(author=author)}", "i"))
    return messages(spans)
