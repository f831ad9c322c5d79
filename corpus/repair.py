"""What was mended between the file's words and the stored words, so that it can be undone.

Stored text is what is quoted: a repair never touches a digit, and each is kept with the
words as the file has them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_DIGITS = re.compile(r"\d+")


class Mend(StrEnum):
    """What kind of damage was mended."""

    SPACED = "letter-spaced"  # "C Ộ NG HÒA"
    GLUED = "glued"  # "sửdụng"
    COLUMNS = "columns"  # two columns of a letterhead, interleaved
    ENCODING = "old font"  # TCVN3, VNI, VISCII
    RECOGNISED = "recognition slip"  # "Điêu 5." at the head of an article, on a scan
    RUNNING = "running head"  # a page's head or foot, left out
    UNICODE = "unicode"  # NFD, Ð for Đ, soft hyphens


@dataclass(frozen=True, slots=True)
class Repair:
    """``before`` became ``after``.

    ``start`` is the place of ``after`` in the text of the section at ``path``, in
    characters; None where it did not fall in one section's text (a heading, a running
    head, a change of the whole file). ``count`` is how often it was done.
    """

    mend: Mend
    before: str
    after: str
    path: tuple[str, ...] = ()
    start: int | None = None
    page: int | None = None
    count: int = 1


def keeps_digits(before: str, after: str) -> bool:
    """Whether both hold the same runs of digits in the same order."""
    return _DIGITS.findall(before) == _DIGITS.findall(after)
