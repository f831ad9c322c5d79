"""Golden questions: what is asked, and what must come of it.

``golden.jsonl`` holds those of the starter corpus. Other files are of the same form; the
desk writes one from what the Standing Team has reviewed (`python -m desk export-golden`).
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from eval.ahead import Ahead
from eval.features import strength
from eval.lines import read_lines
from eval.looked_up import looked_up
from eval.runs import Asked
from eval.slices import length
from retrieval.answer import Answer, LineKind
from retrieval.assistant import Assistant
from retrieval.question import Question, Unit

FILE = Path(__file__).with_name("golden.jsonl")
DAY = date(2026, 11, 22)  # the day golden questions are asked on where they name none
_DEEP = 100  # hits looked at for the figures of finding
_KEPT = 20  # ids of a ranking that a run keeps


class Golden(BaseModel):
    """One question with what is expected. ``must_contain`` must stand in the quotes.

    One that is handed over may name a ``document``: what it says of that must be shown.
    ``card`` holds words of lines that its card must have.
    ``earlier`` was asked before it in the conversation, the newest last.
    ``expect`` is the outcome, or empty where nobody has said yet what should come of it;
    ``note`` is for the people who decide that.
    """

    id: str
    question: str
    as_of: date = DAY
    province: str = ""
    earlier: list[str] = []
    typing: str = ""
    field: str = ""
    kind: str = ""
    expect: str
    document: str | None = None
    any_of: list[str] = []
    section: str | None = None
    must_contain: list[str] = []
    card: dict[LineKind, list[str]] = {}
    note: str = ""

    @property
    def documents(self) -> set[str]:
        return {name for name in (self.document, *self.any_of) if name}

    @property
    def asked(self) -> Question:
        unit, earlier = Unit(self.province), tuple(self.earlier)
        return Question(self.question, self.as_of, unit=unit, earlier=earlier)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer held against its golden question; a figure is None where it does not apply.

    ``found`` are ids of documents, best first, whatever became of them in the answer.
    """

    golden: Golden
    answer: Answer
    outcome: bool | None
    document: bool | None
    words: bool | None
    found: tuple[str, ...] = ()
    evidence: float | None = None
    card: bool | None = None

    @property
    def wrong(self) -> bool:
        return False in (self.outcome, self.document, self.words, self.card)


def load(file: Path = FILE) -> list[Golden]:
    """The golden questions.

    Raises:
        BadLine: a line is broken; the message names it.
    """
    return read_lines(file, Golden)


def ask(
    questions: Sequence[Golden],
    assistant: Assistant,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Judged]:
    """Ask and judge each question."""
    if assistant.embedder:  # what the answer encoded is remembered for the look at the ranking
        assistant = replace(assistant, embedder=Ahead(assistant.embedder))
    for done, golden in enumerate(questions, 1):
        judged = judge(golden, assistant.answer(golden.asked))
        found, evidence = _ranking(golden.asked, assistant)
        yield replace(judged, found=found, evidence=evidence)
        progress("ask", done, len(questions))


def judge(golden: Golden, answer: Answer) -> Judged:
    """The outcome's family, a right document among the quotes, the words and lines it must show."""
    wanted = golden.expect.split("_")[0]
    right = answer.outcome.family == wanted if wanted else None
    if wanted != "answered" and not golden.documents:
        return Judged(golden, answer, right, None, None)
    quoted = "\n".join(quote.text for quote in answer.quotes)
    return Judged(
        golden,
        answer,
        right,
        any(quote.document.id in golden.documents for quote in answer.quotes),
        all(words in quoted for words in golden.must_contain) if golden.must_contain else None,
        card=_tells(answer, golden.card) if golden.card else None,
    )


def _tells(answer: Answer, lines: Mapping[LineKind, Collection[str]]) -> bool:
    """Whether the answer's card has each of ``lines`` with its words."""
    found = {line.kind: line.text for line in answer.card.lines} if answer.card else {}
    return all(word in found.get(kind, "") for kind, words in lines.items() for word in words)


def row(judged: Judged, name: str) -> Asked:
    """As a run keeps it, under the name of its set.

    Of several right documents one is enough, so R@k says whether any is among the first
    k, and the discounted gain is that of the first.
    """
    golden, answer = judged.golden, judged.answer
    answerable = golden.expect.startswith("answered")
    found = answerable and bool(golden.documents)
    place = _place(judged.found, golden.documents)
    return Asked(
        set=name,
        id=golden.id,
        text=golden.question,
        slices={
            "typing": golden.typing,
            "field": golden.field,
            "kind": golden.kind,
            "length": length(golden.question),
        },
        figures={
            "outcome": _share(judged.outcome),
            "answered where it should": _share(judged.outcome) if answerable else None,
            "handed over where it should": None if answerable else _share(judged.outcome),
            "document": _share(judged.document),
            "words": _share(judged.words),
            "card": _share(judged.card),
            "R@1": float(place <= 1) if found else None,
            "R@5": float(place <= 5) if found else None,
            "nDCG@10": 1 / math.log2(place + 1) * (place <= 10) if found else None,
        },
        expected=tuple(sorted(golden.documents)),
        found=judged.found[:_KEPT],
        outcome=answer.outcome.value,
        evidence=judged.evidence,
        milliseconds=dict(answer.timings_ms),
    )


def _place(found: Sequence[str], right: Collection[str]) -> float:
    """Of the first right document, from 1; infinite where there is none."""
    return next((place for place, one in enumerate(found, 1) if one in right), math.inf)


def _share(right: bool | None) -> float | None:
    return None if right is None else float(right)


def _ranking(question: Question, assistant: Assistant) -> tuple[tuple[str, ...], float]:
    seen = looked_up(question, assistant, _DEEP)
    ids = dict.fromkeys(hit.chunk.document.id for hit in seen.found.hits)
    return tuple(ids), strength(seen.query, seen.found, seen.weights)
