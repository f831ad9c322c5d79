"""Questions whose job something is: the level that must be named, and where one is sent.

``competence.jsonl`` asks over all fields of the starter corpus. A third of the questions
(``unseen``) took no part in the making.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from eval.golden import DAY
from eval.lines import read_lines
from retrieval.answer import Answer
from retrieval.question import Question, Unit

FILE = Path(__file__).with_name("competence.jsonl")
BAR = 0.95


class Whose(BaseModel):
    """``level`` is whose job it is, empty where nothing may be claimed; ``where`` are words of the
    place named. ``expect`` is the outcome's family, empty where any will do."""

    id: str
    question: str
    field: str = ""
    level: Literal["commune", "province", "ministry", ""]
    where: str = ""
    must_contain: list[str] = []
    province: str = ""
    commune: str = ""
    as_of: date = DAY
    typing: str = ""
    expect: str = ""
    earlier: list[str] = []
    notes: list[str] = []
    unseen: bool = False

    @property
    def asked(self) -> Question:
        unit = Unit(self.province, self.commune)
        return Question(self.question, self.as_of, unit=unit, earlier=tuple(self.earlier))


def load(file: Path = FILE) -> list[Whose]:
    """The questions.

    Raises:
        BadLine: a line is broken; the message names it.
    """
    return read_lines(file, Whose)


def faults(asked: Whose, answer: Answer) -> tuple[str, ...]:
    """What is wrong with an answer; empty where nothing is."""
    return tuple(_faults(asked, answer))


def _faults(asked: Whose, answer: Answer) -> Iterator[str]:
    if asked.expect and answer.outcome.family != asked.expect:
        yield f"{answer.outcome.value} instead of {asked.expect}"
    told = answer.competence
    level = told.level.value if told else ""
    if level != asked.level:
        yield f"level “{level}” instead of “{asked.level}”"
    elif told and asked.where not in (told.where or told.who):
        yield f"where “{told.where or told.who}” lacks “{asked.where}”"
    quotes = (*answer.quotes, *(told.quotes if told else ()))
    quoted = "\n".join(quote.text for quote in quotes)
    yield from (f"“{words}” is missing" for words in asked.must_contain if words not in quoted)
    said = "\n".join(answer.notes)
    yield from (f"no note says “{words}”" for words in asked.notes if words not in said)
