"""Text set in capitals: headings and titles of Vietnamese administrative papers."""

import re

_PROPER = re.compile(
    r"\b(?:Việt Nam|Quốc hội|Chính phủ|Thủ tướng|Hội đồng nhân dân|Ủy ban nhân dân|Nhà nước"
    r"|(?<=của )Bộ(?! luật))\b",
    re.IGNORECASE,
)
_NAMES = (
    "Việt Nam",
    "Quốc hội",
    "Chính phủ",
    "Thủ tướng",
    "Hội đồng nhân dân",
    "Ủy ban nhân dân",
    "Nhà nước",
    "Bộ",
)
_BY_FOLD = {name.casefold(): name for name in _NAMES}
_LAW = re.compile(r"(\b(?:của|và)|,) ((?:bộ )?luật) (\w)")
_JUDGED = 100  # characters


def is_capitals(text: str) -> bool:
    """Whether ``text`` is set in capitals, but for a stray letter; its beginning decides."""
    judged = text[:_JUDGED]
    upper, lower = sum(map(str.isupper, judged)), sum(map(str.islower, judged))
    return upper + lower >= 2 and upper >= 0.85 * (upper + lower)


def sentence_case(text: str) -> str:
    """Capitals read aloud: "QUY CHẾ LÀM VIỆC" → "Quy chế làm việc"; other text unchanged.

    The names of the state and of its organs keep their capitals; others cannot be known.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if not is_capitals(text):
        return text
    lowered = _PROPER.sub(lambda m: _BY_FOLD[m.group().casefold()], text.lower())
    lowered = _LAW.sub(lambda m: f"{m[1]} {m[2].capitalize()} {m[3].upper()}", lowered)
    return lowered[:1].upper() + lowered[1:]
