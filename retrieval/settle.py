"""What a message means right after the assistant asked back, and what was settled before.

A reply takes one of the choices, or completes the question that waits for it ("lệ phí?" – "tàu
cá"); anything else is a question of its own. What was chosen, or said in full, is not asked again
in the same conversation; and a question back is never followed by another: the likeliest choice is
taken then, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.phrases import N_
from corpus.text import folded_syllables, shortened, syllables, tidy
from retrieval.accents import AccentRestorer
from retrieval.answer import Answer, Outcome
from retrieval.asking import asks
from retrieval.choice import choice, does_not_know, none_of_them, told_apart
from retrieval.days import day_asked
from retrieval.facets import facets
from retrieval.named import named
from retrieval.normalise import understand
from retrieval.question import SHOWN, Held, Query, Question

PICKED = N_("Theo lựa chọn: “{}”.")
COMPLETED = N_("Hiểu là hỏi: “{}”.")
REMEMBERED = N_("Theo lựa chọn trước trong cuộc trò chuyện: “{}”.")
TAKEN = N_("Chưa rõ ý nào, câu trả lời theo: “{}”. Nếu không phải, hãy chọn câu khác.")
NOT_CLEAR = N_("Câu hỏi vẫn chưa rõ về thủ tục hoặc văn bản nào nên chưa tra cứu được.")
NONE_OF_THEM = N_("Các lựa chọn không đúng ý câu hỏi; chưa có căn cứ nào khác.")
_COMPLETES = 6  # syllables, at most, that complete a question with choices


@dataclass(frozen=True, slots=True)
class Settled:
    """The question to look up. ``refused`` says that no choice was right."""

    question: Question
    notes: tuple[str, ...] = ()
    refused: bool = False


def settle(question: Question) -> Settled:
    """What ``question`` means after the answer before it."""
    held = question.held
    if held is None or not (held.offered or held.asked_back):
        return Settled(question)
    text = tidy(question.text)
    if (place := choice(text, held.offered)) is not None:
        meant = held.offered[place]
        notes = () if folded_syllables(text) == folded_syllables(meant) else (said(PICKED, meant),)
        return Settled(_on_the_day_held(replace(question, text=meant, meant=meant)), notes)
    if none_of_them(text):
        return Settled(question, refused=True)
    if held.asked_back and held.offered and question.earlier and does_not_know(text):
        waiting = question.earlier[-1]  # asked anew, of which the likeliest choice is taken
        asked = replace(question, text=waiting, meant=waiting, earlier=question.earlier[:-1])
        return Settled(_on_the_day_held(asked))
    if held.asked_back and question.earlier and _completes(text, held):
        *earlier, waiting = question.earlier
        meant = f"{waiting.rstrip(' ?.!')}, {text}"
        asked = replace(question, text=meant, meant=meant, earlier=tuple(earlier))
        return Settled(_on_the_day_held(asked), (said(COMPLETED, meant),))
    return Settled(question)


def not_settled(answer_id: str, question: Question, why: str) -> Answer:
    """Asked back once and still not clear: people take over."""
    return Answer(answer_id, question, Outcome.ESCALATED_NOTHING_FOUND, conclusion=why)


def take(query: Query, choice: str, phrase: str, restorer: AccentRestorer) -> Query:
    """The query for a choice that is taken without being asked, on the same day.

    ``phrase`` says so: ``REMEMBERED`` or ``TAKEN``.
    """
    taken = understand(replace(query.question, text=choice), restorer)
    return replace(
        taken,
        support=query.support,
        today=taken.today or query.today,
        notes=tuple(dict.fromkeys((said(phrase, choice), *query.notes, *taken.notes))),
    )


def _completes(text: str, held: Held) -> bool:
    """Whether ``text`` asks nothing, and so tells what the question before was about."""
    if held.offered and any(citation.number for citation in named(text)):
        return False
    short = not held.offered or len(syllables(text)) <= _COMPLETES
    said = any(len(word) > 1 and word.isalpha() for word in syllables(text))
    return short and said and not asks(text) and not facets(text)


def _on_the_day_held(question: Question) -> Question:
    """A choice is about the day that its question was about."""
    day = question.held.day if question.held else None
    if question.dated or day is None or day_asked(question.text, question.as_of):
        return question
    return replace(question, as_of=day, said_day=True)


def remembered(choices: Sequence[str], question: Question) -> str:
    """The one of ``choices`` that the conversation has settled already; empty if none is.

    Of one chosen what tells it from the others is enough; where the asker said it without
    being asked, the words beside that must be there too.
    """
    held = question.held or Held()
    marks = [folded_syllables(words) for words in told_apart(choices)]
    beside = [_beside(choice, mark) for choice, mark in zip(choices, marks, strict=True)]
    for texts, wanted in ((held.chosen, marks), (question.earlier, beside)):
        for text in reversed(texts):
            words = folded_syllables(text)
            fits = [place for place, mark in enumerate(wanted) if mark and _find(words, mark) >= 0]
            if len(fits) == 1:
                return choices[fits[0]]
    return ""


def _beside(choice: str, mark: Sequence[str]) -> Sequence[str]:
    """``mark`` with the two words before it in ``choice``, or behind it at its beginning."""
    words = folded_syllables(choice)
    at = _find(words, mark)
    end = at + len(mark)
    return words[max(0, at - 2) : end] if at else words[: end + 2]


def _find(words: Sequence[str], mark: Sequence[str]) -> int:
    size = len(mark)
    places = range(len(words) - size + 1)
    return next((at for at in places if list(words[at : at + size]) == list(mark)), -1)


def said(phrase: str, text: str) -> str:
    """``phrase`` with ``text``, shortened, in its place."""
    return phrase.format(shortened(text, SHOWN))
