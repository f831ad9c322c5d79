"""Questions about the rule on a day: what must answer, and what must be said of the day.

``as_of.jsonl`` names every dated document of the starter corpus, on days inside, before and after
the time for which it holds. A third of the questions (``unseen``) took no part in the making.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field

from eval.golden import Golden
from eval.lines import read_lines
from retrieval.answer import Answer
from retrieval.question import Question, Unit

FILE = Path(__file__).with_name("as_of.jsonl")
BAR = 1.0


class AsOf(Golden):
    """``dated``: the day was chosen on the page. ``day`` is the one that must count, ``number``
    that of the edition quoted. ``notes`` are words that the notes must hold, ``before`` the day
    for which the rule of the past must stand beside."""

    dated: bool = False
    day: date | None = None
    number: str = ""
    must_not_contain: list[str] = Field(default=[])
    notes: list[str] = Field(default=[])
    before: date | None = None
    unseen: bool = False

    @property
    def asked(self) -> Question:
        return Question(
            self.question,
            self.as_of,
            unit=Unit(self.province),
            earlier=tuple(self.earlier),
            dated=self.dated,
        )


def load(file: Path = FILE) -> list[AsOf]:
    """The questions.

    Raises:
        BadLine: a line is broken; the message names it.
    """
    return read_lines(file, AsOf)


def faults(asked: AsOf, answer: Answer) -> tuple[str, ...]:
    """What is wrong with an answer; empty where nothing is."""
    return tuple(_faults(asked, answer))


def _faults(asked: AsOf, answer: Answer) -> Iterator[str]:
    if answer.outcome.family != asked.expect:
        yield f"{answer.outcome.value} instead of {asked.expect}"
        return
    counts = asked.day or (asked.as_of if asked.dated else None)
    if counts and answer.question.as_of != counts:
        yield f"the day {answer.question.as_of} counts instead of {counts}"
    if asked.expect != "answered":
        return
    quoted = "\n".join(quote.text for quote in answer.quotes)
    if not any(quote.document.id in asked.documents for quote in answer.quotes):
        yield f"{[quote.document.id for quote in answer.quotes]} quoted"
    if asked.number and not any(quote.document.number == asked.number for quote in answer.quotes):
        yield f"{asked.number} is not quoted"
    yield from (f"“{words}” is missing" for words in asked.must_contain if words not in quoted)
    yield from (f"“{words}” is quoted" for words in asked.must_not_contain if words in quoted)
    said = "\n".join(answer.notes)
    yield from (f"no note says “{words}”" for words in asked.notes if words not in said)
    if asked.before and (answer.before is None or answer.before.day != asked.before):
        yield f"the rule of {asked.before} does not stand beside"
