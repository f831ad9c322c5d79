"""Whether a short message in a conversation is at home elsewhere than in what was asked before.

General words alone do not tell it: officers say "quên khai báo có sao không" and "ai làm trưởng
đoàn", and their list has no end. What else such a message says is looked for in the corpus: if it
is found as well where the earlier question is answered, it goes on about that; if another
provision says it much better, it is a question of its own. Words that the corpus does not have find
nothing by themselves, and so make no new question, unless they are a term of law ("kết hôn").
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.document import Kind
from corpus.text import fold, syllables, tidy
from retrieval.counts import LEGAL_BIGRAMS
from retrieval.followup import goes_on, own, own_runs, subject
from retrieval.generation import Generation
from retrieval.unit_names import mentions
from retrieval.words import K1

LONGEST = 14  # syllables of a message that is looked at so
# By how many of the corpus' rarest words another provision must say it better.
BETTER = 0.5
# A message that one provision says by this share, of so many rare words, needs no other.
_WHOLE, _OWN = 0.5, 2.0
_NEAR = 0.7  # of the score of the best, for provisions that answer the earlier question too
_LOOKED_AT = 20
_MOST = 0.5  # of a title, in its own words: "lệ phí bao nhiêu" says a third of one at most
_LETTERS = re.compile(r"\b[A-ZĐ]{2,}\b")  # "CT", "OCOP": a single word else is vague


@dataclass(frozen=True, slots=True)
class Home:
    """``generation`` is the corpus in which messages are at home."""

    generation: Generation

    def elsewhere(self, text: str, before: str) -> bool:
        """Whether ``text``, asked after ``before``, is a question of its own."""
        if len(syllables(text)) > LONGEST:
            return True
        words = self.generation.words
        letters = {match[0].casefold() for match in _LETTERS.finditer(text)}
        said = [run for run in own_runs(_without_places(text)) if " " in run or run in letters]
        if not said:
            return False
        run = " ; ".join(said)
        scores = words.scores(run)
        best = float(scores.max(initial=0.0))
        here = float(scores[self._rows(before)].max(initial=0.0))
        rarest = (K1 + 1) * words.rarest
        if best - here > BETTER * rarest * (2 if goes_on(text) else 1):
            return True
        if goes_on(text):
            return False
        whole = best >= _WHOLE * words.ceiling(run) and own(text, words) >= _OWN
        return (whole and here < best) or any(map(self._new_term, said))

    def names(self, text: str) -> bool:
        """Whether ``text`` says most of the title of a procedure or of a reviewed question."""
        return float(self.generation.titles.said(text).max(initial=0.0)) >= _MOST

    def _rows(self, before: str) -> NDArray[np.int64]:
        """The provisions that tell of ``before``: of handbooks and texts all of theirs."""
        store = self.generation.store
        scores = self.generation.words.scores(subject(before))
        first = np.argsort(-scores, kind="stable")[:_LOOKED_AT]
        least = max(_NEAR * float(scores.max(initial=0.0)), 1e-6)
        near = [int(row) for row in first if scores[row] >= least]
        documents = store.document_rows()
        rows: set[int] = set(near)
        for document in {store.document_of(row) for row in near}:
            if documents[document][1].kind is not Kind.FAQ:  # whose questions are each of its own
                rows.update(row for row, _ in self.generation.register.units(document).rows)
        return np.array(sorted(rows), np.int64)

    def _new_term(self, run: str) -> bool:
        """Whether ``run`` has a pair of syllables that the law knows, and the corpus does not."""
        pairs = (" ".join(pair) for pair in pairwise(syllables(run)))
        knows = self.generation.words.knows
        return any(pair in legal_terms() and not knows(pair) for pair in pairs)


def _without_places(text: str) -> str:
    """A place is where something is asked for, not what."""
    typed = tidy(text)
    for mention in reversed(mentions(typed)):
        typed = f"{typed[: mention.start]} {typed[mention.end :]}"
    return typed


@lru_cache(maxsize=1)
def legal_terms() -> frozenset[str]:
    """The commonest pairs of syllables of the legal code, as written and folded."""
    return frozenset(_pairs(LEGAL_BIGRAMS.read_text(encoding="utf-8").splitlines()))


def _pairs(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        words = line.split()[:-1]
        if not line.startswith("#") and len(words) == 2 and all(map(str.isalpha, words)):
            yield " ".join(words)
            yield fold(" ".join(words))
