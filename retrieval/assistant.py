"""The road from a question to an answer."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Answer, Outcome
from retrieval.clarify import ask_back
from retrieval.clauses import look_up
from retrieval.compose import compose, unsupported
from retrieval.decide import decide
from retrieval.embedder import Embedder
from retrieval.find import find
from retrieval.generation import Generation
from retrieval.normalise import understand
from retrieval.place_asked import MORE, questions_back, which
from retrieval.policy import DEFAULT, Policy
from retrieval.question import Query, Question

log = logging.getLogger(__name__)
WORDS_ONLY = "Đang tìm theo từ ngữ, chưa tìm theo nghĩa: câu trả lời có thể thiếu nguồn liên quan."


class _Watch:
    """Milliseconds of each stage of the road."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.timings[name] = round((now - self._last) * 1000, 2)
        self._last = now


@dataclass(frozen=True)
class Assistant:
    """Answers from one generation; ``embedder`` is None where the model is unavailable."""

    generation: Generation
    embedder: Embedder | None
    policy: Policy = DEFAULT
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex

    def answer(self, question: Question) -> Answer:
        """Always an answer; a surprise inside becomes the outcome ``error``."""
        try:
            return self._road(question)
        except Exception:
            log.exception("no answer could be made")
            return Answer(self.new_id(), question, Outcome.ERROR)

    def _road(self, question: Question) -> Answer:
        watch = _Watch()
        query = understand(question, self.generation.accents)
        named = look_up(query, self.generation)
        watch.stage("understand")
        if asked := ask_back(self.new_id(), query, named, self.generation):
            return replace(asked, timings_ms=watch.timings)
        vector = self._encode(query.restored)
        watch.stage("encode")
        found = find(query, vector, self.generation, self.policy, named)
        watch.stage("find")
        if back := questions_back(query, found.hits[: self.policy.quotes]):
            return self._asked_back(query, back, watch)
        weights = self.generation.words.weigh(query.restored)
        weights = named.asking(weights) or weights
        decision = decide(found, weights, self.policy, query.facets)
        watch.stage("decide")
        notes = query.notes + named.notes + (() if self.embedder else (WORDS_ONLY,))
        answer = compose(self.new_id(), query, decision, weights, notes, self.policy)
        answer = self._checked(answer)
        watch.stage("compose")
        return replace(answer, timings_ms=watch.timings)

    def _asked_back(self, query: Query, back: tuple[str, ...], watch: _Watch) -> Answer:
        """Which unit is meant, as questions to choose from."""
        return Answer(
            self.new_id(),
            query.question,
            Outcome.CLARIFY_AMBIGUOUS,
            conclusion=which(query.places),
            notes=(*query.notes, MORE),
            followups=back,
            timings_ms=watch.timings,
        )

    def _encode(self, text: str) -> NDArray[np.float32] | None:
        if self.embedder is None or not text:
            return None
        vector: NDArray[np.float32] = self.embedder.encode([text], "query")[0]
        return vector

    def _checked(self, answer: Answer) -> Answer:
        """What is not word for word in the stored chunks does not leave."""
        store = self.generation.store
        chunks = {q.chunk_id: c for q in answer.quotes if (c := store.chunk(q.chunk_id))}
        wrong = unsupported(answer, chunks)
        if not wrong or answer.outcome.family != "answered":
            return answer
        log.error("an answer was held back: not in its source: %r", wrong[0][:200])
        return replace(
            answer, outcome=Outcome.ESCALATED_WEAK_MATCH, conclusion="", quotes=(), card=None
        )
