"""Capitals of TCVN3 without its font of capitals: "NGHÞ §ÞNH" is typed for NGHỊ ĐỊNH.

Letters with tones have only small bytes there; the plain letters around them show what
was meant. Where nothing shows it ("X·" alone may be Xã or XÃ) the small letter stays.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\s.,;:()/\[\]\"“”'-]+")


def restored(text: str, pieces: Sequence[str]) -> list[str]:
    """``pieces`` (what each character of ``text`` became) with such words in capitals."""
    found = list(pieces)
    words = [match.span() for match in _WORD.finditer(text)]
    sure = [_is_capital(text[a:b], pieces[a:b]) for a, b in words]
    for at, (start, end) in enumerate(words):
        if sure[at] or (
            _may_be(text[start:end], pieces[start:end]) and _is_among(text, words, sure, at)
        ):
            found[start:end] = [piece.upper() for piece in found[start:end]]
    return found


def _is_capital(word: str, pieces: Sequence[str]) -> bool:
    """Two capitals at least, and all plain letters capital."""
    capitals = sum(piece.isupper() for piece in pieces)
    return capitals >= 2 and _may_be(word, pieces)


def _may_be(word: str, pieces: Sequence[str]) -> bool:
    """Whether every small letter came of a byte that has no capital."""
    pairs = list(zip(word, pieces, strict=True))
    small = [old for old, new in pairs if new.islower()]
    changed = all(old != new or new in "ý" for old, new in pairs if new.islower())
    return changed and all(not old.isascii() and old not in "¨©ª«¬\xad®" for old in small)


def _is_among(text: str, words: Sequence[tuple[int, int]], sure: Sequence[bool], at: int) -> bool:
    """Whether the words beside it on its line are in capitals."""
    start, end = words[at]
    before = at > 0 and "\n" not in text[words[at - 1][1] : start]
    after = at + 1 < len(words) and "\n" not in text[end : words[at + 1][0]]
    beside = ([sure[at - 1]] if before else []) + ([sure[at + 1]] if after else [])
    return bool(beside) and all(beside)
