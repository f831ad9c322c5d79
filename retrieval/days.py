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
from corpus.text import fold, tidy
from retrieval.named_numbers import BARE_TEXTS

NOTE = N_("Tính tại ngày {} theo câu hỏi.")
CHOSEN = N_("Trả lời theo quy định áp dụng ngày {}.")
_WITHIN = 2_000  # characters of a question that are read
_FIRST, _LAST = 1945, 2100  # years that are taken for years
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<day>\d{1,2})\s?(?:[/.-]|thang)\s?(?P<month>\d{1,2})\s?(?:[/.-]|,?\s?nam|,)\s?"
    r"(?P<year>\d{4})|(?P<day2>\d{1,2})[/-](?P<month2>\d{1,2})[/-](?P<short>[0-4]\d)"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})"
    r"|(?:thang|t)\s?(?P<m>\d{1,2})\s?(?:[/.-]|,?\s?nam)\s?(?P<y>\d{4})"
    r"|(?P<m2>\d{1,2})/(?P<y2>\d{4})"
    r"|quy\s(?P<quarter>[1-4]|i{1,3}|iv)\s?(?:/|,?\s?nam)\s?(?P<y3>\d{4})"
    r"|(?:(?P<part>dau|giua|cuoi)\s)?nam\s(?P<only>\d{4})"
    r"|(?:(?<=truoc )|(?<=hoi )|(?<=so voi )|(?<=hon ))(?P<bare>(?:19|20)\d{2})"
    r")(?![\w/-]|\.\d)"
)
# Said of today's year: "hồi tháng 3", "tháng 5 năm ngoái". "Cho em hỏi tháng 3 …" is none.
_RELATIVE = re.compile(
    r"(?<![\w/.-])(?:(?:thang|t)\s?(?P<month>\d{1,2}),?\s(?:cua\s)?nam (?:ngoai|nay)"
    r"|(?:(?P<part>dau|giua|cuoi)\s)?nam ngoai"
    r"|(?<=hoi )(?<!em hoi )(?<!toi hoi )(?<!minh hoi )(?<!xin hoi )(?<!cho hoi )(?<!muon hoi )"
    r"(?<!can hoi )(?<! e hoi )(?<!phep hoi )(?<!cau hoi )thang (?P<bare>\d{1,2}))"
    r"(?!\w|\s?[/.-]\s?\d|,?\s?nam\b|,\s?\d)"
)
_MISREAD = re.compile(r"nằm ngoài|hỏi tháng", re.IGNORECASE)  # folded they would be days
_YEARS = ("year", "year3", "y", "y2", "y3", "only", "bare")
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_PARTS = {"dau": (1, 3), "giua": (5, 8), "cuoi": (10, 12)}  # months of "đầu năm", "cuối năm"
# Right before a day: how it is tied to what is said.
_BEFORE = re.compile(r"(?:^|(?<=[\s,;:(]))truoc(?: ngay| thang)?\s*$")
_SINCE = re.compile(r"(?:^|(?<=[\s,;:(]))(?:ke tu|tinh tu|tu sau|tu|sau)(?: ngay| thang)?\s*$")
_TIE = re.compile(
    r"\s*(?:(?:tai thoi diem|thoi diem|tinh den|ke tu|tinh tu|tu sau|truoc|sau|hoi|luc|vao|trong"
    r"|tu|den|tai|ngay|hom)\s*)+$"
)
_ACTS = re.compile(
    r"(?<!\w)(?:(?:nop|gui)(?: ho so)?|tiep nhan|nhan ho so|lam ho so|lam thu tuc|khai bao"
    r"|dang ky|xin cap|xin phep|de nghi cap|cong bo|thuc hien|ap dung|giai quyet|tham dinh"
    r"|kiem tra|xu phat|xu ly|(?<!da )(?<!duoc )cap (?:giay )?phep"
    r"|lap bien ban|vi pham|gia han|phi|le phi|muc phat)(?!\w)"
)
# "nộp ngày", "hồ sơ tiếp nhận ngày": said of the day alone, so they go with it.
_FILED = re.compile(
    r"(?:^|(?<=\s))(?:(?:neu|khi|da|duoc|ma) )*(?:ho so )?(?:nop|gui|tiep nhan)(?: ho so)?\s*$"
)
_ISSUED = re.compile(r"(?:\d/[a-z][\w-]*|\bso \d+\S*|ban hanh|ky)(?: cua [^,;]{1,60})?,? ngay\s*$")
# What makes a day that of a text or of a fact; "công nghệ" and "cấp xã" are no such words.
_TEXT = re.compile(
    rf"(?<!\w)(?:{BARE_TEXTS}|nd|qd|nq|cong van|cv|vbhn|van ban|tt(?=\s?\d)|ban hanh"
    r"|(?<!dang )ky|thong qua|co hieu luc|hieu luc|cong bao|tcvn|qcvn|ke hoach|giai doan"
    r"|muc tieu|chuong trinh|du toan|nhiem ky)(?!\w)"
)
_EDITION = re.compile(r"(?<!\w)ban$")  # "bản 15/12/2024"; not "trên địa bàn" behind a day
_FACT = re.compile(
    r"(?<!\w)(?:het han|han den|con han|duoc cap|da cap|cap ngay|cap nam|cap tu|mua|lap dat|lap may"
    r"|sinh|thanh lap|san xuat|nhap khau|xay|tot nghiep|sap nhap|hop nhat|hoat dong tu|bau"
    r"|nhan chuc|bo nhiem|co tu|su dung tu|dung tu|trang bi|dau tu|bat dau hoat dong)(?!\w)"
)
# Not "mấy giờ", "8 giờ", "giờ hành chính", nor "ngày 15/12/2025 này".
_NOW = re.compile(
    r"(?<!\w)(?:hien nay|hien tai|hien gio|bay gio|hom nay|(?<!\d )(?<!\d nam )nay"
    r"|(?<!bao nhieu )(?<!may )(?<!^\d )(?<![\s(]\d )(?<![\s(]\d\d )"
    r"gio(?! hanh chinh| lam viec))(?!\w)"
)
# Right behind "năm 2024": what follows is asked of that time.
_ASKED_AT_ONCE = re.compile(
    r"\s*,?\s*(?:thi |la |do |trong |mat |het |phai )*(?:ai|dau|nop o dau|bao nhieu|bao lau|may|bn"
    r"|co quan nao|cap nao|thuoc|phi|le phi)(?!\w)"
)
# "hồi tháng 12/2025" says of any question when it is about.
_AT_TIME = re.compile(r"(?<! cap )(?<!\w)(?:hoi|luc|thoi diem)(?: ngay| thang| nam)?\s*$")
# "Hồ sơ cũ năm 2019: hồi đó ai cấp?" asks of that year, whatever it is the year of.
_THEN = re.compile(r"(?<!\w)(?:hoi|luc|khi|thoi|giai doan) (?:do|ay)(?!\w)")
_CLAUSE = re.compile(r"[.;?!\n:]|,(?!\d)")
_POLITE = re.compile(
    r"(?:(?:da|em|e|chao|kinh gui|cho|hoi|xin|anh|chi|ac|a|c|toi|minh|to thuong truc|vay|the|con"
    r"|neu|ve|lam on|o|tai|xa)\b[\s,]*)*$"
)


@dataclass(frozen=True, slots=True)
class Named:
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
    return None if says_now(text) else _asked(_searched(text), today)


def without_days(text: str, today: date) -> str:
    """``text``, tidied, less the words of the day that it asks about and of days of issue.

    What has been understood must not be looked for: no source has "trước ngày 15/12/2025".
    """
    typed = tidy(text)
    plain = _searched(text)
    if len(plain) != len(typed[:_WITHIN]):  # places would not agree
        return typed
    moved = not says_now(text) and _asked(plain, today) is not None
    for one in reversed(list(dates(plain, today))):
        clause = plain[_clause_start(plain, one.start) : one.start]
        issue = one.first == one.last and _ISSUED.search(clause) is not None
        if moved or issue:
            tie = _TIE.search(clause)
            start = one.start - (len(clause) - tie.start() if tie else 0)
            if moved and (filed := _FILED.search(clause[: start - one.start + len(clause)])):
                start = one.start - len(clause) + filed.start()
            typed = f"{typed[:start].rstrip()} {typed[one.end :].lstrip(' ,')}"
    return typed.strip()


def _asked(plain: str, today: date) -> date | None:
    found = list(dates(plain, today))
    if len({(one.first, one.last) for one in found}) != 1:
        return None
    # "Nghị định … ngày 12/6/2025" said once and plainly again is still one day.
    days = {day for one in found if (day := _acting(plain, one, today)) is not None}
    return days.pop() if len(days) == 1 and days != {today} else None


def says_now(text: str) -> bool:
    """Whether it says "nay"; "này", typed with its accent, is another word."""
    typed, plain = tidy(text)[:_WITHIN].lower(), _searched(text)
    places = (match.span() for match in _NOW.finditer(plain))
    return any(typed[start:end] != "này" or len(typed) != len(plain) for start, end in places)


def _searched(text: str) -> str:
    """What of ``text`` is looked through for days, folded."""
    typed = tidy(text)[:_WITHIN]
    return fold(_MISREAD.sub(lambda said: f"{said[0][:-1]}x", typed))


def dates(plain: str, today: date | None = None) -> Iterator[Named]:
    """The days, months and years named in folded text, in its order.

    Those that are said of today's year ("hồi tháng 3", "năm ngoái") only where ``today`` is told.
    """
    found = [
        Named(match.start(), match.end(), *span)
        for match in _DATE.finditer(plain)
        if (span := _span(match)) is not None
    ]
    found += _relative(plain, today) if today else ()
    yield from sorted(found, key=lambda one: one.start)


def _relative(plain: str, today: date) -> Iterator[Named]:
    """A month without its year is the last one of that name that has begun."""
    for match in _RELATIVE.finditer(plain):
        month = int(match["month"] or match["bare"] or 0)
        whole = not (match["month"] or match["bare"])
        if not (whole or 1 <= month <= 12):
            continue
        last = "ngoai" in match[0] or (match["bare"] and month > today.month)
        months = _PARTS.get(match["part"] or "", (1, 12)) if whole else (month, month)
        span = _months(today.year - bool(last), *months)
        yield Named(match.start(), match.end(), *span)


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    """The first and the last day of what is named; None where there is no such day."""

    def number(*names: str) -> int:
        return next((int(value) for name in names if (value := match[name])), 0)

    year = 2000 + number("short") if match["short"] else number(*_YEARS)
    month, day = number("month", "month2", "month3", "m", "m2"), number("day", "day2", "day3")
    if not _FIRST <= year <= _LAST:
        return None
    if match["quarter"]:
        last = 3 * _QUARTERS[match["quarter"]]
        return _months(year, last - 2, last)
    if match["only"] or match["bare"]:
        return _months(year, *_PARTS.get(match["part"] or "", (1, 12)))
    if not 1 <= month <= 12:
        return None
    first, last_day = _months(year, month, month)
    if not day:
        return first, last_day
    return (first.replace(day=day),) * 2 if 1 <= day <= last_day.day else None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _acting(plain: str, one: Named, today: date) -> date | None:
    """The day meant, if it is that of an act; None if it belongs to a text or a fact."""
    clause = plain[_clause_start(plain, one.start) : one.start]
    tie = _TIE.search(clause)
    said = clause[: tie.start()] if tie else clause
    then = one.last < today and _THEN.search(plain, one.end) is not None
    if _TEXT.search(said) or _EDITION.search(said) or (_FACT.search(said) and not then):
        return None
    acts = list(_ACTS.finditer(said))
    opens = _POLITE.match(said.strip()) is not None
    rest = _rest(plain, one.end)
    told = then or _AT_TIME.search(plain[: one.start]) is not None
    long = one.first != one.last
    at_once = told or (long and _ASKED_AT_ONCE.match(rest) is not None)
    if not acts and (not (opens or at_once) or (_FACT.search(rest) and not then)):
        return None
    if not acts and _TEXT.search(rest) and not _ACTS.search(rest):
        return None  # "ngày 12/6/2025 ban hành nghị định gì"
    before = plain[: one.start]
    if _BEFORE.search(before):
        return min(today, one.first - timedelta(days=1))
    if _SINCE.search(before):
        return max(today, one.first)
    at_end = any(not said[act.end() :].strip() for act in acts)
    if not (tie or opens or long or then or at_end):
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
