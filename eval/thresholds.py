"""How outcomes move with the threshold of evidence, on the golden questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.golden import Golden
from retrieval.decide import evidence
from retrieval.embedder import Embedder
from retrieval.find import find
from retrieval.generation import Generation
from retrieval.normalise import understand
from retrieval.policy import Policy
from retrieval.question import Question, Unit


@dataclass(frozen=True, slots=True)
class Weighed:
    """A golden question with the evidence found for it; ``right`` where the best hit is."""

    golden: Golden
    evidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold would do: shares of all questions (coverage) and of those answered."""

    threshold: float
    coverage: float
    right_of_answered: float
    handed_over: float


def weigh(
    questions: Sequence[Golden],
    generation: Generation,
    embedder: Embedder | None,
    policy: Policy,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Weighed]:
    """The evidence for each question."""
    for done, golden in enumerate(questions, 1):
        question = Question(golden.question, golden.as_of, unit=Unit(golden.province))
        query = understand(question, generation.accents)
        vector = embedder.encode([query.restored], "query")[0] if embedder else None
        found = find(query, vector, generation, policy)
        strength = evidence(found, generation.words.weigh(query.restored), policy)
        best = found.hits[0].chunk.document.id if found.hits else ""
        yield Weighed(golden, strength, best in golden.documents)
        progress("ask", done, len(questions))


def sweep(weighed: Sequence[Weighed], thresholds: Sequence[float]) -> list[Point]:
    """For each threshold what share is answered, how much of that is right, what is handed over."""
    hand_over = [w for w in weighed if not w.golden.documents]
    points = []
    for threshold in thresholds:
        answered = [w for w in weighed if w.evidence >= threshold]
        kept_back = sum(w.evidence < threshold for w in hand_over)
        points.append(
            Point(
                threshold,
                len(answered) / len(weighed),
                sum(w.right for w in answered) / len(answered) if answered else 1.0,
                kept_back / len(hand_over) if hand_over else 1.0,
            )
        )
    return points
