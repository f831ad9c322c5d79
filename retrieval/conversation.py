"""What an answer leaves to the question that comes after it."""

from dataclasses import dataclass

from retrieval.answer import Answer, Outcome
from retrieval.place_asked import named_in_full
from retrieval.question import Held, Unit

TURNS = 5  # questions that are carried along
_CHOSEN = 8  # choices that are remembered


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a question goes on from: the earlier ones, and what the conversation holds on to."""

    earlier: tuple[str, ...] = ()
    held: Held | None = None

    @classmethod
    def of(cls, answer: Answer) -> "Earlier":
        """After ``answer`` and those that it went on from itself."""
        return cls(turns(answer), held_after(answer))


def turns(answer: Answer) -> tuple[str, ...]:
    """The questions up to and with that of ``answer``, for one that goes on about it."""
    question = answer.question
    texts = (*question.earlier, question.meant or question.text)
    return tuple(text for text in texts if text)[-TURNS:]


def held_after(answer: Answer) -> Held:
    """What the conversation holds on to once ``answer`` was given."""
    question = answer.question
    before = question.held or Held()
    said = question.meant or question.text
    taken = (said,) if said in before.offered else ()
    return Held(
        offered=answer.followups if answer.outcome.family == "clarify" else (),
        asked_back=answer.outcome is Outcome.CLARIFY_AMBIGUOUS,
        chosen=(*before.chosen, *taken)[-_CHOSEN:],
        day=question.as_of if question.dated or question.said_day else None,
        unit=question.unit,
        procedure=procedure_of(answer),
    )


def unit_chosen(answer: Answer) -> Unit | None:
    """The commune that was just chosen of several, where one was."""
    question = answer.question
    said = question.meant or question.text
    offered = question.held.offered if question.held else ()
    return named_in_full(said) if said in offered else None


def procedure_of(answer: Answer) -> str:
    """The title of the procedure that an answer is about; nothing where it quotes a law."""
    if answer.card:
        return answer.card.procedure
    if not answer.quotes or answer.quotes[0].document.kind.is_legal:
        return ""
    return answer.quotes[0].document.title
