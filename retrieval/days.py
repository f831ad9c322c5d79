"""The day that a question is about: "nộp hồ sơ ngày 15/12/2025", "hồi tháng 3/2025", "năm 2024".

Only a time at which something is done with an authority moves the day that counts. A day that
belongs to a text ("Nghị định … ngày 12/6/2025"), to a fact ("giấy phép hết hạn 15/02/2026", "máy
mua năm 2019") or one of several is left alone, and so is a question that also says "hiện nay".
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.phrases import N_
from corpus.text import fold, strip_accents, tidy

NOTE = N_("Tính tại ngày {} theo câu hỏi.")
_WITHIN = 2_000  # characters of a question that are read
_FIRST, _LAST = 1945, 2100  # years that are taken for years
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<day>\d{1,2})\s?(?:[/.-]|thang)\s?(?P<month>\d{1,2})\s?(?:[/.-]|,?\s?nam)\s?"
    r"(?P<year>\d{4})|(?:thang|t)\s?(?P<m>\d{1,2})\s?(?:[/.-]|,?\s?nam)\s?(?P<y>\d{4})"
    r"|(?P<m2>\d{1,2})/(?P<y2>\d{4})|nam\s(?P<only>\d{4}))(?![\w/-])"
)
# Right before a day: how it is tied to what is said.
_BEFORE = re.compile(r"(?:^|(?<=[\s,;:(]))truoc(?: ngay| thang)?\s*$")
_SINCE = re.compile(r"(?:^|(?<=[\s,;:(]))(?:ke tu|tinh tu|tu sau|tu|sau)(?: ngay| thang)?\s*$")
_TIE = re.compile(
    r"\s*(?:(?:tai thoi diem|thoi diem|tinh den|ke tu|tinh tu|tu sau|truoc|sau|hoi|luc|vao|trong"
    r"|tu|den|tai|ngay|hom)\s*)+$"
)
_ACTS = re.compile(
    r"(?<!\w)(?:nop|gui|tiep nhan|nhan ho so|lam ho so|lam thu tuc|khai bao|dang ky|xin cap"
    r"|xin phep|de nghi cap|cong bo|thuc hien|ap dung|giai quyet|tham dinh|kiem tra|xu phat|xu ly"
    r"|lap bien ban|vi pham|gia han|phi|le phi|muc phat)(?!\w)"
)
_ISSUED = re.compile(r"(?:\d/[a-z][\w-]*|\bso \d+\S*|ban hanh|ky)(?: cua [^,;]{1,60})?,? ngay\s*$")
# What makes a day that of a text or of a fact; "công nghệ" and "cấp xã" are no such words.
_TEXT = re.compile(
    r"(?<!\w)(?:luat|bo luat|phap lenh|nghi dinh|nd|thong tu|quyet dinh|qd|nghi quyet|nq|chi thi"
    r"|cong van|cv|vbhn|van ban|tt(?=\s?\d)|ban hanh|ky|thong qua|co hieu luc|hieu luc|cong bao"
    r"|tcvn|qcvn|ke hoach|giai doan|muc tieu|chuong trinh|du toan|nhiem ky)(?!\w)"
)
_FACT = re.compile(
    r"(?<!\w)(?:het han|han den|con han|duoc cap|da cap|cap ngay|cap nam|cap tu|mua|lap dat|lap may"
    r"|sinh|thanh lap|san xuat|nhap khau|xay|tot nghiep|sap nhap|hop nhat|hoat dong tu|bau"
    r"|nhan chuc|bo nhiem|co tu|su dung tu|dung tu|trang bi|dau tu|bat dau hoat dong)(?!\w)"
)
# Not "mấy giờ", "giờ hành chính", nor "ngày 15/12/2025 này".
_NOW = re.compile(
    r"(?<!\w)(?:hien nay|hien tai|hien gio|bay gio|hom nay|(?<!\d )nay"
    r"|(?<!bao nhieu )(?<!may )(?<!\d )gio(?! hanh chinh| lam viec))(?!\w)"
)
_CLAUSE = re.compile(r"[.;?!\n:]|,(?!\d)")
_POLITE = re.compile(
    r"(?:(?:da|em|e|chao|kinh gui|cho|hoi|xin|anh|chi|ac|a|c|toi|minh|to thuong truc|vay|the|con"
    r"|neu|ve|lam on|o|tai|xa)\b[\s,]*)*$"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A day named at ``start:end``; ``first``–``last`` where it is a month or a year."""

    start: int
    end: int
    first: date
    last: date


def day_asked(text: str, today: date) -> date | None:
    """The day that ``text`` asks about, None where it is ``today`` or cannot be told. Never raises.

    Of a month or a year that is past the last day counts, of one to come the first; "trước
    ngày X" is the day before it, "từ ngày X" is X only if that is still to come.
    """
    return None if says_now(text) else _asked(_plain(text), today)


def without_days(text: str, today: date) -> str:
    """``text``, tidied, less the words of the day that it asks about and of days of issue.

    What has been understood must not be looked for: no source has "trước ngày 15/12/2025".
    """
    typed = tidy(text)
    plain = _plain(text)
    if len(plain) != len(typed[:_WITHIN]):  # places would not agree
        return typed
    moved = not says_now(text) and _asked(plain, today) is not None
    for one in reversed(list(_dates(plain))):
        clause = plain[_clause_start(plain, one.start) : one.start]
        issue = one.first == one.last and _ISSUED.search(clause) is not None
        if moved or issue:
            tie = _TIE.search(clause)
            start = one.start - (len(clause) - tie.start() if tie else 0)
            typed = f"{typed[:start].rstrip()} {typed[one.end :].lstrip(' ,')}"
    return typed.strip()


def _asked(plain: str, today: date) -> date | None:
    found = list(_dates(plain))
    if len({(one.first, one.last) for one in found}) != 1:
        return None
    # "Nghị định … ngày 12/6/2025" said once and plainly again is still one day.
    days = {day for one in found if (day := _acting(plain, one, today)) is not None}
    return days.pop() if len(days) == 1 and days != {today} else None


def says_now(text: str) -> bool:
    """Whether it says "nay"; "này", typed with its accent, is another word."""
    typed, plain = tidy(text)[:_WITHIN].lower(), _plain(text)
    places = (match.span() for match in _NOW.finditer(plain))
    return any(typed[start:end] != "này" or len(typed) != len(plain) for start, end in places)


def _plain(text: str) -> str:
    typed = tidy(text)[:_WITHIN]
    return strip_accents(fold(typed))


def _dates(plain: str) -> Iterator[_Found]:
    for match in _DATE.finditer(plain):
        year, month, day = (
            next((int(v) for n in names if (v := match[n])), 0)
            for names in (("year", "y", "y2", "only"), ("month", "m", "m2"), ("day",))
        )
        if not _FIRST <= year <= _LAST or month > 12:
            continue
        if not month:
            first, last = date(year, 1, 1), date(year, 12, 31)
        elif not day:
            first = date(year, month, 1)
            last = date(year, month, calendar.monthrange(year, month)[1])
        elif 1 <= day <= calendar.monthrange(year, month)[1]:
            first = last = date(year, month, day)
        else:
            continue
        yield _Found(match.start(), match.end(), first, last)


def _acting(plain: str, one: _Found, today: date) -> date | None:
    """The day meant, if it is that of an act; None if it belongs to a text or a fact."""
    clause = plain[_clause_start(plain, one.start) : one.start]
    tie = _TIE.search(clause)
    said = clause[: tie.start()] if tie else clause
    if _TEXT.search(said) or _FACT.search(said):
        return None
    acts = _ACTS.search(said)
    opens = _POLITE.match(said.strip()) is not None
    rest = _rest(plain, one.end)
    if not acts and (not opens or _FACT.search(rest)):
        return None
    if not acts and _TEXT.search(rest) and not _ACTS.search(rest):
        return None  # "ngày 12/6/2025 ban hành nghị định gì"
    before = plain[: one.start]
    if _BEFORE.search(before):
        return min(today, one.first - timedelta(days=1))
    if _SINCE.search(before):
        return max(today, one.first)
    tied = tie or opens or plain[one.start :].startswith(("nam", "thang"))
    if not (tied or (acts and not said[acts.end() :].strip())):
        return None
    if one.first <= today <= one.last:
        return today
    return one.last if one.last < today else one.first


def _clause_start(plain: str, place: int) -> int:
    return max((match.end() for match in _CLAUSE.finditer(plain, 0, place)), default=0)


def _rest(plain: str, place: int) -> str:
    """What goes on behind the day up to the sentence's end."""
    end = re.search(r"[.?!\n]", plain[place:])
    return plain[place : place + end.start()] if end else plain[place:]
