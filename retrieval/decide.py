"""Hits → outcome: answer, or hand over to people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from corpus.document import Kind
from retrieval.answer import Hit, Outcome
from retrieval.card_headings import is_example
from retrieval.evidence import chance
from retrieval.facets import told_under
from retrieval.find import Found
from retrieval.gaps import names_a_gap, nearest_gap
from retrieval.policy import Policy
from retrieval.words import coverage


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the hits it rests on, and for each other hit why it was not used.

    ``evidence`` is the chance that was held against the policy's threshold.
    """

    outcome: Outcome
    used: tuple[Hit, ...] = ()
    rejected: tuple[tuple[Hit, str], ...] = ()
    evidence: float = 0.0


def decide(
    found: Found,
    weights: Mapping[str, float],
    policy: Policy,
    facets: Collection[str] = (),
    *,
    vietnamese: bool = True,
) -> Decision:
    """``weights`` are the question's words by idf (``WordIndex.weigh``), ``facets`` its own.

    ``vietnamese`` says whether it is in the documents' language.
    """
    elsewhere = tuple((hit, "not_in_force") for hit in found.not_applicable)
    if not found.hits or not weights:
        return Decision(Outcome.ESCALATED_NOTHING_FOUND, rejected=elsewhere)
    strength = chance(found, weights, vietnamese=vietnamese)
    if not _enough(found, strength, policy):
        weak = tuple((hit, "weak") for hit in found.hits[: policy.quotes])
        return Decision(Outcome.ESCALATED_WEAK_MATCH, (), weak + elsewhere, strength)
    best, *others = sorted(
        found.hits, key=lambda hit: _worth(hit, facets, weights, policy), reverse=True
    )
    best, *others = _gap_first([best, *others], facets, weights)
    share = coverage(weights, best.searchable)
    keep = [best, *(hit for hit in others if _beside(hit, best, share, weights, policy))]
    used = tuple(keep[: policy.quotes])
    rest = tuple((hit, "weaker") for hit in found.hits if hit not in used)[: policy.quotes]
    return Decision(Outcome.ANSWERED, used, rest + elsewhere, strength)


def _enough(found: Found, strength: float, policy: Policy) -> bool:
    if found.named:
        return True
    if found.unknown or found.ended:
        return False
    if _better_elsewhere(found, policy):
        return strength >= policy.evidence_elsewhere
    return strength >= (policy.evidence if found.cosine else policy.evidence_words_only)


def _better_elsewhere(found: Found, policy: Policy) -> bool:
    """Whether what the question is about is not in force on the day (or not here)."""
    others = [hit for hit in found.not_applicable if not names_a_gap(hit.text)]
    return bool(others) and others[0].score > policy.elsewhere_ratio * found.hits[0].score


def _worth(
    hit: Hit, facets: Collection[str], weights: Mapping[str, float], policy: Policy
) -> tuple[bool, float]:
    """What the question names comes first; then a hit that tells what is asked for gains.

    So does one that says that just this is not known, a little less. An example tells worse
    than the rule.
    """
    if gap := nearest_gap(hit.text, weights):
        share = 2 / 3 if told_under(gap, facets) else 0.0
    elif told_under(hit.chunk.heading, facets):
        share = 1.0
    elif is_example(hit.chunk.heading):
        share = -2 / 3
    else:
        share = 1 / 3 if told_under(hit.text, facets) else 0.0
    return "named" in hit.found_by, hit.score + share * policy.told_here


def _gap_first(hits: list[Hit], facets: Collection[str], weights: Mapping[str, float]) -> list[Hit]:
    """A handbook that says it does not know what is asked for goes before its other sections."""
    best = hits[0]
    if "named" in best.found_by or told_under(best.chunk.heading, facets):
        return hits
    if best.chunk.document.kind is Kind.FAQ:  # each of its entries is about something else
        return hits
    for hit in hits:
        same = hit.chunk.document.id == best.chunk.document.id
        if same and told_under(nearest_gap(hit.text, weights), facets):
            return [hit, *(other for other in hits if other is not hit)]
    return hits


def _beside(
    hit: Hit, best: Hit, share: float, weights: Mapping[str, float], policy: Policy
) -> bool:
    """Whether a hit is worth quoting beside the best, which holds ``share`` of the words."""
    if "named" in best.found_by:
        return "named" in hit.found_by
    if hit.score < policy.keep_ratio * best.score:
        return False
    speaks = coverage(weights, hit.text) > 0  # unlike the place for a signature in a form
    return speaks and coverage(weights, hit.searchable) >= share / 2
