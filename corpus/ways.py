"""The ways to apply that a procedure page lists: how, in how many days, for what fee, and where.

The portal shows them as a table of four columns. Copied, its cells stand between bars, each on
a line of its own, or run together ("Trực tuyến5 Ngày làm việcMiễn phí"): all are read alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_HEAD = re.compile(
    r"Hình thức nộp[\s|]*(?:Thời gian|Thời hạn giải quyết|Thời hạn)[\s|]*"
    r"(?:Phí, lệ phí|Phí|Lệ phí)[\s|]*(?:Mô tả)?[ |]*"
)
_WAY = r"(?:Nộp )?(?:Trực tiếp|Trực tuyến|Dịch vụ bưu chính|Bưu chính)(?: công ích)?"
_NOTHING = r"Không có thông tin|Không quy định|Không phải trả kết quả cho người nộp thuế"
_UNIT = r"(?:Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Tuần|Năm|Phút)"
_TIME = rf"\d+(?:[.,]\d+)? ?{_UNIT}|{_NOTHING}|Không(?= ?(?:Không|Miễn))|\d+(?=Miễn|Không)"
_MONEY = r"(?:Việt Nam Đồng|Nghìn đồng|Đồng|VNĐ|VND|đồng|USD|EUR|%)"
_NOTE = r"(?:\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?"
_AMOUNT = rf"(?:(?:Phí|Lệ phí)\s*:\s*)?(?:\d[\d.,]*\s*{_MONEY}|{_MONEY}){_NOTE}"
_FEE = (
    rf"(?:Miễn phí|Không thu|Không có thông tin|Không quy định){_NOTE}|{_AMOUNT}(?:\s*{_AMOUNT})*"
)
_ROW = re.compile(
    rf"(?P<way>{_WAY})[\s|]*(?:(?P<time>{_TIME})[\s|]*(?P<fee>{_FEE})?"
    rf"|(?P<dim>\d+) ?(?P<torn>{_AMOUNT})"
    r"|(?P<other>[A-ZĐ][^\n|]{4,120}?)[\s|]*(?P<only>Miễn phí|Không có thông tin))"
)


@dataclass(frozen=True, slots=True)
class Way:
    """Spans of the text that ``ways`` was given. ``time`` says a unit; ``note`` is what else a
    row tells: where, from which day on, in which case. None where the row does not tell."""

    way: Span
    time: Span | None
    fee: Span | None
    note: Span | None


def ways(text: str) -> tuple[Way, ...]:
    """The rows of the table in ``text``, in reading order; none where it holds no such table."""
    head = _HEAD.search(text)
    if head is None:
        return ()
    rows = [row for row in _ROW.finditer(text, head.end()) if _begins(text, row, head.end())]
    ends = [*(row.start() for row in rows), len(text)][1:]
    return tuple(_way(text, row, end) for row, end in zip(rows, ends, strict=True))


def outside(text: str) -> Iterator[Span]:
    """What of ``text`` stands above its table: all of it where there is none."""
    head = _HEAD.search(text)
    end = head.start() if head else len(text)
    if text[:end].strip(" \n-|"):
        yield 0, end


def _begins(text: str, row: re.Match[str], after: int) -> bool:
    """Whether a row begins here: a cell's edge is seen, or a copier left none.

    "nộp Trực tiếp 5 Ngày" within a sentence is no row: there, a space and a small letter precede.
    """
    before = text[after : row.start()].rstrip(" ")
    spaced = text[row.start() - 1 : row.start()] == " "
    glued = not text[row.end("way") : row.end("way") + 1].isspace()
    return glued or not before or not spaced or before.endswith(("|", "\n", "."))


def _way(text: str, row: re.Match[str], end: int) -> Way:
    note = _trimmed(text, row.end(), end)
    fee = row.span("fee") if row["fee"] else row.span("only") if row["only"] else None
    if row["torn"]:  # "120,000 VNĐ" after a time without its unit: where the fee begins is unsaid
        at = text.find("(", row.start("torn"), row.end("torn"))
        fee = (at, row.end("torn")) if at >= 0 else None
    time = row.span("time") if row["time"] and not row["time"].isdecimal() else None
    if row["other"]:
        time = row.span("other")
    if fee and text[fee[0] : fee[1]].startswith("Không có thông tin"):
        rest = _trimmed(text, fee[0] + len("Không có thông tin"), fee[1])
        fee = rest
    if time and text[time[0] : time[1]] in ("Không có thông tin", "Không"):
        time = None
    return Way(row.span("way"), time, fee, note)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    cut = piece.strip(" \n|")
    if not re.search(r"\w", cut) or cut == "Không có thông tin":
        return None
    start += piece.index(cut)
    return start, start + len(cut)
