"""Who acts in a sentence of a source: commune, province or ministry, with the words that say so.

Sources are written with accents; names are read up to the verb or sign that ends them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.answer import Level

_UBND = r"(?:(?:Chủ tịch )?(?:UBND|[UỦ][ỷy] ban nhân dân(?: \(UBND\))?))"
_CENTRE = (
    r"(?:Trung tâm (?:Phục vụ|phục vụ) hành chính công|TTPVHCC"
    r"|[Bb]ộ phận (?:Một cửa|một cửa|[Tt]iếp nhận(?: và trả kết quả)?))"
)
_CAPITAL = "A-ZĐÀÁẢÃẠĂÂÈÉẺẼẸÊÌÍỈĨỊÒÓỎÕỌÔƠÙÚỦŨỤƯỲÝỶỸỴẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰ"
_NAME = (
    rf"(?: (?:[{_CAPITAL}]\w*|và|học|nghệ|hóa|hoá|tế|chính|trường|lịch|dựng|tải|phòng|an|sinh"
    r"|chuẩn|lường|lượng|số|vô|tuyến|điện|thông|tin|vụ|nghiệp|thương|đai|nguyên|văn|thể|thao"
    r"|du|bào|trí|tuệ|hữu|viễn|quản|hạt|toàn|bức|xạ))"
)
_NEAR = r"(?: (?:của )?(?:tỉnh |nơi )[^,.;:()\n|]{2,40})?"
_LEVELS = {
    Level.COMMUNE: (
        rf"{_UBND} (?:cấp )?(?:xã|phường|đặc khu)(?:,? (?:xã|phường|đặc khu|thị trấn))*"
        rf"|{_CENTRE}(?: của)? (?:cấp )?(?:xã|phường)|[Cc]ấp [Xx]ã"
    ),
    Level.PROVINCE: (
        rf"{_UBND} (?:cấp )?(?:tỉnh|thành phố)(?: trực thuộc trung ương)?{_NEAR}"
        rf"|{_CENTRE}(?: của)? (?:cấp )?(?:tỉnh|thành phố){_NEAR}|[Cc]ấp [Tt]ỉnh"
        rf"|(?:Giám đốc )?Sở{_NAME}+(?: (?:tỉnh|thành phố)(?: [{_CAPITAL}]\w*)+)?"
        rf"|Sở(?= (?:cấp|tiếp nhận|giải quyết|được))|Chi cục{_NAME}+"
        r"|tỉnh nơi [^,.;:()\n|]{2,40}"
    ),
    Level.MINISTRY: (
        rf"(?:Bộ)(?: trưởng)?(?: Bộ)?{_NAME}+|(?:Tổng c|C)ục{_NAME}+|Thủ tướng(?: Chính phủ)?"
        rf"|[Cc]ấp [Bb]ộ|[Cc]ấp [Tt]rung ương|[UỦ]y ban{_NAME}+ Quốc gia"
    ),
}
_ACTOR = re.compile(
    "|".join(rf"(?P<{level.value}>{words})" for level, words in _LEVELS.items()).join(
        [r"(?<![\w-])(?:", r")(?!\w)"]
    )
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The words at ``start:end`` of a text that name one who acts."""

    level: Level
    start: int
    end: int


def actors(text: str) -> Iterator[Actor]:
    """In reading order."""
    for match in _ACTOR.finditer(text):
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        yield Actor(Level(match.lastgroup or ""), match.start(), end)
