"""What the hits decided on tell: the answer of their words, with all that stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.text import fold
from retrieval.answer import Answer, Hit
from retrieval.card import with_card
from retrieval.changes_ahead import changes_ahead
from retrieval.competence import competence, of_another_matter
from retrieval.compose import compose
from retrieval.decide import Decision
from retrieval.districts import abolished
from retrieval.find import Found
from retrieval.form_asked import with_forms
from retrieval.generation import Generation
from retrieval.policy import Policy
from retrieval.procedure_code import with_code
from retrieval.question import Query
from retrieval.transition import transitions, with_transition


def tell(
    answer_id: str,
    query: Query,
    found: Found,
    decision: Decision,
    weights: Mapping[str, float],
    notes: tuple[str, ...],
    generation: Generation,
    policy: Policy,
) -> Answer:
    """The quotes and the conclusion; then the card, whose job it is, what is to come, the forms
    and the transition rules. ``notes`` come before those of the sources."""
    answer = compose(answer_id, query, decision, weights, notes, policy)
    used = decision.used
    whose = not (used and of_another_matter(query, used[0], weights, generation))
    if whose:
        answer = with_card(answer, query, decision, weights, generation, policy)
    answer = with_code(answer, query, used, generation)
    answer = _situated(answer, query, used, generation, whose=whose)
    answer = with_forms(answer, query, generation)
    return with_transition(answer, transitions(query, found, generation), found, weights)


def _situated(
    answer: Answer, query: Query, used: Sequence[Hit], generation: Generation, *, whose: bool
) -> Answer:
    """The answer with ``whose`` job it is, and what is to come of its sources."""
    if answer.outcome.family != "answered":
        return answer
    told = competence(query, used, generation) if whose else None
    ahead = changes_ahead(used, answer.quotes, query.question.as_of, generation)
    lines = answer.card.lines if answer.card else ()
    shown = (answer.conclusion, *(line.text for line in lines))
    gone = abolished(fold(query.question.text), shown)
    return replace(answer, competence=told, notes=(*answer.notes, *ahead, *gone))
