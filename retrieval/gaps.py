"""Sentences by which a handbook says what the documents do not tell.

A guide that has no source for a fee says so: "Kho tài liệu chưa có nguồn về mức phí …". Found
for a question about that fee, the sentence is no answer: it is the reason to ask people.
"""

from collections.abc import Collection, Mapping, Sequence

from corpus.document import Kind
from corpus.text import SENTENCE_END, folded_syllables
from retrieval.amounts import amount_asked
from retrieval.answer import Hit
from retrieval.facets import facets as asked
from retrieval.facets import told_under, topical
from retrieval.words import coverage

_OPENINGS = tuple(folded_syllables(words) for words in ("Kho tài liệu chưa có", "Kho chưa có"))
_BEGIN = 80  # characters in which every opening ends
_RIVALS = 0.8  # of the gap's score, for what may be about the matter instead
_MORE = 0.2  # of the question's words, by rarity, that it says beyond the gap


def names_a_gap(statement: str) -> bool:
    """Whether ``statement`` begins by saying that something is not in the documents."""
    begin = folded_syllables(statement[:_BEGIN])
    return any(begin[: len(opening)] == opening for opening in _OPENINGS)


def nearest_gap(text: str, weights: Mapping[str, float], facets: Collection[str] = ()) -> str:
    """Of the gaps that ``text`` names from its beginning, the one that says most of ``weights``;
    of those that name one of ``facets``, if any does.

    Empty where it begins with something else.
    """
    if not names_a_gap(text):
        return ""
    gaps = [
        one for line in text.split("\n") for one in SENTENCE_END.split(line) if names_a_gap(one)
    ]
    told = [gap for gap in gaps if told_under(gap, facets)]
    return max(told or gaps, key=lambda gap: coverage(weights, gap))


def about(hit: Hit, gap: str) -> str:
    """What ``gap`` is about, with what stands over it: the question of a reviewed answer, or the
    matter of a guide."""
    document = hit.chunk.document
    over = hit.chunk.heading if document.kind is Kind.FAQ else document.title
    return f"{over}\n{gap}"


def of_another_matter(hit: Hit, hits: Sequence[Hit], weights: Mapping[str, float]) -> bool:
    """Whether ``hit`` names a gap of something else: it passes over words of the question that
    another of ``hits``, nearly as good, says ("rút đơn nhãn hiệu" is no "thẩm định đơn")."""
    gap = nearest_gap(hit.text, weights)
    if not gap:
        return False
    words = topical(weights)
    said = about(hit, gap)
    passed_over = {word: idf for word, idf in words.items() if not coverage({word: idf}, said)}
    least = _MORE * sum(words.values())
    return any(
        sum(idf for word, idf in passed_over.items() if coverage({word: idf}, rival.text)) > least
        for rival in hits
        if rival.score >= _RIVALS * hit.score and not names_a_gap(rival.text)
    )


def of_another_question(
    hit: Hit, weights: Mapping[str, float], facets: Collection[str], *, amount: bool
) -> bool:
    """Whether a reviewed answer has no source for what only its own question asks for: how high a
    fine is, say, where it is asked which scales gold is weighed on. ``amount`` says whether this
    one asks how much of something, ``facets`` what else it asks for."""
    gap, own = nearest_gap(hit.text, weights), hit.chunk.heading
    if not gap or hit.chunk.document.kind is not Kind.FAQ:
        return False
    how_much, what = amount_asked(own), asked(own)
    if (amount and how_much) or what & set(facets):
        return False
    return bool(how_much or what) and not coverage(topical(weights), gap)
