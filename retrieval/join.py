"""Answers to the questions of one message → one answer, its parts in the order of asking."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.phrases import N_
from corpus.text import shortened
from retrieval.answer import Answer
from retrieval.conversation import procedure_of
from retrieval.heard import Asked
from retrieval.question import SHOWN, Held

MISSING = N_("Chưa đủ căn cứ trong kho cho câu hỏi: “{}”.")
UNCLEAR = N_("Cần nói rõ thêm câu hỏi: “{}”.")
# How many is ``MOST_QUESTIONS``.
TOO_MANY = N_("Mỗi tin nhắn được trả lời tối đa 3 câu hỏi. Chưa tra cứu: “{}”.")
AFTER = N_("Hiểu theo câu hỏi trước: “{}”.")
PROCEDURE = N_("Theo thủ tục của câu hỏi trước: “{}”.")
_NAMED = 3  # questions beyond those looked up that are named and offered


def join(
    asked: Sequence[Asked],
    answers: Sequence[Answer],
    more: Sequence[str] = (),
    held: Held | None = None,
) -> Answer:
    """Answered where at least one part is; what was not is named, and offered to be asked alone.

    Of several parts that ask back, the choices of the first are offered.

    Raises:
        ValueError: there is not one answer for each question.
    """
    parts = list(zip(asked, answers, strict=True))
    good = _of("answered", answers)
    unclear = _of("clarify", answers)
    shown = good or unclear[:1] or answers
    beside = [(part, answer) for part, answer in parts if answer not in shown]
    after = dict.fromkeys(part.after for part in asked if part.after)
    notes = [
        *_after(list(after), shown, held),
        *(_remark(answer).format(shortened(part.said, SHOWN)) for part, answer in beside),
        *(TOO_MANY.format(shortened(text, SHOWN)) for text in more[:_NAMED]),
        *(note for answer in shown for note in answer.notes),
    ]
    followups = [text for answer in shown for text in answer.followups]
    for part, answer in beside:
        choices = () if answer in unclear[1:] else answer.followups
        followups += choices or (part.text,)
    followups += more[:_NAMED]
    return replace(
        shown[0],
        conclusion="\n".join(dict.fromkeys(a.conclusion for a in shown if a.conclusion)),
        competence=next((answer.competence for answer in shown if answer.competence), None),
        before=next((answer.before for answer in shown if answer.before), None),
        card=next((answer.card for answer in shown if answer.card), None),
        quotes=tuple(dict.fromkeys(quote for answer in shown for quote in answer.quotes)),
        forms=tuple(dict.fromkeys(form for answer in shown for form in answer.forms)),
        notes=tuple(dict.fromkeys(notes)),
        followups=tuple(dict.fromkeys(followups)),
        rejected=tuple(dict.fromkeys(hit for answer in answers for hit in answer.rejected)),
    )


def _after(earlier: Sequence[str], shown: Sequence[Answer], held: Held | None) -> list[str]:
    """By what the message was understood: the procedure of the conversation, or the question."""
    procedure = held.procedure if held and earlier else ""
    if procedure and any(procedure_of(answer) == procedure for answer in shown):
        return [PROCEDURE.format(shortened(procedure, SHOWN))]
    return [AFTER.format(shortened(text, SHOWN)) for text in earlier]


def _of(family: str, answers: Sequence[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.outcome.family == family]


def _remark(answer: Answer) -> str:
    """What is said of a part that is not answered beside one that is."""
    return UNCLEAR if answer.outcome.family == "clarify" else MISSING
