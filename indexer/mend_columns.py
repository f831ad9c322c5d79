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
_RIGHT = re.compile(
    r"(?<=\S)\s+(?=C[ỘÔ]NG\s+H(?:ÒA|OÀ)\s+X[ÃA]\s+H[ỘÔ]I\s+CH[ỦU]\s+NGH[ĨI]A"
    r"|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc"
    r"|[A-ZĐ][^\W\d_]*(?: [A-ZĐ.][^\W\d_]*){0,4}, ngày\b.{0,20}\btháng\b)"
)
_HANGING = re.compile(r"\b(?:VÀ|CỦA|NHÂN|DÂN|BAN|ỦY|UỶ|HỘI|ĐỒNG|TỈNH|THÀNH|PHỐ)$")


def parted(lines: Sequence[Line]) -> tuple[list[Line], Repair | None]:
    """The lines with the columns one after the other, and the repair if there was one."""
    places = [at for at, line in enumerate(lines[:_HEAD]) if _RIGHT.search(line.text)]
    if len(places) < 2 or places[-1] - places[0] > 8:
        return list(lines), None
    first, last = places[0], places[-1] + 1
    left, right = list[str](), list[str]()
    for line in lines[first:last]:
        parts = _RIGHT.split(line.text, maxsplit=1)
        if left and _HANGING.search(left[-1]):
            left[-1] += f" {parts[0]}"
        else:
            left.append(parts[0])
        right += parts[1:]
    found = [*left, *right]
    before = "\n".join(line.text for line in lines[first:last])
    after = "\n".join(found)
    if not keeps_digits(before, after):
        return list(lines), None
    page = lines[first].page
    made = [replace(lines[first], text=text) for text in found]
    return [*lines[:first], *made, *lines[last:]], Repair(Mend.COLUMNS, before, after, page=page)
