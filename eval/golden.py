"""The golden questions of the starter corpus: what is asked, and what must come of it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

from pydantic import BaseModel

from retrieval.answer import Answer
from retrieval.question import Question, Unit

FILE = Path(__file__).with_name("golden.jsonl")
BAR = Path(__file__).with_name("bar.json")
DAY = date(2026, 11, 22)  # the day golden questions are asked on where they name none


class Golden(BaseModel):
    """One question with what is expected. ``must_contain`` must stand in the quotes.

    ``earlier`` was asked before it in the conversation, the newest last.
    """

    id: str
    question: str
    as_of: date = DAY
    province: str = ""
    earlier: list[str] = []
    typing: str
    field: str
    kind: str
    expect: str
    document: str | None = None
    any_of: list[str] = []
    section: str | None = None
    must_contain: list[str] = []

    @property
    def documents(self) -> set[str]:
        return {name for name in (self.document, *self.any_of) if name}


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer held against its golden question; a figure is None where it does not apply."""

    golden: Golden
    answer: Answer
    outcome: bool
    document: bool | None
    words: bool | None


def load(file: Path = FILE) -> list[Golden]:
    """The golden questions.

    Raises:
        ValueError: a line is broken; the message names it.
    """
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                found.append(Golden.model_validate_json(line))
            except ValueError as error:
                raise ValueError(f"{file}, line {number}: {error}") from None
    return found


def ask(
    questions: list[Golden],
    answer: Callable[[Question], Answer],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Judged]:
    """Ask and judge each question."""
    for done, golden in enumerate(questions, 1):
        unit, earlier = Unit(golden.province), tuple(golden.earlier)
        question = Question(golden.question, golden.as_of, unit=unit, earlier=earlier)
        yield judge(golden, answer(question))
        progress("ask", done, len(questions))


def judge(golden: Golden, answer: Answer) -> Judged:
    """The outcome's family, a right document among the quotes, the words it must show."""
    right = answer.outcome.family == golden.expect.split("_")[0]
    if golden.expect.split("_")[0] != "answered":
        return Judged(golden, answer, right, None, None)
    quoted = "\n".join(quote.text for quote in answer.quotes)
    return Judged(
        golden,
        answer,
        right,
        any(quote.document.id in golden.documents for quote in answer.quotes),
        all(words in quoted for words in golden.must_contain),
    )


def figures(judged: list[Judged]) -> dict[str, float]:
    """Shares of what is right: of outcomes, of documents and words where one is expected."""
    answerable = [j for j in judged if j.document is not None]
    others = [j for j in judged if j.document is None]
    return {
        "outcome": fmean(j.outcome for j in judged),
        "answered where it should": fmean(j.outcome for j in answerable),
        "handed over where it should": fmean(j.outcome for j in others),
        "document": fmean(bool(j.document) for j in answerable),
        "words": fmean(bool(j.words) for j in answerable),
    }


def slices(judged: list[Judged], by: str) -> Mapping[str, list[Judged]]:
    """The judged questions by one of their fields ("kind", "typing", "field")."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        found[getattr(one.golden, by)].append(one)
    return found


def bar() -> dict[str, float]:
    """The recorded figures that `python -m eval run` holds."""
    recorded: dict[str, float] = json.loads(BAR.read_text())
    return recorded
