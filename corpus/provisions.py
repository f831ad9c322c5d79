"""The provisions by which a text says when it comes into force, and when it ends."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from corpus.structure_quotes import quoted

_DATE = re.compile(
    r"(\d{1,2})\s*(?:tháng|[/.-])\s*(\d{1,2})\s*(?:,?\s*năm|[/.-])\s*(\d{4})(?!\d)", re.IGNORECASE
)
# "kể từ ngày Luật này có hiệu lực" says nothing of when that is; "Điều 2 của Luật này có hiệu
# lực từ …" speaks of a part.
_ITSELF = (
    r"(?<!ngày )(?<!của )(?<!tại )"
    r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Thông tư(?: liên tịch)?|Quyết định|Nghị quyết"
    r"|Chỉ thị|Quy chế|Quy định|Hiến pháp|Văn bản) này"
)
_COMMENCES = re.compile(
    _ITSELF + r"(?:[^.;:]{0,80}?|[^.;:]{0,160}?thông qua[^.;:]{0,60}?)"
    r"có (?:giá trị và )?hiệu lực(?: thi hành| pháp luật| áp dụng)?,?\s*"
    r"(?:(?:kể )?từ|sau)\s*(?P<when>[^.;]{0,120})",
    re.IGNORECASE | re.S,
)
# The text itself must be the subject: "trừ các quy định hết hiệu lực từ …" speaks of a part.
_EXPIRES = re.compile(
    _ITSELF + r"(?:,?\s*(?:bắt đầu )?có hiệu lực(?: thi hành)?\s*(?:kể )?từ\s+"
    r"ngày[\s\d]+(?:tháng|[/.-])[\s\d]+(?:năm|[/.-])\s*\d{4})?,?\s*(?:và\s+|sẽ\s+)?(?:"
    r"(?:tự động\s+)?hết hiệu lực(?: thi hành)?\s*(?:kể )?(?:từ|vào)\s*(?P<first>[^.;]{0,60})"
    r"|(?:(?:được (?:thực hiện|áp dụng)|có hiệu lực(?: thi hành)?)\s+)?"
    r"đến (?P<end>hết )?(?P<last>ngày[^.;]{0,40}))",
    re.IGNORECASE | re.S,
)
# "Điểm b khoản 2 Điều 5 Thông tư này hết hiệu lực từ …" speaks of a part, too.
_PART_BEFORE = re.compile(
    r"(?:điểm|khoản|Điều|Mục|Chương|Phần|Phụ lục|Mẫu số)\s+[\wĐđ]{1,5}\s+$", re.IGNORECASE
)
_DAYS_AFTER = re.compile(
    r"(?:sau\s+)?(?P<days>\d{1,3})\s*(?:\([^)]*\)\s*)?ngày,?\s*(?:kể\s+)?từ\s+"
    r"ngày\s+(?:ký|ban hành|thông qua|công bố)"
)
_BUDGET_YEAR = re.compile(r"năm ngân sách (\d{4})")
_ON_SIGNING = re.compile(
    r"ngày\s+(?:được\s+)?(?:Quốc hội\s+)?(?:ký|ban hành|thông qua|công bố)\b", re.IGNORECASE
)


def read_date(text: str) -> date | None:
    """The first day named in ``text`` ("ngày 12 tháng 6 năm 2025", "12/6/2025")."""
    for match in _DATE.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def commencement(texts: Sequence[str], issued: date | None) -> date | None:
    """The first day in force, as the text's own words give it."""
    days = (first_day(match["when"], issued) for _, match in commencements(texts))
    return next((day for day in days if day is not None), None)


def commencements(texts: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Where the text itself is said to come into force: the place among ``texts``, and the words
    there; its group ``when`` is for ``first_day``.
    """
    return _matches(_COMMENCES, texts)


def first_day(when: str, issued: date | None) -> date | None:
    """The day meant by "ngày 01 tháng 7 năm 2025", "sau 10 ngày kể từ ngày ký", "ngày ký"."""
    delay = _DAYS_AFTER.search("sau " + when)
    if delay is not None:
        return later(issued, int(delay["days"])) if issued is not None else None
    if budget := _BUDGET_YEAR.match(when):
        return read_date(f"1/1/{budget[1]}")
    near = when[:60]
    if day := read_date(near):
        return day
    return issued if issued is not None and _ON_SIGNING.match(near.strip()) else None


def expiry(texts: Sequence[str]) -> date | None:
    """The first day no longer in force, where the text itself says when it ends."""
    for _, match in _matches(_EXPIRES, texts):
        if match["first"] and (day := read_date(match["first"])):
            return day
        if match["last"] and (day := read_date(match["last"])):
            return later(day, 1) if match["end"] else day
    return None


def later(day: date, days: int) -> date | None:
    """None beyond the year 9999: what lasts until its end ("31/12/9999") has no end."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _matches(pattern: re.Pattern[str], texts: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Matches outside quotations: those speak of another text."""
    for place, (text, inside) in enumerate(zip(texts, quoted(texts), strict=True)):
        if "hiệu lực" in text and not inside:
            for match in pattern.finditer(text):
                if _PART_BEFORE.search(text[: match.start()]) is None:
                    yield place, match
