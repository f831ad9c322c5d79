"""Questions whose answer is known, asked of what serves and of a draft: which answers move.

The questions stand in files of the form of ``eval/golden.jsonl``: those of the starter corpus
there, and what the desk has reviewed in ``golden.jsonl`` of the data folder
(``python -m desk export-golden``).
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from corpus.vietnam_time import today
from retrieval.answer import Answer
from retrieval.question import Question, Unit
from retrieval.service import Service

log = logging.getLogger(__name__)
STARTER = Path(__file__).parent.parent / "eval" / "golden.jsonl"
OURS = "golden.jsonl"
Tell = Callable[[int, int, str], None]


class Golden(BaseModel):
    """A line of such a file, as far as it matters here."""

    id: str
    question: str
    as_of: date | None = None
    province: str = ""
    earlier: list[str] = []
    expect: str = ""

    @property
    def asked(self) -> Question:
        day = self.as_of or today()
        return Question(self.question, day, unit=Unit(self.province), earlier=tuple(self.earlier))


class Shown(BaseModel):
    """How an answer ended, and the words it quotes with their citations."""

    outcome: str
    quotes: list[tuple[str, str]]

    @classmethod
    def of(cls, answer: Answer) -> "Shown":
        quotes = [(str(quote.citation), quote.text) for quote in answer.quotes]
        return cls(outcome=answer.outcome.value, quotes=quotes)


class Answered(BaseModel):
    """``worse``: it ended as it should, and would no longer."""

    question: str
    before: Shown
    after: Shown
    worse: bool = False
    better: bool = False

    @property
    def ends_otherwise(self) -> bool:
        """It is answered and was not, or the other way round: not only in other words."""
        return self.worse or self.better or self.before.outcome != self.after.outcome

    @property
    def moved(self) -> bool:
        return self.before != self.after


def questions(*files: Path) -> list[Golden]:
    """Those of the files that are there; a line that cannot be used is passed over."""
    found = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        for number, line in enumerate(lines, 1):
            try:
                if line.strip():
                    found.append(Golden.model_validate_json(line))
            except ValidationError:
                log.warning("%s, line %s is no golden question", file.name, number)
    return found


def ask_both(files: Iterable[Path], serving: Service, draft: Service, tell: Tell) -> list[Answered]:
    """Each question asked of both; two answers take about a tenth of a second."""
    found = []
    wanted = questions(*files)
    for at, golden in enumerate(wanted):
        tell(at, len(wanted), "ask")
        before, after = serving.answer(golden.asked), draft.answer(golden.asked)
        family = golden.expect.split("_")[0]
        right = [bool(family) and one.outcome.family == family for one in (before, after)]
        found.append(
            Answered(
                question=golden.question,
                before=Shown.of(before),
                after=Shown.of(after),
                worse=right == [True, False],
                better=right == [False, True],
            )
        )
    return found
