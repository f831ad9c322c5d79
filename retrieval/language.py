"""Whether a question is Vietnamese, in whatever way it is typed.

Vietnamese words are syllables, one at a time, which words of other languages seldom look
like. So the shape of the words tells, with accents or without: no dictionary and no model
is asked. Abbreviations, names and numbers say nothing.
"""

import re
from functools import cache

from corpus.text import fold
from corpus.vietnamese import is_syllable, spellings
from retrieval.abbreviations import long_forms, table
from retrieval.glued import partings
from retrieval.telex import decoded

_WORD = re.compile(r"[^\W_]+")
_LEAST = 0.6  # share of Vietnamese words among those that tell
_ACCENTED = 2.0  # such a syllable is surely Vietnamese: it weighs as much as this
_BARE, _EITHER = 1.0, 0.5  # without accents, and such words as English or Indonesian has as well
_SURELY, _PERHAPS_GLUED = -1.0, -0.4  # foreign
_BOTH = frozenset(
    "a an at be can do he i in it long me my no on so the to we dan di ini itu ke".split()  # noqa: SIM905
)
# These look like keys of the input method, and are commoner than those.
_FOREIGN = frozenset(
    "are as does for goes has her his how if is of or our us was were who yes".split()  # noqa: SIM905
)


def is_vietnamese(text: str) -> bool:
    """False only where several words tell so: "OCOP" and "online" alone are Vietnamese."""
    words = _WORD.findall(text)
    weights = [_weight(word, first=place == 0) for place, word in enumerate(words)]
    sure = weights.count(_SURELY)
    if len(words) < 2 or not sure or (sure == 1 and _FOREIGN.isdisjoint(map(str.casefold, words))):
        return True
    vietnamese = sum(weight for weight in weights if weight > 0)
    foreign = -sum(weight for weight in weights if weight < 0)
    return vietnamese >= _LEAST * (vietnamese + foreign)


def _weight(word: str, *, first: bool) -> float:
    """Above 0 for a Vietnamese word, below for a foreign one, 0 for what tells nothing."""
    lower = word.casefold()
    if not word.isalpha() or (word != lower and not (first and word.istitle())):
        return 0.0  # a number, an abbreviation, a name
    if lower in _FOREIGN:
        return _SURELY
    if fold(lower) in _shapes():
        if not lower.isascii():
            return _ACCENTED if is_syllable(lower) else _BARE
        return _EITHER if lower in _BOTH else _BARE
    if not lower.isascii() or _keys(lower) or long_forms(word, table()):
        return 0.0
    return _PERHAPS_GLUED if partings(lower, _shapes()) else _SURELY


@cache
def _shapes() -> frozenset[str]:
    return frozenset(map(fold, spellings()))


def _keys(word: str) -> bool:
    keys = decoded(word)
    return keys is not None and keys[1] in _shapes()
