"""The thresholds of the road, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """``python -m eval thresholds`` shows how outcomes move with the deciding ones."""

    # Finding (docs/measurements.md says how; `python -m eval beir` confirms).
    candidates: int = 100  # provisions kept from each retriever before fusion
    word_weight: float = 0.35  # of min-max scores; the rest is the vectors'
    word_weight_foreign: float = 0.1  # where the question is not in the documents' language
    doubt: float = 0.06  # of the score of a row with all words of the question (`find.Scales`)
    title_weight: float = 0.075  # of the share of a title that the question says
    support_weight: float = 0.1  # of words told beside what is asked
    hits: int = 10

    # Deciding (chosen by `python -m eval thresholds`; docs/measurements.md). Evidence is the chance
    # that the right article is among what was found (`retrieval/evidence.py`).
    evidence: float = 0.33
    evidence_words_only: float = 0.35
    # Where a reviewed question has most of the words of the one asked (`decide._asks_the_same`).
    evidence_reviewed: float = 0.15
    # Where the best section has most of the words that say what is asked (`decide._says_most`;
    # below it what has an answer and what has none are not told apart by that).
    evidence_near: float = 0.3
    # Where a source that is not in force outranks the best one by this ratio, more is asked.
    elsewhere_ratio: float = 1.3
    evidence_elsewhere: float = 0.4
    # The same, of a question about another day than today (chosen on `python -m eval as-of`).
    gone_ratio: float = 1.1
    evidence_gone: float = 0.6

    # What a hit gains, of those that answer, where its heading tells what is asked for.
    # Chosen on 56 questions by what the conclusion then says: 0.1 to 0.3 do equally well.
    told_here: float = 0.2

    # What a hit gains where it has all words that a follow-up says itself.
    own_words: float = 0.1
    # Where it tells the amount that is asked for: so many days, hours, people.
    told_amount: float = 0.05

    # Another procedure whose score comes this near the best one's may be the one that is meant.
    rival_ratio: float = 0.98

    # From which likeness a reviewed answer is given (chosen by `python -m eval alike`).
    faq_likeness: float = 0.9
    faq_likeness_words_only: float = 0.85

    # Composing.
    quotes: int = 3
    keep_ratio: float = 0.75  # of the best score that a further quote must reach
    quote_words: int = 120
    conclusion_sentences: int = 2


DEFAULT = Policy()
