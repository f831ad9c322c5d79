"""Document numbers such as 133/2025/NĐ-CP: find them, write them one way, compare them.

The pattern is that of Điều 58 Nghị định 34/2016/NĐ-CP (ordinal/year/kind-issuer), with
the older "15-LCT/HĐNN8" and the Party's "57-NQ/TW", where the hyphen comes first.
"""

import re

from corpus.text import fold, tidy

_UPPER = "A-ZĐĂÂÊÔƠƯ"
_PART = rf"[{_UPPER}][{_UPPER}a-zđ&]{{0,11}}\d{{0,3}}"
# Typists put spaces around separators; around a hyphen only capitals may then follow,
# or "5/BC - Các đơn vị" would be one number.
_HYPHEN = rf"(?:-| ?- ?(?=[{_UPPER}]{{2}}))"
_SYMBOL = rf"(?:UBTVQH\d*|QH[\dIVX]+|{_PART}(?:{_HYPHEN}{_PART}){{0,3}})"
_SLASHED = rf"\d{{1,5}}[a-zA-Z]? ?/ ?(?:(?:19|20)\d{{2}} ?/ ?)?{_SYMBOL}"
_HYPHENED = rf"\d{{1,4}}-[{_UPPER}]{{1,6}}/[{_UPPER}]{{1,10}}\d{{0,3}}"
_NUMBER = re.compile(rf"(?<![\w/.:-])(?:{_SLASHED}|{_HYPHENED})(?![\w/])")
_SEPARATOR = re.compile(r"\s*([/-])\s*")
_DASHES = str.maketrans("‐‑‒–—", "-----")
_LEADING_ZEROS = re.compile(r"(?<![a-z\d])0+(?=\d)")


def normalise(number: str) -> str:
    """NFC, Ð as Đ, plain hyphens, no spaces around ``/`` and ``-``; zeros and case kept."""
    return _SEPARATOR.sub(r"\1", tidy(number).translate(_DASHES)).strip(" .,;:")


def find(text: str) -> tuple[str, ...]:
    """All document numbers in ``text``, normalised, in reading order."""
    found = _NUMBER.finditer(tidy(text).translate(_DASHES))
    return tuple(normalise(match.group()) for match in found)


def key(number: str) -> str:
    """What two spellings of one number share: "07/2025/TT-BKHCN" and "7/2025/tt-bkhcn"."""
    return _LEADING_ZEROS.sub("", fold(normalise(number)))


def same(one: str, other: str) -> bool:
    """Whether two spellings name one number."""
    return key(one) == key(other)
