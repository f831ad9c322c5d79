"""Asks back which procedure is meant, where several fit alike and only their titles differ."""

from collections.abc import Iterable, Sequence

from corpus.phrases import N_
from corpus.text import folded_syllables, spaced, tidy
from retrieval.answer import CHOICES, Answer, Hit, Outcome
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.words import POLITE

WHICH = N_("Có nhiều thủ tục khớp với câu hỏi. Anh/chị hỏi thủ tục nào?")
_ALIKE = 0.5  # share of the shorter title's words that siblings have in common


def ask_which(answer_id: str, query: Query, hits: Sequence[Hit], policy: Policy) -> Answer | None:
    """The question once for each procedure that it may mean; None where it is clear.

    ``hits`` are the best, best first. It is clear where a law answers, where the question says
    words that only one title has, and where one title has nothing beside what all say: that is
    the plain procedure. A choice begins with the title: what does so is never asked back.
    """
    siblings = _siblings(hits, policy)
    if len(siblings) < 2 or _begins_with_a_title(query, siblings.values()):
        return None
    words = {id_: _words(hit.chunk.document.title) for id_, hit in siblings.items()}
    shared = frozenset.intersection(*words.values())
    own = {id_: some - shared for id_, some in words.items()}
    asked = _words(query.restored) | _words(query.typed)
    said = {id_: len(some & asked) for id_, some in own.items()}
    meant = [id_ for id_ in siblings if said[id_] == max(said.values())]
    if len(meant) < 2 or any(not own[id_] for id_ in meant):
        return None
    titles = dict.fromkeys(siblings[id_].chunk.document.title for id_ in meant)
    if len(titles) < 2:
        return None
    question = tidy(query.question.text)
    return Answer(
        answer_id,
        query.question,
        Outcome.CLARIFY_AMBIGUOUS,
        conclusion=WHICH,
        notes=query.notes,
        followups=tuple(f"{title}: {question}" for title in titles)[:CHOICES],
    )


def _begins_with_a_title(query: Query, hits: Iterable[Hit]) -> bool:
    """Whether the question begins with the whole title of one of the siblings."""
    begins = spaced(query.question.text)
    titles = (hit.chunk.document.title for hit in hits)
    return any(begins.startswith(spaced(title)) for title in titles)


def _siblings(hits: Sequence[Hit], policy: Policy) -> dict[str, Hit]:
    """The best hit of each document that comes near the best, and bears a title like its."""
    best, found = hits[0] if hits else None, dict[str, Hit]()
    if best is None or best.chunk.document.kind.is_legal or "named" in best.found_by:
        return {}
    title = _words(best.chunk.document.title)
    for hit in hits:
        other = _words(hit.chunk.document.title)
        alike = len(title & other) >= _ALIKE * max(1, min(len(title), len(other)))
        if hit.score >= policy.rival_ratio * best.score and alike:
            found.setdefault(hit.chunk.document.id, hit)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(folded_syllables(text)) - POLITE
