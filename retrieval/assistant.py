"""The road from a question to an answer."""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from corpus.phrases import N_
from retrieval.amounts import act_asked, amount_asked
from retrieval.answer import Answer, Outcome
from retrieval.asks_whose import judged
from retrieval.before import answer_before
from retrieval.changes_asked import changes_asked
from retrieval.check import leave
from retrieval.clarify import ask_back
from retrieval.clauses import look_up
from retrieval.composed import composed
from retrieval.conflict import disagreement
from retrieval.courtesy import wants_a_person
from retrieval.decide import OtherDays, decide
from retrieval.doubts import read_beside
from retrieval.embedder import Embedder
from retrieval.find import Found, find
from retrieval.form_asked import form_asked
from retrieval.generation import Generation
from retrieval.greet import ask_about, greet, lead_to_people
from retrieval.ground import Sources
from retrieval.guarded import guarded
from retrieval.heard import Asked, hear
from retrieval.home import Home
from retrieval.join import join
from retrieval.laws_lacking import lacking
from retrieval.normalise import understand
from retrieval.phrasing import Composer
from retrieval.place_asked import ask_which_unit, what_became
from retrieval.policy import DEFAULT, Policy
from retrieval.premise import elsewhere, not_about, premises
from retrieval.procedure_code import of_the_code
from retrieval.question import Query, Question
from retrieval.record import Record
from retrieval.settle import (
    NONE_OF_THEM,
    NOT_CLEAR,
    REMEMBERED,
    TAKEN,
    not_settled,
    remembered,
    settle,
    take,
)
from retrieval.tell import tell
from retrieval.text_asked import of_another_text, text_asked
from retrieval.told_before import ToldBefore
from retrieval.which_procedure import ask_which

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
WORDS_ONLY = N_(
    "Đang tìm theo từ ngữ, chưa tìm theo nghĩa: câu trả lời có thể thiếu nguồn liên quan."
)
_MOST_TAKEN = 4  # choices of one question that are taken without asking


@dataclass(frozen=True)
class Assistant:
    """Answers from one generation; ``embedder`` is None where the model is unavailable.

    ``hotline`` is whom to call in an emergency, as the operator set it.
    """

    generation: Generation
    embedder: Embedder | None
    policy: Policy = DEFAULT
    composer: Composer | None = None
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex
    hotline: str = ""
    told_before: ToldBefore | None = None

    def answer(self, question: Question) -> Answer:
        """Always an answer, to what of the question may be searched (``guarded``).

        Nothing leaves that is not in its sources: this is the door of every channel.
        """
        try:
            return leave(guarded(question, self._tried, self.new_id, self.hotline), self.sources)
        except Exception:
            log.exception("no answer could leave")
            alone = replace(question, earlier=(), held=None)
            return guarded(alone, self._failed, self.new_id, self.hotline)

    def _tried(self, question: Question) -> Answer:
        """A surprise inside becomes the outcome ``error``."""
        try:
            return self._road(question)
        except Exception:
            log.exception("no answer could be made")
            return self._failed(question)

    def _failed(self, question: Question) -> Answer:
        return Answer(self.new_id(), question, Outcome.ERROR)

    def passages(self, question: Question) -> Found:
        """What is found for the words of a question, without anything being decided."""
        query = understand(question, self.generation.accents)
        (vector,) = self._encode([query.restored])
        return find(query, vector, self.generation, self.policy)

    @cached_property
    def sources(self) -> Sources:
        """What its answers are held against."""
        return Sources.of(self.generation, self.told_before.by_id if self.told_before else {})

    def _road(self, question: Question) -> Answer:
        """What is asked is heard, understood, looked up one by one, joined and phrased."""
        record = Record()
        settled = settle(question)
        if settled.refused:
            return not_settled(self.new_id(), question, NONE_OF_THEM)
        asking = settled.question
        if wants_a_person(asking.text):
            return lead_to_people(self.new_id(), question)
        heard = hear(asking, self.generation.words, Home(self.generation))
        if not heard.asked:
            return greet(self.new_id(), question, self.generation)
        if all(asked.bare for asked in heard.asked):
            if asking.held and asking.held.asked_back:
                return not_settled(self.new_id(), question, NOT_CLEAR)
            return ask_about(self.new_id(), question)
        queries = [self._understood(asking, asked, question.as_of) for asked in heard.asked]
        record.stage("understand")
        vectors = self._encode([query.restored for query in queries])
        record.stage("encode")
        pairs = zip(queries, vectors, strict=True)
        told = self._told_before(queries, vectors)
        answers = [told or self._looked_up(query, vector, record) for query, vector in pairs]
        answer = join(heard.asked, answers, heard.more, asking.held)
        answer = composed(answer, self.composer, record)
        whole = replace(
            answer.question, text=question.text, earlier=question.earlier, meant=asking.meant
        )
        trace = record.trace(self.generation.name, self._model, self.policy, answers)
        return replace(
            answer,
            question=whole,
            notes=(*settled.notes, *answer.notes),
            timings_ms=record.timings,
            trace=trace,
        )

    def _told_before(
        self, queries: Sequence[Query], vectors: Sequence[Vector | None]
    ) -> Answer | None:
        """What people answered to this very question, where it is the only one."""
        if self.told_before is None or len(queries) != 1:
            return None
        return self.told_before.answer(self.new_id(), queries[0], vectors[0], self.policy)

    def _understood(self, question: Question, asked: Asked, today: date) -> Query:
        """The query for one thing asked; on the day and in the unit of what it goes on about."""
        unit = asked.unit or question.unit
        asking = replace(question, text=asked.text, unit=unit)
        if asked.day:
            asking = replace(asking, as_of=asked.day, said_day=True)
        query = understand(asking, self.generation.accents)
        moved = today if query.question.as_of != today else None
        return replace(
            query,
            support=asked.support,
            said=asked.said if asked.text != asked.said else "",
            notes=(*asked.notes, *query.notes),
            today=query.today or moved,
        )

    def _looked_up(self, query: Query, vector: Vector | None, record: Record) -> Answer:
        """The answer to one thing that is asked.

        What the conversation has settled is not asked again, and nothing is asked twice in a row.
        """
        others: tuple[str, ...] = ()
        for _ in range(_MOST_TAKEN):
            answer = self._answered(query, vector, record)
            if answer.outcome is not Outcome.CLARIFY_AMBIGUOUS:
                return replace(answer, followups=(*answer.followups, *others))
            held = query.question.held
            settled = remembered(answer.followups, query.question)
            if not settled and not (held and held.asked_back):
                return answer
            taken = settled or answer.followups[0]
            others = () if settled else tuple(c for c in answer.followups if c != taken)
            query = take(query, taken, REMEMBERED if settled else TAKEN, self.generation.accents)
            (vector,) = self._encode([query.restored])
        return not_settled(self.new_id(), query.question, NOT_CLEAR)

    def _answered(self, query: Query, vector: Vector | None, record: Record) -> Answer:
        """The answer, or a question back: what is named, found, decided on and told."""
        if handed := form_asked(self.new_id(), query, self.generation):
            return handed
        named = look_up(query, self.generation)
        record.asks(query, named)
        if asked := ask_back(self.new_id(), query, named, self.generation):
            return asked
        if told := changes_asked(self.new_id(), query, named, self.generation):
            return told
        if told := text_asked(self.new_id(), query, named, self.generation):
            return told
        apart = not_about(query, named, self.generation)
        held = premises(query, named, apart, self.generation)
        named = elsewhere(named, apart)
        found = find(query, vector, self.generation, self.policy, named)
        record.found(found)
        record.stage("find")
        if query.past:
            record.again()
            looked_up = partial(self._looked_up, vector=vector, record=record)
            return answer_before(query, found, self.generation, looked_up)
        if asked := ask_which_unit(self.new_id(), query, found.hits[: self.policy.quotes]):
            return asked
        became = what_became(query, found)
        found = became or of_the_code(query, found, self.generation)
        best = found.hits[0].searchable if found.hits else ""
        weigh = self.generation.words.weigh
        weights = weigh(read_beside(query.restored, query.doubts, best))
        weights = named.asking(weights) or weights
        amount = amount_asked(query.restored)
        decision = decide(
            found,
            judged(weights, query, found.hits),
            self.policy,
            query.facets,
            vietnamese=query.vietnamese,
            day=self._day(query, found),
            sure=became is not None,
            own=weigh(query.said),
            amount=amount,
            act=act_asked(query.restored) if amount else None,
        )
        lacks = lacking(query, self.generation)
        if decision.used and (
            of_another_text(query, named, decision.used[0])
            or lacks.passes_over(decision.used[0], self.generation)
        ):
            decision = decision.withdrawn(self.policy)
        record.decided(decision)
        record.stage("decide")
        if decision.outcome.family == "answered" and (
            asked := ask_which(self.new_id(), query, found.hits, self.policy)
        ):
            return asked
        notes = query.notes + named.notes + (() if self.embedder else (WORDS_ONLY,))
        told = disagreement(self.new_id(), query, found, decision, weights, notes, self.policy)
        if told is None:
            at_hand = self.generation, self.policy
            told = tell(self.new_id(), query, found, decision, weights, notes, *at_hand)
        answer = lacks.beside(held.beside(told), decision.used)
        record.stage("compose")
        return answer

    def _day(self, query: Query, found: Found) -> OtherDays:
        """What is known of other days than the one that counts."""
        document = found.hits[0].chunk.document if found.hits else None
        kin = self.generation.succession.kin(document) if document else frozenset()
        return OtherDays(kin, moved=query.today is not None or query.question.dated)

    @property
    def _model(self) -> str:
        return self.embedder.identity if self.embedder else ""

    def _encode(self, texts: list[str]) -> list[Vector | None]:
        if self.embedder is None:
            return [None] * len(texts)
        vectors = iter(self.embedder.encode([text for text in texts if text], "query"))
        return [next(vectors) if text else None for text in texts]
