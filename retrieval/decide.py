"""Hits → outcome: answer, or hand over to people."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.document import Kind
from retrieval.amounts import tells, tells_just_that, tells_of
from retrieval.answer import Hit, Outcome
from retrieval.asks_whose import WHOSE
from retrieval.evidence import chance
from retrieval.facets import facets as asked
from retrieval.facets import headings, told_under, topical
from retrieval.find import Found
from retrieval.gaps import names_a_gap, nearest_gap, of_another_matter, of_another_question
from retrieval.policy import Policy
from retrieval.succession import key_of
from retrieval.words import coverage
from retrieval.worth import gap_first, rule_of_example, rules, worth


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the hits it rests on, and for each other hit why it was not used.

    ``evidence`` is the chance that was held against ``threshold``, one of the policy's.
    """

    outcome: Outcome
    used: tuple[Hit, ...] = ()
    rejected: tuple[tuple[Hit, str], ...] = ()
    evidence: float = 0.0
    threshold: float = 0.0

    def withdrawn(self, policy: Policy) -> "Decision":
        """Handed over after all: what was found is about something else."""
        weak = tuple((hit, "weak") for hit in self.used[: policy.quotes])
        outcome = Outcome.ESCALATED_WEAK_MATCH
        return replace(self, outcome=outcome, used=(), rejected=weak + self.rejected)


_NEAR = 0.85  # of the best score
_LEAST = 1e-9
_FEW = 3  # words, less than which may stand anywhere
_SAID = 0.6  # of the question's words, by rarity
_AS_GOOD = 0.9  # of the best score
_AS_NEAR = 0.95  # of it, where an article of another text speaks instead
_OF_THE_ACT = 0.7  # of it, where the other tells how long another act takes
_ALL_SAID = 0.9  # of them, where nothing is left to doubt
_MOST_SAID = 0.8  # of them, where the evidence is nearly enough
_OF_A_RULE = 0.4  # of the question's words, less than which an article is about something else
_HANDBOOKS = (Kind.GUIDE, Kind.SOP, Kind.FAQ)
_TELLING = 4.0  # of rarity, together, of words that say what a question is about


@dataclass(frozen=True, slots=True)
class OtherDays:
    """``kin`` are documents that tell the best one's rule for other days (``Succession.kin``).

    ``moved``: the question is about another day than that of asking.
    """

    kin: frozenset[str] = frozenset()
    moved: bool = False


TODAY = OtherDays()
NOTHING: Mapping[str, float] = MappingProxyType({})


def decide(
    found: Found,
    weights: Mapping[str, float],
    policy: Policy,
    facets: Collection[str] = (),
    *,
    vietnamese: bool = True,
    day: OtherDays = TODAY,
    sure: bool = False,
    own: Mapping[str, float] = NOTHING,
    amount: re.Pattern[str] | None = None,
    act: re.Pattern[str] | None = None,
) -> Decision:
    """``weights`` are the question's words by idf (``WordIndex.weigh``), ``facets`` its own.

    ``vietnamese`` says whether it is in the documents' language, ``sure`` that the first hit
    is known to tell what is asked. ``own`` are those of ``weights`` that the asker said, where
    others come from what was asked before; ``amount`` is what is asked for
    (``amounts.amount_asked``), ``act`` what should take so long (``amounts.act_asked``).
    """
    elsewhere = tuple((hit, "not_in_force") for hit in found.not_applicable)
    if not found.hits or not weights:
        return Decision(Outcome.ESCALATED_NOTHING_FOUND, rejected=elsewhere)
    strength = chance(found, weights, vietnamese=vietnamese)
    threshold = 0.0 if sure else _threshold(found, policy, day)
    weak = tuple((hit, "weak") for hit in found.hits[: policy.quotes])
    open_ = not (sure or found.named)  # what answers is still to be told by the words
    if not found.named and (found.unknown or found.ended or strength < threshold):
        known = () if found.unknown or found.ended else found.hits
        if gap := _gap(known, facets, weights, policy, own, amount=bool(amount)):
            rest = tuple(one for one in weak if one[0] is not gap)
            outcome = Outcome.ESCALATED_NOT_IN_CORPUS
            return Decision(outcome, (gap,), rest + elsewhere, strength, threshold)
        same = known and (
            _asks_the_same(known[0], facets, weights)
            or any(_tells_it(hit, facets, weights) for hit in _best_of(known))
            or (amount and tells_just_that(amount, weights, _said_by(known[0])))
            or (found.cosine and strength >= policy.evidence_near and _says_most(known[0], weights))
        )
        if (
            not same
            or strength < policy.evidence_reviewed
            or threshold > max(policy.evidence, policy.evidence_words_only)
        ):
            outcome = Outcome.ESCALATED_WEAK_MATCH
            return Decision(outcome, (), weak + elsewhere, strength, threshold)
        threshold = policy.evidence_reviewed
    near = _NEAR * found.hits[0].score if WHOSE & frozenset(facets) else 0.0
    best, *others = sorted(
        rules(found.hits, weights),
        key=lambda hit: worth(hit, found.hits[0], facets, weights, policy, near, own, amount),
        reverse=True,
    )
    best, *others = found.hits if sure else gap_first([best, *others], facets, weights)
    if open_ and (
        of_another_matter(best, found.hits, own or weights)
        or of_another_question(best, weights, facets, amount=bool(amount))
    ):
        left = replace(found, hits=tuple(hit for hit in found.hits if hit is not best))
        return decide(
            left, weights, policy, facets,
            vietnamese=vietnamese, day=day, own=own, amount=amount, act=act,
        )  # fmt: skip
    if open_:
        best, *others = rule_of_example([best, *others], found.hits[0], facets)
    if open_ and act and amount:
        best, *others = _of_the_act([best, *others], act, amount, weights)
    if open_ and amount and best.chunk.document.kind.is_legal:
        telling = [hit for hit in (best, *others) if tells(amount, hit.text)]
        if not telling or telling[0].score < _nearness(telling[0], best) * best.score:
            # An article that names no days answers no "how long", however near it is.
            return Decision(Outcome.ESCALATED_WEAK_MATCH, (), weak + elsewhere, strength, threshold)
        best, *others = [*telling[:1], *(hit for hit in (best, *others) if hit is not telling[0])]
    if open_ and _of_something_else(best, weights):
        return Decision(Outcome.ESCALATED_WEAK_MATCH, (), weak + elsewhere, strength, threshold)
    share = coverage(weights, best.searchable)
    keep = [best, *(hit for hit in others if _beside(hit, best, share, weights, policy))]
    used = tuple(keep[: policy.quotes])
    rest = tuple((hit, "weaker") for hit in found.hits if hit not in used)[: policy.quotes]
    return Decision(Outcome.ANSWERED, used, rest + elsewhere, strength, threshold)


def _of_the_act(
    hits: list[Hit], act: re.Pattern[str], amount: re.Pattern[str], weights: Mapping[str, float]
) -> list[Hit]:
    """First what tells the amount of that very act, where it says as much else of the question."""
    best = hits[0]
    if tells_of(act, amount, best.text):
        return hits
    words = topical(weights)
    least = coverage(words, best.searchable)
    for hit in hits:
        near = hit.score >= _OF_THE_ACT * best.score and coverage(words, hit.searchable) >= least
        if near and tells_of(act, amount, hit.text):
            return [hit, *(other for other in hits if other is not hit)]
    return hits


def _nearness(telling: Hit, best: Hit) -> float:
    """The share of the best score that an article needs to speak instead."""
    return _NEAR if telling.chunk.document.id == best.chunk.document.id else _AS_NEAR


def _threshold(found: Found, policy: Policy, day: OtherDays) -> float:
    """The evidence that is asked for; what the question names needs none."""
    elsewhere = _elsewhere(found, day)
    if day.moved and any(key_of(hit.chunk.document) in day.kin for hit in found.not_applicable):
        elsewhere = 0.0  # the same is told for other days, and what is told of this day is best
    if day.moved and elsewhere > policy.gone_ratio:
        return policy.evidence_gone
    if elsewhere > policy.elsewhere_ratio:
        return policy.evidence_elsewhere
    return policy.evidence if found.cosine else policy.evidence_words_only


def _gap(
    hits: Sequence[Hit],
    facets: Collection[str],
    weights: Mapping[str, float],
    policy: Policy,
    own: Mapping[str, float],
    *,
    amount: bool,
) -> Hit | None:
    """Of hits too weak to answer from the first that says that just this is not known."""
    words = _single(weights)
    if len(words) < _FEW:
        return None
    words = topical(weights)
    for hit in hits[: policy.hits]:
        gap = nearest_gap(hit.text, weights, facets)
        if gap and of_another_matter(hit, hits, own or weights):
            continue
        if of_another_question(hit, weights, facets, amount=amount):
            continue
        about = hit.chunk.heading if hit.chunk.document.kind is Kind.FAQ else ""
        if facets and not told_under(f"{about}\n{gap}", facets):
            continue
        if not facets and not about and told_under(gap, headings()):
            continue  # it lacks a fee, say, and no fee is asked for
        if gap and coverage(words, f"{about}\n{gap}") >= _SAID:
            return hit
    return None


def _asks_the_same(hit: Hit, facets: Collection[str], weights: Mapping[str, float]) -> bool:
    """Whether a reviewed answer is to a question that has most of this one's words."""
    words = _single(weights)
    heading = hit.chunk.heading
    if facets and not (
        asked(heading) & set(facets) or told_under(f"{heading}\n{hit.text}", facets)
    ):
        return False
    if hit.chunk.document.kind is not Kind.FAQ or len(words) < _FEW:
        return False
    return coverage(words, hit.chunk.heading) >= _SAID


def _tells_it(hit: Hit, facets: Collection[str], weights: Mapping[str, float]) -> bool:
    """Whether a section is headed by the thing asked for, and has all words that say of what."""
    words = topical(weights)
    return (
        told_under(hit.chunk.heading, facets)
        and sum(words.values()) >= _TELLING
        and coverage(words, hit.searchable) >= _ALL_SAID
    )


def _says_most(hit: Hit, weights: Mapping[str, float]) -> bool:
    """Whether a section has most of the words that say what is asked, and these are many or rare:
    what then is little short of the threshold is enough. Other texts than handbooks say one
    another's words: hardly one may be missing."""
    words = topical(weights)
    least = _MOST_SAID if hit.chunk.document.kind in _HANDBOOKS else _ALL_SAID
    return sum(words.values()) >= 2 * _TELLING and coverage(words, _said_by(hit)) >= least


def _said_by(hit: Hit) -> str:
    return f"{hit.chunk.heading}\n{hit.text}"


def _of_something_else(hit: Hit, weights: Mapping[str, float]) -> bool:
    """Whether an article passes over most of many or rare words asked, though nothing else comes
    near it: laws say one another's, "nghỉ Tết" alone is no rule on the holidays of schools."""
    words = _single(weights)
    telling = sum(words.values()) >= 2 * _TELLING and hit.chunk.document.kind.is_legal
    return telling and coverage(words, hit.searchable) < _OF_A_RULE


def _best_of(hits: Sequence[Hit]) -> list[Hit]:
    """Those that score nearly as well as the first."""
    return [hit for hit in hits if hit.score >= _AS_GOOD * hits[0].score]


def _single(weights: Mapping[str, float]) -> dict[str, float]:
    return {term: weight for term, weight in weights.items() if " " not in term}


def _elsewhere(found: Found, day: OtherDays) -> float:
    """How much better than the best is what is not in force on the day (or not here).

    What tells the best one's rule for other days does not count.
    """
    others = (
        hit.score
        for hit in found.not_applicable
        if not names_a_gap(hit.text) and key_of(hit.chunk.document) not in day.kin
    )
    return max(others, default=0.0) / max(found.hits[0].score, _LEAST)


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
