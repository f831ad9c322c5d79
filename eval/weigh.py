"""What the road answers to posed questions, and on what evidence: the rows of `thresholds`.

Each question walks the whole road (``Assistant``) as often as needed to know what would be
sent at any threshold: once with thresholds that let everything through, and once with
thresholds that nothing reaches.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from eval import posed as kinds
from eval.ahead import Ahead
from eval.features import features, strength
from eval.looked_up import looked_up
from eval.posed import Posed
from eval.runs import Asked
from eval.slices import length
from eval.without import without
from retrieval.answer import Answer
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.policy import Policy

ALWAYS, NEVER = "always", "never"
_FAR = 1e9


def asking_for(policy: Policy, evidence: float) -> Policy:
    """The policy with every threshold of evidence at ``evidence``."""
    names = [field.name for field in fields(policy) if field.name.startswith("evidence")]
    changed: dict[str, Any] = dict.fromkeys(names, evidence)
    return replace(policy, **changed)


def weigh(
    posed: Sequence[Posed],
    generation: Generation,
    embedder: Embedder | None,
    policy: Policy,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Asked]:
    """A row for each question.

    "right" is whether an answerable one would be answered rightly, if it were answered. The
    others say what the policy does: "coverage" (an answerable one is answered), "right of
    answered", and "handed over" (an unanswerable one is not answered).
    """
    ahead = Ahead(embedder) if embedder else None
    if ahead:
        ahead.learn_questions([one.question for one in posed], generation, progress)
    for done, one in enumerate(posed, 1):
        yield _row(one, without(generation, one.hidden), ahead, policy)
        progress("ask", done, len(posed))


def _row(one: Posed, generation: Generation, ahead: Ahead | None, policy: Policy) -> Asked:
    opened = Assistant(generation, ahead, asking_for(policy, -_FAR)).answer(one.question)
    closed = Assistant(generation, ahead, asking_for(policy, _FAR)).answer(one.question)
    assistant = Assistant(generation, ahead, policy)
    sent, seen = assistant.answer(one.question), looked_up(one.question, assistant)
    bound = ALWAYS if _answers(closed) else "" if _answers(opened) else NEVER
    return Asked(
        set=one.set,
        id=one.id,
        text=one.question.text,
        slices={"asked": one.asked, "field": one.field, "length": length(one.question.text)},
        figures=_figures(one, right=_right(one, opened), answered=_answers(sent)),
        expected=tuple(sorted(one.right)),
        found=tuple(dict.fromkeys(hit.chunk.document.id for hit in seen.found.hits)),
        outcome=sent.outcome.value,
        evidence=strength(seen.query, seen.found, seen.weights),
        bound=bound,
        features=features(seen.query, seen.found, seen.weights),
    )


def _figures(one: Posed, *, right: bool, answered: bool) -> dict[str, float | None]:
    answerable = one.asked == kinds.ANSWERABLE
    return {
        "right": float(right) if answerable else None,
        "coverage": float(answered) if answerable else None,
        "right of answered": float(right) if answerable and answered else None,
        "handed over": None if answerable else float(not answered),
    }


def _answers(answer: Answer) -> bool:
    return answer.outcome.family == "answered"


def _right(one: Posed, answer: Answer) -> bool:
    """Whether the quotes hold a right article, and the words it must show."""
    quoted = "\n".join(quote.text for quote in answer.quotes)
    return any(quote.document.id in one.right for quote in answer.quotes) and all(
        words in quoted for words in one.words
    )
