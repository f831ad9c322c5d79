"""Parts a letterhead whose two columns were read across: issuer and number, nation and date.

"BỘ KHOA HỌC VÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" and, below it, "CÔNG NGHỆ Độc lập - Tự do
- Hạnh phúc" become the issuer's lines and then the nation's (thể thức: Phụ lục I Nghị định
78/2025/NĐ-CP and before it 30/2020/NĐ-CP put them side by side).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Line
from corpus.repair import Mend, Repair, keeps_digits

_HEAD = 15  # lines within which a letterhead begins
_NATION = (
    r"C[ỘÔ]NG\s+H(?:ÒA|OÀ)\s+X[ÃA]\s+H[ỘÔ]I\s+CH[ỦU]\s+NGH[ĨI]A"
    r"|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc"
)
_DATED = r"[A-ZĐ][^\d,;:]{1,40}, ngày\b.{0,20}\btháng\b"
_RIGHT = re.compile(rf"(?:{_NATION}|{_DATED})")
_ACROSS = re.compile(
    rf"(?P<left>\S.*?(?<!NƯỚC)) (?P<right>(?:{_NATION}).*)"
    rf"|(?P<number>(?:(?:Bộ )?[Ll]uật )?[Ss]ố\s*:.*?\d\S*) (?P<date>{_DATED}.*)"
)
_HANGING = re.compile(r"\b(?:VÀ|CỦA|NHÂN|DÂN|BAN|ỦY|UỶ|HỘI|ĐỒNG|TỈNH|THÀNH|PHỐ)$")


def parted(lines: Sequence[Line]) -> tuple[list[Line], Repair | None, int]:
    """The lines with the columns one after the other, the repair if any, and its first line."""
    head = [line.text for line in lines[:_HEAD]]
    places = [at for at, text in enumerate(head) if _ACROSS.fullmatch(text)]
    if not places:
        return list(lines), None, 0
    first, last = places[0], places[-1] + 1
    left, right = list[str](), list[str]()
    for text in head[first:last]:
        for_left, for_right = _columns(text)
        if left and for_left and _HANGING.search(left[-1]):
            left[-1] += f" {for_left}"
        else:
            left += [for_left] if for_left else []
        right += [for_right] if for_right else []
    found = [*left, *right]
    before = "\n".join(line.text for line in lines[first:last])
    after = "\n".join(found)
    if not keeps_digits(before, after):
        return list(lines), None, 0
    page = lines[first].page
    made = [replace(lines[first], text=text) for text in found]
    repair = Repair(Mend.COLUMNS, before, after, page=page)
    return [*lines[:first], *made, *lines[last:]], repair, first


def _columns(text: str) -> tuple[str, str]:
    if match := _ACROSS.fullmatch(text):
        left = match["left"] or match["number"]
        return left, match["right"] or match["date"]
    return ("", text) if _RIGHT.match(text) else (text, "")
