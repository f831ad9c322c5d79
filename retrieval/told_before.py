"""A question like one that people have answered gets their answer, while its law stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corpus.phrases import written_day
from retrieval.alike import Wording, likeness
from retrieval.answer import Answer, Outcome, Reviewed
from retrieval.generation import Generation
from retrieval.normalise import understand
from retrieval.policy import Policy
from retrieval.question import Query, Question
from retrieval.reviewed import APPROVED, NO_BASIS, Faq
from retrieval.spans import cut
from retrieval.still_true import Law, Place, first_day

Vector = NDArray[np.float32]
Encode = Callable[[list[str]], Sequence[Vector | None]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A published answer in one generation: where its basis stands, and on which days it holds."""

    faq: Faq
    asked: tuple[Wording, ...]
    places: tuple[Place, ...]
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class ToldBefore:
    """The published answers that hold in a generation."""

    def __init__(self, standing: Sequence[Standing], generation: Generation) -> None:
        self._standing, self._generation = standing, generation
        self.by_id: Mapping[tuple[int, int], Faq] = {
            (one.faq.id, one.faq.version): one.faq for one in standing
        }

    @classmethod
    def of(cls, faqs: Sequence[Faq], generation: Generation, encode: Encode) -> "ToldBefore":
        """Look up what each rests on; one whose words are gone is left out."""
        law = Law(generation.store)
        found = []
        for faq in faqs:
            places = [law.place(basis) for basis in faq.basis]
            kept = tuple(place for place in places if place is not None)
            if len(kept) < len(places):
                continue
            until = first_day([change for one in faq.basis for change in law.changes(one)])
            begins = [place.since for place in kept if place.since]
            since = max(begins, default=date.min if kept else faq.day)
            asked = _worded(faq, generation, encode)
            found.append(Standing(faq, asked, kept, since, until))
        return cls(found, generation)

    def answer(
        self, answer_id: str, query: Query, vector: Vector | None, policy: Policy
    ) -> Answer | None:
        """The reviewed answer to this very question, or None."""
        if not self._standing or query.past:
            return None
        best = self.nearest(query, vector)
        enough = policy.faq_likeness if vector is not None else policy.faq_likeness_words_only
        if best is None or best[0] < enough:
            return None
        return _answer(answer_id, query, best[1])

    def nearest(self, query: Query, vector: Vector | None) -> tuple[float, Standing] | None:
        """The likest that holds where and when it is asked for; None where none holds."""
        day = query.question.as_of
        asked = Wording.of(query, self._generation.words, vector)
        fitting = [
            (max(likeness(asked, one) for one in standing.asked), -standing.faq.id, standing)
            for standing in self._standing
            if standing.holds(day) and query.places.fit(standing.faq.territory)
        ]
        if not fitting:
            return None
        score, _, standing = max(fitting, key=lambda one: one[:2])
        return score, standing


def _worded(faq: Faq, generation: Generation, encode: Encode) -> tuple[Wording, ...]:
    read = [understand(Question(text, faq.day), generation.accents) for text in faq.questions]
    vectors = encode([query.restored for query in read])
    return tuple(
        Wording.of(query, generation.words, vector)
        for query, vector in zip(read, vectors, strict=True)
    )


def _answer(answer_id: str, query: Query, standing: Standing) -> Answer:
    faq, day = standing.faq, query.question.as_of
    quotes = tuple(cut(place.chunk, place.start, place.end, day) for place in standing.places)
    approved = APPROVED.format(written_day(faq.day), faq.reviewer)
    reason = () if quotes else (NO_BASIS.format(faq.reason.rstrip(".")),)
    return Answer(
        id=answer_id,
        question=query.question,
        outcome=Outcome.ANSWERED_FAQ,
        conclusion=faq.text,
        quotes=quotes,
        notes=(approved, *reason, *query.notes),
        reviewed=Reviewed(faq.id, faq.version, faq.reviewer, faq.day),
    )
