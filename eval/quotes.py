"""Whether what answers quote stands in the index, byte for byte."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from retrieval.assistant import Assistant
from retrieval.question import Question


@dataclass(frozen=True, slots=True)
class Checked:
    """How many answers and quotes were looked at, and which quotes differ from their source."""

    answers: int
    answered: int
    quotes: int
    differing: tuple[str, ...]


def check(
    questions: Iterable[str],
    assistant: Assistant,
    day: date,
    progress: Callable[[int], None] = lambda _: None,
) -> Checked:
    """Ask, and hold every quote against the bytes of its stored chunk."""
    answers = answered = quotes = 0
    differing = []
    for text in questions:
        answer = assistant.answer(Question(text, day))
        answers += 1
        answered += answer.outcome.family == "answered"
        for quote in answer.quotes:
            quotes += 1
            chunk = assistant.generation.store.chunk(quote.chunk_id)
            if chunk is None or quote.text.encode() not in chunk.text.encode():
                differing.append(f"{answer.id}: {quote.text[:80]}")
        progress(answers)
    return Checked(answers, answered, quotes, tuple(differing))
