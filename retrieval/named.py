"""Provisions and documents that a question names: "khoản 2 Điều 5 NĐ 133", "Đ15 NĐ133"."""

import re

from corpus.citation import Citation
from corpus.text import fold

_KINDS = {
    "nghi dinh": "Nghị định", "nd": "Nghị định", "thong tu": "Thông tư", "tt": "Thông tư",
    "quyet dinh": "Quyết định", "qd": "Quyết định", "luat": "Luật", "bo luat": "Luật",
    "nghi quyet": "Nghị quyết", "nq": "Nghị quyết", "cong van": "Công văn", "cv": "Công văn",
    "chi thi": "Chỉ thị", "phap lenh": "Pháp lệnh",
}  # fmt: skip
_UNITS = re.compile(
    r"(?:\b(?:diem|d)\s*(?P<point>[a-z]\d?)\s*,?\s*)?"
    r"(?:\b(?:khoan|k)\.?\s*(?P<clause>\d{1,3}[a-z]?)\s*,?\s*)?"
    r"\b(?:dieu\s*|d\.?\s*(?=\d))(?P<article>\d{1,3}[a-z]?)\b"
)
_FULL_NUMBER = re.compile(
    r"\b\d{1,5}\s*/\s*(?:(?:19|20)\d{2}\s*/\s*)?[a-z]{2,}[a-z0-9]*(?:\s*-\s*[a-z]+)*"
)
_SHORT_NUMBER = re.compile(
    r"\b(?P<kind>nghi dinh|thong tu|quyet dinh|bo luat|luat|nghi quyet|cong van|chi thi|phap lenh"
    r"|nd|tt|qd|nq|cv)\s*(?:so\s*)?(?P<number>\d{1,5}(?:\s*/\s*(?:19|20)\d{2})?)(?![\d/])"
)


def named(text: str) -> tuple[Citation, ...]:
    """What ``text`` names, in its order. Fields it does not say are empty.

    A number may be whole ("133/2025/NĐ-CP") or the start of one ("133", "133/2025");
    units without a document ("Điều 5") come with an empty number and name.
    """
    folded = fold(text)
    documents = _documents(folded)
    units = [match.groupdict(default="") for match in _UNITS.finditer(folded)]
    if not units:
        return tuple(Citation(name=name, number=number) for name, number in documents)
    name, number = documents[0] if documents else ("", "")
    first = tuple(Citation(name=name, number=number, **unit) for unit in units)
    return first + tuple(Citation(name=n, number=x) for n, x in documents[1:])


def _documents(folded: str) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for match in _FULL_NUMBER.finditer(folded):
        found[("", _tight(match[0]))] = None
    for match in _SHORT_NUMBER.finditer(folded):
        number = _tight(match["number"])
        if not any(known.startswith(number) for _, known in found):
            found[(_KINDS[match["kind"]], number)] = None
    return list(found)


def _tight(number: str) -> str:
    return re.sub(r"\s+", "", number)


def matches(number: str, asked: str) -> bool:
    """Whether a document's number is the one asked for, whole or its first part(s)."""
    have, want = fold(number).split("/"), fold(asked).split("/")
    have[0], want[0] = have[0].lstrip("0"), want[0].lstrip("0")
    return have[: len(want)] == want
