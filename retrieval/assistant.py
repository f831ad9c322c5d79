"""The road from a question to an answer."""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.phrases import N_
from corpus.text import fold
from retrieval.answer import Answer, Hit, Outcome
from retrieval.asks_whose import about, asks_of_offices
from retrieval.before import NONE_BEFORE, day_before, of_the_past, side_by_side
from retrieval.card import with_card
from retrieval.changes_ahead import changes_ahead
from retrieval.check import Sources, leave
from retrieval.clarify import ask_back
from retrieval.clauses import look_up
from retrieval.competence import competence
from retrieval.compose import compose
from retrieval.conflict import disagreement
from retrieval.decide import Decision, OtherDays, decide
from retrieval.districts import abolished
from retrieval.embedder import Embedder
from retrieval.facets import told_under
from retrieval.find import Found, find
from retrieval.form_asked import form_asked, with_forms
from retrieval.generation import Generation
from retrieval.greet import ask_about, greet
from retrieval.guard import look
from retrieval.guarded import guarded
from retrieval.heard import Asked, hear
from retrieval.home import Home
from retrieval.join import join
from retrieval.normalise import understand
from retrieval.phrasing import Composer
from retrieval.place_asked import MORE, questions_back, what_became, which
from retrieval.policy import DEFAULT, Policy
from retrieval.premise import elsewhere, not_about, premises
from retrieval.question import Query, Question
from retrieval.record import Record
from retrieval.settle import NONE_OF_THEM, NOT_CLEAR, REMEMBERED, TAKEN, remembered, said, settle
from retrieval.transition import transitions, with_transition
from retrieval.which_procedure import ask_which

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
WORDS_ONLY = N_(
    "Đang tìm theo từ ngữ, chưa tìm theo nghĩa: câu trả lời có thể thiếu nguồn liên quan."
)
_NEAR_THE_TOP = 3  # hits

COMPOSED = N_(
    "Câu kết luận do máy diễn đạt từ các trích dẫn: khi khác nhau thì theo nguyên văn trích dẫn."
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

    def answer(self, question: Question) -> Answer:
        """Always an answer, to what of the question may be searched (``guarded``).

        Nothing leaves that is not in its sources: this is the door of every channel.
        """
        try:
            return leave(guarded(question, self._tried, self.new_id, self.hotline), self.sources)
        except Exception:
            log.exception("no answer could leave")
            masked = replace(question, text=look(question.text).text, earlier=(), held=None)
            return Answer(self.new_id(), masked, Outcome.ERROR)

    def _tried(self, question: Question) -> Answer:
        """A surprise inside becomes the outcome ``error``."""
        try:
            return self._road(question)
        except Exception:
            log.exception("no answer could be made")
            return Answer(self.new_id(), question, Outcome.ERROR)

    @cached_property
    def sources(self) -> Sources:
        """What its answers are held against."""
        return Sources.of(self.generation)

    def _road(self, question: Question) -> Answer:
        record = Record()
        settled = settle(question)
        if settled.refused:
            return self._not_settled(question, NONE_OF_THEM)
        asking = settled.question
        heard = hear(asking, self.generation.words, Home(self.generation))
        if not heard.asked:
            return greet(self.new_id(), question, self.generation)
        if all(asked.bare for asked in heard.asked):
            if asking.held and asking.held.asked_back:
                return self._not_settled(question, NOT_CLEAR)
            return ask_about(self.new_id(), question)
        queries = [self._understood(asking, asked, question.as_of) for asked in heard.asked]
        record.stage("understand")
        vectors = self._encode([query.restored for query in queries])
        record.stage("encode")
        pairs = zip(queries, vectors, strict=True)
        answers = [self._looked_up(query, vector, record) for query, vector in pairs]
        answer = join(heard.asked, answers, heard.more, asking.held)
        answer = self._phrased(answer, record)
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

    def _phrased(self, answer: Answer, record: Record) -> Answer:
        """With the conclusion in the composer's words, where there is one and they will do."""
        if self.composer is None or answer.outcome.family != "answered":
            return answer
        quotes = [quote.text for quote in answer.quotes]
        phrased = self.composer.phrase(answer.question.text, quotes)
        record.composed(phrased.why)
        record.stage("phrase")
        if not phrased.text:
            return answer
        notes = (*answer.notes, COMPOSED)
        return replace(answer, conclusion=phrased.text, composed=True, notes=notes)

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
            notes=(*asked.notes, *query.notes),
            today=query.today or moved,
        )

    def _not_settled(self, question: Question, why: str) -> Answer:
        """Asked back once and still not clear: people take over."""
        return Answer(self.new_id(), question, Outcome.ESCALATED_NOTHING_FOUND, conclusion=why)

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
            query = self._taken(query, taken, REMEMBERED if settled else TAKEN)
            (vector,) = self._encode([query.restored])
        return self._not_settled(query.question, NOT_CLEAR)

    def _taken(self, query: Query, choice: str, phrase: str) -> Query:
        """The query for a choice that is taken without being asked, on the same day."""
        taken = understand(replace(query.question, text=choice), self.generation.accents)
        return replace(
            taken,
            support=query.support,
            today=taken.today or query.today,
            notes=tuple(dict.fromkeys((said(phrase, choice), *query.notes, *taken.notes))),
        )

    def _answered(self, query: Query, vector: Vector | None, record: Record) -> Answer:
        """The answer, or a question back."""
        if handed := form_asked(self.new_id(), query, self.generation):
            return handed
        named = look_up(query, self.generation)
        record.asks(query, named)
        if asked := ask_back(self.new_id(), query, named, self.generation):
            return asked
        apart = not_about(query, named, self.generation)
        held = premises(query, named, apart, self.generation)
        named = elsewhere(named, apart)
        found = find(query, vector, self.generation, self.policy, named)
        record.found(found)
        record.stage("find")
        if query.past:
            return self._before(query, found, vector, record)
        if back := questions_back(query, found.hits[: self.policy.quotes]):
            return self._asked_back(query, back)
        became = what_became(query, found)
        found = became or found
        weights = self.generation.words.weigh(query.restored)
        weights = named.asking(weights) or weights
        judged = about(weights) if _tells_whose(query, found) else weights
        decision = decide(
            found,
            judged,
            self.policy,
            query.facets,
            vietnamese=query.vietnamese,
            day=self._day(query, found),
            sure=became is not None,
        )
        record.decided(decision)
        record.stage("decide")
        if decision.outcome.family == "answered" and (
            asked := ask_which(self.new_id(), query, found.hits, self.policy)
        ):
            return asked
        notes = query.notes + named.notes + (() if self.embedder else (WORDS_ONLY,))
        told = disagreement(self.new_id(), query, found, decision, weights, notes, self.policy)
        answer = held.beside(told or self._told(query, found, decision, weights, notes))
        record.stage("compose")
        return answer

    def _told(
        self,
        query: Query,
        found: Found,
        decision: Decision,
        weights: dict[str, float],
        notes: tuple[str, ...],
    ) -> Answer:
        """What the hits decided on tell, with all that stands beside it."""
        answer = compose(self.new_id(), query, decision, weights, notes, self.policy)
        answer = with_card(answer, query, decision, weights, self.generation, self.policy)
        answer = self._situated(answer, query, decision.used)
        answer = with_forms(answer, query, self.generation)
        rules = transitions(query, found, self.generation)
        return with_transition(answer, rules, found, weights)

    def _day(self, query: Query, found: Found) -> OtherDays:
        """What is known of other days than the one that counts."""
        document = found.hits[0].chunk.document if found.hits else None
        kin = self.generation.succession.kin(document) if document else frozenset()
        return OtherDays(kin, moved=query.today is not None or query.question.dated)

    def _situated(self, answer: Answer, query: Query, used: Sequence[Hit]) -> Answer:
        """The answer with whose job it is, and what is to come of its sources."""
        if answer.outcome.family != "answered":
            return answer
        told = competence(query, used, self.generation)
        ahead = changes_ahead(used, answer.quotes, query.question.as_of, self.generation)
        lines = answer.card.lines if answer.card else ()
        shown = (answer.conclusion, *(line.text for line in lines))
        gone = abolished(fold(query.question.text), shown)
        return replace(answer, competence=told, notes=(*answer.notes, *ahead, *gone))

    def _before(self, query: Query, found: Found, vector: Vector | None, record: Record) -> Answer:
        """What the rule was before, alone or beside that of today."""
        record.again()
        past, today = query.past, query.question.as_of
        now = self._looked_up(replace(query, past=None), vector, record)
        day = day_before(past, found, today, self.generation) if past else None
        if past is None or day is None:
            answered = now.outcome.family == "answered"
            return replace(now, notes=(NONE_BEFORE, *now.notes)) if answered else now
        question = replace(query.question, as_of=day)
        then = self._looked_up(replace(query, past=None, question=question), vector, record)
        if past.compares:
            return side_by_side(now, then, day)
        return of_the_past(then, now, day)

    def _asked_back(self, query: Query, back: tuple[str, ...]) -> Answer:
        """Which unit is meant, as questions to choose from."""
        return Answer(
            self.new_id(),
            query.question,
            Outcome.CLARIFY_AMBIGUOUS,
            conclusion=which(query.places),
            notes=(*query.notes, MORE),
            followups=back,
        )

    @property
    def _model(self) -> str:
        return self.embedder.identity if self.embedder else ""

    def _encode(self, texts: list[str]) -> list[Vector | None]:
        if self.embedder is None:
            return [None] * len(texts)
        vectors = iter(self.embedder.encode([text for text in texts if text], "query"))
        return [next(vectors) if text else None for text in texts]


def _tells_whose(query: Query, found: Found) -> bool:
    """Whether it is asked whose job something is, and a section near the top is there to tell."""
    near = (hit.chunk.heading for hit in found.hits[:_NEAR_THE_TOP])
    return asks_of_offices(query.restored) and any(told_under(h, query.facets) for h in near)
