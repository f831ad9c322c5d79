"""Questions with and without an answer in the index, made from questions that were judged.

Without an answer are: a judged question whose documents are hidden, with all that say the
same; a question of another domain (off topic); and those that rest on what is not so
(``unanswerable.jsonl``). A hidden document may still leave others that nobody judged and
that answer too, so the share handed over is a lower bound.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from eval.beir import DAY, BeirSet
from eval.golden import DAY as TODAY
from eval.golden import Golden
from eval.lines import read_lines
from eval.without import Copies
from retrieval.generation import Generation
from retrieval.question import Question, Unit

UNANSWERABLE = Path(__file__).with_name("unanswerable.jsonl")
ANSWERABLE, REMOVED, OFF_TOPIC = "answerable", "answer removed", "off topic"


@dataclass(frozen=True, slots=True)
class Posed:
    """``asked`` is its kind: answerable or why not. ``right`` are ids of documents of which
    one must be quoted, ``words`` what the quotes must hold, ``hidden`` what is not there."""

    set: str
    id: str
    question: Question
    asked: str
    field: str = ""
    right: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


class Premise(BaseModel):
    """A question that the starter corpus does not answer; where ``general``, none does.

    ``kind`` and ``why`` say for what reason.
    """

    id: str
    question: str
    kind: str
    why: str
    general: bool = False
    as_of: date = TODAY
    province: str = ""


def of_beir(beir: BeirSet, count: int, seed: int = 1) -> list[Posed]:
    """``count`` of the set's questions, drawn at random (all of them where it has fewer)."""
    judgements = beir.judgements()
    return [
        Posed(
            set=beir.name,
            id=name,
            question=Question(text, DAY),
            asked=ANSWERABLE,
            right=frozenset(one for one, grade in judgements[name].items() if grade > 0),
        )
        for name, text in _drawn(beir.questions(), count, seed)
    ]


def of_golden(questions: Sequence[Golden], name: str) -> Iterator[Posed]:
    """The golden questions: those to be answered, and those to be handed over."""
    for golden in questions:
        answerable = golden.expect.startswith("answered")
        if golden.expect:
            yield Posed(
                set=name,
                id=golden.id,
                question=golden.asked,
                asked=ANSWERABLE if answerable else golden.kind.replace("_", " "),
                field=golden.field,
                right=frozenset(golden.documents) if answerable else frozenset(),
                words=tuple(golden.must_contain),
            )


def removed(posed: Sequence[Posed], generation: Generation) -> Iterator[Posed]:
    """The answerable ones again, with their documents and all copies of them hidden."""
    copies = Copies(generation)
    for one in posed:
        if one.asked == ANSWERABLE and one.right:
            hidden = frozenset(copies.of(one.right))
            yield replace(one, id=f"{one.id}-removed", asked=REMOVED, right=frozenset(),
                          words=(), hidden=hidden)  # fmt: skip


def off_topic(
    foreign: BeirSet, name: str, generation: Generation, count: int, seed: int = 1
) -> list[Posed]:
    """``count`` questions of ``foreign`` over the index of ``name``.

    Those whose answer's text stands in that index too are left out.
    """
    copies, texts = Copies(generation), {row[0]: row[2] for row in foreign.documents()}
    judgements = foreign.judgements()
    drawn = _drawn(foreign.questions(), count, seed)
    return [
        Posed(name, f"{foreign.name}-{one}", Question(text, DAY), OFF_TOPIC)
        for one, text in drawn
        if not any(copies.has(texts.get(document, "")) for document in judgements[one])
    ]


def premises(name: str, file: Path = UNANSWERABLE, *, general: bool = False) -> list[Posed]:
    """The questions of ``file`` over the index of ``name``, or only the ``general`` ones.

    Raises:
        BadLine: a line is broken.
    """
    return [
        Posed(name, one.id, Question(one.question, one.as_of, unit=Unit(one.province)), one.kind)
        for one in read_lines(file, Premise)
        if one.general or not general
    ]


def _drawn(questions: list[tuple[str, str]], count: int, seed: int) -> list[tuple[str, str]]:
    if len(questions) <= count:
        return questions
    return random.Random(seed).sample(questions, count)
