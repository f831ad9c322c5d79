"""Numbers that name or reach a person: identity cards, telephones, accounts.

A run of digits is read with its separators ("0912.345.678", "001 203 004 567"), and told by
its length, its first digits and its grouping. Numbers of the law, dates, money and codes of
procedures have other shapes, or stand beside words that say what they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What stands where something personal was."""

    IDENTITY = "[số định danh]"
    PHONE = "[số điện thoại]"
    EMAIL = "[thư điện tử]"
    ACCOUNT = "[số tài khoản]"
    DOSSIER = "[mã hồ sơ]"
    BIRTH = "[ngày sinh]"
    ADDRESS = "[địa chỉ]"
    NAME = "[họ tên]"


@dataclass(frozen=True, slots=True)
class Span:
    """``start:end`` of a text, and what stands there."""

    start: int
    end: int
    what: Personal


_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_BETWEEN = rf" .\-–_()\u00a0\u202f\t{_UNSEEN}"
_RUN = re.compile(rf"[+(]{{0,2}}\d+(?:[{_BETWEEN}]{{1,3}}\d+)*")
_GROUP = re.compile(rf"\d+(?:[{_UNSEEN}]+\d+)*")
_MOST = 12  # groups of one number: a telephone with spaces between its digits
_NEAR = 40  # characters before a number in which words say what it is
# Groups that telephones and cards are written in.
_PHONE_GROUPS = {
    (4, 3, 3), (4, 6), (3, 3, 4), (3, 4, 3), (3, 7), (4, 2, 2, 2), (2, 2, 2, 2, 2), (5, 5),
    (3, 2, 2, 3), (4, 4, 2), (3, 4, 4), (4, 7), (4, 3, 4), (4, 4, 3), (3, 8), (3, 3, 5),
    (2, 9), (2, 3, 3, 3), (2, 2, 3, 4), (2, 3, 6), (2, 2, 7), (2, 4, 5), (2, 5, 4), (2, 3, 2, 2, 2),
    (2, 10), (2, 2, 4, 4), (2, 3, 3, 4), (2, 3, 4, 3), (2, 1, 3, 3, 3),
}  # fmt: skip
_CARD_GROUPS = {(3, 3, 3, 3), (4, 4, 4), (3, 3, 6), (3, 9), (6, 6), (3, 1, 2, 6), (4, 8), (8, 4)}
_PHONE = re.compile(r"(?:0[235789]\d{8}|01[2689]\d{8}|02\d{9}|(?:00)?840?[235789]\d{8,9})$")
_TIME = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:\d\d)?$")
_YEARS = re.compile(r"(?:19|20)\d\d$")
_WORD = r"(?<![^\W_])"
_NAMED = (
    (
        Personal.IDENTITY,
        re.compile(
            rf"{_WORD}(?:cccd|cmnd|cmt(?:nd)?|cc gan chip|can cuoc(?: cong dan)?|bhxh|bhyt"
            r"|chung minh(?: nhan dan| thu)?|(?:so )?dinh danh(?: ca nhan)?|(?:the )?bao hiem"
            r"|nik|ktp)[^\d\n]{0,20}$"
            rf"|{_WORD}id(?: card| number| no| so)?\.?[ :#]{{0,3}}$"
        ),
    ),
    (
        Personal.ACCOUNT,
        re.compile(rf"{_WORD}(?:stk|so tk|tk|(?:so )?tai khoan|account|rekening)[^\d\n]{{0,25}}$"),
    ),
    (
        Personal.PHONE,
        re.compile(
            rf"{_WORD}(?:sdt|dt|dien thoai|so may|zalo|tel|phone|goi|lien he|hp|mobile)"
            r"[^\d\n]{0,15}$"
        ),
    ),
)
# Digits that a number named so may have, at least and at most.
_NAMED_SIZES = {Personal.IDENTITY: (6, 13), Personal.ACCOUNT: (6, 19), Personal.PHONE: (9, 12)}
# Between the word and the number these say that the number is another thing.
_OTHER = re.compile(
    rf"{_WORD}(?:ngay|nam|dieu|khoan|luat|nghi dinh|nd|thong tu|quyet dinh|phi|tien|ma thu tuc)"
    r"[^\d\n]{0,12}$"
)
_UNIT = re.compile(
    r"\s*(?:d(?!\w)|dong(?! (?:chi|bao|nghiep))(?!\w)|vnd|usd|trieu|ty(?!\w)|ti(?!\w)|nghin|ngan"
    r"|k(?!\w)|%|[mkg]?hz|kg|m2|m3|km)"
)
_MONEY_BEFORE = re.compile(
    rf"{_WORD}(?:phi|gia|tien|kinh phi|muc|muc thu|du toan|tong|von|doanh thu|thue|ngan sach)"
    r"[^\d\n]{0,15}$"
)


def numbers(plain: str) -> Iterator[Span]:
    """Those of ``plain``, a text folded letter by letter, in their order."""
    for run in _RUN.finditer(plain):
        groups = [(m.start(), m.end()) for m in _GROUP.finditer(plain, run.start(), run.end())]
        yield from _in_run(plain, run.start(), groups)


def _in_run(plain: str, start: int, groups: list[tuple[int, int]]) -> Iterator[Span]:
    """The longest personal number from each group on."""
    written = [_digits(plain[begin:end]) for begin, end in groups]
    at = 0
    while at < len(groups):
        begin = groups[at][0]
        before = plain[max(0, begin - _NEAR) : begin]
        word = _word(before)
        for last in range(min(len(groups), at + _MOST), at, -1):
            what = _told(written[at:last], word)
            end = groups[last - 1][1]
            counted = written[at][0] != "0" or _in_thousands(written[:last])
            if what and not (counted and _counts(plain, before, end)):
                opened = start if at == 0 and ")" in plain[begin:end] else begin
                signed = before.endswith("+")
                yield Span(min(opened, begin - signed), end, what)
                at = last
                break
        else:
            at += 1


def _in_thousands(groups: list[str]) -> bool:
    """Whether groups are one large number: "1.000.000.000.000"."""
    first, *rest = groups
    return bool(rest) and first[0] != "0" and len(first) <= 3 and {*map(len, rest)} == {3}


def _counts(plain: str, before: str, end: int) -> bool:
    """Whether the number that ends at ``end`` is an amount."""
    return bool(_UNIT.match(plain, end) or _MONEY_BEFORE.search(before)) and before[-1:] != "+"


def _digits(group: str) -> str:
    """ASCII digits, whatever digits were typed and what unseen stands between them."""
    if group.isascii():
        return group
    return "".join(str(unicodedata.digit(one)) for one in group if one.isdigit())


def _word(before: str) -> Personal | None:
    """What the words right before a number say that it is."""
    if not before.strip() or _OTHER.search(before):
        return None
    return next((what for what, pattern in _NAMED if pattern.search(before)), None)


def _told(groups: list[str], word: Personal | None) -> Personal | None:
    """What the groups together are, if something personal."""
    sizes = tuple(map(len, groups))
    size = sum(sizes)
    if not 6 <= size <= 19:
        return None
    day = len(sizes) == 3 and sizes[2] == 4 and max(sizes[:2]) < 3
    low, high = _NAMED_SIZES[word] if word else (0, 0)
    if low <= size <= high and not day:
        return word
    return _by_shape("".join(groups), sizes)


def _by_shape(digits: str, sizes: tuple[int, ...]) -> Personal | None:
    size = len(digits)
    spelled = set(sizes) == {1}
    phone = _PHONE.match(digits)
    if phone and (len(sizes) == 1 or spelled or sizes in _PHONE_GROUPS):
        return Personal.PHONE
    if len(sizes) == 1:
        if _TIME.match(digits):
            return None
        if size in (9, 12):
            return Personal.IDENTITY
        return Personal.ACCOUNT if size > 12 else None
    if size == 12 and digits[0] == "0" and (spelled or sizes in _CARD_GROUPS):
        return Personal.IDENTITY
    quads = sizes == (4, 4, 4, 4)
    if quads and not all(_YEARS.match(digits[at : at + 4]) for at in range(0, 16, 4)):
        return Personal.ACCOUNT
    return None
