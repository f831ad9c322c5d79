"""Provisions and documents that a question names: "khoản 2 Điều 5 NĐ 133", "Đ15 NĐ133"."""

import re
from collections.abc import Iterator
from itertools import product

from corpus.citation import Citation
from corpus.text import fold, strip_accents, tidy

# How a kind of document is written, and the symbol with which its numbers begin.
_KINDS = {
    "nghi dinh": "Nghị định", "nd": "Nghị định", "thong tu": "Thông tư", "tt": "Thông tư",
    "quyet dinh": "Quyết định", "qd": "Quyết định", "luat": "Luật", "bo luat": "Luật",
    "nghi quyet": "Nghị quyết", "nq": "Nghị quyết", "cong van": "Công văn", "cv": "Công văn",
    "chi thi": "Chỉ thị", "phap lenh": "Pháp lệnh",
}  # fmt: skip
_SYMBOLS = {
    "Nghị định": "nd", "Thông tư": "tt", "Quyết định": "qd", "Luật": "qh", "Nghị quyết": "nq",
    "Chỉ thị": "ct",
}  # fmt: skip
_YEAR = r"(?:19|20)\d{2}"

# Read without accents. "Đ 15" is an Điều, "200.000 đ 15" is money; a list of articles is
# left to its repeated word, because "Điều 5, 10 ngày" is no list.
_ARTICLE = r"(?:\bdieu\s*|\bd\.?(?=\d)|(?<!\d )\bd\.?\s(?=\d))(?P<article>\d{1,3}[a-z]?)(?![\w/])"
_CLAUSES = (
    r"\b(?:khoan|k)\.?\s*"
    r"(?P<clause>\d{1,3}[a-z]?(?:\s*(?:,|va)\s*(?:khoan\s*)?\d{1,3}[a-z]?\b){0,9})(?!\w)"
)
_POINTS = r"\bdiem\s*(?P<point>[a-z]\d?(?:\s*(?:,|va)\s*(?:diem\s*)?[a-z]\d?\b){0,9})(?!\w)"
_JOINT = r"[\s,]*(?:cua\s+)?"
_UPWARD = re.compile(rf"(?:{_POINTS}{_JOINT})?(?:{_CLAUSES}{_JOINT})?{_ARTICLE}")
# "Điều 5 khoản 2 điểm a", unless what follows belongs to the next Điều.
_DOWNWARD = re.compile(rf"{_JOINT}{_CLAUSES}(?:{_JOINT}{_POINTS})?(?!{_JOINT}(?:dieu|d\.?\s?\d))")
_VALUE = re.compile(r"\b(?:\d{1,3}[a-zđ]?|[a-zđ]\d?)\b")

_FULL_NUMBER = re.compile(
    rf"\b\d{{1,5}}\s*/\s*(?:{_YEAR}\s*/\s*[a-z]{{2,}}[a-z0-9]*(?:\s*-\s*[a-z]+)*"
    r"|[a-z]{2,}[a-z0-9]*(?:\s*-\s*[a-z]+)+|cp\b)"
)
_SHORT_NUMBER = re.compile(
    r"\b(?P<kind>nghi dinh|thong tu|quyet dinh|bo luat|luat|nghi quyet|cong van|chi thi|phap lenh"
    rf"|nd|tt|qd|nq|cv)\s*(?:so\s*)?(?P<number>\d{{1,5}}(?:(?:\s*/\s*|\s+nam\s+){_YEAR})?)(?![\d/])"
)
_LAW_OF_A_YEAR = re.compile(rf"{_YEAR}$")


def named(text: str) -> tuple[Citation, ...]:
    """What ``text`` names, in its order. Fields it does not say are empty.

    A number may be whole ("133/2025/NĐ-CP") or the start of one ("133", "133/2025");
    units without a document ("Điều 5") come with an empty number and name. Typed without
    accents, "diem d" may be điểm d or điểm đ: both are given.
    """
    typed = tidy(text).lower()
    plain = strip_accents(typed)
    if len(plain) != len(typed):  # stray combining marks: places would not agree
        typed = plain
    documents = _documents(plain)
    citations: list[Citation] = []
    used: set[int] = set()
    for end, units in _units(plain, typed):
        place = _document_of(end, documents)
        name, number = documents[place][1:] if place >= 0 else ("", "")
        used.add(place)
        citations += [Citation(name=name, number=number, **unit) for unit in units]
    alone = [Citation(name=d[1], number=d[2]) for i, d in enumerate(documents) if i not in used]
    return tuple(dict.fromkeys(citations + alone))


def _units(plain: str, typed: str) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """For each Điều named the place behind it, and the units of it that are named."""
    at = 0
    while match := _UPWARD.search(plain, at):
        parts = {name: _values(match, name, typed) for name in ("article", "clause", "point")}
        at = match.end()
        if not (match["clause"] or match["point"]) and (below := _DOWNWARD.match(plain, at)):
            parts |= {name: _values(below, name, typed) for name in ("clause", "point")}
            at = below.end()
        yield at, [dict(zip(parts, values, strict=True)) for values in product(*parts.values())]


def _values(match: re.Match[str], name: str, typed: str) -> list[str]:
    """The letters and numbers of one unit, with đ where it was typed or may have been meant."""
    start, end = match.span(name)
    if start < 0:
        return [""]
    found = _VALUE.findall(typed[start:end])
    if typed[match.start() : start] != match.string[match.start() : start]:
        return found  # the writer uses accents, so that d is d
    return [one for value in found for one in dict.fromkeys((value, re.sub("d$", "đ", value)))]


def _document_of(place: int, documents: list[tuple[int, str, str]]) -> int:
    """Which document the units before ``place`` belong to: the next one named, or the last."""
    after = (i for i, (start, _, _) in enumerate(documents) if start >= place)
    return next(after, len(documents) - 1)


def _documents(plain: str) -> list[tuple[int, str, str]]:
    """(place, kind, number) of each document named, in reading order."""
    found = {_tight(match[0]): (match.start(), "") for match in _FULL_NUMBER.finditer(plain)}
    for match in _SHORT_NUMBER.finditer(plain):
        number, kind = _tight(match["number"].replace("nam", "/")), _KINDS[match["kind"]]
        of_a_year = kind == "Luật" and _LAW_OF_A_YEAR.match(number)  # "Luật 2008" has no number
        if not of_a_year and not any(known.startswith(number) for known in found):
            found[number] = (match.start(), kind)
    return sorted((place, kind, number) for number, (place, kind) in found.items())


def _tight(number: str) -> str:
    return re.sub(r"\s+", "", number)


def matches(number: str, asked: str, kind: str = "") -> bool:
    """Whether a document's number is the one asked for, whole or its first part(s).

    The year may be left out ("132/CP", "132/NĐ-CP"). ``kind`` is what the question calls
    the document ("Nghị định"); it must agree with the number's own symbol.
    """
    have, want = _parts(number), _parts(asked)
    if not have[-1].startswith(_SYMBOLS.get(kind, "")):
        return False
    if len(want) == 2 and not re.fullmatch(_YEAR, want[1]):
        return have[0] == want[0] and f"-{have[-1]}".endswith(f"-{want[1]}")
    if len(want) == 3:  # "132/2025/NĐ" for "132/2025/NĐ-CP"
        return have[:2] == want[:2] and f"{have[-1]}-".startswith(f"{want[2]}-")
    return have[: len(want)] == want


def _parts(number: str) -> list[str]:
    first, *rest = fold(number).split("/")
    return [first.lstrip("0"), *rest]
