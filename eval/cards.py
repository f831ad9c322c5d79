"""Cards against golden cards, and against what people found in the text of the page.

``cards.jsonl`` holds the cards of the starter corpus: a question, the day, and what each line
must contain. ``card_verdicts.jsonl`` holds what a person who read a page and its card beside it
wrote down, by digests alone: the pages themselves are not ours to keep.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from eval.golden import DAY
from eval.lines import read_lines
from retrieval.answer import Answer, Card, LineKind
from retrieval.question import Question, Unit

FILE = Path(__file__).with_name("cards.jsonl")
VERDICTS = Path(__file__).with_name("card_verdicts.jsonl")
BAR = (0.98, 0.90)  # precision and recall, on the starter corpus
BAR_PAGES = (0.95, 0.90)


class GoldenCard(BaseModel):
    """``lines`` says of each line that the card must have what it must contain.

    Every other line is wrong. ``asked``: the lines that are to come first; where it is given,
    ``first`` must stand in the conclusion.
    """

    id: str
    question: str
    as_of: date = DAY
    province: str = ""
    document: str
    lines: dict[LineKind, list[str]]
    asked: list[LineKind] | None = None
    first: list[str] = []

    @property
    def wanted(self) -> Question:
        return Question(self.question, self.as_of, unit=Unit(self.province))


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines of one card held against what they should be. ``wrong`` tells people."""

    id: str
    shown: int
    expected: int
    right: int
    wrong: tuple[str, ...] = ()


def load(file: Path = FILE) -> list[GoldenCard]:
    """The golden cards.

    Raises:
        BadLine: a line is broken; the message names it.
    """
    return read_lines(file, GoldenCard)


def ask(
    golden: Sequence[GoldenCard],
    answer: Callable[[Question], Answer],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Compared]:
    """Ask for each card and compare."""
    for done, one in enumerate(golden, 1):
        yield compare(one, answer(one.wanted))
        progress("ask", done, len(golden))


def compare(golden: GoldenCard, answer: Answer) -> Compared:
    """Line by line; a line that is called missing and is not on the golden card is right to be."""
    card = answer.card
    if card is None or card.document.id != golden.document:
        what = f"a card of {card.document.id}" if card else f"no card ({answer.outcome.value})"
        return Compared(golden.id, len(card.lines) if card else 0, len(golden.lines), 0, (what,))
    right = 0
    wrong = []
    for line in card.lines:
        lacking = [w for w in golden.lines.get(line.kind, ["–"]) if w not in line.text]
        right += not lacking
        if line.kind not in golden.lines:
            wrong.append(f"{line.kind.value}: should be missing")
        elif lacking:
            wrong.append(f"{line.kind.value}: lacks {lacking}")
    lost = [kind for kind in golden.lines if card.of(kind) is None]
    wrong += [f"{kind.value}: lost" for kind in lost]
    if golden.asked is not None and list(card.asked) != golden.asked:
        wrong.append(f"asked: {[kind.value for kind in card.asked]}")
    wrong += [f"first: lacks {words!r}" for words in golden.first if words not in answer.conclusion]
    return Compared(golden.id, len(card.lines), len(golden.lines), right, tuple(wrong))


def figures(compared: Iterable[Compared]) -> tuple[float, float]:
    """Precision and recall of lines, over all cards; nan where there are none."""
    shown = expected = right = 0
    for one in compared:
        shown, expected, right = shown + one.shown, expected + one.expected, right + one.right
    return (
        right / shown if shown else float("nan"),
        right / expected if expected else float("nan"),
    )


class Verdict(BaseModel):
    """What a person found. ``line`` is the digest of the line's words, empty where there was none.

    ``absent``: the page does not tell it, and the card says so; ``lost``: the page tells it and
    the card does not. ``text`` is the digest of the page that was read.
    """

    id: str
    text: str
    kind: LineKind
    line: str
    verdict: Literal["right", "wrong", "absent", "lost"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Cards held against verdicts. ``unjudged`` are lines that nobody has read as they are now."""

    verdicts: Mapping[str, int] = field(default_factory=dict)
    unjudged: tuple[tuple[str, LineKind], ...] = ()

    @property
    def figures(self) -> tuple[float, float]:
        """Precision and recall; a wrong line is also one that the page tells otherwise."""
        count = Counter(self.verdicts)
        shown = count["right"] + count["wrong"]
        told = shown + count["lost"]
        return (
            count["right"] / shown if shown else float("nan"),
            count["right"] / told if told else float("nan"),
        )


def digest(text: str) -> str:
    """Eight bytes that tell texts apart and do not tell the text."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def hold(
    cards: Mapping[str, tuple[str, Card | None]],
    verdicts: Sequence[Verdict],
    kinds: Sequence[LineKind],
) -> Held:
    """``cards`` by the page's id, with the page's text; only ``kinds`` are judged."""
    known = {(one.id, one.kind, one.line): one for one in verdicts}
    count: Counter[str] = Counter()
    unjudged = []
    for name, (text, card) in cards.items():
        for kind in kinds:
            line = card.of(kind) if card else None
            one = known.get((name, kind, digest(line.text) if line else ""))
            if one is None or one.text != digest(text):
                unjudged.append((name, kind))
            else:
                count[one.verdict] += 1
    return Held(count, tuple(unjudged))
