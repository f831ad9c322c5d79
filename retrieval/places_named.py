"""Annexes, forms and chapters under one key: "Phụ lục 2.5" is "Phụ lục II.5"."""

import re
from functools import lru_cache

from corpus.structure_units import roman
from corpus.text import fold

_ORDINALS = {
    "nhat": "1", "mot": "1", "hai": "2", "ba": "3", "tu": "4", "bon": "4", "nam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "muoi": "10",
}  # fmt: skip
_NAME = re.compile(r"(phu luc|mau so|chuong|phan thu|phan|muc|tieu muc)\s+(\S.*)")
_FIRST = re.compile(r"([ivxlc]+|\d+|[a-e])((?:[.-]\d+)?)([a-z]?)$")
_FORM = re.compile(r"(\d{1,3}[a-z]?)[\s./-]*(.*)$")
_LETTERS = "abcde"
ANY = "-"  # of "phụ lục" without a number


@lru_cache(maxsize=65_536)
def place_key(name: str) -> tuple[str, str]:
    """What the place is called and its number, Roman numerals and leading zeros read; or empty."""
    match = _NAME.match(fold(name))
    if match is None:
        return ("phu luc", ANY) if fold(name) == "phu luc" else ("", "")
    label, value = match.groups()
    if label == "mau so":
        form = _FORM.match(value)
        number, code = form.groups() if form else (value, "")
        return label, f"{number.lstrip('0')} {re.sub(r'[^a-z0-9]', '', code)}".strip()
    if label == "phan thu":
        return "phan", _ORDINALS.get(value.split()[0], value)
    first = _FIRST.match(re.sub(r"\s", "", value))
    if first is None:
        return label, value
    mark, below, letter = first.groups()
    if mark not in _LETTERS and (number := roman(mark.upper())):
        mark = str(number)
    return label, mark.lstrip("0") + below.replace("-", ".") + letter
