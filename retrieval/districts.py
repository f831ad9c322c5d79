"""Districts, which are no more: a source or a question that still names one is told so."""

import re
from collections.abc import Iterable

from corpus.phrases import N_

ABOLISHED = N_("Từ ngày 01/7/2025 không còn cấp huyện: chỗ nhắc đến huyện là của giai đoạn trước.")
_LEAST = 3  # words that must be left of a question, less one
_IN_SOURCE = re.compile(
    r"(?<!\w)(?:cấp huyện|(?:UBND|[ỦU]y ban nhân dân) (?:cấp )?(?:huyện|quận)"
    r"|quận, huyện|huyện, quận|Phòng [^.,;]{2,40} huyện)(?!\w)"
)
_IN_QUESTION = re.compile(
    r"(?<!\w)(?:cap (?:quan )?huyen|(?:ubnd|uy ban(?: nhan dan)?|phong [^.,;?]{2,30}|chu tich)"
    r" (?:cap )?(?:huyen|quan)|len huyen|huyen (?:cap|lam|giai quyet|kiem tra)"
    r"|huyen(?: \w+){1,3} cu)(?!\w)"
)
# "Phòng Kinh tế huyện trước đây làm, giờ ai làm?" is not about that office.
_OFFICE = re.compile(
    r"(?<!\w)(?:[Pp]hòng [^,.;?]{2,30}? (?:huyện|quận)"
    r"|(?:UBND|ubnd|[UuỦủ][ỷỶyY] ban)(?: nhân dân)? (?:huyện|quận))"
    r"(?: [A-ZĐẢẮẤẦÁÀẠ]\w*)*(?: (?:trước đây|trước kia|cũ|ngày trước))?"
)


def without_offices(text: str) -> str:
    """``text`` less the offices of districts that did before what is asked of now."""
    left = " ".join(_OFFICE.sub(" ", text).split())
    return left if left.count(" ") >= _LEAST else text


def abolished(plain: str, shown: Iterable[str]) -> tuple[str, ...]:
    """The note where what is ``shown``, or the folded question, names an office of a district."""
    named = _IN_QUESTION.search(plain) or any(map(_IN_SOURCE.search, shown))
    return (ABOLISHED,) if named else ()
