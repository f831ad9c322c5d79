"""The column heads of a table: which rows hold them, and what each column is called."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SHORT = 120  # characters of a head, at most
_MOST = 4  # rows of heads, at most
_JUDGED = 60  # rows under them by which they are judged
_COUNTS = re.compile(r"(?:S(?:ố\s*)?\.?TT|TT|Số thứ tự|No\.?|#)\.?", re.IGNORECASE)
_NUMBER = re.compile(r"[-–+±≤≥<>]?\s*\d[\d.,:/%\s-]*(?:[^\W\d][\w/%.]{0,11})?|[-–]")
_COLUMN = re.compile(r"\(?\s*(?:[A-ZĐa-e]|\d{1,2}[a-z]?)\s*\)?(?P<sum>\s*=.*)?")
_NO_HEAD = re.compile(r"[;_]$|(?<!\.)\.$|\.{4}|…{2}|_{3}|:\s*\S|^[-–+=]|^[\W\d_]*$")
_NOUN = re.compile(
    r"(?:Tên|Loại|Mức|Nội dung|Danh mục|Ghi chú|Đơn vị|Số lượng|Chỉ tiêu|Mã|Phí|Lệ phí|Giá"
    r"|Thành phần|Hồ sơ|Thời (?:gian|hạn)|Cơ quan|Họ|Hạng mục|Đối tượng|Lĩnh vực|Nhiệm vụ"
    r"|Văn bản|Căn cứ|Chức danh|Diện tích|Tỷ lệ|Mô tả|Yêu cầu|Thuế suất|Hàng hóa|Bậc)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as it shows in one row: columns ``at`` to ``at + across - 1``."""

    text: str
    at: int
    across: int = 1


@dataclass(frozen=True, slots=True)
class Heads:
    """``labels`` has one text a column, and is empty where no heads were found.

    ``rows`` are the places of the rows that hold heads, those repeated further down and
    the row that numbers the columns among them.
    """

    labels: tuple[str, ...] = ()
    rows: frozenset[int] = frozenset()

    def over(self, slot: Slot) -> str:
        """What the columns of ``slot`` are called."""
        if slot.across == 1:
            return self.labels[slot.at] if slot.at < len(self.labels) else ""
        labels = dict.fromkeys(filter(None, self.labels[slot.at : slot.at + slot.across]))
        if len(labels) > 1:
            labels = {label: None for label in labels if not _COUNTS.fullmatch(label)}
        return ", ".join(labels)

    def unsaid(self, rows: Sequence[Sequence[Slot]]) -> bool:
        """Whether some column is blank in all ``rows``, so that no line would name it."""
        said = {self.over(slot) for row in rows for slot in row if slot.text}
        return any(label and label not in said for label in self.labels)

    @property
    def subject(self) -> str:
        """What the first column that does not just count the rows is called."""
        return next((label for label in self.labels if label and not _COUNTS.fullmatch(label)), "")


def find_heads(rows: Sequence[Sequence[Slot]], given: int | None) -> Heads:
    """The heads of ``rows``, none of which is blank; ``given`` rows of them if the format says."""
    width = max(map(_end, rows), default=0)
    first = next((at for at, row in enumerate(rows) if len(_filled(row)) > 1), len(rows))
    if width < 2 or first >= len(rows):
        return Heads()
    count = _depth(rows[first:])
    if given is not None:
        count = max(count, given - first) if given > first else count
    last = first + min(count, _MOST, len(rows) - first)
    numbering = last < len(rows) and _numbers_columns(rows[last])
    if (
        given is None
        and not numbering
        and not _like_heads(rows[first:last], rows[last : last + _JUDGED], width)
    ):
        return Heads()
    titles = list(rows[first:last])
    if numbering and any(_sum(slot) for slot in rows[last]):
        titles.append(rows[last])
    last += numbering
    said = {_texts(row) for row in rows[first:last]}
    again = (at for at in range(last, len(rows)) if _texts(rows[at]) in said)
    return Heads(_labels(titles, width), frozenset([*range(first, last), *again]))


def _depth(rows: Sequence[Sequence[Slot]]) -> int:
    """How many rows the heads take: two where a head is divided below, and so on."""
    depth = 1
    while depth < min(_MOST, len(rows)):
        above, below = rows[depth - 1], rows[depth]
        divided = _divided(above, below)
        under = [slot for slot in _filled(below) if not any(slot == other for other in above)]
        if not divided or not under or not all(_is_short(slot) for slot in under):
            break
        if not all(any(a <= slot.at < b for a, b in divided) for slot in under):
            break
        depth += 1
    if 1 < depth < min(_MOST, len(rows) - 1) and _names(rows[depth], rows[depth + 1]):
        depth += 1
    return depth


def _names(row: Sequence[Slot], below: Sequence[Slot]) -> bool:
    """Whether ``row``, under divided heads, holds words only, and numbers stand below it."""
    numbers = sum(bool(_NUMBER.fullmatch(slot.text)) for slot in _filled(below))
    return all(map(_is_short, _filled(row))) and 2 * numbers > len(_filled(below))


def _divided(above: Sequence[Slot], below: Sequence[Slot]) -> list[tuple[int, int]]:
    """The columns under heads of ``above`` that cover more than one cell of ``below``."""
    found = []
    filled = _filled(above)
    for place, slot in enumerate(filled):
        end = slot.at + slot.across
        if slot.across == 1:  # no spans known, perhaps: blanks to its right
            end = filled[place + 1].at if place + 1 < len(filled) else _end(below)
        parts = [s for s in _filled(below) if slot.at <= s.at < end and s.text != slot.text]
        if len(parts) > 1 or (len(parts) == 1 and end - slot.at > 1 and parts[0].across == 1):
            found.append((slot.at, end))
    return found


def _like_heads(
    heads: Sequence[Sequence[Slot]], data: Sequence[Sequence[Slot]], width: int
) -> bool:
    top = _filled(heads[0])
    taken = sum(slot.across for slot in heads[0] if slot.text)
    if not all(_is_short(slot) for row in heads for slot in _filled(row)):
        return False
    if len(heads) == 1 and (taken < width - 1 or not _distinct([slot.text for slot in top])):
        return False
    if not data:
        return len(heads) > 1 or len(top) > 2
    if _COUNTS.fullmatch(top[0].text):
        return True
    named = [bool(_NOUN.match(slot.text)) or slot.text.isupper() for slot in top]
    if all(named) or (width > 2 and any(named)):
        return True
    return width > 2 and (_numeric(data, width) or _longer(top, data))


def _distinct(texts: Sequence[str]) -> bool:
    """Whether no text comes twice, but for a table printed in parts side by side."""
    once = list(dict.fromkeys(texts))
    return len(once) > 1 and list(texts) == once * (len(texts) // len(once))


def _is_short(slot: Slot) -> bool:
    text = slot.text
    return len(text) <= _SHORT and not _NO_HEAD.search(text) and not _NUMBER.fullmatch(text)


def _numeric(data: Sequence[Sequence[Slot]], width: int) -> bool:
    """Whether a column holds numbers nearly throughout."""
    for column in range(width):
        cells = [s.text for row in data for s in _filled(row) if s.at == column and s.across == 1]
        if len(cells) > 1 and sum(map(bool, map(_NUMBER.fullmatch, cells))) >= 0.8 * len(cells):
            return True
    return False


def _longer(top: Sequence[Slot], data: Sequence[Sequence[Slot]]) -> bool:
    cells = [len(slot.text) for row in data for slot in _filled(row)]
    return sum(cells) / len(cells) > 2 * sum(len(slot.text) for slot in top) / len(top)


def _numbers_columns(row: Sequence[Slot]) -> bool:
    """Whether ``row`` is "(1) | (2) | (3)" or "A | B | 1 | 2"."""
    texts = _texts(row)
    numbers = [int(n) for t in texts if (n := re.sub(r"\s*=.*|\D", "", t))]
    return (
        len(texts) > 1
        and all(_COLUMN.fullmatch(text) for text in texts)
        and all(0 <= after - before <= 1 for before, after in pairwise([0, *numbers]))
        and (len(texts) > 2 or texts[0].startswith("("))
    )


def _sum(slot: Slot) -> bool:
    found = _COLUMN.fullmatch(slot.text)
    return found is not None and bool(found["sum"])


def _labels(heads: Sequence[Sequence[Slot]], width: int) -> tuple[str, ...]:
    """One label a column: "Mức thu – Lần đầu" where heads stand above heads."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(heads):
        filled = _filled(row)
        for place, slot in enumerate(filled):
            end = slot.at + slot.across
            if slot.across == 1 and level + 1 < len(heads):
                end = filled[place + 1].at if place + 1 < len(filled) else _end(heads[level + 1])
                end = end if _splits(slot, end, heads[level + 1]) else slot.at + 1
            for column in range(slot.at, min(end, width)):
                if slot.text not in columns[column]:
                    columns[column].append(slot.text.rstrip(": "))
    return tuple(" – ".join(column) for column in columns)


def _splits(slot: Slot, end: int, below: Sequence[Slot]) -> bool:
    return any(slot.at < s.at < end and s.text and s.text != slot.text for s in below)


def _end(row: Iterable[Slot]) -> int:
    return max((slot.at + slot.across for slot in row), default=0)


def _filled(row: Iterable[Slot]) -> list[Slot]:
    return [slot for slot in row if slot.text]


def _texts(row: Iterable[Slot]) -> tuple[str, ...]:
    return tuple(slot.text for slot in row if slot.text)
