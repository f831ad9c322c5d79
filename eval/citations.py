"""Citations as people type them: is the clause they name shown first, and is the rest said?

``citations.jsonl`` asks about the starter corpus, ``citations_laws.jsonl`` about a folder of
laws. Lines marked ``held_out`` were not looked at while the code was written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from corpus.citation import Citation
from retrieval import clauses
from retrieval.answer import Answer
from retrieval.question import Question

STARTER = Path(__file__).with_name("citations.jsonl")
LAWS = Path(__file__).with_name("citations_laws.jsonl")
DAY = date(2026, 11, 22)
BAR = 0.98  # of the citations
MOST = 4  # choices that are asked back
_UNIT = re.compile(
    r"(?:điểm (?P<point>\S+) ?)?(?:khoản (?P<clause>\S+) ?)?(?:Điều (?P<article>\S+))?"
)
_PHRASES = (clauses.NO_DOCUMENT, clauses.NO_TEXT, clauses.NO_LAW, clauses.NO_UNIT, clauses.NO_NAME)
_UNKNOWN = [phrase.split("{}") for phrase in _PHRASES]


class Typed(BaseModel):
    """A citation as typed. ``document`` is its number; any of ``units`` may come first.

    A ``clause`` must be the first quote, or what stands below it; of a ``document`` any
    provision may be. What is ``ambiguous`` must be asked back with all of ``candidates``,
    what is ``unknown`` or ``ended`` must be said and handed over.
    """

    question: str
    expect: Literal["clause", "document", "ambiguous", "unknown", "ended"]
    document: str = ""
    units: list[str] = []
    candidates: list[str] = []
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    typed: Typed
    answer: Answer
    right: bool


def load(file: Path) -> list[Typed]:
    """The citations of a set."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Typed.model_validate_json(line) for line in lines if line.strip()]


def ask(
    typed: Sequence[Typed],
    answer: Callable[[Question], Answer],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Judged]:
    """Ask and judge each."""
    for done, one in enumerate(typed, 1):
        found = answer(Question(one.question, DAY))
        yield Judged(one, found, right(one, found, answer))
        progress("ask", done, len(typed))


def right(typed: Typed, answer: Answer, ask_again: Callable[[Question], Answer]) -> bool:
    """Whether the answer is what was expected; choices are tapped to see where they lead."""
    family, notes = answer.outcome.family, answer.notes
    match typed.expect:
        case "clause" | "document":
            units = [_unit(unit) for unit in typed.units] or [{}]
            return family == "answered" and any(
                quote.document.number == typed.document and _below(quote.citation, unit)
                for quote in answer.quotes[:1]
                for unit in units
            )
        case "ambiguous":
            choices = [ask_again(replace(answer.question, text=t)) for t in answer.followups]
            led = {_of(choice) for choice in choices}
            return family == "clarify" and len(choices) <= MOST and led == set(typed.candidates)
        case "ended":
            said = any(typed.document in note and "hiệu lực" in note for note in notes)
            return family == "escalated" and said
        case "unknown":
            return family == "escalated" and any(_says_unknown(note) for note in notes)


def _unit(text: str) -> dict[str, str]:
    match = _UNIT.fullmatch(text)
    if match is None:
        raise ValueError(f"no unit: {text!r}")
    return {name: value for name, value in match.groupdict().items() if value}


def _below(citation: Citation, unit: dict[str, str]) -> bool:
    return all(getattr(citation, name) == value for name, value in unit.items())


def _of(choice: Answer) -> str:
    """The number of the document that a tapped choice led to; empty where it asks again."""
    if choice.quotes:
        return choice.quotes[0].document.number
    hits = [str(hit.citation) for hit in choice.rejected if hit.reason == "not_in_force"]
    return hits[0].rpartition(" số ")[2] if hits else ""


def _says_unknown(note: str) -> bool:
    return any(all(part in note for part in phrase) for phrase in _UNKNOWN)


def figures(judged: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    """(right, all): of all, of those held out, and by what was expected."""
    slices = {"all": [*judged], "held out": [one for one in judged if one.typed.held_out]}
    for one in judged:
        slices.setdefault(one.typed.expect, []).append(one)
    return {name: (sum(one.right for one in some), len(some)) for name, some in slices.items()}
