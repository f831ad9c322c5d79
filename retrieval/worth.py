"""Which of the hits that answer comes first: what is named, then what tells the thing asked for."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from corpus.document import Kind
from corpus.procedure_labels import letters
from corpus.structure_legal import PREAMBLE
from corpus.text import folded_syllables
from retrieval.amounts import tells
from retrieval.answer import ASIDES, Hit, LineKind
from retrieval.asks_whose import WHOSE
from retrieval.card_headings import Beside
from retrieval.card_headings import told_under as told_of
from retrieval.facets import told_under
from retrieval.gaps import names_a_gap, nearest_gap
from retrieval.policy import Policy
from retrieval.told import EMPTY
from retrieval.words import coverage

_SHORT = 60  # characters
_MORE = 0.1  # of a question's pairs of words
_AS_GOOD = 0.9  # of the best score
_OF_HEADS = (frozenset({"ban", "hanh"}), frozenset({"can", "cu"}), frozenset({"ngay", "ky"}))
_RULES = (Beside.NONE, LineKind.STEPS, LineKind.DOSSIER)
_BASIS = (" can cu phap ly ",)
_NEAR_EXAMPLE = 0.4  # of an example's score, for the rule that it tells a story of
_LETTERS = (Kind.LETTER, Kind.DIRECTIVE)  # which may say all they say above any heading


def worth(
    hit: Hit,
    top: Hit,
    facets: Collection[str],
    weights: Mapping[str, float],
    policy: Policy,
    near: float,
    own: Mapping[str, float],
    amount: re.Pattern[str] | None,
) -> tuple[bool, float]:
    """What the question names comes first; then a hit gains that tells what is asked for.

    Where it is asked whose job something is, only one that scores ``near`` gains, and says what
    ``top``, found first, says of the question: every handbook has such a section. A hit gains, too,
    by the words that are the asker's ``own``, and by telling the ``amount`` asked for.
    """
    if says_nothing(hit.text):
        return False, -1.0
    share = _share(hit, facets, weights)
    gains = (
        share if share <= 0 or (hit.score >= near and not _silent(hit, top, near, weights)) else 0
    )
    if gains > 0 and _of_another(hit, top, weights):
        gains = 0
    said = coverage(own, hit.searchable) * policy.own_words
    said += tells(amount, hit.text) * policy.told_amount
    return "named" in hit.found_by, hit.score + gains * policy.told_here + said


def _silent(hit: Hit, top: Hit, near: float, weights: Mapping[str, float]) -> bool:
    """Whether ``top`` says something of the question that ``hit`` passes over."""
    pairs = {term: weight for term, weight in weights.items() if " " in term}
    return near > 0 and coverage(pairs, top.text) - coverage(pairs, hit.text) > _MORE


def _of_another(hit: Hit, top: Hit, weights: Mapping[str, float]) -> bool:
    """Whether ``hit`` lacks a source for something else than what ``top`` is about."""
    same = hit.chunk.document.id == top.chunk.document.id
    return not same and hit.score < _AS_GOOD * top.score and bool(nearest_gap(hit.text, weights))


def rules(hits: Sequence[Hit], weights: Mapping[str, float]) -> list[Hit]:
    """Those but what stands above the first article of a text of which articles were found, too.

    Its number, its day and its title are words of many questions about the text, and tell none of
    its rules: "ngày 28 tháng 12" is not when it takes effect. It stays where it is asked who issued
    it, or on what it rests. ``weights`` are the question's words.
    """
    if any(words <= weights.keys() for words in _OF_HEADS):
        return list(hits)
    told = {hit.chunk.document.id for hit in hits if hit.chunk.path[:1] != (PREAMBLE,)}
    return [
        hit
        for hit in hits
        if hit.chunk.path[:1] != (PREAMBLE,)
        or hit.chunk.document.id not in told
        or not hit.chunk.document.kind.is_legal
        or hit.chunk.document.kind in _LETTERS
    ]


def says_nothing(text: str) -> bool:
    """Whether a field of a page is left open: "Không có thông tin"."""
    return len(text) <= _SHORT and EMPTY.fullmatch(letters(text)) is not None


def _share(hit: Hit, facets: Collection[str], weights: Mapping[str, float]) -> float:
    """Of the greatest gain. What says that just this is not known gains too, a little less."""
    heading = hit.chunk.heading
    if gap := nearest_gap(hit.text, weights):
        if told_under(gap, facets):
            return 2 / 3
        return -1.0 if WHOSE & frozenset(facets) else 0.0
    if told_under(heading, facets):
        return 1.0
    if (told := told_of(heading)) in ASIDES or told is Beside.SCOPE:
        # It tells worse than the rule: mistakes at least say what is right.
        return -1 / 3 if told in (LineKind.COMMON_ERRORS, LineKind.CHECK) else -2 / 3
    return 1 / 3 if told_under(hit.text, facets) else 0.0


def gap_first(hits: list[Hit], facets: Collection[str], weights: Mapping[str, float]) -> list[Hit]:
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


def rule_of_example(hits: list[Hit], top: Hit, facets: Collection[str]) -> list[Hit]:
    """The section that says the rule goes before the example that tells a story of it, be that the
    best or, where nothing is asked for that stands under a heading, found first (``top``).

    It is the one of the same handbook under the heading of what is asked for (``facets``), or that
    shares most pairs of words with the example. The example stays where there is none, or where
    it is asked for.
    """
    stands = is_example(hits[0]) or facets or names_a_gap(hits[0].text)
    example = hits[0] if stands else top
    if not is_example(example) or told_under(example.chunk.heading, facets):
        return hits
    own = _pairs(example.text)
    shared = [
        ((told_under(hit.chunk.heading, facets), len(own & said) / len(said) ** 0.5), hit)
        for hit in hits
        if hit.chunk.document.id == example.chunk.document.id
        and hit.score >= _NEAR_EXAMPLE * example.score
        and (_tells_a_rule(hit) or told_under(hit.chunk.heading, facets))
        and own & (said := _pairs(hit.text))
    ]
    if not shared:
        return hits
    _, rule = max(shared, key=lambda one: one[0])
    rest = [hit for hit in hits if hit not in (rule, example)]
    return [rule, example, *rest]


def is_example(hit: Hit) -> bool:
    """Whether it stands under the heading of an example."""
    return told_of(hit.chunk.heading) is LineKind.EXAMPLE


def _tells_a_rule(hit: Hit) -> bool:
    """Where one goes, by when and for how much is no rule that one tells a story of."""
    heading = hit.chunk.heading
    says = told_of(heading) in _RULES and not told_under(heading, _BASIS)
    return says and not names_a_gap(hit.text)


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(folded_syllables(text)))
