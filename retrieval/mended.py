"""Slips in the words that name provisions, put right: "ngih dinh 133", "k2đ15", "điều mười lăm".

Only what cannot be read otherwise is changed: a word that is no Vietnamese syllable and one
slip away from a word that stands before numbers, parts written together, numbers in words.
"""

import re
from functools import cache

from rapidfuzz.distance import OSA

from corpus.text import fold, strip_accents
from corpus.vietnamese import bare_syllables
from retrieval.named_numbers import MEASURE

_WORDS = ("dieu", "khoan", "diem", "nghi", "dinh", "quyet", "thong", "luat", "chuong")
_PLAIN = {"khoan": "khoản", "dieu": "điều", "diem": "điểm", "dinh": "định", "nghi": "nghị",
          "quyet": "quyết", "thong": "thông", "luat": "luật", "chuong": "chương"}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{3,8}")
_NEAR = re.compile(r"\s*(?:[^\W\d_]{2,6}\s*)?(?:số\s*|so\s*)?\d")  # a number, or a word and one
_ARTICLE = r"(?:đi[eề]u|di[eề]u|[đd])"
_CLAUSE = r"k(?:ho[aả]n)?"
_GLUED = (
    # "k2đ15", "k2/đ15", "k 1-3 d 5"
    rf"(?<!\w)({_CLAUSE}\.?\s?\d{{1,3}}[a-zđ]?(?:\s?[-,]\s?\d{{1,3}})*)"
    rf"\s?[/.]?\s?({_ARTICLE}\s?)\.?\s?(?=\d)",
    # "đ15k2", "điều 15k2"
    rf"(?<!\w)({_ARTICLE}\.?\s?\d{{1,3}}[a-e]?)\s?/?\s?({_CLAUSE})\.?\s?(?=\d)",
    # "đ15nđ133"
    rf"({_ARTICLE}\.?\s?\d{{1,3}})(n[đd]|tt|q[đd]|nq|lu[aậ]t)(?=\s?\d)",
)
_PARTED = [re.compile(glued, re.IGNORECASE) for glued in _GLUED]
_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SPOKEN = "|".join((*_DIGITS, "muoi", "tram", "nghin", "ngan", "linh", "le"))
_IN_WORDS = re.compile(
    rf"\b(?P<word>nghi dinh|thong tu|quyet dinh|nghi quyet|luat|dieu|khoan)\s+(?P<so>so\s+)?"
    rf"(?P<number>(?:{_SPOKEN})(?:\s+(?:{_SPOKEN})){{0,6}})\b(?!\s*{MEASURE})"
)


def mended(typed: str) -> str:
    """``typed`` as it was meant where it names provisions; all else as it stands."""
    if any(letter.isdigit() for letter in typed):
        for glued in _PARTED:
            typed = glued.sub(r"\1 \2", typed)
        typed = _WORD.sub(lambda match: _put_right(match, typed), typed)
    return _with_digits(typed)


def _put_right(match: re.Match[str], text: str) -> str:
    word = match[0]
    meant = _meant(fold(word)) if word not in _PLAIN else None
    if meant is None or not _NEAR.match(text, match.end()):
        return word
    return meant if word.isascii() else _PLAIN[meant]


@cache
def _meant(word: str) -> str | None:
    """The word that stands before numbers which ``word`` (folded) is a slip of."""
    if word in _WORDS or word in bare_syllables():
        return None
    near = [one for one in _WORDS if OSA.distance(word, one, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 and near[0][0] == word[0] else None


def _with_digits(text: str) -> str:
    """Numbers in words after a word that asks for one: "nghị định một trăm ba ba"."""
    plain = strip_accents(text).lower()
    if len(plain) != len(text):
        return text
    parts, at = [], 0
    for match in _IN_WORDS.finditer(plain):
        words = match["number"].split()
        # "điều hai bên thỏa thuận" has no number
        alone = len(words) < 2 and match["word"] != "khoan"
        if alone or (value := _value(words)) is None:
            continue
        start, end = match.span("number")
        parts += [text[at:start], str(value)]
        at = end
    return "".join([*parts, text[at:]])


def _value(words: list[str]) -> int | None:
    """ "một trăm ba mươi ba", or as it is read aloud, "một trăm ba ba": 133; None for no number."""
    total, digits = 0, ""
    for word in words:
        if word in _DIGITS:
            digits += str(_DIGITS[word])
        elif word == "muoi":
            total, digits = total + int(digits or 1) * 10, ""
        elif word in ("tram", "nghin", "ngan"):
            if not digits:
                return None
            total, digits = total + int(digits) * (100 if word == "tram" else 1000), ""
    return total + int(digits or 0)
