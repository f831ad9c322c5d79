"""Codes by which forms are called: "CT01", "TK1b"."""

import re

_OF_TEXTS = "nd|tt|qd|nq|cv"  # "NĐ15" is a decree
_OF_PAPERS = "kh|tb|vb"  # "TB15" may be a notice as well: only on a form itself is it its code
_CODE = re.compile(rf"(?!(?:{_OF_TEXTS})\d)[a-z]{{1,3}}\d{{1,3}}[a-z]?")
_SAID = re.compile(
    rf"(?<![\w/])(?!(?:{_OF_PAPERS})\d)(?=[a-z]{{2,3}}\d\d(?!\d))(?P<code>\w+)(?![\w/])"
)


def is_code(word: str) -> bool:
    """Whether a folded word of a form's own number, annex or title is its code."""
    return _CODE.fullmatch(word) is not None


def says_a_code(plain: str) -> bool:
    """Whether folded words of a question are such a code; a month ("t12") or a measure is none."""
    return any(is_code(said["code"]) for said in _SAID.finditer(plain))
